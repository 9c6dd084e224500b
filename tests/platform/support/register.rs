//! The scripted office's devices and their keys: who may enrol, change a key, send a segment.

use std::collections::BTreeMap;

use danvan_core::bundle::PublicKey;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::proof;
use danvan_core::wire::{BAD_SIGNATURE, DEVICE_KNOWN, EnrolmentRequest, Push, UNSIGNED};
use danvan_core::wire_bundles::DeviceKeyRequest;

/// What is known of one device.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Its keys, the present one last.
    pub keys: Vec<PublicKey>,
    /// Whether it has signed once.
    pub signs: bool,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Register {
    pub devices: BTreeMap<DeviceId, Known>,
    pub tokens: BTreeMap<String, DeviceId>,
    /// Segments that were signed, and those that were not.
    pub signed: usize,
    pub unsigned: usize,
}

impl Register {
    /// The one device.
    pub fn only(&mut self) -> &mut Known {
        assert_eq!(self.devices.len(), 1);
        self.devices.values_mut().next().expect("a device")
    }

    /// The device's present key.
    pub fn key_of(&self, device: DeviceId) -> Option<PublicKey> {
        self.devices.get(&device)?.keys.last().copied()
    }

    /// An enrolment, by the rules of the real office as far as one person and good codes go.
    pub fn enrol(
        &mut self,
        request: &EnrolmentRequest,
        token: Option<&str>,
        given: &str,
        keyless: bool,
    ) -> Result<(), &'static str> {
        let (Some(key), Some(proof)) = (request.key, &request.proof) else { panic!("no key or no proof") };
        let message = proof::enrolment(request.device, request.log, &key, &request.code);
        if !key.verifies(&message, proof) {
            return Err(BAD_SIGNATURE);
        }
        let by_token = token.and_then(|token| self.tokens.get(token)) == Some(&request.device);
        match self.devices.get_mut(&request.device) {
            Some(known) if known.keys.last().is_some_and(|present| *present != key) => {
                if !by_token {
                    return Err(DEVICE_KNOWN);
                }
                known.keys.push(key);
            }
            Some(_) => {}
            None => {
                let keys = if keyless { Vec::new() } else { vec![key] };
                self.devices.insert(request.device, Known { keys, signs: !keyless });
            }
        }
        self.tokens.insert(given.to_owned(), request.device);
        Ok(())
    }

    /// Another key for a device; whether it is taken.
    pub fn change_key(&mut self, token: Option<&str>, asked: &DeviceKeyRequest) -> bool {
        let device = self.tokens[token.expect("a token")];
        let known = self.devices.get_mut(&device).expect("a device");
        let taken = match (known.keys.last(), &asked.by_previous) {
            (None, _) => true,
            (Some(present), _) if *present == asked.key => return true,
            (Some(present), Some(signature)) => {
                present.verifies(&proof::key_change(device, &asked.key), signature)
            }
            (Some(_), None) => false,
        };
        if taken {
            known.keys.push(asked.key);
        }
        taken
    }

    /// Whether a segment may be taken.
    pub fn check(&mut self, token: Option<&str>, log: LogId, push: &Push) -> Result<(), &'static str> {
        let device = self.tokens[token.expect("a token")];
        let known = self.devices.get_mut(&device).expect("a device");
        let Some(signature) = &push.signature else {
            self.unsigned += 1;
            return if known.signs { Err(UNSIGNED) } else { Ok(()) };
        };
        let message = proof::segment(device, log, &push.head());
        if !known.keys.iter().any(|key| key.verifies(&message, signature)) {
            return Err(BAD_SIGNATURE);
        }
        known.signs = true;
        self.signed += 1;
        Ok(())
    }
}
