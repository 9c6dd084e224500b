//! Making devices and the console known to an office, by its store: a code is shown and used, a session opened. Only
//! the slow digests of codes and passwords are left out.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use danvan_core::access::Role;
use danvan_core::bundle::PublicKey;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_office::enrolling::Proof;
use danvan_office::secrets::token_digest;
use danvan_office::store::sqlite::SqliteStore;
use danvan_office::store::{
    AccountStore, EnrolAttempt, EnrolOutcome, EnrolmentStore, Grant, NewCode, NewUser, User,
};

use super::{Caller, PROVINCE, planted};
use crate::planted::PlantedBug;

/// The log that the console's steps go to.
pub const CONSOLE_LOG: [u8; 10] = *b"consolelog";
/// Later than any world.
const NEVER_MS: i64 = i64::MAX / 4;

/// The devices and consoles that an office knows, with the number of the token that each has there. Tokens go with the
/// office's backups, so that a restored one knows earlier ones: the world's devices show what it knows. A real device
/// has only its last one (docs/threat-model.md).
pub(super) type Known = BTreeMap<DeviceId, u32>;

/// A device's token of a number.
pub(super) fn token(device: DeviceId, number: u32) -> String {
    format!("token-{number}-of-{device}")
}

/// An enrolment with a code that is made for it.
struct Attempt<'a> {
    device: DeviceId,
    name: &'a str,
    /// Whom the code is for.
    grant: Grant,
    key: Option<PublicKey>,
    /// Numbers of the tokens that are shown and wanted.
    carried: Option<u32>,
    wanted: u32,
}

/// Makes a device known, if it is not; says whether it was not.
pub(super) async fn enrol(
    store: &SqliteStore,
    known: &mut Known,
    caller: &Caller,
    bug: Option<PlantedBug>,
) -> Result<bool> {
    if known.contains_key(&caller.device) {
        return Ok(false);
    }
    let attempt = Attempt { carried: None, wanted: 0, ..attempt_of(caller) };
    let outcome = show_code(store, attempt, None).await?;
    ensure!(matches!(outcome, EnrolOutcome::Enrolled { .. }), "the enrolment came to {outcome:?}");
    known.insert(caller.device, 0);
    planted::enrolled(bug, store.pool()).await?;
    Ok(true)
}

/// A known device enrols once more with a fresh code for its person and the token that it has; `number` tells its codes
/// apart. Says whether it was enrolled.
pub(super) async fn enrol_again(
    store: &SqliteStore,
    known: &mut Known,
    caller: &Caller,
    (number, bug): (u64, Option<PlantedBug>),
) -> Result<bool> {
    let last = *known.get(&caller.device).context("it is not known")?;
    let attempt = Attempt { carried: Some(last), wanted: last + 1, ..attempt_of(caller) };
    let outcome = show_code(store, attempt, Some(number)).await?;
    let enrolled = matches!(outcome, EnrolOutcome::Enrolled { .. });
    if enrolled {
        known.insert(caller.device, last + 1);
        planted::enrolled(bug, store.pool()).await?;
    }
    Ok(enrolled)
}

/// Somebody with a code of their own says that they are a known device, and proves a key of theirs.
pub(super) async fn take_over(
    store: &SqliteStore,
    known: &Known,
    (victim, thief): (&Caller, &Caller),
    (number, bug): (u64, Option<PlantedBug>),
) -> Result<()> {
    let last = *known.get(&victim.device).context("it is not known")?;
    // The planted office takes the newcomer's word for the device's token and the person of its code.
    let believed = bug == Some(PlantedBug::SuccessorUnproven);
    let attempt = Attempt {
        grant: if believed { victim.grant.clone() } else { thief.grant.clone() },
        key: thief.key,
        carried: believed.then_some(last),
        wanted: u32::MAX,
        ..attempt_of(victim)
    };
    show_code(store, attempt, Some(number)).await?;
    Ok(())
}

fn attempt_of(caller: &Caller) -> Attempt<'_> {
    Attempt {
        device: caller.device,
        name: &caller.author.name,
        grant: caller.grant.clone(),
        key: caller.key,
        carried: None,
        wanted: 0,
    }
}

async fn show_code(store: &SqliteStore, attempt: Attempt<'_>, number: Option<u64>) -> Result<EnrolOutcome> {
    let Attempt { device, name, grant, key, carried, wanted } = attempt;
    let machine = grant.role == Role::HubMachine;
    let id = number.map_or_else(|| device.to_string(), |number| format!("{device}-{number}"));
    let code = Digest::of(&[b"code", id.as_bytes()]);
    let at_ms = number.map_or(0, |number| i64::try_from(number).unwrap_or(NEVER_MS));
    let new = NewCode { id, digest: code, grant, uses: 1, at_ms, expires_ms: NEVER_MS };
    store.add_code(&ProvinceCode::from(PROVINCE), &new).await?;
    let attempt = EnrolAttempt {
        code,
        device,
        log: LogId::from_random(0, log_bytes(device)),
        device_name: name.to_owned(),
        token: token_digest(&token(device, wanted)),
        proof: key.map_or(Proof::Absent { key: None }, Proof::By),
        carried: carried.map(|number| token_digest(&token(device, number))),
        machine,
        at_ms,
    };
    Ok(store.enrol(&attempt).await?)
}

/// Signs the console in, if it is not; returns the session's token.
pub(super) async fn sign_in(store: &SqliteStore, known: &mut Known, console: &Caller) -> Result<String> {
    let session = token(console.device, 0);
    if known.contains_key(&console.device) {
        return Ok(session);
    }
    let user = User {
        province: ProvinceCode::from(PROVINCE),
        id: console.author.id,
        username: console.author.name.clone(),
        name: console.author.name.clone(),
        role: console.role,
        log: console_log(console),
        device: console.device,
    };
    store.add_user(&NewUser { user: user.clone(), password: "none".to_owned() }, 0).await?;
    let opened = store.open_session(&user, "none", token_digest(&session), NEVER_MS, 0).await?;
    ensure!(opened, "the console was not signed in");
    known.insert(console.device, 0);
    Ok(session)
}

/// Administrators write no entries; the one who does has a log that checks know by its name.
fn console_log(console: &Caller) -> LogId {
    let bytes = if console.role == Role::Administrator { log_bytes(console.device) } else { CONSOLE_LOG };
    LogId::from_random(0, bytes)
}

/// An enrolment names a first log; the fleet's devices open theirs by their first push.
fn log_bytes(device: DeviceId) -> [u8; 10] {
    let mut bytes = [0; 10];
    for (byte, own) in bytes.iter_mut().zip(device.as_bytes().iter().rev()) {
        *byte = *own;
    }
    bytes
}
