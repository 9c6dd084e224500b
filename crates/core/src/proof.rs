//! What devices and hubs sign beside whole files: each message begins with a name of its own, so that a signature that
//! was made for one purpose is none for another. The signatures travel as [`crate::keys::Signature`].
//!
//! | message | who signs | proves |
//! |---|---|---|
//! | [`segment`] | the device that wrote the log | every entry of the log up to that head is this device's |
//! | [`enrolment`] | a device or hub that enrols | it holds the key that it names, now and for this code |
//! | [`key_change`] | the key that goes | it hands over to the one that comes |
//! | [`hub_session`] | a device before a hub | it is that device, to this hub and nobody else |
//!
//! All parts have a fixed length or come last, so no two different messages have the same bytes.

use crate::catalogue::{HubId, ProvinceCode};
use crate::entry::Head;
use crate::ids::{DeviceId, Digest, LogId};
use crate::keys::PublicKey;

/// A log up to a head. The head's digest covers every text of the log and its identifier ([`crate::entry::Chain`]), so
/// one signature vouches for all of it, whatever road each part took. It names the device, so that nobody can bring it as
/// their own by naming the same public key.
pub fn segment(device: DeviceId, log: LogId, head: &Head) -> Vec<u8> {
    let parts: [&[u8]; 4] =
        [device.as_bytes(), log.as_bytes(), &head.length.to_be_bytes(), head.digest.as_bytes()];
    joined(b"danvan segment 1\n", &parts)
}

/// An enrolment: the key's holder gives this code (as it is sent) for this device and log.
pub fn enrolment(device: DeviceId, log: LogId, key: &PublicKey, code: &str) -> Vec<u8> {
    joined(b"danvan enrolment 1\n", &[device.as_bytes(), log.as_bytes(), key.as_bytes(), code.as_bytes()])
}

/// A device's key hands over to its next one.
pub fn key_change(device: DeviceId, next: &PublicKey) -> Vec<u8> {
    joined(b"danvan key change 1\n", &[device.as_bytes(), next.as_bytes()])
}

/// A device answers a hub's challenge. The hub is the one that the device's catalogue names, not the one that asks: a
/// machine in between can pass the challenge on, and gets a proof that is good nowhere else.
pub fn hub_session(province: &ProvinceCode, hub: &HubId, device: DeviceId, challenge: &Digest) -> Vec<u8> {
    // Names have no fixed length: their digest has.
    let place = Digest::of(&[province.as_str().as_bytes(), b"\n", hub.as_str().as_bytes()]);
    joined(b"danvan hub session 1\n", &[device.as_bytes(), challenge.as_bytes(), place.as_bytes()])
}

fn joined(name: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut message = name.to_vec();
    parts.iter().for_each(|part| message.extend_from_slice(part));
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Chain;
    use crate::keys::{SecretKey, Signature};

    fn secret(seed: u8) -> SecretKey {
        SecretKey::derive([seed; 32])
    }

    fn device(seed: u8) -> DeviceId {
        DeviceId::from_random(1, [seed; 10])
    }

    #[test]
    fn a_head_is_signed_for_one_device_one_log_one_length_and_one_digest() {
        let log = LogId::from_random(1, [1; 10]);
        let mut chain = Chain::open(log);
        chain.append("one".to_owned());
        let (one, key) = (chain.head(), secret(1).public().unwrap());
        let signature = secret(1).sign(&segment(device(1), log, &one)).unwrap();
        assert!(key.verifies(&segment(device(1), log, &one), &signature));
        chain.append("two".to_owned());
        let others = [
            segment(device(1), log, &chain.head()),
            segment(device(1), log, &Head { length: 2, ..one }),
            segment(device(1), LogId::from_random(1, [2; 10]), &one),
            segment(device(2), log, &one),
        ];
        assert!(others.iter().all(|other| !key.verifies(other, &signature)));
        assert!(!secret(2).public().unwrap().verifies(&segment(device(1), log, &one), &signature));
    }

    #[test]
    fn a_proof_for_one_hub_is_none_for_another() {
        let challenge = Digest::of(&[b"challenge"]);
        let message = |province: &str, hub: &str, seed| {
            hub_session(&ProvinceCode::new(province), &HubId::new(hub), device(seed), &challenge)
        };
        let given = message("12", "12:muong_te", 1);
        for other in [
            message("12", "12:than_uyen", 1),
            message("1", "2\n12:muong_te", 1),
            message("12", "12:muong_te", 2),
        ] {
            assert_ne!(given, other);
        }
    }

    #[test]
    fn no_signature_serves_two_purposes() {
        let (log, key) = (LogId::from_random(1, [1; 10]), secret(1).public().unwrap());
        let messages = [
            segment(device(1), log, &Chain::open(log).head()),
            enrolment(device(1), log, &key, "MUONG-TE-7F3A"),
            key_change(device(1), &key),
            hub_session(
                &ProvinceCode::new("12"),
                &HubId::new("12:muong_te"),
                device(1),
                &Digest::of(&[b"c"]),
            ),
        ];
        for (place, message) in messages.iter().enumerate() {
            let signature = secret(1).sign(message).unwrap();
            for (other, other_message) in messages.iter().enumerate() {
                assert_eq!(key.verifies(other_message, &signature), place == other);
            }
        }
    }

    #[test]
    fn a_key_is_the_same_in_each_of_its_forms() {
        let key = secret(1).public().unwrap();
        assert_eq!(PublicKey::from_hexadecimal(&key.to_hexadecimal()), Some(key));
        // The generator of P-256 in both forms (SEC 2, 2.4.2).
        let x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
        let y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
        let bytes = |digits: &str| -> Vec<u8> {
            let pairs = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16));
            pairs.collect::<Result<_, _>>().unwrap()
        };
        let point = bytes(&["04", x, y].concat());
        assert_eq!(PublicKey::from_uncompressed(&point), PublicKey::from_hexadecimal(&["03", x].concat()));
        assert!(PublicKey::from_uncompressed(&point).is_some());
        let mut off = point.clone();
        off[64] ^= 1;
        for wrong in [&off[..], &point[..64], key.as_bytes(), &[]] {
            assert_eq!(PublicKey::from_uncompressed(wrong), None);
        }
    }

    #[test]
    fn a_signature_survives_its_text_and_rubbish_is_none() {
        let signature = secret(1).sign(b"message").unwrap();
        let text = serde_json::to_string(&signature).unwrap();
        assert_eq!(serde_json::from_str::<Signature>(&text).unwrap(), signature);
        for wrong in ["\"\"", "\"00\"", "7", "null"] {
            assert!(serde_json::from_str::<Signature>(wrong).is_err());
        }
        let zeros = Signature::from_bytes(&[0; 64]).unwrap();
        assert!(!secret(1).public().unwrap().verifies(b"message", &zeros));
    }
}
