//! Sessions of devices at a hub. A device answers a challenge with its key and gets a token that is good here and
//! nowhere else; the province's tokens never come near a hub. Kept in memory: after a start every device answers anew.
//!
//! Challenges are not kept: the hub recognises its own, so whoever asks for millions of them takes nobody's place. Only
//! those that were answered well are remembered, as long as they could be answered again.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use danvan_core::bundle::PublicKey;
use danvan_core::catalogue::{HubId, ProvinceCode};
use danvan_core::ids::{DeviceId, Digest};
use danvan_core::proof;
use danvan_core::wire::HubSessionRequest;

use super::store::KnownDevice;
use super::{Hub, store};
use crate::secrets::{NoRandomness, new_token, random_bytes, token_digest};
use crate::store::{StoreError, StoreResult};

/// How long a challenge can be answered.
const CHALLENGE_MS: i64 = 2 * 60_000;
/// How long a session lasts.
const SESSION_MS: i64 = 12 * 3_600_000;
/// Sessions of one device: a page and its successor while both are open, and one more.
const SESSIONS_OF_DEVICE: usize = 3;
/// Sessions that one device opens within the life of a challenge.
const OPENED_OF_DEVICE: usize = 20;

/// Why no session was opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The province does not let this device come here.
    #[error("unknown device")]
    Unknown,
    /// The device is revoked, for this reason.
    #[error("revoked device")]
    Revoked(Option<String>),
    /// The province knows no key of this device: it does not sign yet.
    #[error("no key")]
    NoKey,
    /// The challenge is not of this hub and device, or too old, or was answered before.
    #[error("no such challenge")]
    Challenge,
    /// The proof is not by the key of the device, or not for this hub.
    #[error("wrong proof")]
    Proof,
    /// The device opens sessions without end.
    #[error("too many sessions")]
    TooMany {
        /// The seconds to wait.
        wait_s: u64,
    },
    /// The machine.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The hub's own file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whom a token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// A device that the hub serves.
    Served(Box<KnownDevice>),
    /// A device that was revoked since, for this reason.
    Revoked(Option<String>),
    /// Nobody: no session, or one that has ended.
    Unknown,
}

/// Every session.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    /// By which the hub recognises its challenges.
    secret: OnceLock<[u8; 32]>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// By the digests of their tokens.
    sessions: BTreeMap<Digest, Session>,
    /// Challenges that were answered well, with their devices and their ends.
    answered: BTreeMap<Digest, (DeviceId, i64)>,
}

#[derive(Clone, Copy, Debug)]
struct Session {
    device: DeviceId,
    /// The key that opened it; nothing once it has ended.
    key: Option<PublicKey>,
    ends_ms: i64,
}

impl Sessions {
    fn challenge(&self, device: DeviceId, now_ms: i64) -> Result<Digest, NoRandomness> {
        let secret = match self.secret.get() {
            Some(secret) => *secret,
            None => {
                let fresh = random_bytes()?;
                *self.secret.get_or_init(|| fresh)
            }
        };
        Ok(challenge(&secret, device, now_ms.to_be_bytes(), random_bytes()?))
    }

    /// Whether this is a challenge of this hub for this device that can be answered still.
    fn asked(&self, device: DeviceId, given: &Digest, now_ms: i64) -> bool {
        let (Some(secret), Some((time, rest))) = (self.secret.get(), given.as_bytes().split_first_chunk())
        else {
            return false;
        };
        let Some(random) = rest.first_chunk() else { return false };
        let age_ms = now_ms.saturating_sub(i64::from_be_bytes(*time));
        (0..CHALLENGE_MS).contains(&age_ms) && challenge(secret, device, *time, *random) == *given
    }

