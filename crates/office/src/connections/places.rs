//! Places for connections, and whose they are.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// One address holds at most this part of the places. A whole commune may share one, and does not come near it.
const SHARE: usize = 4;

/// See the module's head.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    of: IpAddr,
}

impl Places {
    /// So many.
    pub(super) fn new(most: usize) -> Self {
        Self { most, taken: Mutex::default() }
    }

    /// Takes one for an address; nothing where all are taken, or its share is. Everybody comes from this machine where
    /// a proxy stands in front: then the proxy bounds what an address holds.
    pub(super) fn enter(self: &Arc<Self>, of: IpAddr) -> Option<Place> {
        let of = of.to_canonical();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = taken.values().sum();
        let own = taken.get(&of).copied().unwrap_or(0);
        let share = if of.is_loopback() { self.most } else { self.most / SHARE };
        if all >= self.most || own >= share {
            return None;
        }
        taken.insert(of, own + 1);
        Some(Place { places: Arc::clone(self), of })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.of) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(taken.remove(&self.of)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_its_share_and_all_together_no_more_than_there_are() {
        let places = Arc::new(Places::new(8));
        let (one, mapped) = ("10.0.0.1".parse().unwrap(), "::ffff:10.0.0.1".parse().unwrap());
        let mut held = vec![places.enter(one).unwrap(), places.enter(mapped).unwrap()];
        assert!(places.enter(one).is_none(), "the same machine by another way of writing it");
        for other in 2..=4u8 {
            let address = IpAddr::from([10, 0, 0, other]);
            held.extend((0..2).map(|_| places.enter(address).unwrap()));
        }
        assert!(places.enter("10.0.0.5".parse().unwrap()).is_none(), "all are taken");
        held.remove(0);
        assert!(places.enter(one).is_some());
        drop(held);
        assert!(places.taken.lock().unwrap().is_empty());
    }

    #[test]
    fn a_proxy_on_this_machine_holds_as_many_as_there_are() {
        let places = Arc::new(Places::new(8));
        let held: Vec<_> = (0..8).map(|_| places.enter("127.0.0.1".parse().unwrap()).unwrap()).collect();
        assert!(places.enter("127.0.0.1".parse().unwrap()).is_none());
        drop(held);
    }
}
