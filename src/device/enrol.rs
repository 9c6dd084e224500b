//! Enrolling: a code for a session. The identifiers asked with are kept until the answer is, so that an answer that
//! was lost can be asked for again.
//!
//! A device that is known shows by its key that it is that device. Where it has lost the key, or the office knows
//! another one, its token and a code for the same person stand for it, and its key gets a successor.

use std::rc::Rc;

use danvan_core::ids::{DeviceId, LogId};
use danvan_core::proof;
use danvan_core::wire::{DEVICE_KNOWN, EnrolmentRequest};
use leptos::prelude::Update;
use serde::{Deserialize, Serialize};

use super::inner::{Inner, said};
use super::keys;
use super::logs::{LogRow, Logs, Seen};
use super::relog::move_on;
use super::signing::Kept;
use super::store::{Batch, StoreError, Table};
use super::{EnrolFailure, Session, signing};
use crate::platform::random;

/// How often another tab may come in between.
const ATTEMPTS: u32 = 8;

/// Who asks. Stored as JSON.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Asking {
    device: DeviceId,
    log: LogId,
}

/// Gives the code to the office and keeps what it answers.
pub async fn enrol(inner: &Rc<Inner>, code: &str, device_name: &str) -> Result<Rc<Session>, EnrolFailure> {
    let asking = asking(inner).await.map_err(kept_not)?;
    let before = inner.session();
    if before.is_some() {
        // What was begun is ended first: the office may know the next key already.
        signing::hand_over(inner).await;
    }
    let own = own_key(inner, before.as_deref()).await.map_err(kept_not)?;
    let key = own.kept.signer.public();
    let message = proof::enrolment(asking.device, asking.log, &key, code);
    let unable = || EnrolFailure::Store("the browser does not sign".to_owned());
    let request = EnrolmentRequest {
        code: code.to_owned(),
        device: asking.device,
        log: asking.log,
        device_name: device_name.to_owned(),
        key: Some(key),
        proof: Some(own.kept.signer.sign(&message).await.ok_or_else(unable)?),
        machine: false,
    };
    let token = before.as_ref().map(|session| session.enrolment.token.as_str());
    let mut answer = inner.office.enrol(&request, token.filter(|_| own.is_successor)).await;
    if let Err(EnrolFailure::Refused { kind, .. }) = &answer
        && kind == DEVICE_KNOWN
        && !own.is_successor
        && token.is_some()
    {
        // The office knows another key, as when it was put back from a copy of before this one.
        answer = inner.office.enrol(&request, token).await;
    }
    let enrolment = answer?;
    let session = Rc::new(Session { device: asking.device, device_name: request.device_name, enrolment });
    let logs = keep(inner, &session, asking.log, &own).await.map_err(kept_not)?;
    inner.perch.set_session(&session);
    inner.set_session(session.clone());
    inner.handing_over_refused.set(false);
    inner.look_for_key().await;
    inner.status.update(|status| status.shut_out = None);
    inner.written(&logs, Vec::new()).await;
    Ok(session)
}

/// The key that the device enrols with.
struct OwnKey {
    kept: Kept,
    /// Whether it follows one that was lost: it stands apart until the office has taken it.
    is_successor: bool,
}

async fn own_key(inner: &Inner, before: Option<&Session>) -> Result<OwnKey, StoreError> {
    let present = signing::kept(&inner.vault, keys::KEY).await?;
    let had_one = before.is_some_and(signing::is_registered);
    Ok(match present {
        Some(kept) => OwnKey { kept, is_successor: false },
        None if had_one => {
            OwnKey { kept: signing::made(&inner.vault, keys::NEXT_KEY).await?, is_successor: true }
        }
        None => OwnKey { kept: signing::made(&inner.vault, keys::KEY).await?, is_successor: false },
    })
}

/// The identifiers of the attempt under way, or new ones, kept strictly before they are used.
async fn asking(inner: &Inner) -> Result<Asking, StoreError> {
    let kept = inner.vault.one(Table::Meta, keys::ENROLLING).await?;
    if let Some(asking) = kept.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(asking);
    }
    // A device that is enrolled again, as when its token was withdrawn, stays the same device under a new log.
    let device = inner.session().map_or_else(random::device_id, |session| session.device);
    let asking = Asking { device, log: random::log_id() };
    let mut batch = Batch::strict();
    batch.put(Table::Meta, keys::ENROLLING, said(&asking)?);
    inner.vault.write(batch).await?;
    Ok(asking)
}

async fn keep(inner: &Inner, session: &Session, log: LogId, own: &OwnKey) -> Result<Logs, StoreError> {
    let _alone = inner.gate.lock().await;
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        let mut batch = Batch::strict();
        let (found, seen) = Seen::read(&inner.vault).await?;
        let mut logs = match found {
            None => Logs::begin(random::log_id().to_string(), log),
            Some(mut logs) => {
                let current = logs.current().map(|row: &LogRow| (row.log, row.confirmed));
                if let Some((old, confirmed)) = current.filter(|(old, _)| *old != log) {
                    move_on(&inner.vault, &mut logs, &mut batch, old, confirmed, log).await?;
                    // Another reach, perhaps: what it covers is read from the beginning.
                    logs.cursor = None;
                }
                logs
            }
        };
        seen.renew(&mut batch, &mut logs)?;
        batch.put(Table::Meta, keys::SESSION, said(session)?);
        batch.delete(Table::Meta, keys::ENROLLING);
        if own.is_successor {
            batch.delete(Table::Meta, keys::NEXT_KEY);
            batch.put(Table::Meta, keys::KEY, own.kept.text.clone());
        }
        match inner.vault.write(batch).await {
            Err(StoreError::Changed) if left > 0 => {}
            Err(error) => return Err(error),
            Ok(()) => {
                // A round that is under way must not go on with the log that was left.
                inner.tell_logs(&logs);
                return Ok(logs);
            }
        }
    }
}

fn kept_not(error: StoreError) -> EnrolFailure {
    EnrolFailure::Store(error.words())
}
