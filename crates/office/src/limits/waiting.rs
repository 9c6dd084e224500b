//! Places to wait at, where something comes one after the other: a few, and fewer of one address, so that no address
//! keeps all others out. Who finds no place is told so at once, and holds nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many places; clones are the same.
#[derive(Clone, Debug)]
pub struct WaitingRoom {
    all: usize,
    of_one: usize,
    taken: Arc<Mutex<Taken>>,
}

/// Who waits. Where nobody knows from where, that is an address like others.
#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_address: HashMap<Option<IpAddr>, usize>,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct Place {
    from: Option<IpAddr>,
    taken: Arc<Mutex<Taken>>,
}

impl WaitingRoom {
    /// So many places, a quarter of them for one address.
    pub fn new(all: usize) -> Self {
        let of_one = (all / 4).max(all.min(2));
        Self { all, of_one, taken: Arc::default() }
    }

    /// A place for somebody at that address; nothing where there is none.
    pub fn place(&self, from: Option<IpAddr>) -> Option<Place> {
        let mut taken = lock(&self.taken);
        let own = taken.by_address.get(&from).copied().unwrap_or_default();
        if taken.all >= self.all || own >= self.of_one {
            return None;
        }
        taken.all += 1;
        taken.by_address.insert(from, own + 1);
        Some(Place { from, taken: Arc::clone(&self.taken) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.all = taken.all.saturating_sub(1);
        match taken.by_address.get_mut(&self.from) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(taken.by_address.remove(&self.from)),
        }
    }
}

fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn address(number: u8) -> Option<IpAddr> {
        Some(IpAddr::from(Ipv4Addr::new(203, 0, 113, number)))
    }

    #[test]
    fn no_address_has_more_than_a_quarter_and_places_come_back() {
        let room = WaitingRoom::new(48);
        let mut taken: Vec<Place> = (0..100).filter_map(|_| room.place(address(1))).collect();
        assert_eq!(taken.len(), 12);
        assert!(room.clone().place(address(1)).is_none());
        for number in 2..10 {
            taken.extend((0..100).filter_map(|_| room.place(address(number))));
        }
        assert_eq!(taken.len(), 48, "and there is an end to it");
        assert!(room.place(None).is_none());
        taken.swap_remove(0);
        assert!(room.place(address(2)).is_none(), "it has its quarter still");
        taken.push(room.place(None).unwrap());
        assert!(room.place(address(1)).is_none());
        drop(taken);
        assert!(lock(&room.taken).by_address.is_empty(), "nothing is kept of those who have gone");
        assert!(room.place(address(1)).is_some());
    }

    #[test]
    fn a_small_one_has_places_too() {
        for (all, of_one) in [(1, 1), (2, 2), (3, 2), (8, 2), (12, 3)] {
            let room = WaitingRoom::new(all);
            let taken: Vec<Place> = (0..100).filter_map(|_| room.place(address(1))).collect();
            assert_eq!(taken.len(), of_one, "{all}");
        }
    }
}