    /// Opens a session for a device whose proof is good.
    fn open(
        &self,
        device: DeviceId,
        key: PublicKey,
        answered: Digest,
        token: Digest,
        now_ms: i64,
    ) -> Result<(), NotOpened> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answered.retain(|_, (_, ends_ms)| now_ms < *ends_ms);
        kept.sessions.retain(|_, session| now_ms < session.ends_ms);
        if kept.answered.contains_key(&answered) {
            return Err(NotOpened::Challenge);
        }
        if kept.answered.values().filter(|(by, _)| *by == device).count() >= OPENED_OF_DEVICE {
            return Err(NotOpened::TooMany { wait_s: CHALLENGE_MS.unsigned_abs() / 1_000 });
        }
        kept.answered.insert(answered, (device, now_ms.saturating_add(CHALLENGE_MS)));
        let of_device = kept.sessions.iter().filter(|(_, session)| session.device == device);
        let mut of_device: Vec<(i64, Digest)> =
            of_device.map(|(token, session)| (session.ends_ms, *token)).collect();
        of_device.sort_unstable();
        let over = (of_device.len() + 1).saturating_sub(SESSIONS_OF_DEVICE);
        for (_, oldest) in of_device.into_iter().take(over) {
            kept.sessions.remove(&oldest);
        }
        let session = Session { device, key: Some(key), ends_ms: now_ms.saturating_add(SESSION_MS) };
        kept.sessions.insert(token, session);
        Ok(())
    }

    fn find(&self, token: Digest, now_ms: i64) -> Option<Session> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.sessions.get(&token).filter(|session| now_ms < session.ends_ms).copied()
    }

    /// Ends the sessions that other keys opened than those of today. `today` has the devices that are served.
    pub(super) fn end_others(&self, today: &BTreeMap<DeviceId, PublicKey>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for session in kept.sessions.values_mut() {
            session.key = session.key.filter(|key| today.get(&session.device) == Some(key));
        }
    }
}

/// When it was given (8 bytes), random bytes (8), and 16 by which the hub recognises it and the device it is for.
fn challenge(secret: &[u8; 32], device: DeviceId, time: [u8; 8], random: [u8; 8]) -> Digest {
    let mark = Digest::of(&[b"danvan hub challenge 1\n", secret, device.as_bytes(), &time, &random]);
    let mut bytes = [0; 32];
    let parts = time.iter().chain(&random).chain(mark.as_bytes());
    bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = *part);
    Digest::from_bytes(bytes)
}

