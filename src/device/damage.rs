//! What is missing after the browser lost part of its store.

use danvan_core::ids::LogId;
use serde::{Deserialize, Serialize};

use super::canary::OnlyHere;

/// The store came back shorter than it was. Shown until a person has read it.
///
/// Nothing goes on under the old numbers: new entries go to a new log, what survived and is not at the office is
/// said again in it, and the whole feed is read anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// The log that was damaged.
    pub log: LogId,
    /// How many of its entries the device still has.
    pub kept: u64,
    /// How many there were, by the canary.
    pub expected: u64,
    /// How many of its entries the office has, once it could be asked: "tỉnh đã nhận đến lần ghi k".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office_has: Option<u64>,
    /// What the canary knew of the last entries that no office had confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_here: Vec<OnlyHere>,
}

impl Damage {
    /// The entries that the device has lost: the first and the last, numbered from 1 as people count.
    pub fn missing(&self) -> Option<(u64, u64)> {
        (self.kept < self.expected).then_some((self.kept + 1, self.expected))
    }

    /// How many entries are neither here nor at the office; `None` until the office was asked.
    pub fn lost(&self) -> Option<u64> {
        let office = self.office_has?;
        Some(self.expected.saturating_sub(self.kept.max(office)))
    }

    /// The titles of what is neither here nor at the office, as far as they are known; none until the office was asked.
    pub fn lost_titles(&self) -> Vec<&str> {
        let Some(office) = self.office_has else { return Vec::new() };
        let lost = self.only_here.iter().filter(|entry| entry.number >= self.kept.max(office));
        let mut titles: Vec<&str> = lost.map(|entry| entry.title.as_str()).collect();
        titles.dedup();
        titles
    }
}
