//! The one writer of a hub's logs: segments of many devices that wait together go into one transaction, and nobody
//! is told "khu vực đã giữ" before it is on the disk.

use danvan_core::entry::{Chain, Head};
use danvan_core::ids::{DeviceId, LogId};
use tokio::sync::{mpsc, oneshot};

use super::store::{HubFile, LogWriting};
use crate::clock::Clock;
use crate::intake::{CheckedPush, LOGS_OF_DEVICE_MAX};
use crate::store::{StoreError, StoreResult};

/// Segments, or parts of them, in one transaction.
const JOBS: usize = 64;
/// Entries in one transaction, and a part of a segment more at most.
const ENTRIES: usize = 2_000;

/// What became of a segment, or of a part of one, at the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is in the log, up to the number where the log forked, if it did.
    In { forked: Option<u64> },
    /// Entries before it are missing.
    Gap { expected: u64 },
    /// The hub has something else before it.
    Differs,
    /// The log is another device's.
    NotYours,
    /// It would be one more log than a device may have.
    TooManyLogs,
    /// As much of the device is kept as of any.
    DeviceFull,
}

pub(super) struct Job {
    pub(super) device: DeviceId,
    pub(super) log: LogId,
    pub(super) push: CheckedPush,
    /// Its log has forked before it: it is kept beside the log.
    pub(super) forked: bool,
    pub(super) answer: oneshot::Sender<Result<Taken, StoreError>>,
}

pub(super) async fn run(store: HubFile, clock: Clock, mut waiting: mpsc::Receiver<Job>) {
    while let Some(first) = waiting.recv().await {
        let mut entries = first.push.entries.len();
        let mut jobs = vec![first];
        while jobs.len() < JOBS && entries < ENTRIES {
            let Ok(next) = waiting.try_recv() else { break };
            entries += next.push.entries.len();
            jobs.push(next);
        }
        let together = in_transaction(&store, &clock, &jobs).await;
        match together {
            Ok(taken) => {
                for (job, taken) in jobs.into_iter().zip(taken) {
                    reply(job, Ok(taken));
                }
            }
            Err(error) => {
                tracing::warn!(%error, segments = jobs.len(), "not committed together; trying one by one");
                for job in jobs {
                    let alone = in_transaction(&store, &clock, std::slice::from_ref(&job)).await;
                    let taken = alone.and_then(|taken| {
                        taken.first().copied().ok_or_else(|| StoreError::corrupt("segment", "no outcome"))
                    });
                    reply(job, taken);
                }
            }
        }
    }
}

/// The device may be gone; its entries are in all the same.
fn reply(job: Job, taken: Result<Taken, StoreError>) {
    if let Err(error) = &taken {
        tracing::error!(%error, log = %job.log, "a segment was not kept");
    }
    let _ = job.answer.send(taken);
}

async fn in_transaction(store: &HubFile, clock: &Clock, jobs: &[Job]) -> StoreResult<Vec<Taken>> {
    let mut writing = store.begin().await?;
    let now_ms = clock.unix_ms();
    let mut taken = Vec::with_capacity(jobs.len());
    for job in jobs {
        taken.push(take_in(&mut writing, job, now_ms).await?);
    }
    writing.commit().await?;
    Ok(taken)
}

/// As the office does it (`intake::push`), without judging: there are no verdicts here.
async fn take_in(writing: &mut LogWriting, job: &Job, now_ms: i64) -> StoreResult<Taken> {
    let known = match writing.log(job.log).await? {
        Some(known) if known.device != job.device => return Ok(Taken::NotYours),
        Some(known) => Some(known),
        None => match writing.owner(job.log).await? {
            Some(owner) if owner != job.device => return Ok(Taken::NotYours),
            _ => None,
        },
    };
    let head = known.as_ref().map_or(Chain::open(job.log).head(), |known| known.head);
    let from = job.push.previous.length;
    let taken = writing.taken_up(job.device).await?;
    if job.forked && !taken.has_room_beside(&job.push.entries) {
        return Ok(Taken::DeviceFull);
    }
    if job.forked {
        writing.keep_forked(job.log, &job.push.entries, now_ms).await?;
        return Ok(Taken::In { forked: Some(from) });
    }
    if from > head.length {
        return Ok(Taken::Gap { expected: head.length });
    }
    if writing.digest_at(job.log, from).await? != Some(job.push.previous.digest) {
        return Ok(Taken::Differs);
    }
    if known.is_none() && job.push.entries.is_empty() {
        // Nobody's log is opened by saying nothing: its name would be taken.
        return Ok(Taken::In { forked: None });
    }
    if known.is_none() && taken.logs >= LOGS_OF_DEVICE_MAX {
        return Ok(Taken::TooManyLogs);
    }
    if known.is_none() {
        writing.open(job.log, job.device, now_ms).await?;
    }
    let overlap = writing.digests(job.log, from, job.push.entries.len() as u64).await?;
    let repeats = overlap.iter().zip(&job.push.entries).take_while(|(stored, sent)| **stored == sent.digest);
    let repeated = repeats.count();
    let (_, fresh) = job.push.entries.split_at(repeated);
    if repeated < overlap.len() && !taken.has_room_beside(fresh) || !taken.has_room(fresh) {
        return Ok(Taken::DeviceFull);
    }
    if repeated < overlap.len() {
        writing.keep_forked(job.log, fresh, now_ms).await?;
        let forked = from + repeated as u64;
        tracing::warn!(log = %job.log, device = %job.device, number = forked, "log forked: log={}", job.log);
        return Ok(Taken::In { forked: Some(forked) });
    }
    if let Some(last) = fresh.last() {
        let head = Head { length: last.number + 1, digest: last.digest };
        writing.append(job.log, fresh, head, now_ms).await?;
    }
    if let Some(signed) = job.push.signed_head() {
        writing.keep_signed(job.log, &signed).await?;
    }
    Ok(Taken::In { forked: None })
}

