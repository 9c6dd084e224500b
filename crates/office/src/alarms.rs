//! What the administrators are to know, on its way into the books: written down when it begins and then at most once a
//! minute of each alarm, so that whoever raises one a thousand times a second writes no more than others do.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use danvan_core::catalogue::ProvinceCode;
use danvan_core::wire_alarms::AlarmKind;

use crate::store::Raised;

/// No more than one write of an alarm in this time.
const PAUSE_MS: i64 = 60_000;
/// Alarms that are remembered one by one; beyond them the subject is left out.
const REMEMBERED_MAX: usize = 1_000;

type Key = (ProvinceCode, AlarmKind, String);

/// What has happened and is not written down yet.
#[derive(Debug, Default)]
pub struct Alarms(Mutex<BTreeMap<Key, Pending>>);

#[derive(Clone, Copy, Debug)]
struct Pending {
    count: u64,
    first_ms: i64,
    last_ms: i64,
    written_ms: Option<i64>,
}

impl Pending {
    fn due(&self, now_ms: i64) -> bool {
        self.written_ms.is_none_or(|at_ms| now_ms.abs_diff(at_ms) >= PAUSE_MS.unsigned_abs())
    }

    /// What is to be written; nothing is left to be.
    fn take(&mut self, (province, kind, subject): &Key, now_ms: i64) -> Raised {
        let count = std::mem::take(&mut self.count);
        self.written_ms = Some(now_ms);
        let (province, kind, subject) = (province.clone(), kind.name().to_owned(), subject.clone());
        Raised { province, kind, subject, count, first_ms: self.first_ms, last_ms: self.last_ms }
    }
}

impl Alarms {
    /// Notes that it has happened once more. What is to be written down now, if anything.
    pub fn note(
        &self,
        province: &ProvinceCode,
        kind: AlarmKind,
        subject: &str,
        now_ms: i64,
    ) -> Option<Raised> {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = (province.clone(), kind, subject.to_owned());
        if pending.len() >= REMEMBERED_MAX && !pending.contains_key(&key) {
            pending.retain(|_, known| known.count > 0 || !known.due(now_ms));
            if pending.len() >= REMEMBERED_MAX {
                key.2.clear();
            }
        }
        let fresh = Pending { count: 0, first_ms: now_ms, last_ms: now_ms, written_ms: None };
        let known = pending.entry(key.clone()).or_insert(fresh);
        if known.count == 0 {
            known.first_ms = now_ms;
        }
        known.count += 1;
        known.last_ms = now_ms;
        known.due(now_ms).then(|| known.take(&key, now_ms))
    }

    /// All of a province that is not written down yet, for somebody who looks.
    pub fn take(&self, province: &ProvinceCode, now_ms: i64) -> Vec<Raised> {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = pending.iter_mut().filter(|(key, known)| key.0 == *province && known.count > 0);
        left.map(|(key, known)| known.take(key, now_ms)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_is_written_when_it_begins_and_then_once_a_minute() {
        let (alarms, here) = (Alarms::default(), ProvinceCode::from("12"));
        let note = |at_ms| alarms.note(&here, AlarmKind::GuessingCodes, "", at_ms);
        let first = note(1_000).unwrap();
        assert_eq!((first.count, first.first_ms, first.last_ms), (1, 1_000, 1_000));
        assert!((0..500).all(|number| note(2_000 + number).is_none()));
        let second = note(61_000).unwrap();
        assert_eq!((second.count, second.first_ms, second.last_ms), (501, 2_000, 61_000));
        assert!(note(62_000).is_none());
        assert!(alarms.take(&"80".into(), 62_500).is_empty());
        let asked = alarms.take(&here, 62_500);
        assert_eq!(asked.iter().map(|raised| raised.count).collect::<Vec<_>>(), [1]);
        assert!(alarms.take(&here, 62_600).is_empty());
    }

    #[test]
    fn alarms_about_ever_new_things_take_no_more_memory() {
        let (alarms, here) = (Alarms::default(), ProvinceCode::from("12"));
        let mut written = 0;
        for number in 0..5_000 {
            let subject = number.to_string();
            written +=
                alarms.note(&here, AlarmKind::GuessingPassword, &subject, 1_000).map_or(0, |one| one.count);
        }
        assert!(alarms.0.lock().unwrap().len() <= REMEMBERED_MAX + 1);
        let left: u64 = alarms.take(&here, 2_000).iter().map(|one| one.count).sum();
        assert_eq!(written + left, 5_000, "none is lost");
    }
}
