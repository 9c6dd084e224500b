//! Making devices and the console known to an office, by its store: a code is shown and used, a session opened. Only
//! the slow digests of codes and passwords are left out.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use danvan_core::access::Role;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_office::enrolling::Proof;
use danvan_office::secrets::token_digest;
use danvan_office::store::sqlite::SqliteStore;
use danvan_office::store::{
    AccountStore, EnrolAttempt, EnrolOutcome, EnrolmentStore, NewCode, NewUser, User,
};

use super::{Caller, PROVINCE, planted};
use crate::planted::PlantedBug;

/// The log that the console's steps go to.
pub const CONSOLE_LOG: [u8; 10] = *b"consolelog";
/// Later than any world.
const NEVER_MS: i64 = i64::MAX / 4;

/// A device's token.
pub(super) fn token(device: DeviceId) -> String {
    format!("token-of-{device}")
}

/// Makes a device known, if it is not.
pub(super) async fn enrol(
    store: &SqliteStore,
    known: &mut BTreeSet<DeviceId>,
    caller: &Caller,
    bug: Option<PlantedBug>,
) -> Result<()> {
    if !known.insert(caller.device) {
        return Ok(());
    }
    let code = Digest::of(&[b"code", caller.device.as_bytes()]);
    let new = NewCode {
        id: caller.device.to_string(),
        digest: code,
        grant: caller.grant.clone(),
        uses: 1,
        at_ms: 0,
        expires_ms: NEVER_MS,
    };
    store.add_code(&ProvinceCode::from(PROVINCE), &new).await?;
    let attempt = EnrolAttempt {
        code,
        device: caller.device,
        log: LogId::from_random(0, log_bytes(caller.device)),
        device_name: caller.author.name.clone(),
        token: token_digest(&token(caller.device)),
        proof: caller.key.map_or(Proof::Absent { key: None }, Proof::By),
        carried: None,
        machine: caller.role == Role::HubMachine,
        at_ms: 0,
    };
    let outcome = store.enrol(&attempt).await?;
    ensure!(matches!(outcome, EnrolOutcome::Enrolled { .. }), "the enrolment came to {outcome:?}");
    planted::enrolled(bug, store.pool()).await
}

/// Signs the console in, if it is not; returns the session's token.
pub(super) async fn sign_in(
    store: &SqliteStore,
    known: &mut BTreeSet<DeviceId>,
    console: &Caller,
) -> Result<String> {
    let session = token(console.device);
    if !known.insert(console.device) {
        return Ok(session);
    }
    let user = User {
        province: ProvinceCode::from(PROVINCE),
        id: console.author.id,
        username: console.author.name.clone(),
        name: console.author.name.clone(),
        role: console.role,
        log: LogId::from_random(0, CONSOLE_LOG),
        device: console.device,
    };
    store.add_user(&NewUser { user: user.clone(), password: "none".to_owned() }, 0).await?;
    store.open_session(&user, token_digest(&session), NEVER_MS, 0).await?;
    Ok(session)
}

/// An enrolment names a first log; the fleet's devices open theirs by their first push.
fn log_bytes(device: DeviceId) -> [u8; 10] {
    let mut bytes = [0; 10];
    for (byte, own) in bytes.iter_mut().zip(device.as_bytes().iter().rev()) {
        *byte = *own;
    }
    bytes
}