#[cfg(test)]
mod tests {
    use danvan_core::wire::Push;
    use serde_json::value::RawValue;
    use sqlx::{Connection, SqliteConnection};

    use super::*;

    fn job(device: u8, log: u8, texts: &[&str]) -> Job {
        let log = LogId::from_random(1, [log; 10]);
        let mut chain = Chain::open(log);
        let previous = chain.head().digest;
        texts.iter().for_each(|text| drop(chain.append((*text).to_owned())));
        let entries = texts.iter().map(|text| RawValue::from_string((*text).to_owned()).unwrap()).collect();
        let push = Push { from: 0, previous, last: chain.head().digest, entries, signature: None };
        Job {
            device: DeviceId::from_random(1, [device; 10]),
            log,
            push: CheckedPush::check(log, push).unwrap(),
            forked: false,
            answer: oneshot::channel().0,
        }
    }

    async fn weights(database: &mut SqliteConnection) -> (i64, i64) {
        let text = "SELECT sum(weight), sum(forked_weight) FROM logs";
        sqlx::query_as(text).fetch_one(database).await.unwrap()
    }

    #[tokio::test]
    async fn one_device_does_not_fill_the_disk_of_a_hub() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hub.sqlite");
        let file = HubFile::open(&path).await.unwrap();
        let mut database = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
        for device in ["1", "2"] {
            let insert =
                "INSERT INTO devices (device, name, home, scope_json, served) VALUES (?, '', '', '{}', 1)";
            let device = DeviceId::from_random(1, [device.parse().unwrap(); 10]).to_string();
            sqlx::query(insert).bind(device).execute(&mut database).await.unwrap();
        }
        let push = async |device, log, texts: &[&str]| {
            in_transaction(&file, &Clock::system(), &[job(device, log, texts)]).await.unwrap()[0]
        };
        let whole = Taken::In { forked: None };
        assert_eq!(push(1, 1, &["0", "0", "0"]).await, whole);
        assert_eq!(push(1, 1, &["0", "1"]).await, Taken::In { forked: Some(1) });
        assert_eq!(weights(&mut database).await, (3 * 201, 201));
        // The province has the other one: what the hub had in its place is kept beside it, and weighs there.
        let theirs = job(1, 1, &["0", "2", "2", "2"]).push.entries.split_off(1);
        file.adopt(LogId::from_random(1, [1; 10]), 1, &theirs, &[], 0).await.unwrap();
        assert_eq!(weights(&mut database).await, (4 * 201, 3 * 201));
        // The other way round: "1" lies beside the log already, "2" does not.
        let again = job(1, 1, &["0", "1"]).push.entries.split_off(1);
        file.adopt(LogId::from_random(1, [1; 10]), 1, &again, &[], 0).await.unwrap();
        file.adopt(LogId::from_random(1, [1; 10]), 1, &theirs, &[], 0).await.unwrap();
        assert_eq!(weights(&mut database).await, (4 * 201, 6 * 201));
        // What is new weighs what it is, also behind much that is there.
        let long = format!("\"{}\"", "x".repeat(60_000));
        assert_eq!(push(1, 1, &["0", "1", "0"]).await, Taken::In { forked: Some(1) });
        assert_eq!(push(1, 1, &["0", "1", "0", &long]).await, Taken::In { forked: Some(1) });
        assert_eq!(weights(&mut database).await, (4 * 201, 7 * 201 + 60_202));

        let fill = "UPDATE logs SET weight = 1073741824 - 201, forked_weight = 67108864 - 201";
        sqlx::query(fill).execute(&mut database).await.unwrap();
        assert_eq!(push(1, 1, &["0", "2", "2", "2", "2", "2"]).await, Taken::DeviceFull);
        assert_eq!(push(1, 1, &["0", "2", "2", "2", "2"]).await, whole, "one more fits");
        assert_eq!(push(1, 3, &["0"]).await, Taken::DeviceFull, "in another log neither");
        assert_eq!(push(1, 1, &["0", "3", "3"]).await, Taken::DeviceFull, "nor beside it");
        assert_eq!(push(1, 1, &["0", "2"]).await, whole, "what is there is answered");
        assert_eq!(push(2, 2, &["0"; 5]).await, whole, "others write on");
        assert_eq!(push(1, 1, &["0", "2", "2", "2", "2"]).await, whole, "what is there is answered");

        // What was put beside a log, because the province had another one, leaves no room in it.
        let empty = "UPDATE logs SET weight = 0, forked_weight = 67108864";
        sqlx::query(empty).execute(&mut database).await.unwrap();
        file.adopt(LogId::from_random(1, [1; 10]), 3, &[], &[], 0).await.unwrap();
        assert_eq!(push(1, 1, &["0", "2", "2", "0"]).await, Taken::DeviceFull);
        assert_eq!(push(1, 4, &["0"]).await, Taken::DeviceFull, "in another log neither");
        assert_eq!(push(1, 1, &["0", "2", "2"]).await, whole, "what is there is answered");
    }
}
