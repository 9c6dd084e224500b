//! One push of a device at a time: whoever sends thirty at once stands in the writer's queue once, like everybody else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use danvan_core::ids::DeviceId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

type Devices = Arc<Mutex<HashMap<DeviceId, Arc<Semaphore>>>>;

/// See the module's head. Devices that push nothing are forgotten.
#[derive(Clone, Debug, Default)]
pub(super) struct OneAtATime(Devices);

/// A device's turn, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
    device: DeviceId,
    devices: Devices,
}

impl OneAtATime {
    /// Waits until nothing else of this device is under way; nothing where that is not so in time. Whoever waits longer holds
    /// a hub's round up, or comes to its turn with rights that it has no more.
    pub(super) async fn turn(&self, device: DeviceId, patience: Duration) -> Option<Turn> {
        let own = {
            let mut devices = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(devices.entry(device).or_insert_with(|| Arc::new(Semaphore::new(1))))
        };
        let permit = timeout(patience, own.acquire_owned()).await.ok()?.ok()?;
        Some(Turn { _permit: permit, device, devices: Arc::clone(&self.0) })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        // The table has one, the permit another; any further one is somebody's who waits.
        if devices.get(&self.device).is_some_and(|own| Arc::strong_count(own) <= 2) {
            devices.remove(&self.device);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_device_has_one_turn_others_have_theirs_and_nobody_is_remembered() {
        let device = |number| DeviceId::from_random(number, [7; 10]);
        let turns = OneAtATime::default();
        let first = turns.turn(device(1), LONG).await.unwrap();
        let mut second = Box::pin(turns.turn(device(1), LONG));
        assert!(poll!(&mut second).is_pending());
        drop(turns.turn(device(2), LONG).await.unwrap());
        drop(first);
        drop(second.await.unwrap());
        assert!(turns.0.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn who_stops_waiting_leaves_nothing_behind() {
        let device = DeviceId::from_random(1, [7; 10]);
        let turns = OneAtATime::default();
        let first = turns.turn(device, LONG).await.unwrap();
        let mut second = Box::pin(turns.turn(device, LONG));
        assert!(poll!(&mut second).is_pending());
        drop(second);
        assert!(turns.turn(device, Duration::from_millis(1)).await.is_none());
        drop(first);
        assert!(turns.0.lock().unwrap().is_empty());
    }
}
