//! Planted bugs of the office, around the real one: its requests and answers are altered on the way, its tables behind
//! its back. Its own code stays as it is.

use std::collections::BTreeMap;

use anyhow::Result;
use axum::Router;
use danvan_core::bundle::{PublicKey, SecretKey, read_header};
use danvan_core::entry::{Chain, Head};
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::proof::segment;
use danvan_core::sync::{Answer, Call, Failure};
use danvan_core::wire::Push;
use sqlx::sqlite::SqlitePool;

use super::Books;
use super::http::{self, Credential};
use crate::calls::{self, Asked};
use crate::planted::PlantedBug;

const REFUSAL_BLOCKS_LOG: &str = "CREATE TRIGGER IF NOT EXISTS planted BEFORE INSERT ON entries
    WHEN json_extract(NEW.verdict, '$.outcome.type') = 'refused'
    BEGIN SELECT RAISE(ABORT, 'planted'); END";
const FORK_DROPPED: &str = "CREATE TRIGGER IF NOT EXISTS planted BEFORE INSERT ON forked_entries
    BEGIN SELECT RAISE(IGNORE); END";
const SCOPE_FORGOTTEN: &str =
    r#"UPDATE device_grants SET grant_json = json_set(grant_json, '$.reach', json('{"type":"province"}'))"#;

/// A moved segment needs a signature over where it comes to stand, and one that is not looked at might be anything: the
/// office trusts these bugs' own key for each device.
const MOVER_TRUSTED: &str = "INSERT OR IGNORE INTO device_keys (province, device, key, since, until, how)
    SELECT province, device, ?, 0, 1, 'enrolled' FROM devices";

const PROPOSALS_DROPPED: &str = "CREATE TRIGGER IF NOT EXISTS planted AFTER UPDATE ON records
    WHEN json_extract(NEW.record_json, '$.proposals') IS NOT NULL
    BEGIN UPDATE records SET record_json = json_remove(NEW.record_json, '$.proposals')
        WHERE province = NEW.province AND record = NEW.record; END";
const LEFT_VALUE_DROPPED: &str = "CREATE TRIGGER IF NOT EXISTS planted AFTER UPDATE ON records
    WHEN json_extract(NEW.record_json, '$.trail[#-1].settled') IS NOT NULL
    BEGIN UPDATE records SET record_json = json_remove(NEW.record_json, '$.trail[#-1].settled')
        WHERE province = NEW.province AND record = NEW.record; END";

/// Alters a database before the office opens it.
pub(super) async fn prepare(bug: Option<PlantedBug>, pool: &SqlitePool) -> Result<()> {
    match bug {
        Some(PlantedBug::RefusalBlocksLog) => sqlx::query(REFUSAL_BLOCKS_LOG).execute(pool).await?,
        Some(PlantedBug::ForkDropped) => sqlx::query(FORK_DROPPED).execute(pool).await?,
        Some(PlantedBug::ProposalsDropped) => sqlx::query(PROPOSALS_DROPPED).execute(pool).await?,
        Some(PlantedBug::LeftValueDropped) => sqlx::query(LEFT_VALUE_DROPPED).execute(pool).await?,
        _ => return Ok(()),
    };
    Ok(())
}

/// Alters what the office knows of its devices.
pub(super) async fn enrolled(bug: Option<PlantedBug>, pool: &SqlitePool) -> Result<()> {
    if bug == Some(PlantedBug::ScopeForgotten) {
        sqlx::query(SCOPE_FORGOTTEN).execute(pool).await?;
    }
    if let (Some(PlantedBug::GapAccepted | PlantedBug::SignatureSkipped), Some(key)) = (bug, mover().public())
    {
        sqlx::query(MOVER_TRUSTED).bind(key.as_bytes().as_slice()).execute(pool).await?;
    }
    Ok(())
}

/// Alters what the office knows of revocations.
pub(super) async fn judged(bug: Option<PlantedBug>, pool: &SqlitePool) -> Result<()> {
    if bug == Some(PlantedBug::RevokedHeard) {
        sqlx::query("UPDATE devices SET revoked_at = NULL").execute(pool).await?;
    }
    Ok(())
}

/// Alters a hub's request before the office sees it.
pub(super) fn before_relay(bug: Option<PlantedBug>, asked: &Asked) -> Asked {
    let signed_anew = || {
        let mut parts = asked.path.strip_prefix("/api/v1/hub/devices/")?.split('/');
        let (device, "logs", log) = (parts.next()?, parts.next()?, parts.next()?) else { return None };
        let push: Push = serde_json::from_slice(asked.body.as_ref()?).ok()?;
        let push = by_mover(DeviceId::parse(device)?, LogId::parse(log)?, push);
        Some(Asked { body: serde_json::to_vec(&push).ok(), ..asked.clone() })
    };
    let altered = (bug == Some(PlantedBug::SignatureSkipped)).then(signed_anew).flatten();
    altered.unwrap_or_else(|| asked.clone())
}

/// As if nobody looked at who has signed.
fn by_mover(device: DeviceId, log: LogId, push: Push) -> Push {
    Push { signature: mover().sign(&segment(device, log, &push.head())), ..push }
}

/// Alters a request before the office sees it.
pub(super) async fn before(
    bug: Option<PlantedBug>,
    pool: &SqlitePool,
    epoch: &str,
    books: &Books,
    (device, call): (DeviceId, &Call),
) -> Result<Call> {
    match (bug, call) {
        (Some(PlantedBug::CursorWithoutEpoch), Call::Feed { after: Some(cursor) }) => {
            let place = cursor.split_once('.').map_or("", |(_, place)| place);
            return Ok(Call::Feed { after: Some(format!("{epoch}.{place}")) });
        }
        (Some(PlantedBug::RepeatAppliedAgain), Call::Push { log, push }) => {
            forget_repeats(pool, books, *log, push).await?;
        }
        (Some(PlantedBug::SignatureSkipped), Call::Push { log, push }) => {
            return Ok(Call::Push { log: *log, push: by_mover(device, *log, push.clone()) });
        }
        _ => {}
    }
    Ok(call.clone())
}

