//! Whether a device that shows a code becomes known, or is once more: the decision alone, of what the store has found in
//! the transaction that would enrol it.
//!
//! Device identifiers are no secret. A device that is known already enrols again with a proof by its key, or with its
//! token and a fresh code for the same person where the key is lost; whoever has neither changes nothing.

use danvan_core::bundle::PublicKey;
use danvan_core::ids::{LogId, UserId};
use danvan_core::proof;
use danvan_core::wire::EnrolmentRequest;

use crate::device_keys::DeviceKeys;

/// What a request proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing: an app of release 1, or of release 2 with the key that it names.
    Absent {
        /// The key.
        key: Option<PublicKey>,
    },
    /// It holds this key.
    By(PublicKey),
    /// It tried to: the signature is not by the key that it names, or it names none.
    Wrong,
}

impl Proof {
    /// Of a request.
    pub fn of(request: &EnrolmentRequest) -> Self {
        match (request.key, request.proof) {
            (key, None) => Self::Absent { key },
            (None, Some(_)) => Self::Wrong,
            (Some(key), Some(signature)) => {
                let message = proof::enrolment(request.device, request.log, &key, &request.code);
                if key.verifies(&message, &signature) { Self::By(key) } else { Self::Wrong }
            }
        }
    }

    /// The key that is proven.
    pub fn key(&self) -> Option<PublicKey> {
        match self {
            Self::By(key) => Some(*key),
            Self::Absent { .. } | Self::Wrong => None,
        }
    }
}

/// The request, as far as it counts here.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The log that the device will write.
    pub log: LogId,
    /// What it proves.
    pub proof: Proof,
    /// Whether it says that it is a hub's machine.
    pub machine: bool,
}

/// The code that was shown.
#[derive(Clone, Copy, Debug)]
pub struct FoundCode {
    /// Whom it is for.
    pub person: UserId,
    /// Whether it makes a hub's machine.
    pub machine: bool,
    /// Whether its time is not over.
    pub in_time: bool,
    /// Whether another device may use it.
    pub uses_left: bool,
    /// What this device has enrolled with it.
    pub used: Option<FoundUse>,
}

/// An enrolment of this device with the code that it shows again.
#[derive(Clone, Copy, Debug)]
pub struct FoundUse {
    /// Its log. Uses of before logs and keys were kept have none.
    pub log: Option<LogId>,
    /// The key that it proved.
    pub key: Option<PublicKey>,
    /// Whether a token of it was used: its answer has arrived.
    pub ended: bool,
}

/// The device, where it is known.
#[derive(Clone, Debug)]
pub struct FoundDevice {
    /// Whom it was last enrolled for.
    pub person: UserId,
    /// Whether it is a hub's machine.
    pub machine: bool,
    /// Whether it was revoked.
    pub revoked: bool,
    /// Its keys.
    pub keys: DeviceKeys,
    /// Whether the request carries a token of it.
    pub token_carried: bool,
}

impl FoundDevice {
    /// Whether whoever asks may know more of a code than that it does not work.
    fn told_of_codes(&self) -> bool {
        self.token_carried && !self.revoked
    }
}

/// Everything that the decision is made of.
#[derive(Clone, Debug)]
pub struct Found {
    /// The code.
    pub code: FoundCode,
    /// The device.
    pub device: Option<FoundDevice>,
    /// Whether the log is another device's.
    pub log_taken: bool,
}

/// How a device is enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It was unknown; its key is kept.
    New,
    /// It is known and has proven so: a use of the code, and whoever the code is for.
    Again,
    /// The same enrolment once more, since its answer may have been lost: another token, and no use of the code.
    Repeat,
    /// It has lost its key: the one that it proves is the successor.
    Successor,
}

/// Why a device is not enrolled. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such code, or it has run out: no more is said to whom nothing is known of.
    UnknownCode,
    /// To a known device with its token: the code was used.
    CodeUsed,
    /// To a known device with its token: the code has run out.
    CodeExpired,
    /// To a known device with its token, whose key is lost: the code is for another person.
    CodeOfAnother,
    /// The device was revoked.
    Revoked,
    /// The log belongs to another device.
    LogTaken,
    /// The code is for a hub's machine, and the device is none or does not prove its key.
    ForMachines,
    /// A hub's machine shows a code for a person.
    ForPersons,
    /// The proof is wrong.
    BadSignature,
    /// The device is known, and does not prove that it is that device.
    DeviceKnown,
    /// The device is known, and its app does not know proofs.
    AppTooOld,
}

/// The decision.
///
/// # Errors
/// Where the device is not enrolled.
pub fn decide(asked: &Asked, found: &Found) -> Result<Way, Refusal> {
    let Found { code, device, log_taken } = found;
    let open = code.in_time && code.uses_left;
    if !open && code.used.is_none() {
        return Err(match device {
            Some(device) if !device.told_of_codes() => Refusal::UnknownCode,
            Some(_) if code.uses_left => Refusal::CodeExpired,
            Some(_) => Refusal::CodeUsed,
            None => Refusal::UnknownCode,
        });
    }
    if device.as_ref().is_some_and(|device| device.revoked) {
        return Err(Refusal::Revoked);
    }
    if *log_taken {
        return Err(Refusal::LogTaken);
    }
    let machine = device.as_ref().map_or(asked.machine, |device| device.machine);
    match (code.machine, asked.machine && machine) {
        (true, false) => return Err(Refusal::ForMachines),
        (true, true) if matches!(asked.proof, Proof::Absent { .. }) => return Err(Refusal::ForMachines),
        (false, _) if asked.machine || machine => return Err(Refusal::ForPersons),
        _ => {}
    }
    let Some(device) = device else {
        return match asked.proof {
            Proof::Wrong => Err(Refusal::BadSignature),
            // What it enrolled before went with the device itself, when a backup was put back.
            Proof::Absent { .. } | Proof::By(_) if !open => Err(Refusal::UnknownCode),
            Proof::Absent { .. } | Proof::By(_) => Ok(Way::New),
        };
    };
    let key = match asked.proof {
        Proof::Absent { .. } => return Err(Refusal::AppTooOld),
        Proof::Wrong => return Err(Refusal::DeviceKnown),
        Proof::By(key) => key,
    };
    let current = device.keys.current() == Some(key);
    match &code.used {
        Some(used) => {
            let same = used.log == Some(asked.log) && used.key == Some(key);
            if current && same && !used.ended && code.in_time {
                Ok(Way::Repeat)
            } else if device.told_of_codes() {
                Err(Refusal::CodeUsed)
            } else {
                Err(Refusal::DeviceKnown)
            }
        }
        None if current => Ok(Way::Again),
        // No key comes back: one that was lost may have been found by another.
        None if !device.token_carried || device.keys.has(&key) => Err(Refusal::DeviceKnown),
        None if code.person != device.person => Err(Refusal::CodeOfAnother),
        None => Ok(Way::Successor),
    }
}

#[cfg(test)]
#[path = "enrolling/tests.rs"]
mod tests;
