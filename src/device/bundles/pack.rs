//! "Xuất gói": entries, then the photos and files that they name, sealed into files.

use std::rc::Rc;
use std::sync::Arc;

use danvan_core::bundle::{self, BUNDLE_ENTRIES_MAX, BUNDLE_FILES_MAX, BundledFile, OfficeKeys, Origin};
use danvan_core::entry::Chain;
use danvan_core::ids::Digest;
use danvan_core::proof;
use danvan_core::sync::uploads::Fate;
use danvan_core::text::fold;
use danvan_core::wire::Push;
use js_sys::Uint8Array;
use serde_json::value::RawValue;

use crate::device::inner::Inner;
use crate::device::logs::{LogRow, Logs};
use crate::device::store::{StoreError, Table};
use crate::device::{Session, files, keep, keys};
use crate::platform::signer::Signer;
use crate::platform::{clock, random};

/// The texts in one bundle; what is more goes into the next.
const TEXTS_BYTES: usize = 4 * 1024 * 1024;
/// A bundle takes further photos and files up to here; the last one may be as large as any.
const FILES_BYTES: usize = 12 * 1024 * 1024;

/// A bundle, ready to be taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedFile {
    /// Its name: place, device, and which entries.
    pub name: String,
    /// How many entries.
    pub entries: u64,
    /// How many photos and files.
    pub files: u64,
    /// The file.
    pub bytes: Arc<Vec<u8>>,
}

/// Why nothing was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackFailure {
    /// The device was never told the office's keys: it must reach the office once.
    NoKeys,
    /// The device has lost the key that it signs with: it must enrol again first.
    KeyLost,
    /// There is nothing to pack.
    Nothing,
    /// The store could not be read.
    Store(String),
}

/// Packs what the office has not confirmed, or everything from the beginning.
pub async fn pack(inner: &Inner, from_start: bool) -> Result<Vec<PackedFile>, PackFailure> {
    let session = inner.session().ok_or(PackFailure::NoKeys)?;
    let office = session.enrolment.office_keys.clone().ok_or(PackFailure::NoKeys)?;
    let signer = inner.signer().await.map_err(not_read)?.ok_or(PackFailure::KeyLost)?;
    let maker = Maker { signer, session, office };
    let (logs, _) = inner.logs().await.map_err(not_read)?.ok_or(PackFailure::Nothing)?;
    let mut files = Vec::new();
    for row in &logs.all {
        let mut from = if from_start { 0 } else { row.confirmed };
        while from < row.head.length {
            let push = stretch(inner, row, from).await.map_err(not_read)?;
            let Some(push) = push else { break };
            let count = push.entries.len() as u64;
            let numbers = [push.from + 1, push.from + count].map(|number| number.to_string()).join("-");
            files.push(maker.seal(row, push, &[], &numbers).await?);
            from += count;
        }
    }
    files.extend(pack_files(inner, &maker, &logs, from_start).await?);
    if files.is_empty() { Err(PackFailure::Nothing) } else { Ok(files) }
}

/// The entries from a number on that fit one file; nothing where there is a hole.
async fn stretch(inner: &Inner, row: &LogRow, from: u64) -> Result<Option<Push>, StoreError> {
    let previous = match from.checked_sub(1) {
        None => Some(Chain::genesis(row.log)),
        Some(before) => digest_of(inner, row, before).await?,
    };
    let mut entries = keep::read(inner, row.log, from, TEXTS_BYTES).await?;
    // A log that was left ends earlier than what was written there: the rest stands again in a later one.
    entries.retain(|entry| entry.number < row.head.length);
    entries.truncate(BUNDLE_ENTRIES_MAX);
    let (Some(previous), Some(last)) = (previous, entries.last().map(|entry| entry.digest)) else {
        return Ok(None);
    };
    let texts = entries.into_iter().map(|entry| RawValue::from_string(entry.text));
    // An entry's text is JSON, or it could not be sent by any road.
    let entries = texts.collect::<Result<_, _>>().map_err(|error| StoreError::Broken(error.to_string()))?;
    Ok(Some(Push { from, previous, last, entries, signature: None }))
}