impl Hub {
    /// What a device has to sign.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn challenge(&self, device: DeviceId) -> Result<Digest, NotOpened> {
        self.signer(device).await?;
        // One that is revoked too: why, is told to whoever proves to be that device.
        Ok(self.sessions.challenge(device, self.clock.unix_ms())?)
    }

    /// Opens a session; the token is told this once.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn open_session(&self, request: &HubSessionRequest) -> Result<String, NotOpened> {
        let now_ms = self.clock.unix_ms();
        let (key, device) = self.signer(request.device).await?;
        if !self.sessions.asked(request.device, &request.challenge, now_ms) {
            return Err(NotOpened::Challenge);
        }
        let identity = self.file.identity().await?.ok_or_else(store::not_enrolled)?;
        let hub = identity.hub.unwrap_or_else(|| HubId::new(""));
        let province = ProvinceCode::new(identity.province);
        let message = proof::hub_session(&province, &hub, request.device, &request.challenge);
        if !key.verifies(&message, &request.proof) {
            return Err(NotOpened::Proof);
        }
        if device.revoked {
            return Err(NotOpened::Revoked(device.revoked_because));
        }
        let token = new_token()?;
        self.sessions.open(request.device, key, request.challenge, token_digest(&token), now_ms)?;
        Ok(token)
    }

    /// Whom a session's token stands for, by what the province said last. They have been here now.
    pub async fn device(&self, token: Digest) -> StoreResult<Access> {
        let now_ms = self.clock.unix_ms();
        let Some(session) = self.sessions.find(token, now_ms) else { return Ok(Access::Unknown) };
        Ok(match self.file.device(session.device).await? {
            Some(device) if device.revoked => Access::Revoked(device.revoked_because),
            Some(device) if device.served && device.key.is_some() && device.key == session.key => {
                self.was_here(device.id, now_ms);
                Access::Served(Box::new(device))
            }
            _ => Access::Unknown,
        })
    }

    /// The key with which a device opens sessions today, and the device, served or revoked.
    async fn signer(&self, device: DeviceId) -> Result<(PublicKey, KnownDevice), NotOpened> {
        match self.file.device(device).await? {
            Some(device) if device.served || device.revoked => {
                Ok((device.key.ok_or(NotOpened::NoKey)?, device))
            }
            _ => Err(NotOpened::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use danvan_core::bundle::SecretKey;

    use super::*;

    fn device(number: u8) -> DeviceId {
        DeviceId::from_random(1, [number; 10])
    }

    fn key(seed: u8) -> PublicKey {
        SecretKey::derive([seed; 32]).public().unwrap()
    }

    fn token(number: u8) -> Digest {
        Digest::of(&[&[number]])
    }

    #[test]
    fn a_challenge_is_for_one_device_one_hub_and_two_minutes() {
        let (here, elsewhere) = (Sessions::default(), Sessions::default());
        let given = here.challenge(device(1), 1_000).unwrap();
        assert!(here.asked(device(1), &given, 1_000));
        assert!(here.asked(device(1), &given, 120_999));
        assert!(!here.asked(device(1), &given, 121_000), "too late");
        assert!(!here.asked(device(1), &given, 999), "from the future");
        assert!(!here.asked(device(2), &given, 1_000));
        elsewhere.challenge(device(1), 1_000).unwrap();
        assert!(!elsewhere.asked(device(1), &given, 1_000));
        let mut younger = *given.as_bytes();
        younger[7] ^= 1;
        assert!(!here.asked(device(1), &Digest::from_bytes(younger), 1_001), "its time is part of it");
        assert_ne!(here.challenge(device(1), 1_000).unwrap(), given);
    }

    #[test]
    fn a_device_has_three_sessions_and_a_challenge_is_answered_once() {
        let sessions = Sessions::default();
        for number in 0..4 {
            let now_ms = i64::from(number);
            sessions.open(device(1), key(1), token(100 + number), token(number), now_ms).unwrap();
        }
        assert!(sessions.find(token(0), 10).is_none(), "the oldest goes");
        assert!((1..4).all(|number| sessions.find(token(number), 10).is_some()));
        let again = sessions.open(device(1), key(1), token(100), token(9), 10);
        assert!(matches!(again, Err(NotOpened::Challenge)));
        assert!(sessions.find(token(3), SESSION_MS + 3).is_none(), "they end by themselves");
    }

    #[test]
    fn opening_is_bounded_for_each_device_and_memory_with_it() {
        let sessions = Sessions::default();
        let open = |by: u8, number: u64, now_ms| {
            let unique = Digest::of(&[&[by], &number.to_be_bytes()]);
            sessions.open(device(by), key(by), unique, unique, now_ms)
        };
        let opened = (0..100).filter(|number| open(1, *number, 0).is_ok()).count();
        assert_eq!(opened, OPENED_OF_DEVICE);
        assert!(matches!(open(1, 200, 0), Err(NotOpened::TooMany { wait_s: 120 })));
        assert!(open(2, 0, 0).is_ok(), "another device is not in its way");
        assert!(open(1, 201, CHALLENGE_MS).is_ok());
        let kept = sessions.kept.lock().unwrap();
        assert_eq!((kept.answered.len(), kept.sessions.len()), (1, 4));
    }

    #[test]
    fn sessions_of_an_earlier_key_end_for_good() {
        let sessions = Sessions::default();
        sessions.open(device(1), key(1), token(11), token(1), 0).unwrap();
        sessions.open(device(2), key(2), token(12), token(2), 0).unwrap();
        sessions.end_others(&BTreeMap::from([(device(1), key(3)), (device(2), key(2))]));
        assert_eq!(sessions.find(token(1), 1).unwrap().key, None);
        assert_eq!(sessions.find(token(2), 1).unwrap().key, Some(key(2)));
        sessions.end_others(&BTreeMap::from([(device(1), key(1))]));
        assert_eq!(sessions.find(token(1), 1).unwrap().key, None);
    }
}
