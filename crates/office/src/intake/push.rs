//! A segment of a device's log.

use danvan_core::apply::Verdict;
use danvan_core::bundle::Signature;
use danvan_core::entry::{Chain, ENTRY_BYTES_MAX, ENTRY_FORMAT, Entry, Head, SealedEntry};
use danvan_core::ids::{Digest, LogId};
use danvan_core::message::Message;
use danvan_core::wire::{PUSH_ENTRIES_MAX, Push, PushAnswer, Receipt, SignedHead};
use serde::Deserialize;

use super::batch::{Batch, Place, refused};
use super::{Bringer, PushOutcome};
use crate::store::{LogAt, LogRow, NewEntry, StoreResult};

/// A segment whose texts and digests belong together. Worked out before the writer is asked: hashing needs no turn.
#[derive(Clone, Debug)]
pub struct CheckedPush {
    /// The digest that the segment continues.
    pub(crate) previous: Head,
    /// Its entries, sealed.
    pub(crate) entries: Vec<SealedEntry>,
    /// The device's signature over the head after it. Whose it is, was looked at before.
    pub(crate) signature: Option<Signature>,
    /// Whether it is known that the device signs: it need not be noted again.
    pub(crate) signs_already: bool,
}

/// What is wrong with a segment by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushProblem {
    /// The digests are not those of the texts.
    Damaged,
    /// One entry is longer than entries may be.
    EntryTooLong {
        /// Its number.
        number: u64,
    },
    /// Numbers that no log reaches.
    NumberTooLarge,
    /// More entries than a push may have.
    TooManyEntries,
}

/// The writer takes a segment in parts of so many entries...
const PART_ENTRIES: usize = 250;
/// ... or so many bytes of them, whatever is reached first, and others come in between: a part takes some ten
/// milliseconds.
const PART_BYTES: usize = 256 * 1024;

/// ... or so many bytes of the records that they change, each counted once for every entry: applying one to a record that
/// holds all that a record may takes three milliseconds. Two hundred entries to the fullest activity of the forms have
/// forty megabytes.
const PART_HANDLED: u64 = 8 * 1024 * 1024;

/// Logs of one device: one for each enrolment and each time that a phone was restored, a handful. Hubs fetch the head of every
/// one of them with each round.
pub const LOGS_OF_DEVICE_MAX: u64 = 300;

impl CheckedPush {
    /// Checks a segment of `log`.
    ///
    /// # Errors
    /// Where there are too many entries, one is too long, or the digests do not fit.
    pub fn check(log: LogId, push: Push) -> Result<Self, PushProblem> {
        if push.entries.len() > PUSH_ENTRIES_MAX {
            return Err(PushProblem::TooManyEntries);
        }
        // Far beyond any log, far below where adding could overflow.
        if push.from > u64::from(u32::MAX) {
            return Err(PushProblem::NumberTooLarge);
        }
        let previous = Head { length: push.from, digest: push.previous };
        let mut chain = Chain::resume(log, previous);
        let mut entries = Vec::with_capacity(push.entries.len());
        for text in push.entries {
            if text.get().len() > ENTRY_BYTES_MAX {
                return Err(PushProblem::EntryTooLong { number: chain.head().length });
            }
            entries.push(chain.append(Box::<str>::from(text).into()));
        }
        if chain.head().digest != push.last {
            return Err(PushProblem::Damaged);
        }
        Ok(Self { previous, entries, signature: push.signature, signs_already: false })
    }

    /// The first part of it that the writer takes in one turn, and the rest if there is one. The signature is over the
    /// head after the whole, so that it goes with the rest.
    #[must_use]
    pub(crate) fn part(mut self) -> (Self, Option<Self>) {
        let mut bytes = 0;
        let fits = self.entries.iter().take(PART_ENTRIES).take_while(|entry| {
            bytes += entry.text.len();
            bytes <= PART_BYTES
        });
        let count = fits.count().max(1);
        if count >= self.entries.len() {
            return (self, None);
        }
        let rest = self.entries.split_off(count);
        let signature = self.signature.take();
        let rest =
            Self { previous: self.head(), entries: rest, signature, signs_already: self.signs_already };
        (self, Some(rest))
    }

    /// What is left of it behind so many entries.
    fn behind(&self, count: usize) -> Self {
        let (taken, left) = self.entries.split_at(count.min(self.entries.len()));
        let last = taken.last();
        let previous =
            last.map_or(self.previous, |last| Head { length: last.number + 1, digest: last.digest });
        Self {
            previous,
            entries: left.to_vec(),
            signature: self.signature,
            signs_already: self.signs_already,
        }
    }

