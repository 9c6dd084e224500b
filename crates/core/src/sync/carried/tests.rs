//! Receipt files in any order, between answers of the network, while the office is restored from backups.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::ids::DeviceId;

const LOGS: usize = 3;
const PHOTOS: u8 = 3;

fn log(number: usize) -> LogId {
    LogId::from_random(1, [u8::try_from(number).unwrap(); 10])
}

fn photo(number: u8) -> Digest {
    Digest::of(&[&[number]])
}

fn status(log: LogId, epoch: &str, length: u64) -> LogStatus {
    let head = Head { length, digest: Chain::genesis(log) };
    let received_at = DateTime::UNIX_EPOCH.fixed_offset();
    let receipt = Receipt {
        log,
        head,
        received_at,
        epoch: epoch.to_owned(),
        backed_up: None,
        further: Default::default(),
    };
    LogStatus { receipt, verdicts: Vec::new(), held: None }
}

fn file(epoch: &str, earlier: &[&str], lengths: &[(usize, u64)]) -> ReceiptFile {
    ReceiptFile {
        province: "12".into(),
        device: DeviceId::from_random(1, [9; 10]),
        made_at: DateTime::UNIX_EPOCH.fixed_offset(),
        logs: lengths.iter().map(|(number, length)| status(log(*number), epoch, *length)).collect(),
        attachments: vec![photo(0)],
        earlier_epochs: earlier.iter().map(|epoch| (*epoch).to_owned()).collect(),
    }
}

fn kept(epoch: Option<&str>, confirmed: u64) -> KeptWord<'_> {
    KeptWord { log: log(0), epoch, confirmed }
}