/// As [`before`], for a bundle: its entries are forgotten where they end the log.
pub(super) async fn before_bundle(
    bug: Option<PlantedBug>,
    pool: &SqlitePool,
    books: &Books,
    file: &[u8],
) -> Result<()> {
    let Ok(header) = read_header(file) else { return Ok(()) };
    let end = books.logs.get(&header.log).map_or(0, |log| log.entries.len() as u64);
    if bug == Some(PlantedBug::BundleAppliedTwice) && header.count > 0 && header.from + header.count == end {
        forget(pool, header.log, header.from, header.previous).await?;
    }
    Ok(())
}

/// The office forgets, without what they did, those entries at a log's end that a push brings again.
async fn forget_repeats(pool: &SqlitePool, books: &Books, log: LogId, push: &Push) -> Result<()> {
    let Some(known) = books.logs.get(&log) else { return Ok(()) };
    let end = known.entries.len() as u64;
    let texts = push.entries.iter().map(|text| text.get());
    let standing = known.entries.iter().skip(usize::try_from(push.from)?);
    let repeats = standing.zip(texts).take_while(|(standing, text)| standing.text == *text).count() as u64;
    if repeats == 0 || push.from + repeats != end {
        return Ok(());
    }
    forget(pool, log, push.from, push.previous).await
}

async fn forget(pool: &SqlitePool, log: LogId, from: u64, previous: Digest) -> Result<()> {
    let from = i64::try_from(from)?;
    sqlx::query("DELETE FROM entries WHERE log = ? AND number >= ?")
        .bind(log.to_string())
        .bind(from)
        .execute(pool)
        .await?;
    sqlx::query("UPDATE logs SET length = ?, digest = ? WHERE log = ?")
        .bind(from)
        .bind(previous.as_bytes().as_slice())
        .bind(log.to_string())
        .execute(pool)
        .await?;
    Ok(())
}

/// Alters an answer before the device sees it.
pub(super) async fn after(
    bug: Option<PlantedBug>,
    api: Router,
    (device, token): (DeviceId, &str),
    call: &Call,
    pushes: u64,
    answer: &mut Result<Answer, Failure>,
) {
    match (bug, call, answer) {
        (Some(PlantedBug::ForkDropped), Call::Push { push, .. }, Ok(Answer::Pushed(pushed))) => {
            pushed.forked = None;
            let end = push.from + push.entries.len() as u64;
            pushed.receipt.head.length = pushed.receipt.head.length.max(end);
        }
        // A place in the feed drawn before its commit: the newest change is not visible yet, but skipped over.
        (Some(PlantedBug::NumberBeforeCommit), Call::Feed { .. }, Ok(Answer::Page(page)))
            if pushes % 5 == 1 && !page.more =>
        {
            page.records.pop();
        }
        (Some(PlantedBug::GapAccepted), Call::Push { log, push }, answer @ Err(Failure::Rejected(_))) => {
            if let Some(Ok(taken)) = take_gap(api, (device, token), *log, push).await {
                *answer = Ok(taken);
            }
        }
        _ => {}
    }
}

/// A gap is to be caught by itself and not by the key that it is closed with.
pub(super) fn with_mover(
    bug: Option<PlantedBug>,
    keys: &BTreeMap<DeviceId, Vec<PublicKey>>,
) -> BTreeMap<DeviceId, Vec<PublicKey>> {
    let mover = mover().public().filter(|_| bug == Some(PlantedBug::GapAccepted));
    let with =
        |(device, keys): (&DeviceId, &Vec<PublicKey>)| (*device, keys.iter().copied().chain(mover).collect());
    keys.iter().map(with).collect()
}

/// The key of [`MOVER_TRUSTED`].
fn mover() -> SecretKey {
    SecretKey::derive([9; 32])
}

/// Takes a stretch in where the log ends, whatever number it begins with.
async fn take_gap(
    api: Router,
    (device, token): (DeviceId, &str),
    log: LogId,
    push: &Push,
) -> Option<Result<Answer, Failure>> {
    let ask = Call::Ask { log, from: u64::from(u32::MAX) };
    let Ok(Answer::Status(status)) = send(api.clone(), token, &ask).await? else { return None };
    let head: Head = status.receipt.head;
    if push.from <= head.length {
        return None;
    }
    let mut chain = Chain::resume(log, head);
    for text in &push.entries {
        chain.append(text.get().to_owned());
    }
    let moved = Push {
        from: head.length,
        previous: head.digest,
        last: chain.head().digest,
        entries: push.entries.clone(),
        signature: mover().sign(&segment(device, log, &chain.head())),
    };
    let mut answer = send(api, token, &Call::Push { log, push: moved }).await?;
    if let Ok(Answer::Pushed(pushed)) = &mut answer {
        pushed.receipt.head.length = push.from + push.entries.len() as u64;
        for verdict in &mut pushed.verdicts {
            verdict.number += push.from - head.length;
        }
    }
    Some(answer)
}

async fn send(api: Router, token: &str, call: &Call) -> Option<Result<Answer, Failure>> {
    let asked = calls::asked(call, None).ok()?;
    let reply = http::ask(api, &asked.path, Credential::Token(token), asked.body).await?;
    Some(calls::answer(call, reply.status, reply.retry_after_s, &reply.body))
}
