//! A device between a hub and the province.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::bench::{Bench, entries, log, sealed};
use super::small_hub::SmallHub;
use crate::entry::SealedEntry;
use crate::ids::LogId;
use crate::sync::Trigger;
use crate::sync::engine::SEGMENT_BYTES;

fn at_hub(count: usize) -> Bench {
    let mut bench = Bench::new(count);
    bench.hub = Some(SmallHub::default());
    bench
}

/// A round with the hub, which is put away again.
fn round_at(bench: &mut Bench, hub: &mut SmallHub) {
    bench.hub = Some(std::mem::take(hub));
    bench.round(Trigger::Pressed);
    *hub = bench.hub.take().unwrap();
}

#[test]
fn a_hub_that_never_reached_the_province_holds_everything_and_confirms_nothing() {
    let mut bench = at_hub(3);
    bench.round(Trigger::Opened);
    assert_eq!(bench.told, ["ask 0", "held 0", "push 0+3", "held 3", "feed", "page"]);
    assert_eq!(bench.local().confirmed, 0);
    assert!(bench.engine.status().at_hub && bench.engine.status().complete);
    bench.told.clear();
    bench.round(Trigger::Pressed);
    assert_eq!(bench.told, ["ask 0", "held 3", "feed", "page"], "nothing is sent twice");
}

#[test]
fn what_a_hub_holds_unsigned_is_signed_by_a_segment_of_no_entries() {
    let mut bench = at_hub(2);
    bench.round(Trigger::Opened);
    // The hub's program is renewed: what it has is not signed yet.
    bench.hub.as_mut().unwrap().signed = Some(BTreeMap::new());
    bench.told.clear();
    bench.round(Trigger::Pressed);
    assert_eq!(bench.told, ["ask 0", "held 2", "push 2+0", "held 2", "feed", "page"]);
    bench.told.clear();
    bench.round(Trigger::Pressed);
    assert_eq!(bench.told, ["ask 0", "held 2", "feed", "page"], "once is enough");
    bench.hub.as_mut().unwrap().signed = Some(BTreeMap::new());
    bench.append("new");
    bench.told.clear();
    bench.round(Trigger::Appended);
    assert_eq!(
        bench.told,
        ["ask 0", "held 2", "push 2+0", "held 2", "push 2+1", "held 3", "feed", "page"],
        "what lies there is signed by itself, whatever comes after it"
    );
}

/// The heads that were signed by segments of no entries.
fn signed_alone(bench: &Bench) -> Vec<u64> {
    let heads = bench.told.iter().filter_map(|told| told.strip_prefix("push ")?.strip_suffix("+0"));
    heads.map(|head| head.parse().unwrap()).collect()
}

/// The texts between these heads of the written log, in bytes.
fn between(bench: &Bench, heads: &[u64]) -> Vec<usize> {
    let (_, entries, ..) = bench.logs.last().unwrap();
    let starts = std::iter::once(0).chain(heads.iter().copied());
    let bytes = |(from, to): (u64, u64)| {
        let of = entries.iter().filter(|entry| (from..to).contains(&entry.number));
        of.map(|entry| entry.text.len()).sum()
    };
    starts.zip(heads.iter().copied()).map(bytes).collect()
}

#[test]
fn megabytes_that_a_hub_holds_unsigned_are_signed_in_steps_that_fit_one_push() {
    let mut bench = at_hub(0);
    (0..300).for_each(|number| bench.append(&format!("{number} {}", "x".repeat(20_000))));
    bench.round(Trigger::Opened);
    bench.hub.as_mut().unwrap().signed = Some(BTreeMap::new());
    (0..40).for_each(|number| bench.append(&format!("new {number} {}", "x".repeat(20_000))));
    bench.told.clear();
    bench.round(Trigger::Pressed);
    let heads = signed_alone(&bench);
    assert_eq!(heads.last(), Some(&300), "before anything new is sent: {heads:?}");
    assert!(between(&bench, &heads).iter().all(|bytes| *bytes <= SEGMENT_BYTES), "{heads:?}");
    assert_eq!(bench.hub.as_ref().unwrap().logs[&log(1)].len(), 340);
    bench.told.clear();
    bench.round(Trigger::Pressed);
    assert!(signed_alone(&bench).is_empty(), "once is enough");
}

