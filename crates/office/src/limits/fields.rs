//! What is counted of each key, as `governor` keeps it: the moment at which nothing counts any more.
//!
//! Not `governor`'s own table: a cell could not be given back there, nor a bound be put to its keys.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;

/// The table itself.
#[derive(Debug, Default)]
pub struct Kept(Mutex<HashMap<String, Nanos>>);

impl Kept {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Nanos>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a key is there already, or can be added below that many.
    pub fn has_room_for(&self, key: &str, keys_max: usize) -> bool {
        let table = self.lock();
        table.len() < keys_max || table.contains_key(key)
    }

    /// Takes one of a key back that stood for so much time.
    pub fn give_back(&self, key: &str, each: Duration) {
        if let Some(until) = self.lock().get_mut(key) {
            *until = until.saturating_sub(each.into());
        }
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.lock().len()
    }
}

/// The table as a limiter holds it.
#[derive(Debug)]
pub struct Fields(Arc<Kept>);

impl Fields {
    pub fn over(kept: Arc<Kept>) -> Self {
        Self(kept)
    }
}

impl StateStore for Fields {
    type Key = String;

    fn measure_and_replace<T, F, E>(&self, key: &String, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut table = self.0.lock();
        let (outcome, until) = f(table.get(key).copied())?;
        match table.get_mut(key) {
            Some(field) => *field = until,
            None => drop(table.insert(key.clone(), until)),
        }
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<String> for Fields {
    fn retain_recent(&self, drop_below: Nanos) {
        self.0.lock().retain(|_, until| *until >= drop_below);
    }

    fn len(&self) -> usize {
        self.0.lock().len()
    }

    fn is_empty(&self) -> bool {
        self.0.lock().is_empty()
    }
}