    /// The head after it, where it is signed.
    pub(crate) fn signed_head(&self) -> Option<SignedHead> {
        self.signature.map(|signature| SignedHead { head: self.head(), signature })
    }

    /// Where the log stands after it.
    pub fn head(&self) -> Head {
        let last = self.entries.last();
        last.map_or(self.previous, |last| Head { length: last.number + 1, digest: last.digest })
    }
}

/// What the writer has taken of a segment in one turn.
pub(super) struct Taken {
    pub(super) outcome: PushOutcome,
    /// What is left of it, where its records were too long for one turn.
    pub(super) left: Option<CheckedPush>,
}

impl Taken {
    fn all(outcome: PushOutcome) -> Self {
        Self { outcome, left: None }
    }
}

/// Takes a checked segment in, or as much of it as the writer takes in one turn.
pub(super) async fn take_in(
    batch: &mut Batch<'_>,
    bringer: &Bringer,
    log: LogId,
    push: &CheckedPush,
) -> StoreResult<Taken> {
    let at = LogAt { province: bringer.province.clone(), log };
    let known = match batch.transaction.log(&at).await? {
        Some(known) if known.device != bringer.device => return Ok(Taken::all(PushOutcome::NotYours)),
        Some(known) => Some(known),
        None if batch.transaction.log_owner(&at).await?.is_some_and(|owner| owner != bringer.device) => {
            return Ok(Taken::all(PushOutcome::NotYours));
        }
        None => None,
    };
    let head = known.as_ref().map_or(Chain::open(log).head(), |known| known.head);
    let from = push.previous.length;
    if from > head.length {
        return Ok(Taken::all(PushOutcome::Gap { expected: head.length }));
    }
    if digest_before(batch, &at, from).await? != Some(push.previous.digest) {
        return Ok(Taken::all(PushOutcome::ChainDiffers));
    }
    let known = match known {
        Some(known) => known,
        // Nobody's log is opened by saying nothing: its name would be taken.
        None if push.entries.is_empty() => {
            let nothing = LogRow { device: bringer.device, head, received_at: batch.now };
            return Ok(Taken::all(answer(batch, log, &nothing, Vec::new(), None)));
        }
        None if !bringer.judged
            && batch.transaction.taken_up(&at.province, bringer.device).await?.logs >= LOGS_OF_DEVICE_MAX =>
        {
            return Ok(Taken::all(PushOutcome::TooManyLogs));
        }
        None => {
            batch.transaction.open_log(&at, bringer.device, batch.now).await?;
            LogRow { device: bringer.device, head, received_at: batch.now }
        }
    };

    let signed = push.signed_head();
    if signed.is_some() && !push.signs_already {
        batch.transaction.note_signing(&at.province, bringer.device, batch.now).await?;
    }

    let overlap = batch.transaction.stored(&at, from, push.entries.len() as u64).await?;
    let mut verdicts = Vec::with_capacity(push.entries.len());
    let repeats = overlap.iter().zip(&push.entries).take_while(|(stored, sent)| stored.digest == sent.digest);
    verdicts.extend(repeats.map(|(stored, _)| stored.verdict.clone()));
    let repeated = verdicts.len();
    let (_, fresh) = push.entries.split_at(repeated);

    let is_fork = repeated < overlap.len();
    if !has_room(batch, bringer, fresh, is_fork).await? {
        return Ok(Taken::all(PushOutcome::DeviceFull));
    }
    if is_fork {
        batch.transaction.keep_forked(&at, fresh, bringer.device, batch.now).await?;
        let forked = from + repeated as u64;
        tracing::warn!(%log, device = %bringer.device, number = forked, entries = fresh.len(), "log forked: log={log}");
        return Ok(Taken::all(answer(batch, log, &known, verdicts, Some(forked))));
    }
    let entries = apply_in_turn(batch, bringer, log, fresh).await?;
    let known = match entries.last() {
        None => known,
        Some(last) => {
            let head = Head { length: last.number + 1, digest: last.digest };
            verdicts.extend(entries.iter().map(|entry| entry.verdict.clone()));
            batch.transaction.append(&at, &entries, head, batch.now).await?;
            LogRow { head, received_at: batch.now, ..known }
        }
    };
    if verdicts.len() < push.entries.len() {
        let left = Some(push.behind(verdicts.len()));
        return Ok(Taken { outcome: answer(batch, log, &known, verdicts, None), left });
    }
    // Every entry sent is in the log now: so is the head. That of a log without entries says nothing.
    if let Some(signed) = signed.filter(|signed| signed.head.length > 0) {
        batch.transaction.keep_signed_head(&at, &signed).await?;
    }
    Ok(Taken::all(answer(batch, log, &known, verdicts, None)))
}

