//! Letting go of bytes that the office keeps more safely than a phone: what fills phones is photos.
//!
//! Only bytes go. The row stays and says what the file was, the entries stay, and the record's page offers to fetch the
//! file from the office. The youngest files stay within reach without a network, as many as [`Inner::files_in_reach`]
//! allows. What a file may go by is the core's rule, for each entry that names it and for the file itself, by an answer
//! of the office that was asked for just before.

use danvan_core::ids::{Digest, LogId};
use danvan_core::sync::uploads::{Failure, Fate};
use danvan_core::sync::{Confirmed, may_forget, may_forget_file};

use super::row::{FileRow, Found, of, rows};
use crate::device::facts::{Facts, gather};
use crate::device::inner::Inner;
use crate::device::logs::Logs;
use crate::device::store::{Batch, StoreError, Table};
use crate::platform::clock;

/// Files that are asked about in one go.
const AT_ONCE: usize = 50;
/// Files of which the entries are read for it.
const LOOKED_AT: usize = 200;
/// After a go in which nothing went, the next one waits so long.
const REST_MS: u64 = 60 * 60 * 1_000;

/// Lets go of what may go, a bounded number at a time. The office's request to wait is an error; what the store did not
/// take is tried again another time.
pub async fn forget(inner: &Inner) -> Result<(), Failure> {
    if clock::monotonic_ms() < inner.forget_not_before_ms.get() {
        return Ok(());
    }
    inner.forget_not_before_ms.set(clock::monotonic_ms() + REST_MS);
    let Some(session) = inner.session() else { return Ok(()) };
    let Ok(Some((epoch, due))) = due(inner).await else { return Ok(()) };
    let answer = inner.office.has_files(&due, &session.enrolment.token).await?;
    if answer.epoch != epoch {
        return Ok(());
    }
    let _alone = inner.gate.lock().await;
    let (has, lacks): (Vec<Digest>, Vec<Digest>) =
        due.into_iter().partition(|sha256| answer.known.contains(sha256));
    // It said that it has them, in this very epoch: they are sent once more.
    let again: Vec<(Digest, Fate)> = lacks.into_iter().map(|sha256| (sha256, Fate::NEW)).collect();
    if !again.is_empty() {
        let _ = super::keep(inner, &again).await;
    }
    if let Ok(gone) = let_go(inner, &epoch, &has, &answer.backed_up).await
        && gone > 0
    {
        // There may be more: with the next round.
        inner.forget_not_before_ms.set(0);
        inner.show_files().await;
    }
    Ok(())
}

/// The oldest files that go beyond what stays within reach, as far as their entries allow it, with the office's epoch.
async fn due(inner: &Inner) -> Result<Option<(String, Vec<Digest>)>, StoreError> {
    let Some((logs, _)) = inner.logs().await? else { return Ok(None) };
    let receipt = logs.current().and_then(|row| row.receipt.as_ref());
    let Some(epoch) = receipt.map(|receipt| receipt.epoch.clone()) else { return Ok(None) };
    let here: Vec<FileRow> = rows(&inner.vault).await?.into_iter().map(|found| found.row).collect();
    let here = here.into_iter().filter(|row| row.is_confirmed() && !row.forgotten);
    let here: Vec<FileRow> = here.collect();
    let mut too_much = here.iter().map(|row| row.bytes).sum::<u64>().saturating_sub(inner.files_in_reach);
    let mut due = Vec::new();
    for row in here.iter().filter(|row| is_of(row, &epoch)).take(LOOKED_AT) {
        if too_much == 0 || due.len() == AT_ONCE {
            break;
        }
        let records: Vec<_> = row.records.iter().copied().collect();
        let facts = gather(&inner.vault, &logs, &records).await?;
        if entries_allow(row.sha256, &facts, &logs, &epoch, inner) {
            too_much = too_much.saturating_sub(row.bytes);
            due.push(row.sha256);
        }
    }
    Ok((!due.is_empty()).then_some((epoch, due)))
}

/// Whether only entries hold the file, and the office has it in this epoch.
fn is_of(row: &FileRow, epoch: &str) -> bool {
    let known = matches!(&row.fate, Fate::Confirmed { epoch: known } if known == epoch);
    known && row.drafts.is_empty() && !row.records.is_empty()
}

/// Whether every own entry that names the file may be forgotten.
fn entries_allow(sha256: Digest, facts: &[Facts], logs: &Logs, epoch: &str, inner: &Inner) -> bool {
    let now = inner.office_now_ms().map(clock::local);
    let confirmed = |log: LogId| {
        let receipt = logs.all.iter().find(|row| row.log == log)?.receipt.as_ref()?;
        let (length, received_at) = (receipt.head.length, receipt.received_at);
        let known = Confirmed { length, received_at, backed_up: receipt.backed_up };
        (receipt.epoch == epoch).then_some(known)
    };
    let own = facts.iter().flat_map(|facts| &facts.own);
    let mut naming = own.filter(|own| super::named_by(&own.entry.action).contains(&sha256)).peekable();
    naming.peek().is_some()
        && naming.all(|own| confirmed(own.log).is_some_and(|known| may_forget(own.number, known, now)))
}

/// Drops the bytes of those that lie in a backup, or that the office has had for long; how many went.
async fn let_go(
    inner: &Inner,
    epoch: &str,
    has: &[Digest],
    backed_up: &[Digest],
) -> Result<usize, StoreError> {
    let now = inner.office_now_ms().map(clock::local);
    let mut batch = Batch::strict();
    let mut gone = 0;
    for Found { mut row, seen } in of(&inner.vault, has).await? {
        let received_at = row.received_ms.map(clock::local);
        let may_go = may_forget_file(backed_up.contains(&row.sha256), received_at, now);
        // A draft of another tab may have taken it meanwhile; one that takes it now makes this batch fail.
        if !may_go || row.forgotten || !is_of(&row, epoch) {
            continue;
        }
        row.forgotten = true;
        batch.delete(Table::Files, row.sha256.to_string());
        Found { row, seen }.renew(&mut batch)?;
        gone += 1;
    }
    if gone > 0 {
        inner.vault.write(batch).await?;
    }
    Ok(gone)
}
