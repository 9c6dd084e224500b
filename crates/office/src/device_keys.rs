//! The keys of one device: today's, and those it has signed with before.

use danvan_core::bundle::{PublicKey, Signature};
use danvan_core::code::Code;
use danvan_core::entry::Head;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::proof;

/// Keys that a device may come to by handing over alone: what is signed is held against every one of them, and hubs fetch
/// them all. A fresh code for its person gives it further ones.
const KEYS_MAX: usize = 32;

/// How a device came to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It named the key when it first enrolled.
    Enrolled,
    /// It was enrolled without one, and named its first later.
    First,
    /// The key before signed that this one follows.
    HandedOver,
    /// The key before was lost: the device's token and a fresh code for the same person stood for it. Shown at the
    /// console.
    Successor,
    /// A way of another version, under its name.
    Other(Code),
}

impl How {
    /// Those that this version knows.
    const KNOWN: [Self; 4] = [Self::Enrolled, Self::First, Self::HandedOver, Self::Successor];

    /// Its name in the store.
    pub fn name(&self) -> &str {
        match self {
            Self::Enrolled => "enrolled",
            Self::First => "first",
            Self::HandedOver => "handed_over",
            Self::Successor => "successor",
            Self::Other(code) => code.as_str(),
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Self {
        Self::KNOWN.into_iter().find(|how| how.name() == name).unwrap_or_else(|| Self::Other(Code::of(name)))
    }
}

/// One key of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldKey {
    /// The key.
    pub key: PublicKey,
    /// Since when, in Unix milliseconds.
    pub since_ms: i64,
    /// Until when; none for today's.
    pub until_ms: Option<i64>,
    /// How the device came to it.
    pub how: How,
}

/// The keys of one device, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceKeys {
    /// All of them, at most one of them today's.
    pub history: Vec<HeldKey>,
    /// Whether the device has signed a segment, or enrolled by a proof: nothing unsigned is taken from it any more.
    pub signs: bool,
}

impl DeviceKeys {
    /// Today's key. Enrolments, changes of keys and sessions at hubs are proven by it alone.
    pub fn current(&self) -> Option<PublicKey> {
        self.history.iter().find(|held| held.until_ms.is_none()).map(|held| held.key)
    }

    /// Whether the device has, or had, this key.
    pub fn has(&self, key: &PublicKey) -> bool {
        self.all().any(|held| held == *key)
    }

    /// All of them, the latest first.
    pub fn all(&self) -> impl Iterator<Item = PublicKey> {
        self.history.iter().rev().map(|held| held.key)
    }

    /// Whether a key of the device (whose these are) has signed this head of the log. Earlier ones count: what they signed
    /// may have lain at a hub or on a stick since.
    pub fn signed(&self, device: DeviceId, log: LogId, head: &Head, signature: &Signature) -> bool {
        let message = proof::segment(device, log, head);
        self.all().any(|key| key.verifies(&message, signature))
    }
}

/// Whether a device may change to `next`, and how it comes to it; `by` is the key whose signature handed over. A token
/// alone never replaces a key, and no key comes back.
pub fn change(keys: &DeviceKeys, next: &PublicKey, by: Option<&PublicKey>) -> Change {
    match keys.current() {
        Some(current) if current == *next => Change::None,
        _ if keys.has(next) => Change::Refused,
        None => Change::To(How::First),
        Some(current) if by == Some(&current) && keys.history.len() < KEYS_MAX => Change::To(How::HandedOver),
        Some(_) => Change::Refused,
    }
}

/// See [`change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is today's already.
    None,
    /// It becomes today's.
    To(How),
    /// It does not; nothing changes.
    Refused,
}

#[cfg(test)]
mod tests {
    use super::*;
    use danvan_core::bundle::SecretKey;

    fn key(seed: u8) -> PublicKey {
        SecretKey::derive([seed; 32]).public().unwrap()
    }

    fn keys(seeds: &[u8]) -> DeviceKeys {
        let held = |(place, seed): (usize, &u8)| HeldKey {
            key: key(*seed),
            since_ms: 0,
            until_ms: (place + 1 < seeds.len()).then_some(1),
            how: How::Enrolled,
        };
        DeviceKeys { history: seeds.iter().enumerate().map(held).collect(), signs: true }
    }

    #[test]
    fn a_key_changes_by_the_present_one_alone() {
        assert_eq!(change(&keys(&[]), &key(1), None), Change::To(How::First));
        assert_eq!(change(&keys(&[1]), &key(1), None), Change::None);
        assert_eq!(change(&keys(&[1]), &key(2), None), Change::Refused);
        assert_eq!(change(&keys(&[1]), &key(2), Some(&key(1))), Change::To(How::HandedOver));
        assert_eq!(change(&keys(&[1]), &key(2), Some(&key(2))), Change::Refused);
        // The key before has nothing to say any more, and does not come back.
        assert_eq!(change(&keys(&[1, 2]), &key(3), Some(&key(1))), Change::Refused);
        assert_eq!(change(&keys(&[1, 2]), &key(1), Some(&key(2))), Change::Refused);
    }

    #[test]
    fn a_device_does_not_hand_over_for_ever() {
        let full: Vec<u8> = (1..=32).collect();
        let (next, current) = (key(33), key(32));
        assert_eq!(change(&keys(&full[..31]), &key(32), Some(&key(31))), Change::To(How::HandedOver));
        assert_eq!(change(&keys(&full), &next, Some(&current)), Change::Refused);
        assert_eq!(change(&keys(&full), &current, None), Change::None, "it goes on with the one that it has");
    }

    #[test]
    fn earlier_keys_have_signed_what_they_signed() {
        let log = LogId::from_random(1, [1; 10]);
        let head = danvan_core::entry::Chain::open(log).head();
        let device = DeviceId::from_random(1, [1; 10]);
        let signed = |seed| SecretKey::derive([seed; 32]).sign(&proof::segment(device, log, &head)).unwrap();
        let holds = |device, seed| keys(&[1, 2]).signed(device, log, &head, &signed(seed));
        assert!(holds(device, 1) && holds(device, 2) && !holds(device, 3));
        let other = DeviceId::from_random(1, [2; 10]);
        assert!(!holds(other, 1), "with the same key, as another device");
    }

    #[test]
    fn names_read_back() {
        assert!(How::KNOWN.into_iter().all(|how| How::named(how.name()) == how));
        let other = How::named("by_the_council");
        assert_eq!((other, other.name()), (How::Other(Code::of("by_the_council")), "by_the_council"));
    }
}
