//! The canary: a few facts in local storage, which survived every damage in which IndexedDB came back empty or cut
//! short without an error. It is written after each append and may lag behind; it never runs ahead.

use danvan_core::entry::Head;
use danvan_core::ids::LogId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Session;
use super::logs::Logs;
use super::store::local_storage::raw;

/// What the store held when it was last written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canary {
    /// The store's epoch.
    pub store: String,
    /// The log.
    pub log: LogId,
    /// Where it ended.
    pub head: Head,
    /// The last entries that only this device has: should the store be gone, a person reads what they were about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_here: Vec<OnlyHere>,
}

/// An entry that no office has confirmed, as people know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlyHere {
    /// Its number in the log.
    pub number: u64,
    /// The title of the record it speaks of.
    pub title: String,
}

/// So many titles, and so many letters of each, are kept: local storage is small.
const ONLY_HERE_MAX: usize = 40;
const TITLE_MAX: usize = 80;

impl Canary {
    /// Of logs as they stand, after `before`.
    pub fn of(logs: &Logs, before: Option<Self>) -> Option<Self> {
        let current = logs.current()?;
        let only_here = before.filter(|before| before.log == current.log).map(|before| before.only_here);
        let mut only_here = only_here.unwrap_or_default();
        only_here.retain(|entry| entry.number >= current.confirmed && entry.number < current.head.length);
        Some(Self { store: logs.store.clone(), log: current.log, head: current.head, only_here })
    }

    /// Notes what an entry that was just appended is about.
    pub fn note(&mut self, number: u64, title: &str) {
        let title = title.chars().take(TITLE_MAX).collect();
        self.only_here.push(OnlyHere { number, title });
        let surplus = self.only_here.len().saturating_sub(ONLY_HERE_MAX);
        self.only_here.drain(..surplus);
    }
}

/// The places in local storage that belong to one store.
#[derive(Clone, Debug)]
pub struct Perch {
    name: String,
}

impl Perch {
    /// Beside the store of that name.
    pub fn beside(store: &str) -> Self {
        Self { name: store.to_owned() }
    }

    /// The canary as last seen.
    pub fn canary(&self) -> Option<Canary> {
        self.read("canary")
    }

    /// Renews the canary.
    pub fn set_canary(&self, canary: &Canary) {
        self.write("canary", canary);
    }

    /// The copy of the session: an emptied IndexedDB does not un-enrol the device.
    pub fn session(&self) -> Option<Session> {
        self.read("session")
    }

    /// Renews the copy of the session.
    pub fn set_session(&self, session: &Session) {
        self.write("session", session);
    }

    fn read<T: DeserializeOwned>(&self, what: &str) -> Option<T> {
        let text = raw()?.get_item(&self.key(what)).ok()??;
        serde_json::from_str(&text).ok()
    }

    /// May fail where local storage is blocked or full: then damage is not recognised, but nothing is lost by it.
    fn write(&self, what: &str, value: &impl Serialize) {
        if let (Some(storage), Ok(text)) = (raw(), serde_json::to_string(value)) {
            let _ = storage.set_item(&self.key(what), &text);
        }
    }

    fn key(&self, what: &str) -> String {
        format!("{}.{what}", self.name)
    }
}