/// The digest of an own entry, where the device has it.
pub(super) async fn digest_of(
    inner: &Inner,
    row: &LogRow,
    number: u64,
) -> Result<Option<Digest>, StoreError> {
    let value = inner.vault.one(Table::Entries, &keys::numbered(row.log, number)).await?;
    Ok(value.and_then(|value| keys::entry_of(row.log, number, &value)).map(|entry| entry.digest))
}

/// Photos and files that the office lacks, in bundles of their own. They begin where the log ends: at the office they
/// wait until the entries that name them have come, by whatever road.
async fn pack_files(
    inner: &Inner,
    maker: &Maker,
    logs: &Logs,
    from_start: bool,
) -> Result<Vec<PackedFile>, PackFailure> {
    let Some(log) = logs.current() else { return Ok(Vec::new()) };
    let push = Push {
        from: log.head.length,
        previous: log.head.digest,
        last: log.head.digest,
        entries: Vec::new(),
        signature: None,
    };
    let mut wanted = files::to_send(&inner.vault).await.map_err(not_read)?;
    wanted.retain(|file| match file.fate {
        Fate::Missing => false,
        Fate::Confirmed { .. } => from_start,
        Fate::Waiting { .. } | Fate::Refused { .. } => true,
    });
    let mut packed = Vec::new();
    let mut wanted = wanted.into_iter().map(|file| file.sha256).peekable();
    while wanted.peek().is_some() {
        let (mut held, mut bytes) = (Vec::new(), 0);
        while let Some(sha256) = wanted.next_if(|_| bytes < FILES_BYTES && held.len() < BUNDLE_FILES_MAX) {
            // What the device has lost, the Sync page says; it does not hold the others up.
            if let Some(file) = read(inner, sha256).await.map_err(not_read)? {
                bytes += file.content.len();
                held.push(file);
            }
        }
        if !held.is_empty() {
            let number = ["tep-", &(packed.len() + 1).to_string()].concat();
            packed.push(maker.seal(log, push.clone(), &held, &number).await?);
        }
    }
    Ok(packed)
}

async fn read(inner: &Inner, sha256: Digest) -> Result<Option<BundledFile>, StoreError> {
    let row = files::of(&inner.vault, &[sha256]).await?.pop().map(|found| found.row);
    let Some((row, record)) = row.and_then(|row| row.records.first().copied().map(|record| (row, record)))
    else {
        return Ok(None);
    };
    let content = inner.vault.file(&sha256.to_string()).await?;
    Ok(content.map(|content| BundledFile {
        sha256,
        record,
        name: row.name,
        mime: row.mime,
        content: Uint8Array::new(&content).to_vec(),
    }))
}

/// What every bundle of this device is made with.
struct Maker {
    session: Rc<Session>,
    office: OfficeKeys,
    signer: Signer,
}

impl Maker {
    async fn seal(
        &self,
        row: &LogRow,
        mut push: Push,
        files: &[BundledFile],
        what: &str,
    ) -> Result<PackedFile, PackFailure> {
        let session = &self.session;
        let origin = Origin {
            province: session.enrolment.province.as_str().into(),
            unit: session.home().clone(),
            device: session.device,
            log: row.log,
            made_at: clock::now(),
        };
        let head = proof::segment(session.device, row.log, &push.head());
        push.signature = Some(self.signer.sign(&head).await.ok_or(PackFailure::KeyLost)?);
        let too_large = || PackFailure::Store("bundle".to_owned());
        let unsigned = bundle::seal_unsigned(origin, &push, files, &self.office, random::seed());
        let unsigned = unsigned.ok_or_else(too_large)?;
        let signature = self.signer.sign(unsigned.message()).await.ok_or(PackFailure::KeyLost)?;
        let bytes = unsigned.signed(&signature).ok_or_else(too_large)?;
        let device = session.device.to_string();
        let device = device.rsplit('-').next().unwrap_or_default();
        let name = ["goi", &plain(session.place()), device, what].join("-");
        Ok(PackedFile {
            name: [&name, ".danvan"].concat(),
            entries: push.entries.len() as u64,
            files: files.len() as u64,
            bytes: Arc::new(bytes),
        })
    }
}

/// A name that every file system and messenger keeps as it is.
fn plain(place: &str) -> String {
    let words = fold(place);
    let words = words.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

fn not_read(error: StoreError) -> PackFailure {
    PackFailure::Store(error.words())
}
