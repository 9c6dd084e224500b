//! What the administrators are to know, on its way into the books: written down when it begins and then at most once a
//! minute of each alarm, so that whoever raises one a thousand times a second writes no more than others do.
//!
//! What happens before it is worth an alarm is counted here too: an alarm says how often it happened in all and since when,
//! not how often since it was noticed. Once somebody has seen to it, it begins anew, and so does what is worth an alarm.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use danvan_core::catalogue::ProvinceCode;
use danvan_core::hexadecimal;
use danvan_core::wire_alarms::AlarmKind;

use crate::limits::guessing::{AT_ONCE, CODES_REPORTED, SIGN_INS_REPORTED};
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
    quiet: Quiet,
}

/// What has happened since the last that was worth an alarm, or since somebody saw to it.
#[derive(Clone, Copy, Debug)]
struct Quiet {
    count: u64,
    first_ms: i64,
    /// How many it takes, where somebody has seen to it: the limits remember also what was before.
    needed: u64,
}

impl Quiet {
    fn since(first_ms: i64) -> Self {
        Self { count: 0, first_ms, needed: 0 }
    }

    /// Whether it came so seldom that nothing of it counts any more.
    fn is_forgotten(&self, kind: AlarmKind, now_ms: i64) -> bool {
        let remembered = i64::try_from(self.count.max(self.needed)).unwrap_or(i64::MAX);
        now_ms.saturating_sub(self.first_ms) >= remembered.saturating_mul(forgotten_ms(kind))
    }
}

/// In what time one of a kind is forgotten: no sooner than the limits do, so that whatever made it an alarm is counted.
fn forgotten_ms(kind: AlarmKind) -> i64 {
    match kind {
        AlarmKind::GuessingCodes => 6_000,
        AlarmKind::GuessingSignIns => 72_000,
        AlarmKind::GuessingPassword | AlarmKind::Other(_) => 180_000,
    }
}

