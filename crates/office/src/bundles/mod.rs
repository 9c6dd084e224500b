//! Bundles that somebody carries in: each is checked, opened and given to the same writer as what comes over the
//! network, with the rights of the device that signed it. Who brings it does not matter.
//!
//! What comes before what it continues is kept and taken in once that is there, by whatever road. Photos and files go
//! the way of uploads once the entries are through ([`files`]); one that is not taken holds nothing else up.

mod files;
mod opened;
mod receipts;
mod release;

use bytes::Bytes;
use chrono::{DateTime, FixedOffset};
use danvan_core::bundle::{BundleHeader, BundleProblem, read_header};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::Head;
use danvan_core::ids::{Digest, LogId};
use danvan_core::wire::Receipt;
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};
use danvan_core::wire_people::Road;

pub use receipts::receipt_file;
pub use release::{release, release_all};

use self::opened::Opened;
use crate::error::ApiError;
use crate::intake::{IntakeError, PushOutcome};
use crate::quarantine::{self, Arrived, Keeping};
use crate::state::Office;
use crate::store::{Kept, LogRow, Room, StoreError};

/// The longest name of a file that is kept with its row, in characters.
const NAME_MAX: usize = 200;

/// How much of one device may wait: far more than a phone writes in a season, far less than a disk.
const ROOM: Room = Room { bundles: 100, bytes: 128 * 1024 * 1024 };

/// Takes in a file that was brought to this province. Whatever the file is, there is a row that says what it was.
///
/// # Errors
/// Where the office cannot do it just now; nothing was kept then.
pub async fn take(
    office: &Office,
    province: &ProvinceCode,
    name: Option<&str>,
    file: Bytes,
) -> Result<BundleRow, ApiError> {
    let (digest, file) = digest_of(office, file).await?;
    let mut row = new_row(digest, name, office.clock.now());
    match read_header(&file) {
        Ok(header) => row.header = Some(header),
        Err(problem) => return Ok(refuse(row, problem)),
    }
    settle(office, province, &mut row, file).await?;
    if row.outcome == BundleOutcome::Taken {
        row.released = release(office, province, log_of(&row)).await?;
        row.receipt = match log_of(&row) {
            Some(log) => office.store.log(province, log).await?.map(|known| receipt(office, log, known)),
            None => None,
        };
    }
    Ok(row)
}

/// The digest of 32 MiB takes a core for a tenth of a second.
async fn digest_of(office: &Office, file: Bytes) -> Result<(Digest, Bytes), ApiError> {
    office.slowly(move || (Digest::of(&[&file]), file)).await
}

/// The row of a file that nobody has looked at.
pub(crate) fn new_row(digest: Digest, name: Option<&str>, brought_at: DateTime<FixedOffset>) -> BundleRow {
    BundleRow {
        digest,
        name: name.map(|name| name.chars().take(NAME_MAX).collect()),
        header: None,
        device_name: None,
        outcome: BundleOutcome::Damaged,
        problem: None,
        missing_from: None,
        fresh: 0,
        refused: 0,
        files: 0,
        refused_files: Vec::new(),
        released: 0,
        brought_at,
        receipt: None,
        further: Default::default(),
    }
}

/// Tries a bundle with a readable header and keeps what became of it.
async fn settle(
    office: &Office,
    province: &ProvinceCode,
    row: &mut BundleRow,
    file: Bytes,
) -> Result<(), ApiError> {
    let waiting = loop {
        let opened = match opened::open(office, province, row, file.clone()).await? {
            Ok(opened) => opened,
            Err(problem) => {
                *row = refuse(row.clone(), problem);
                return Ok(());
            }
        };
        if opened.revoked {
            return set_apart(office, province, row, &opened, &file).await;
        }
        if let Some(waiting) = try_push(office, province, row, opened).await? {
            break waiting;
        }
    };
    if waiting {
        if !office.store.keep_waiting(province, row, &file, ROOM).await? {
            row.outcome = BundleOutcome::NoRoom;
            row.problem = Some(BundleProblem::TooMuchWaits);
        }
    } else if matches!(row.outcome, BundleOutcome::Taken | BundleOutcome::AlreadyHad | BundleOutcome::Forked)
    {
        office.store.keep_bundle(province, row).await?;
    }
    tracing::info!(bundle = %row.digest, outcome = ?row.outcome, fresh = row.fresh, "brought: bundle={}", row.digest);
    Ok(())
}

/// Keeps a bundle of a revoked device for a person's judgement.
async fn set_apart(
    office: &Office,
    province: &ProvinceCode,
    row: &mut BundleRow,
    opened: &Opened,
    file: &[u8],
) -> Result<(), ApiError> {
    let (header, push) = (&opened.header, &opened.push);
    let (device, log, road) = (header.device, header.log, Road::Bundle);
    let arrived = Arrived { device, log, road, push, bundle: Some((file, &opened.files)) };
    row.problem = Some(BundleProblem::DeviceRevoked);
    match quarantine::keep(office, province, &arrived).await? {
        Keeping::Kept(Kept::Now | Kept::Before) => {
            row.outcome = BundleOutcome::Quarantined;
            office.store.keep_bundle(province, row).await?;
        }
        Keeping::Kept(Kept::NoRoom) => row.outcome = BundleOutcome::NoRoom,
        Keeping::InLog => {
            row.outcome = BundleOutcome::AlreadyHad;
            row.problem = None;
        }
        Keeping::NotTheirLog => row.problem = Some(BundleProblem::NotTheirLog),
    }
    Ok(())
}

