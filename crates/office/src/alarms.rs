//! What the administrators are to know, on its way into the books: written down when it begins and then at most once a
//! minute of each alarm, so that whoever raises one a thousand times a second writes no more than others do.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use danvan_core::catalogue::ProvinceCode;
use danvan_core::wire_alarms::AlarmKind;

use crate::secrets::{NoRandomness, random_bytes};
use crate::store::{OfficeStore, Raised, StoreError};

/// No more than one write of an alarm in this time.
const PAUSE_MS: i64 = 60_000;
/// Alarms that are remembered one by one; beyond them the subject is left out.
const REMEMBERED_MAX: usize = 1_000;

/// Whose administrators are to know, what happens, and what it is about.
pub type Key = (ProvinceCode, AlarmKind, String);

/// What has happened and is not written down yet.
#[derive(Debug, Default)]
pub struct Alarms {
    pending: Mutex<BTreeMap<Key, Pending>>,
    /// One writes at a time: whoever looks waits for what is being written, and finds it.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Clone, Copy, Debug)]
struct Pending {
    count: u64,
    first_ms: i64,
    last_ms: i64,
    /// When somebody was last told to write it down.
    asked_ms: Option<i64>,
}

impl Pending {
    fn due(&self, now_ms: i64) -> bool {
        self.asked_ms.is_none_or(|at_ms| now_ms.abs_diff(at_ms) >= PAUSE_MS.unsigned_abs())
    }
}

impl Alarms {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that it has happened once more: what is to be written down now, if anything.
    pub fn note(&self, province: &ProvinceCode, kind: AlarmKind, subject: &str, now_ms: i64) -> Option<Key> {
        let mut pending = self.lock();
        let mut key = (province.clone(), kind, subject.to_owned());
        if pending.len() >= REMEMBERED_MAX && !pending.contains_key(&key) {
            pending.retain(|_, known| known.count > 0 || !known.due(now_ms));
            if pending.len() >= REMEMBERED_MAX {
                key.2.clear();
            }
        }
        let fresh = Pending { count: 0, first_ms: now_ms, last_ms: now_ms, asked_ms: None };
        let known = pending.entry(key.clone()).or_insert(fresh);
        if known.count == 0 {
            known.first_ms = now_ms;
        }
        known.count += 1;
        known.last_ms = now_ms;
        if !known.due(now_ms) {
            return None;
        }
        known.asked_ms = Some(now_ms);
        Some(key)
    }

    /// Writes down what of `these` is not written down yet.
    ///
    /// # Errors
    /// Where the store fails; what was not kept is counted again the next time.
    pub async fn write(
        &self,
        store: &dyn OfficeStore,
        these: impl Fn(&Key) -> bool,
    ) -> Result<(), AlarmNotKept> {
        let _writing = self.writing.lock().await;
        for (key, known) in self.take(these) {
            if let Err(error) = keep(store, &key, known).await {
                self.put_back(key, known);
                return Err(error);
            }
        }
        Ok(())
    }

    fn take(&self, these: impl Fn(&Key) -> bool) -> Vec<(Key, Pending)> {
        let mut pending = self.lock();
        let left = pending.iter_mut().filter(|(key, known)| known.count > 0 && these(key));
        let taken = left.map(|(key, known)| {
            let taken = *known;
            known.count = 0;
            (key.clone(), taken)
        });
        taken.collect()
    }

    fn put_back(&self, key: Key, taken: Pending) {
        let mut pending = self.lock();
        let known = pending.entry(key).or_insert(Pending { count: 0, ..taken });
        known.count = known.count.saturating_add(taken.count);
        known.first_ms = known.first_ms.min(taken.first_ms);
    }
}

/// An alarm was not written down.
#[derive(Debug, thiserror::Error)]
pub enum AlarmNotKept {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The machine gives no randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

async fn keep(
    store: &dyn OfficeStore,
    (province, kind, subject): &Key,
    known: Pending,
) -> Result<(), AlarmNotKept> {
    let fresh: String = random_bytes::<8>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    let raised = Raised {
        province: province.clone(),
        kind: kind.name().to_owned(),
        subject: subject.clone(),
        count: known.count,
        first_ms: known.first_ms,
        last_ms: known.last_ms,
    };
    Ok(store.raise_alarm(&raised, &fresh).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_is_written_when_it_begins_and_then_once_a_minute() {
        let (alarms, here) = (Alarms::default(), ProvinceCode::from("12"));
        let note = |at_ms| alarms.note(&here, AlarmKind::GuessingCodes, "", at_ms).is_some();
        let take = || -> Vec<_> {
            let taken = alarms.take(|(province, ..)| *province == here).into_iter();
            taken.map(|(_, one)| (one.count, one.first_ms, one.last_ms)).collect()
        };
        assert!(note(1_000));
        assert_eq!(take(), [(1, 1_000, 1_000)]);
        assert!((0..500).all(|number| !note(2_000 + number)));
        assert!(note(61_000));
        assert_eq!(take(), [(501, 2_000, 61_000)]);
        assert!(!note(62_000));
        assert!(alarms.take(|(province, ..)| province.as_str() == "80").is_empty());
        assert_eq!(take(), [(1, 62_000, 62_000)], "for somebody who looks");
        assert!(take().is_empty());
    }

    #[test]
    fn what_was_not_kept_is_counted_again() {
        let (alarms, here) = (Alarms::default(), ProvinceCode::from("12"));
        alarms.note(&here, AlarmKind::GuessingCodes, "", 1_000);
        let (key, lost) = alarms.take(|_| true).remove(0);
        alarms.note(&here, AlarmKind::GuessingCodes, "", 2_000);
        alarms.put_back(key, lost);
        let (_, left) = alarms.take(|_| true).remove(0);
        assert_eq!((left.count, left.first_ms, left.last_ms), (2, 1_000, 2_000));
    }

    #[test]
    fn alarms_about_ever_new_things_take_no_more_memory() {
        let (alarms, here) = (Alarms::default(), ProvinceCode::from("12"));
        for number in 0..5_000 {
            alarms.note(&here, AlarmKind::GuessingPassword, &number.to_string(), 1_000);
        }
        assert!(alarms.lock().len() <= REMEMBERED_MAX + 1);
        let left: u64 = alarms.take(|_| true).iter().map(|(_, one)| one.count).sum();
        assert_eq!(left, 5_000, "none is lost");
    }
}