#[test]
fn a_hub_that_takes_no_signature_is_not_sent_it_for_ever() {
    let mut bench = at_hub(2);
    bench.round(Trigger::Opened);
    let hub = bench.hub.as_mut().unwrap();
    (hub.signed, hub.deaf) = (Some(BTreeMap::new()), true);
    bench.told.clear();
    bench.round(Trigger::Pressed);
    assert_eq!(bench.told, ["ask 0", "held 2", "push 2+0", "held 2", "feed", "page"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However long entries are, wherever a round breaks off and whatever is signed already, it comes to the end in steps
    /// of one push, or of one entry that is longer.
    #[test]
    fn steps_of_signing_come_to_the_end(
        sizes in prop::collection::vec(1_usize..60_000, 1..60), signed in 0_u64..60, lose in prop::option::of((1_usize..12, any::<bool>())),
    ) {
        let mut bench = at_hub(0);
        sizes.iter().for_each(|size| bench.append(&"x".repeat(*size)));
        bench.round(Trigger::Opened);
        let (length, before) = (sizes.len() as u64, bench.sends());
        let signed = signed.min(length);
        bench.hub.as_mut().unwrap().signed = Some(BTreeMap::from([(log(1), signed)]));
        bench.lose = lose.map(|(place, done)| (before + place, done));
        bench.told.clear();
        bench.round(Trigger::Pressed);
        bench.now += 10 * 60_000;
        bench.round(Trigger::Pressed);
        let mut heads = signed_alone(&bench);
        heads.extend((signed > 0).then_some(signed));
        heads.sort_unstable();
        heads.dedup();
        prop_assert_eq!(heads.last(), Some(&length));
        let known = heads.iter().position(|head| *head == signed).map_or(0, |place| place + 1);
        for bytes in between(&bench, &heads).into_iter().skip(known) {
            prop_assert!(bytes <= SEGMENT_BYTES, "{} {:?}", bytes, heads);
        }
    }
}

#[test]
fn a_log_that_was_left_is_signed_at_the_hub_too() {
    let mut bench = at_hub(2);
    bench
        .hub
        .as_mut()
        .unwrap()
        .logs
        .insert(log(1), sealed(log(1), &["\"entry 0\"".to_owned(), "\"clone\"".to_owned()]));
    bench.hub.as_mut().unwrap().signed = Some(BTreeMap::new());
    bench.round(Trigger::Opened);
    assert!(bench.told.contains(&"start 1".to_owned()), "{:?}", bench.told);
    let signed: Vec<u64> = bench.hub.as_ref().unwrap().signed.as_ref().unwrap().values().copied().collect();
    assert_eq!(signed, [1, 1], "of the log that was left only what is the device's own, and the new log");
}

#[test]
fn what_the_hub_passed_on_is_confirmed_by_the_province_through_it() {
    let mut bench = at_hub(3);
    bench.round(Trigger::Opened);
    let mut hub = bench.hub.take().unwrap();
    hub.pass_on(&mut bench.office);
    bench.told.clear();
    round_at(&mut bench, &mut hub);
    assert_eq!(bench.told, ["ask 0", "keep 3", "feed", "page"]);
    assert_eq!(bench.local().confirmed, 3);
    bench.told.clear();
    bench.round(Trigger::Pressed);
    assert_eq!(bench.told, ["ask 3", "keep 3", "feed", "page"], "the province is sent nothing again");
    assert!(!bench.engine.status().at_hub);
}

#[test]
fn an_old_word_of_the_hub_takes_nothing_back() {
    let mut bench = Bench::new(2);
    let mut hub = SmallHub::default();
    round_at(&mut bench, &mut hub);
    hub.pass_on(&mut bench.office);
    bench.append("straight to the province");
    bench.round(Trigger::Appended);
    assert_eq!(bench.local().confirmed, 3);
    bench.told.clear();
    round_at(&mut bench, &mut hub);
    assert_eq!(bench.told, ["ask 3", "held 2", "push 2+1", "held 3", "feed", "page"]);
    assert_eq!(bench.local().confirmed, 3);
}

#[test]
fn while_logs_are_compared_a_hub_is_believed_to_hold_no_more_than_both_have() {
    let large = |text: &str| text.repeat(150 * 1024 / text.len());
    let mut bench = Bench::new(0);
    ["a", "b", "own", "own too"].iter().for_each(|text| bench.append(&large(text)));
    let texts = ["a", "b", "the clone's", "its next", "and one", "and one more"]
        .map(|text| format!("\"{}\"", large(text)));
    let mut hub = SmallHub::default();
    hub.logs.insert(log(1), sealed(log(1), &texts));
    round_at(&mut bench, &mut hub);
    let compared = ["ask 0", "push 0+1", "held 1", "push 1+1", "held 2", "push 2+1", "held 2", "start 2"];
    assert_eq!(bench.told[..8], compared, "the clone's entries are not this device's");
}

#[test]
fn a_log_that_stands_at_the_province_is_not_said_again_because_a_hub_holds_its_clone() {
    let mut bench = Bench::new(3);
    bench.round(Trigger::Opened);
    let mut hub = SmallHub::default();
    hub.logs.insert(log(1), sealed(log(1), &["\"entry 0\"".to_owned(), "\"the clone's\"".to_owned()]));
    bench.append("new");
    bench.told.clear();
    round_at(&mut bench, &mut hub);
    assert!(bench.told.contains(&"start 3".to_owned()), "{:?}", bench.told);
    hub.pass_on(&mut bench.office);
    bench.round(Trigger::Pressed);
    let mut texts = bench.office.texts();
    texts.sort();
    assert_eq!(texts, ["\"entry 0\"", "\"entry 1\"", "\"entry 2\"", "\"new\""]);
    assert!(hub.apart.contains(&"\"the clone's\"".to_owned()), "what the clone wrote is kept apart");
}

#[test]
fn a_round_that_begins_with_the_province_does_not_go_on_with_a_hub() {
    let mut bench = Bench::new(2);
    let commands = bench.tell(crate::sync::Event::Trigger(Trigger::Opened));
    let Some(crate::sync::Command::Send { ticket, call }) =
        commands.iter().find(|command| matches!(command, crate::sync::Command::Send { .. })).cloned()
    else {
        panic!("{commands:?}");
    };
    let answer = bench.office.answer(&call).unwrap();
    bench.hub = Some(SmallHub::default());
    let commands = bench.tell(crate::sync::Event::Answered { ticket, answer });
    bench.obey(commands);
    assert_eq!(bench.engine.status().trouble, Some(crate::sync::Failure::Lost));
    assert_eq!(bench.local().confirmed, 0);
}

/// What may happen between a device, its hub and the province.
#[derive(Clone, Debug)]
enum Step {
    Append,
    AtProvince,
    AtHub,
    /// An answer is lost on the way, done or not.
    Interrupted {
        hub: bool,
        request: usize,
        done: bool,
    },
    PassOn,
    HubLosesItsDatabase,
    HubPutBack,
    ProvinceRestored(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Append),
        3 => Just(Step::AtProvince),
        5 => Just(Step::AtHub),
        2 => (any::<bool>(), 0usize..4, any::<bool>())
            .prop_map(|(hub, request, done)| Step::Interrupted { hub, request, done }),
        3 => Just(Step::PassOn),
        1 => Just(Step::HubLosesItsDatabase),
        1 => Just(Step::HubPutBack),
        1 => (0usize..6).prop_map(Step::ProvinceRestored),
    ];
    prop::collection::vec(step, 1..40)
}

/// A device, a hub, and the longest log that the province had in each epoch.
struct Valley {
    bench: Bench,
    hub: SmallHub,
    /// The hub's disk as it was copied some time ago.
    copy: SmallHub,
    history: BTreeMap<String, BTreeMap<LogId, Vec<SealedEntry>>>,
}

impl Valley {
    fn round(&mut self, hub: bool) {
        if hub { round_at(&mut self.bench, &mut self.hub) } else { self.bench.round(Trigger::Pressed) }
    }

    fn step(&mut self, step: &Step) {
        let before = (self.bench.epochs.get(&log(1)).cloned(), self.bench.local().confirmed);
        match step {
            Step::Append => {
                let number = self.bench.local().head.length;
                self.bench.append(&format!("entry {number}"));
            }
            Step::AtProvince => self.round(false),
            Step::AtHub => {
                self.round(true);
                let after = self.bench.epochs.get(&log(1)).cloned();
                assert!(
                    after != before.0 || self.bench.local().confirmed >= before.1,
                    "a hub took back what the province had confirmed"
                );
            }
            Step::Interrupted { hub, request, done } => {
                self.bench.lose = Some((self.bench.sends() + request, *done));
                self.round(*hub);
                self.bench.lose = None;
            }
            Step::PassOn => {
                self.copy = self.hub.clone();
                self.hub.pass_on(&mut self.bench.office);
            }
            Step::HubLosesItsDatabase => self.hub = SmallHub::default(),
            Step::HubPutBack => self.hub = self.copy.clone(),
            Step::ProvinceRestored(keep) => self.bench.office.set_back(*keep),
        }
        self.remember();
        self.check();
    }

    fn remember(&mut self) {
        let epoch = self.history.entry(self.bench.office.epoch.to_string()).or_default();
        for (log, entries) in &self.bench.office.logs {
            let known = epoch.entry(*log).or_default();
            if entries.len() > known.len() {
                known.clone_from(entries);
            }
        }
    }

    /// What counts as confirmed was at the province, in the very epoch that the receipt names.
    fn check(&self) {
        for (log, own, confirmed, _) in &self.bench.logs {
            let Some(epoch) = self.bench.epochs.get(log) else {
                assert_eq!(*confirmed, 0);
                continue;
            };
            let confirmed = usize::try_from(*confirmed).unwrap();
            let had = self.history.get(epoch).and_then(|logs| logs.get(log)).map_or(&[][..], Vec::as_slice);
            assert!(
                had.len() >= confirmed,
                "{confirmed} confirmed, {} were there in epoch {epoch}",
                had.len()
            );
            assert_eq!(had[..confirmed], own[..confirmed]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn nothing_is_lost_doubled_or_wrongly_confirmed_between_hub_and_province(steps in steps()) {
        let (hub, copy) = (SmallHub::default(), SmallHub::default());
        let mut valley = Valley { bench: Bench::new(2), hub, copy, history: BTreeMap::new() };
        valley.remember();
        for step in &steps {
            valley.step(step);
        }
        valley.bench.now += 3_600_000;
        for step in [Step::AtHub, Step::PassOn, Step::AtHub] {
            valley.step(&step);
        }
        let count = usize::try_from(valley.bench.local().head.length).unwrap();
        prop_assert_eq!(valley.bench.office.texts(), entries(count), "by the hub alone, once each");
        valley.step(&Step::AtProvince);
        prop_assert_eq!(valley.bench.office.texts(), entries(count));
        prop_assert_eq!(valley.bench.local().confirmed, count as u64);
        prop_assert_eq!(valley.bench.logs.len(), 1, "no log was given up");
    }
}