/// Takes a bundle in that waited for a person's judgement, as if its device were not revoked.
///
/// # Errors
/// Where it cannot be used any more, what comes before it is missing, or the office cannot do it just now.
pub async fn take_judged(
    office: &Office,
    province: &ProvinceCode,
    file: Bytes,
) -> Result<BundleRow, ApiError> {
    let (digest, file) = digest_of(office, file).await?;
    let mut row = new_row(digest, None, office.clock.now());
    row.header = read_header(&file).ok();
    let opened = opened::open(office, province, &mut row, file).await?;
    let opened =
        opened.map_err(|problem| StoreError::corrupt("quarantined bundle", format!("{problem:?}")))?;
    let opened = Opened { bringer: opened.bringer.clone().judged(), ..opened };
    // What was judged counts, whatever became of the device meanwhile.
    try_push(office, province, &mut row, opened).await?.ok_or_else(ApiError::busy)?;
    match (row.missing_from, row.problem) {
        (Some(expected), _) => Err(ApiError::gap(expected)),
        (None, Some(BundleProblem::NotTheirLog)) => Err(ApiError::not_your_log()),
        (None, Some(_)) => Err(ApiError::chain_differs()),
        (None, None) => {
            office.store.keep_bundle(province, &row).await?;
            Ok(row)
        }
    }
}

/// Gives the segment to the writer, then its files to the store of files; whether it has to wait, or nothing where the
/// device was revoked meanwhile. Where the files
/// cannot be kept just now, the bundle can be brought again: its entries are repeats then.
async fn try_push(
    office: &Office,
    province: &ProvinceCode,
    row: &mut BundleRow,
    opened: Opened,
) -> Result<Option<bool>, ApiError> {
    let log = opened.header.log;
    let before = office.store.log(province, log).await?.map_or(0, |known| known.head.length);
    let outcome = match office.intake.push(opened.bringer, log, opened.push).await {
        Err(IntakeError::Revoked) => return Ok(None),
        outcome => outcome?,
    };
    let waits = match outcome {
        PushOutcome::Answered(answer) => {
            let Head { length, .. } = opened.header.head();
            row.fresh = if answer.forked.is_some() {
                0
            } else {
                length.saturating_sub(before.max(opened.header.from))
            };
            row.refused = answer.verdicts.iter().filter(|verdict| verdict.refused()).count() as u64;
            files::take(office, province, opened.header.device, row, opened.files).await?;
            let nothing_new = row.fresh == 0 && row.files == 0 && row.refused_files.is_empty();
            row.outcome = match answer.forked {
                Some(_) => BundleOutcome::Forked,
                None if nothing_new => BundleOutcome::AlreadyHad,
                None => BundleOutcome::Taken,
            };
            row.receipt = Some(answer.receipt);
            row.missing_from = None;
            false
        }
        PushOutcome::Gap { expected } => {
            row.outcome = BundleOutcome::Waiting;
            row.missing_from = Some(expected);
            true
        }
        PushOutcome::ChainDiffers => {
            row.outcome = BundleOutcome::Forked;
            row.problem = Some(BundleProblem::ChainDiffers);
            false
        }
        PushOutcome::TooManyLogs | PushOutcome::DeviceFull => {
            row.outcome = BundleOutcome::NoRoom;
            row.problem = Some(BundleProblem::TooMuchWaits);
            false
        }
        PushOutcome::NotYours => {
            row.problem = Some(BundleProblem::NotTheirLog);
            false
        }
    };
    Ok(Some(waits))
}

/// The row of a file that cannot be used.
pub(crate) fn refuse(row: BundleRow, problem: BundleProblem) -> BundleRow {
    let outcome = match problem {
        BundleProblem::UnknownDevice => BundleOutcome::UnknownDevice,
        BundleProblem::OtherOffice => BundleOutcome::OtherOffice,
        _ => BundleOutcome::Damaged,
    };
    tracing::info!(bundle = %row.digest, ?problem, "refused: bundle={}", row.digest);
    BundleRow { outcome, problem: Some(problem), ..row }
}

fn log_of(row: &BundleRow) -> Option<LogId> {
    row.header.as_ref().map(|header: &BundleHeader| header.log)
}

/// The office's word on a log.
pub fn receipt(office: &Office, log: LogId, known: LogRow) -> Receipt {
    Receipt {
        log,
        head: known.head,
        received_at: known.received_at,
        epoch: office.epoch.clone(),
        backed_up: None,
        further: Default::default(),
    }
}