fn lengths(file: &ReceiptFile, kept: &[KeptWord<'_>]) -> Option<Vec<u64>> {
    let carried = carried(file, kept)?;
    Some(carried.logs.iter().map(|status| status.receipt.head.length).collect())
}

#[test]
fn within_an_epoch_a_file_never_lowers_what_was_confirmed() {
    for (length, news) in [(4, vec![]), (5, vec![5]), (6, vec![6])] {
        assert_eq!(lengths(&file("b", &["a"], &[(0, length)]), &[kept(Some("b"), 5)]), Some(news));
    }
    assert_eq!(lengths(&file("b", &[], &[(0, 4)]), &[kept(None, 0)]), Some(vec![4]), "the first word of all");
}

#[test]
fn another_epoch_counts_only_where_it_names_the_devices_among_those_before() {
    let restored = file("b", &["a"], &[(0, 3)]);
    assert_eq!(lengths(&restored, &[kept(Some("a"), 5)]), Some(vec![3]), "also where it has less");
    assert_eq!(lengths(&file("a", &[], &[(0, 5)]), &[kept(Some("b"), 3)]), None, "an old file");
    assert_eq!(lengths(&file("b", &[], &[(0, 5)]), &[kept(Some("a"), 3)]), None, "an office that names none");
    assert_eq!(lengths(&file("", &["a"], &[(0, 5)]), &[kept(Some("a"), 3)]), None);
    assert_eq!(lengths(&file("b", &["a"], &[]), &[kept(Some("a"), 3)]), None, "it speaks of nothing");
}

#[test]
fn a_log_without_a_word_does_not_bring_back_an_office_that_was_left() {
    let second = KeptWord { log: log(1), epoch: None, confirmed: 0 };
    let old = file("a", &[], &[(0, 5), (1, 7)]);
    assert_eq!(lengths(&old, &[kept(Some("b"), 3), second]), None);
    assert_eq!(lengths(&old, &[kept(Some("a"), 5), second]), Some(vec![5, 7]));
}

#[test]
fn what_a_later_epoch_does_not_name_is_not_there_any_more() {
    let second = KeptWord { log: log(1), epoch: Some("a"), confirmed: 2 };
    assert_eq!(lengths(&file("b", &["a"], &[(0, 5)]), &[kept(Some("a"), 5), second]), Some(vec![5, 0]));
    assert_eq!(
        lengths(&file("a", &[], &[(0, 5)]), &[kept(Some("a"), 5), second]),
        Some(vec![5]),
        "an older list"
    );
}

#[test]
fn photos_go_by_the_epoch_too() {
    let confirmed = |epoch: &str| Fate::Confirmed { epoch: epoch.to_owned() };
    let file = file("b", &["a"], &[(0, 3)]);
    let word = carried(&file, &[kept(Some("a"), 3)]).unwrap();
    for fate in [Fate::NEW, Fate::Missing, Fate::Refused { reason: String::new() }, confirmed("a")] {
        assert_eq!(word.fate_of(photo(0), &fate), Some(confirmed("b")));
    }
    assert_eq!(word.fate_of(photo(0), &confirmed("b")), None);
    assert_eq!(word.fate_of(photo(0), &confirmed("c")), None, "the network has told more");
    assert_eq!(word.fate_of(photo(1), &confirmed("a")), Some(Fate::NEW), "it may be lost");
    assert_eq!(word.fate_of(photo(1), &confirmed("b")), None, "the list has an end");
    assert_eq!(word.fate_of(photo(1), &Fate::Missing), None);
}

#[test]
fn only_the_devices_own_entries_are_confirmed() {
    let (log, own) = (log(0), Digest::of(&[b"own"]));
    let head = |length, digest| Head { length, digest };
    assert!(own_word(log, 0, head(0, Chain::genesis(log)), None));
    assert!(!own_word(log, 4, head(0, own), None));
    assert!(own_word(log, 4, head(3, own), Some(own)));
    assert!(!own_word(log, 4, head(3, Chain::genesis(log)), Some(own)));
    assert!(!own_word(log, 2, head(3, own), Some(own)), "more than the device wrote");
    assert!(!own_word(log, 4, head(3, own), None), "the device has lost the entry");
}

/// What the office has in an epoch.
#[derive(Clone, Debug, Default)]
struct Office {
    epoch: usize,
    earlier: Vec<usize>,
    lengths: [u64; LOGS],
    photos: BTreeSet<u8>,
}

impl Office {
    fn write(&self) -> ReceiptFile {
        let named = self.lengths.iter().enumerate().filter(|(_, length)| **length > 0);
        let epoch = format!("e{}", self.epoch);
        ReceiptFile {
            attachments: self.photos.iter().map(|number| photo(*number)).collect(),
            earlier_epochs: self.earlier.iter().map(|epoch| format!("e{epoch}")).collect(),
            ..file(&epoch, &[], &named.map(|(number, length)| (number, *length)).collect::<Vec<_>>())
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Entry(usize),
    Photo(u8),
    Backup,
    Restore(prop::sample::Index),
    Write,
    Take(prop::sample::Index),
    Network,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..LOGS).prop_map(Step::Entry),
        2 => (0..PHOTOS).prop_map(Step::Photo),
        1 => Just(Step::Backup),
        1 => any::<prop::sample::Index>().prop_map(Step::Restore),
        3 => Just(Step::Write),
        4 => any::<prop::sample::Index>().prop_map(Step::Take),
        1 => Just(Step::Network),
    ]
}

/// What the device shows, and the number of the newest epoch that it was told of.
#[derive(Default)]
struct Device {
    logs: [(Option<String>, u64); LOGS],
    photos: BTreeMap<u8, Fate>,
    heard: Option<usize>,
}

impl Device {
    fn hear(&mut self, epoch: usize, logs: &[LogStatus]) {
        self.heard = Some(epoch);
        for status in logs {
            let place = (0..LOGS).find(|number| log(*number) == status.receipt.log).unwrap();
            self.logs[place] = (Some(status.receipt.epoch.clone()), status.receipt.head.length);
        }
    }

    /// Takes a file that was written in that epoch.
    fn take(&mut self, epoch: usize, file: &ReceiptFile) -> Result<(), TestCaseError> {
        let logs = self.logs.clone();
        let kept: Vec<KeptWord<'_>> = logs
            .iter()
            .enumerate()
            .map(|(number, (epoch, confirmed))| KeptWord {
                log: log(number),
                epoch: epoch.as_deref(),
                confirmed: *confirmed,
            })
            .collect();
        let Some(word) = carried(file, &kept) else {
            let named = |heard| epoch == heard || file.earlier_epochs.contains(&format!("e{heard}"));
            prop_assert!(file.logs.is_empty() || !self.heard.is_none_or(named), "news was passed over");
            return Ok(());
        };
        prop_assert!(self.heard.is_none_or(|heard| heard <= epoch), "an older office came back");
        for number in 0..PHOTOS {
            let fate = self.photos.get(&number).cloned().unwrap_or(Fate::NEW);
            self.photos.insert(number, word.fate_of(photo(number), &fate).unwrap_or(fate));
        }
        self.hear(epoch, &word.logs);
        Ok(())
    }

    fn ask(&mut self, office: &Office) {
        let epoch = format!("e{}", office.epoch);
        let answers = office.lengths.iter().enumerate();
        let answers: Vec<_> = answers.map(|(number, length)| status(log(number), &epoch, *length)).collect();
        self.hear(office.epoch, &answers);
        for number in 0..PHOTOS {
            let has = office.photos.contains(&number);
            let fate = if has { Fate::Confirmed { epoch: epoch.clone() } } else { Fate::NEW };
            self.photos.insert(number, fate);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn nothing_shows_as_received_that_the_office_of_the_newest_heard_epoch_lacks(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let (mut office, mut device) = (Office::default(), Device::default());
        let (mut backups, mut files) = (vec![office.clone()], Vec::new());
        let mut left: Vec<Office> = Vec::new();
        for step in steps {
            match step {
                Step::Entry(log) => office.lengths[log] += 1,
                Step::Photo(number) => drop(office.photos.insert(number)),
                Step::Backup => backups.push(office.clone()),
                Step::Restore(which) => {
                    left.push(office.clone());
                    office = which.get(&backups).clone();
                    office.earlier.push(office.epoch);
                    office.epoch = left.len();
                }
                Step::Write => files.push((office.epoch, office.write())),
                Step::Take(_) if files.is_empty() => {}
                Step::Take(which) => {
                    let (epoch, file) = which.get(&files);
                    device.take(*epoch, file)?;
                }
                Step::Network => device.ask(&office),
            }
            let Some(heard) = device.heard else { continue };
            let there = left.get(heard).unwrap_or(&office);
            for (number, (_, confirmed)) in device.logs.iter().enumerate() {
                prop_assert!(*confirmed <= there.lengths[number], "log {number} of {heard}");
            }
            for (number, fate) in &device.photos {
                let received = matches!(fate, Fate::Confirmed { .. });
                prop_assert!(!received || there.photos.contains(number), "photo {number} of {heard}");
            }
        }
    }
}
