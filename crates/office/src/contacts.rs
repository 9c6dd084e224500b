//! When each device last asked: kept at most once a minute of a device, beside the answers and never before them, and as
//! many at a time as have come together.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::DeviceId;

use crate::store::Contact;

/// No more than one write of a device in this time.
const PAUSE_MS: i64 = 60_000;
/// More devices than this are not remembered: those of more than a minute ago go.
const DEVICES_MAX: usize = 20_000;

/// A device's contact, to be kept.
pub type Heard = (ProvinceCode, DeviceId, Contact);

/// See the module's head.
#[derive(Debug, Default)]
pub struct Contacts(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// When each device's contact was last handed on to be kept.
    kept: BTreeMap<(ProvinceCode, DeviceId), i64>,
    waiting: Vec<Heard>,
    /// Whether somebody is keeping contacts and will come back for more.
    under_way: bool,
}

impl Contacts {
    /// Remembers a contact. Whether nobody is keeping contacts: whoever is told so begins.
    pub fn heard(&self, (province, device, contact): Heard) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (key, now_ms) = ((province, device), contact.at_ms);
        let is_new = |at_ms: &i64| (at_ms - now_ms).abs() >= PAUSE_MS;
        if !state.kept.get(&key).is_none_or(is_new) {
            return false;
        }
        if state.kept.len() >= DEVICES_MAX {
            state.kept.retain(|_, at_ms| !is_new(at_ms));
        }
        if state.kept.len() >= DEVICES_MAX {
            state.kept.clear();
        }
        state.waiting.push((key.0.clone(), device, contact));
        state.kept.insert(key, now_ms);
        !std::mem::replace(&mut state.under_way, true)
    }

    /// What has come together; nothing, and the one who asks is done, where there is none.
    pub fn next(&self) -> Vec<Heard> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = std::mem::take(&mut state.waiting);
        state.under_way = !waiting.is_empty();
        waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(device: u8, at_ms: i64) -> Heard {
        let contact = Contact { at_ms, generation: 2, build: None };
        ("12".into(), DeviceId::from_random(1, [device; 10]), contact)
    }

    #[test]
    fn a_device_is_written_once_a_minute_and_what_comes_together_goes_together() {
        let contacts = Contacts::default();
        assert!(contacts.heard(heard(1, 1_000)), "the first begins");
        assert!(!contacts.heard(heard(1, 60_999)));
        assert!(!contacts.heard(heard(2, 2_000)), "somebody is at it");
        assert_eq!(contacts.next().len(), 2);
        assert!(!contacts.heard(heard(1, 61_000)), "somebody is at it still");
        assert_eq!(contacts.next(), [heard(1, 61_000)]);
        assert!(contacts.next().is_empty());
        assert!(contacts.heard(heard(3, 61_000)), "the next one begins");
    }

    #[test]
    fn memory_is_bounded() {
        let contacts = Contacts::default();
        for device in 0..60_000u32 {
            let mut bytes = [0; 10];
            bytes[..4].copy_from_slice(&device.to_be_bytes());
            let contact = Contact { at_ms: i64::from(device), generation: 2, build: None };
            contacts.heard(("12".into(), DeviceId::from_random(1, bytes), contact));
        }
        assert!(contacts.0.lock().unwrap().kept.len() <= DEVICES_MAX);
    }
}
