//! What one device may have of a round: whoever brings what takes long keeps nobody else's from the province.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use danvan_core::ids::DeviceId;

/// The province has taken from a device for so long: what is left of it waits for the next round. A season of a phone
/// passes in seconds.
const SHARE_MS: i64 = 15_000;

/// The time that each device has had of a round, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct Shares(Mutex<BTreeMap<DeviceId, i64>>);

impl Shares {
    /// Whether a device has had its share.
    pub(super) fn used_up(&self, device: DeviceId) -> bool {
        self.lock().get(&device).is_some_and(|spent| *spent >= SHARE_MS)
    }

    /// A device has had so much more.
    pub(super) fn spent(&self, device: DeviceId, ms: i64) {
        let mut spent = self.lock();
        let spent = spent.entry(device).or_default();
        *spent = spent.saturating_add(ms.max(0));
    }

    /// The province is at work on something else of a device: nothing more of it in this round.
    pub(super) fn use_up(&self, device: DeviceId) {
        self.spent(device, SHARE_MS);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<DeviceId, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_device_has_its_own_share() {
        let (shares, device) = (Shares::default(), |number| DeviceId::from_random(number, [7; 10]));
        shares.spent(device(1), SHARE_MS - 1);
        shares.spent(device(1), -5);
        assert!(!shares.used_up(device(1)), "a clock that was put back takes nothing");
        shares.spent(device(1), 1);
        shares.use_up(device(2));
        assert!(shares.used_up(device(1)) && shares.used_up(device(2)) && !shares.used_up(device(3)));
    }
}
