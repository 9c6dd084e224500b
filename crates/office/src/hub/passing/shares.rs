//! What one device may have of a round, or one thing of a turn: whoever brings what takes long keeps nobody else's from the
//! province.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use danvan_core::ids::DeviceId;

use crate::clock::Clock;

/// The time that each device has had of a round, in milliseconds.
#[derive(Debug)]
pub(super) struct Shares {
    share_ms: i64,
    spent: Mutex<BTreeMap<DeviceId, i64>>,
}

impl Shares {
    /// Each device has so much.
    pub(super) fn of(share_ms: i64) -> Self {
        Self { share_ms, spent: Mutex::default() }
    }

    /// Whether a device has had its share.
    pub(super) fn used_up(&self, device: DeviceId) -> bool {
        self.lock().get(&device).is_some_and(|spent| *spent >= self.share_ms)
    }

    /// A device has had so much more.
    fn spent(&self, device: DeviceId, ms: i64) {
        let mut spent = self.lock();
        let spent = spent.entry(device).or_default();
        *spent = spent.saturating_add(ms.max(0));
    }

    /// The province is at work on something else of a device: nothing more of it in this round.
    pub(super) fn use_up(&self, device: DeviceId) {
        self.spent(device, self.share_ms);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<DeviceId, i64>> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes from a device's share all the time that passes, whatever it is spent on: asking, reading, the line, keeping.
pub(super) struct Clocked<'a> {
    shares: &'a Shares,
    device: DeviceId,
    clock: &'a Clock,
    counted_ms: AtomicI64,
}

impl<'a> Clocked<'a> {
    /// From now on.
    pub(super) fn begin(shares: &'a Shares, device: DeviceId, clock: &'a Clock) -> Self {
        Self { shares, device, clock, counted_ms: AtomicI64::new(clock.unix_ms()) }
    }

    /// Whether the share is used up by now.
    pub(super) fn used_up(&self) -> bool {
        let now_ms = self.clock.unix_ms();
        let counted_ms = self.counted_ms.swap(now_ms, Ordering::SeqCst);
        self.shares.spent(self.device, now_ms.saturating_sub(counted_ms));
        self.shares.used_up(self.device)
    }
}

impl Drop for Clocked<'_> {
    fn drop(&mut self) {
        self.used_up();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn each_device_has_its_own_share_and_all_of_its_time_counts() {
        let now = Arc::new(AtomicI64::new(1_000_000));
        let reading = now.clone();
        let clock = Clock::new(move || reading.load(Ordering::SeqCst));
        let (shares, device) = (Shares::of(5_000), |number| DeviceId::from_random(number, [7; 10]));
        let first = Clocked::begin(&shares, device(1), &clock);
        now.fetch_add(4_999, Ordering::SeqCst);
        assert!(!first.used_up());
        now.fetch_sub(5, Ordering::SeqCst);
        assert!(!first.used_up(), "a clock that was put back takes nothing");
        drop(first);
        let second = Clocked::begin(&shares, device(1), &clock);
        now.fetch_add(1, Ordering::SeqCst);
        drop(second);
        shares.use_up(device(2));
        assert!(shares.used_up(device(1)) && shares.used_up(device(2)) && !shares.used_up(device(3)));
    }
}