/// Keeps what follows a fork beside the log, like the fork's own entries; whether there was room for it.
pub(super) async fn keep_forked(
    batch: &mut Batch<'_>,
    bringer: &Bringer,
    log: LogId,
    push: &CheckedPush,
) -> StoreResult<bool> {
    if !has_room(batch, bringer, &push.entries, true).await? {
        return Ok(false);
    }
    let at = LogAt { province: bringer.province.clone(), log };
    batch.transaction.keep_forked(&at, &push.entries, bringer.device, batch.now).await?;
    Ok(true)
}

/// Whether entries fit beside what is kept of their device. What a person takes in is taken in.
async fn has_room(
    batch: &mut Batch<'_>,
    bringer: &Bringer,
    entries: &[SealedEntry],
    is_fork: bool,
) -> StoreResult<bool> {
    if entries.is_empty() || bringer.judged {
        return Ok(true);
    }
    let taken = batch.transaction.taken_up(&bringer.province, bringer.device).await?;
    Ok(if is_fork { taken.has_room_beside(entries) } else { taken.has_room(entries) })
}

/// The digest that the office has before a number.
async fn digest_before(batch: &mut Batch<'_>, at: &LogAt, number: u64) -> StoreResult<Option<Digest>> {
    let Some(before) = number.checked_sub(1) else { return Ok(Some(Chain::genesis(at.log))) };
    Ok(batch.transaction.stored(at, before, 1).await?.first().map(|entry| entry.digest))
}

/// Applies the entries, or as many of them as belong to one turn.
async fn apply_in_turn(
    batch: &mut Batch<'_>,
    bringer: &Bringer,
    log: LogId,
    entries: &[SealedEntry],
) -> StoreResult<Vec<NewEntry>> {
    let read: Vec<Result<Entry, Message>> = entries.iter().map(|entry| read(&entry.text)).collect();
    let costs: Vec<_> = (entries.iter().zip(&read))
        .map(|(sealed, entry)| (entry.as_ref().ok().map(|entry| entry.record), sealed.text.len()))
        .collect();
    let count = batch.within(&bringer.province, &costs, PART_HANDLED).await?;
    let records: Vec<_> = costs.iter().take(count).filter_map(|(record, _)| *record).collect();
    batch.load(&bringer.province, &records).await?;
    let mut applied = Vec::with_capacity(count);
    for (sealed, entry) in entries.iter().zip(read).take(count) {
        let at = Place {
            province: &bringer.province,
            device: bringer.device,
            device_name: Some(&bringer.device_name),
            log,
            number: sealed.number,
        };
        let verdict = match entry {
            Ok(entry) => batch.apply(at, &entry, &bringer.persons).await?,
            Err(message) => {
                let outcome = refused(message);
                Verdict {
                    number: sealed.number,
                    record: None,
                    revision: 0,
                    outcome,
                    further: Default::default(),
                }
            }
        };
        let (number, text, digest) = (sealed.number, sealed.text.clone(), sealed.digest);
        applied.push(NewEntry { number, text, digest, verdict });
    }
    Ok(applied)
}

/// Reads an entry; a later version's entry is told from rubbish by its format.
fn read(text: &str) -> Result<Entry, Message> {
    #[derive(Deserialize)]
    struct Format {
        format: u16,
    }
    match serde_json::from_str::<Format>(text) {
        Ok(Format { format }) if format > ENTRY_FORMAT => Err(Message::EntryNewer),
        _ => Entry::from_text(text).map_err(|_| Message::EntryUnreadable),
    }
}

fn answer(
    batch: &Batch<'_>,
    log: LogId,
    known: &LogRow,
    verdicts: Vec<Verdict>,
    forked: Option<u64>,
) -> PushOutcome {
    let receipt = Receipt {
        log,
        head: known.head,
        received_at: known.received_at,
        epoch: batch.epoch.to_owned(),
        backed_up: None,
        further: Default::default(),
    };
    PushOutcome::Answered(Box::new(PushAnswer { receipt, verdicts, forked, held: None }))
}
