//! Turns: so many requests are handled at a time, and nobody has all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Caller;
use crate::pressure::OF_STRANGERS;

/// See the module's head.
#[derive(Debug)]
pub struct Turns {
    all: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
    /// Devices, where they have no more than a part of the turns.
    devices: Option<Arc<Semaphore>>,
    of_one: usize,
    of_address: usize,
    under_way: Arc<Mutex<HashMap<Caller, usize>>>,
}

/// One request of somebody, until it is dropped.
#[derive(Debug)]
pub struct Share {
    under_way: Arc<Mutex<HashMap<Caller, usize>>>,
    of: Caller,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _one: OwnedSemaphorePermit,
    _of_these: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// So many; so many requests under way of one device or person, and of one address of those whom nobody knows.
    pub fn new(turns: usize, of_one: usize, of_address: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(turns)),
            strangers: Arc::new(Semaphore::new((turns / OF_STRANGERS).max(1))),
            devices: None,
            of_one,
            of_address,
            under_way: Arc::default(),
        }
    }

    /// The same, of which those whom nobody knows have so many together, and so many all devices.
    #[must_use]
    pub fn with_shares(self, strangers: usize, devices: usize) -> Self {
        let (strangers, devices) = (Semaphore::new(strangers), Semaphore::new(devices));
        Self { strangers: Arc::new(strangers), devices: Some(Arc::new(devices)), ..self }
    }

    /// A request of somebody begins; nothing where they have as many under way as one may.
    pub fn share(&self, of: &Caller) -> Option<Share> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let own = under_way.entry(*of).or_default();
        let most = if matches!(of, Caller::Stranger(_)) { self.of_address } else { self.of_one };
        if *own >= most {
            return None;
        }
        *own += 1;
        Some(Share { under_way: Arc::clone(&self.under_way), of: *of })
    }

    /// A turn for whoever it is, for a moment.
    pub fn any(&self) -> Option<Turn> {
        let one = Arc::clone(&self.all).try_acquire_owned().ok()?;
        Some(Turn { _one: one, _of_these: None })
    }

    /// A turn for the handling of a request.
    pub fn turn(&self, of: &Caller) -> Option<Turn> {
        let part = match of {
            Caller::Stranger(_) => Some(&self.strangers),
            Caller::Device(_) => self.devices.as_ref(),
            Caller::Person(_) => None,
        };
        let of_these = match part {
            Some(part) => Some(Arc::clone(part).try_acquire_owned().ok()?),
            None => None,
        };
        Some(Turn { _of_these: of_these, ..self.any()? })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        match under_way.get_mut(&self.of) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(under_way.remove(&self.of)),
        }
    }
}
