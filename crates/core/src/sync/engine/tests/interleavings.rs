//! Any order of events, sensible or not: one request at a time, and no page that was not asked for.

use proptest::prelude::*;

use super::bench::{Bench, entries, log, sealed};
use super::*;
use crate::sync::Trigger;

/// What may happen next; the numbers choose among what is there to choose from.
#[derive(Clone, Debug)]
enum Step {
    Trigger(u8),
    Answer(bool),
    WrongAnswer(u8),
    Fail(u8),
    HoldOff(u32),
    Keep(bool),
    Read,
    Append,
    Restore,
    Time(u32),
    Repeat(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => (0u8..5).prop_map(Step::Trigger),
        6 => any::<bool>().prop_map(Step::Answer),
        1 => (0u8..3).prop_map(Step::WrongAnswer),
        1 => (0u8..8).prop_map(Step::Fail),
        1 => (0u32..90).prop_map(Step::HoldOff),
        6 => prop::bool::weighted(0.9).prop_map(Step::Keep),
        6 => Just(Step::Read),
        1 => Just(Step::Append),
        1 => Just(Step::Restore),
        1 => (0u32..200_000).prop_map(Step::Time),
        1 => (0u8..20).prop_map(Step::Repeat),
    ];
    prop::collection::vec(step, 1..120)
}

/// The commands that wait for an answer, as a shell would know them.
struct Watch {
    bench: Bench,
    request: Option<(u64, Call, u64)>,
    read: Option<(u64, u64)>,
    keep: Option<(u64, Option<u64>)>,
    past: Vec<Event>,
}

impl Watch {
    fn tell(&mut self, event: Event) {
        let page_asked = matches!(
            (&event, &self.request),
            (Event::Answered { ticket, answer: Answer::Page(_) }, Some((asked, Call::Feed { .. }, _))) if ticket == asked
        );
        if let Event::Answered { ticket, .. } | Event::Failed { ticket, .. } = &event
            && self.request.as_ref().is_some_and(|(asked, ..)| asked == ticket)
        {
            self.request = None;
        }
        self.past.push(event.clone());
        let mut sent = 0;
        for command in self.bench.tell(event) {
            match command {
                Command::Send { ticket, call } => {
                    sent += 1;
                    if let Some((other, _, until)) = &self.request {
                        assert!(self.bench.now >= *until, "{ticket} was sent while {other} was under way");
                    }
                    self.request = Some((ticket, call, self.bench.now + PATIENCE_MS));
                }
                Command::Read { ticket, from, .. } => self.read = Some((ticket, from)),
                Command::KeepPage { ticket, .. } => {
                    assert!(page_asked, "a page is kept that was not asked for");
                    self.keep = Some((ticket, None));
                }
                Command::KeepReceipt { ticket, receipt, .. } => {
                    self.keep = Some((ticket, Some(receipt.head.length)));
                }
                Command::StartLog { ticket, .. } => self.keep = Some((ticket, None)),
                Command::WakeAt { .. } | Command::Show => {}
            }
        }
        assert!(sent <= 1, "two requests at once");
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Trigger(which) => {
                let all =
                    [Trigger::Opened, Trigger::Online, Trigger::Appended, Trigger::Timer, Trigger::Pressed];
                self.tell(Event::Trigger(all[usize::from(*which)]));
            }
            Step::Answer(more) => {
                let Some((ticket, call, _)) = self.request.clone() else { return };
                self.bench.office.pages = if *more { 9_999 } else { 0 };
                let event = match self.bench.office.answer(&call) {
                    Ok(answer) => Event::Answered { ticket, answer },
                    Err(failure) => Event::Failed { ticket, failure },
                };
                self.tell(event);
            }
            Step::WrongAnswer(which) => {
                let Some((ticket, ..)) = self.request.clone() else { return };
                let call = match which {
                    0 => Call::Feed { after: None },
                    1 => Call::Ask { log: log(9), from: 0 },
                    _ => Call::Ask { log: log(1), from: 0 },
                };
                let answer = self.bench.office.answer(&call).unwrap();
                self.tell(Event::Answered { ticket, answer });
            }
            Step::Fail(which) => {
                let Some((ticket, ..)) = self.request.clone() else { return };
                let failures = [
                    Failure::Lost,
                    Failure::Busy { retry_after_s: Some(20) },
                    Failure::Busy { retry_after_s: None },
                    Failure::TooLarge,
                    Failure::NotAllowed,
                    Failure::Portal,
                    Failure::TooOld,
                    Failure::Rejected("gap".to_owned()),
                    Failure::LogTaken { by_hub: false },
                ];
                self.tell(Event::Failed { ticket, failure: failures[usize::from(*which)].clone() });
            }
            Step::HoldOff(seconds) => self.tell(Event::HoldOff { seconds: *seconds }),
            Step::Keep(kept) => {
                let Some((ticket, confirmed)) = self.keep.take() else { return };
                if let (true, Some(confirmed)) = (kept, confirmed) {
                    self.bench.logs[0].2 = confirmed;
                    let local = self.bench.local();
                    self.tell(Event::Log(local));
                }
                self.tell(if *kept { Event::Kept { ticket } } else { Event::NotKept { ticket } });
            }
            Step::Read => {
                let Some((ticket, from)) = self.read.take() else { return };
                let stored = &self.bench.logs[0].1;
                let entries = stored.iter().filter(|entry| entry.number >= from).cloned().collect();
                self.tell(Event::Read { ticket, entries });
            }
            Step::Append => {
                self.bench.append("more");
                self.tell(Event::Trigger(Trigger::Appended));
            }
            Step::Restore => self.bench.office.set_back(1),
            Step::Time(ms) => self.bench.now += u64::from(*ms),
            Step::Repeat(back) => {
                let place = self.past.len().checked_sub(1 + usize::from(*back));
                let event = place.and_then(|place| self.past.get(place)).cloned();
                if let Some(event) = event.filter(|event| !matches!(event, Event::Log(_))) {
                    self.tell(event);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn one_request_at_a_time_and_only_pages_that_were_asked_for(steps in steps(), ahead: bool) {
        let mut bench = Bench::new(3);
        if ahead {
            bench.office.logs.insert(log(1), sealed(log(1), &entries(2)));
        }
        let mut watch = Watch { bench, request: None, read: None, keep: None, past: Vec::new() };
        for step in &steps {
            watch.step(step);
        }
    }
}
