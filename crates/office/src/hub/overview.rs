//! What a hub's page shows: each unit's last contact and what waits, and how the line is.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use danvan_core::catalogue::UnitId;
use danvan_core::ids::DeviceId;
use serde::Serialize;

use super::{Hub, Line, store};
use crate::store::StoreResult;

/// The whole page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// The hub's name.
    pub name: String,
    /// How the line was the last time: nothing before the first attempt.
    pub line_up: Option<bool>,
    /// What was wrong with it.
    pub line_trouble: Option<String>,
    /// When the province last answered, in Unix milliseconds.
    pub last_contact_ms: Option<i64>,
    /// When everything that waited was last passed on.
    pub last_passed_ms: Option<i64>,
    /// Entries that wait for the line, or for their device's signature.
    pub waiting: u64,
    /// Those of them that no device has signed: they came from apps that did not sign, and cannot be passed on.
    pub unsigned: u64,
    /// Devices of which the province knows no key: they cannot come here.
    pub without_key: u64,
    /// Bundles that wait for the line or for a carrier.
    pub bundles: u64,
    /// The members, then whoever else came.
    pub units: Vec<UnitLine>,
    /// What the province did not take, in its words.
    pub refused: Vec<String>,
}

/// One unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitLine {
    /// Its name.
    pub name: String,
    /// How many devices it has.
    pub devices: u64,
    /// When one of them was last here.
    pub last_contact_ms: Option<i64>,
    /// Entries of theirs that the hub holds.
    pub held: u64,
    /// Those of them that the province has not confirmed.
    pub waiting: u64,
    /// Bundles of theirs that wait for the province's word.
    pub bundles: u64,
}

impl Hub {
    /// Works the page out.
    pub async fn overview(&self) -> StoreResult<Overview> {
        let identity = self.file.identity().await?.ok_or_else(store::not_enrolled)?;
        let (mut counts, mut refused): (BTreeMap<DeviceId, (u64, u64)>, _) = (BTreeMap::new(), Vec::new());
        let (mut unsigned, mut without_key) = (0, 0);
        for log in self.file.logs().await? {
            let (held, waiting) = counts.entry(log.device).or_default();
            *held += log.head.length;
            *waiting += log.head.length.saturating_sub(log.told.length);
            unsigned += log.head.length.saturating_sub(log.signed.max(log.told.length));
            refused.extend(log.refused.map(|refused| refused.words));
        }
        refused.sort();
        refused.dedup();
        let contacts = self.contacts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let line = |name: String| UnitLine {
            name,
            devices: 0,
            last_contact_ms: None,
            held: 0,
            waiting: 0,
            bundles: 0,
        };
        let mut bundles: BTreeMap<DeviceId, u64> = self.file.waiting_by_device().await?;
        let mut places: BTreeMap<UnitId, usize> = BTreeMap::new();
        let mut units = Vec::new();
        for unit in identity.units {
            places.insert(unit.unit, units.len());
            units.push(line(unit.name));
        }
        for device in self.file.devices().await? {
            let place = *places.entry(device.home.clone()).or_insert_with(|| {
                units.push(line(device.home.to_string()));
                units.len() - 1
            });
            let Some(unit) = units.get_mut(place) else { continue };
            let (held, waiting) = counts.remove(&device.id).unwrap_or_default();
            unit.devices += 1;
            without_key += u64::from(device.served && device.key.is_none());
            unit.held += held;
            unit.waiting += waiting;
            unit.bundles += bundles.remove(&device.id).unwrap_or_default();
            let last = contacts.get(&device.id).copied().max(device.last_contact_ms);
            unit.last_contact_ms = unit.last_contact_ms.max(last);
        }
        let (line_up, line_trouble) = match self.line() {
            Line::Untried => (None, None),
            Line::Up => (Some(true), None),
            Line::Down(words) => (Some(false), Some(words)),
        };
        Ok(Overview {
            name: identity.name,
            line_up,
            line_trouble,
            last_contact_ms: identity.last_contact_ms,
            last_passed_ms: identity.last_passed_ms,
            waiting: units.iter().map(|unit| unit.waiting).sum(),
            unsigned,
            without_key,
            bundles: units.iter().map(|unit| unit.bundles).sum(),
            units,
            refused,
        })
    }
}
