//! Turns of what takes long and is asked for rarely.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use danvan_core::ids::UserId;
use tokio::sync::{Mutex as Turn, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::slow_work::SlowWork;

/// Totals that are worked out at a time: each takes a core.
const TOTALS_AT_A_TIME: usize = 1;
/// Receipt files that are made at a time.
const RECEIPTS_AT_A_TIME: usize = 2;
/// How long one waits for its turn: each takes less than a second.
const RECEIPTS_PATIENCE: Duration = Duration::from_secs(30);

/// Whose totals are worked out.
#[derive(Debug)]
pub struct TotalTurns {
    pub(crate) slowly: SlowWork,
    of_persons: Mutex<HashMap<UserId, Weak<Turn<()>>>>,
}

impl Default for TotalTurns {
    fn default() -> Self {
        Self { slowly: SlowWork::new(TOTALS_AT_A_TIME), of_persons: Mutex::default() }
    }
}

impl TotalTurns {
    /// The turn that one person's totals take one after the other.
    pub fn of(&self, person: UserId) -> Arc<Turn<()>> {
        let mut known = self.of_persons.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = known.get(&person).and_then(Weak::upgrade) {
            return turn;
        }
        known.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        known.insert(person, Arc::downgrade(&turn));
        turn
    }
}

/// Whose receipt file is made.
#[derive(Debug)]
pub struct ReceiptTurns(Arc<Semaphore>);

impl Default for ReceiptTurns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(RECEIPTS_AT_A_TIME)))
    }
}

impl ReceiptTurns {
    /// A turn; nothing where it takes too long.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        timeout(RECEIPTS_PATIENCE, Arc::clone(&self.0).acquire_owned()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_person_has_one_turn_and_others_have_theirs() {
        let turns = TotalTurns::default();
        let person = |seed| UserId::from_random(seed, [1; 10]);
        let own = turns.of(person(1));
        let held = own.lock().await;
        let again = turns.of(person(1));
        assert!(timeout(Duration::from_millis(50), again.lock()).await.is_err());
        assert!(timeout(Duration::from_secs(20), turns.of(person(2)).lock()).await.is_ok());
        drop(held);
        assert!(timeout(Duration::from_secs(20), again.lock()).await.is_ok());
        drop((own, again));
        for seed in 3..100 {
            drop(turns.of(person(seed)));
        }
        assert!(turns.of_persons.lock().unwrap().len() <= 2, "nobody's is kept who waits for nothing");
    }
}