/// How many are worth an alarm.
fn worth_an_alarm(kind: AlarmKind) -> u64 {
    match kind {
        AlarmKind::GuessingCodes => CODES_REPORTED.into(),
        AlarmKind::GuessingSignIns => SIGN_INS_REPORTED.into(),
        AlarmKind::GuessingPassword => AT_ONCE.into(),
        AlarmKind::Other(_) => 1,
    }
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

    /// Notes that it has happened once more, and whether that is one too many to keep quiet about: what is to be written
    /// down now, if anything.
    pub fn note(
        &self,
        province: &ProvinceCode,
        kind: AlarmKind,
        subject: &str,
        is_too_many: bool,
        now_ms: i64,
    ) -> Option<Key> {
        let mut pending = self.lock();
        let mut key = (province.clone(), kind, subject.to_owned());
        if pending.len() >= REMEMBERED_MAX && !pending.contains_key(&key) {
            pending.retain(|(_, kind, _), known| {
                known.count > 0 || !known.due(now_ms) || !known.quiet.is_forgotten(*kind, now_ms)
            });
            if pending.len() >= REMEMBERED_MAX {
                if !is_too_many {
                    return None;
                }
                key.2.clear();
            }
        }
        let quiet = Quiet::since(now_ms);
        let fresh = Pending { count: 0, first_ms: now_ms, last_ms: now_ms, asked_ms: None, quiet };
        let known = pending.entry(key.clone()).or_insert(fresh);
        if known.quiet.is_forgotten(kind, now_ms) {
            known.quiet = Quiet::since(now_ms);
        }
        if known.quiet.count == 0 {
            known.quiet.first_ms = now_ms;
        }
        known.quiet.count += 1;
        if !is_too_many || known.quiet.count < known.quiet.needed {
            return None;
        }
        if known.count == 0 {
            known.first_ms = known.quiet.first_ms;
        }
        known.count += known.quiet.count;
        known.last_ms = now_ms;
        known.quiet = Quiet::since(now_ms);
        if !known.due(now_ms) {
            return None;
        }
        known.asked_ms = Some(now_ms);
        Some(key)
    }

    /// Somebody has seen to an alarm: what happens from now on is counted anew, and raises another one only where it is
    /// worth one by itself.
    pub fn seen_to(&self, province: &ProvinceCode, kind: AlarmKind, subject: &str, now_ms: i64) {
        if let Some(known) = self.lock().get_mut(&(province.clone(), kind, subject.to_owned())) {
            known.quiet = Quiet { needed: worth_an_alarm(kind), ..Quiet::since(now_ms) };
            known.asked_ms = None;
        }
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
    let fresh = hexadecimal::write(&random_bytes::<8>()?);
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
        let note = |at_ms| alarms.note(&here, AlarmKind::GuessingCodes, "", true, at_ms).is_some();
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
        alarms.note(&here, AlarmKind::GuessingCodes, "", true, 1_000);
        let (key, lost) = alarms.take(|_| true).remove(0);
        alarms.note(&here, AlarmKind::GuessingCodes, "", true, 2_000);
        alarms.put_back(key, lost);
        let (_, left) = alarms.take(|_| true).remove(0);
        assert_eq!((left.count, left.first_ms, left.last_ms), (2, 1_000, 2_000));
    }

    /// What is to be written down: how often, since when, and when last.
    fn taken(alarms: &Alarms) -> Vec<(u64, i64, i64)> {
        alarms.take(|_| true).into_iter().map(|(_, one)| (one.count, one.first_ms, one.last_ms)).collect()
    }

    #[test]
    fn an_alarm_counts_from_the_first_that_led_to_it() {
        let (alarms, here) = (Alarms::default(), ProvinceCode::from("12"));
        let note = |is_too_many, at_ms| {
            alarms.note(&here, AlarmKind::GuessingPassword, "lanhdao", is_too_many, at_ms).is_some()
        };
        // Two of long ago have nothing to do with it.
        assert!(!note(false, 0) && !note(false, 1_000));
        let begin = 1_000_000;
        assert!((0..9).all(|number| !note(false, begin + number)));
        assert!(taken(&alarms).is_empty());
        assert!(note(true, begin + 9));
        assert!(!note(true, begin + 10) && !note(false, begin + 11) && !note(true, begin + 12));
        assert_eq!(taken(&alarms), [(13, begin, begin + 12)]);
    }

    #[test]
    fn what_somebody_has_seen_to_begins_anew() {
        let (alarms, here) = (Alarms::default(), ProvinceCode::from("12"));
        let kind = AlarmKind::GuessingPassword;
        let note = |is_too_many, at_ms| alarms.note(&here, kind, "lanhdao", is_too_many, at_ms).is_some();
        assert!((0..9).all(|at_ms| !note(false, at_ms)) && note(true, 9) && !note(false, 10));
        assert_eq!(taken(&alarms), [(10, 0, 9)]);
        alarms.seen_to(&here, kind, "lanhdao", 1_000);
        // The limits still find each of them one too many.
        assert!((0..9).all(|number| !note(true, 2_000 + number)));
        assert!(taken(&alarms).is_empty());
        assert!(note(true, 2_009), "also within the minute in which the last was written");
        assert_eq!(taken(&alarms), [(10, 2_000, 2_009)]);
        // Where it rests for long, it is no more than it would have been without.
        alarms.seen_to(&here, kind, "lanhdao", 3_000);
        let later = 3_000 + 10 * 180_000;
        assert!(note(true, later));
        assert_eq!(taken(&alarms), [(1, later, later)]);
    }

    #[test]
    fn alarms_about_ever_new_things_take_no_more_memory() {
        let (alarms, here) = (Alarms::default(), ProvinceCode::from("12"));
        for number in 0..5_000 {
            alarms.note(&here, AlarmKind::GuessingPassword, &number.to_string(), true, 1_000);
        }
        assert!(alarms.lock().len() <= REMEMBERED_MAX + 1);
        let left: u64 = alarms.take(|_| true).iter().map(|(_, one)| one.count).sum();
        assert_eq!(left, 5_000, "none is lost");
    }
}
