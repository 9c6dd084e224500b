//! One transaction with what it has read and changed so far: a record that twenty entries change is read once and
//! written once.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Datelike, FixedOffset};
use danvan_core::access::{Authority, Scope};
use danvan_core::apply::{Context, Outcome, Verdict, apply};
use danvan_core::attachment::files_brought_by;
use danvan_core::bundle::SecretKey;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::Entry;
use danvan_core::ids::{DeviceId, LogId, RecordId};
use danvan_core::message::{Message, Problem};
use danvan_core::record::Record;

use super::{Bringer, Person};
use crate::catalogues::Catalogues;
use crate::store::{Naming, StoreResult, WriteTransaction};

type RecordKey = (ProvinceCode, RecordId);

/// See the module's head.
pub(super) struct Batch<'a> {
    pub(super) transaction: Box<dyn WriteTransaction>,
    pub(super) now: DateTime<FixedOffset>,
    pub(super) epoch: &'a str,
    /// The office's key.
    pub(super) sign: &'a SecretKey,
    catalogues: &'a Catalogues,
    /// Every record looked for, with nothing where there is none.
    records: BTreeMap<RecordKey, Option<Record>>,
    /// How long each of them is, in bytes of JSON, and those that were only measured.
    sizes: BTreeMap<RecordKey, u64>,
    /// The lengths of records together, each counted once for every entry that met it: what the transaction has cost.
    pub(super) handled: u64,
    /// Those that changed, in the order of their last change: the order of the feed.
    changed: Vec<RecordKey>,
    /// The files that entries named, in their order.
    namings: BTreeMap<ProvinceCode, Vec<Naming>>,
    /// The last record number given out: stored, and now. Asked for once an entry issues one: whoever holds it, other
    /// processes of the office wait for.
    codes: BTreeMap<ProvinceCode, (u64, Cell<u64>)>,
}

/// Where an entry stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) province: &'p ProvinceCode,
    /// Whose log it is.
    pub(super) device: DeviceId,
    /// What people call it; nothing at a desk.
    pub(super) device_name: Option<&'p str>,
    pub(super) log: LogId,
    pub(super) number: u64,
}

impl<'a> Batch<'a> {
    pub(super) fn new(
        transaction: Box<dyn WriteTransaction>,
        catalogues: &'a Catalogues,
        now: DateTime<FixedOffset>,
        (epoch, sign): (&'a str, &'a SecretKey),
    ) -> Self {
        Self {
            transaction,
            now,
            epoch,
            sign,
            catalogues,
            records: BTreeMap::new(),
            sizes: BTreeMap::new(),
            handled: 0,
            changed: Vec::new(),
            namings: BTreeMap::new(),
            codes: BTreeMap::new(),
        }
    }

    /// Whether the device of one who brings entries is refused by now, and no person has judged them: it may have been
    /// revoked while they waited, and this transaction is what decides.
    pub(super) async fn refuses(&mut self, bringer: &Bringer) -> StoreResult<bool> {
        Ok(!bringer.judged && self.transaction.is_refused(&bringer.province, bringer.device).await?)
    }

    /// How many of these entries come to `handled_max` bytes of records, one at least: an entry costs as much as the record is
    /// long that it speaks of; one that cannot be read speaks of none. Nothing is read for it.
    pub(super) async fn within(
        &mut self,
        province: &ProvinceCode,
        entries: &[(Option<RecordId>, usize)],
        handled_max: u64,
    ) -> StoreResult<usize> {
        let key = |id: RecordId| (province.clone(), id);
        let mut unknown: Vec<RecordId> = entries
            .iter()
            .filter_map(|(id, _)| *id)
            .filter(|id| !self.sizes.contains_key(&key(*id)))
            .collect();
        unknown.sort_unstable();
        unknown.dedup();
        if !unknown.is_empty() {
            let found = self.transaction.record_sizes(province, &unknown).await?;
            self.sizes.extend(unknown.into_iter().map(|id| (key(id), 0)));
            self.sizes.extend(found.into_iter().map(|(id, bytes)| (key(id), bytes)));
        }
        let mut handled = 0;
        for (place, (id, text_bytes)) in entries.iter().enumerate() {
            let Some(id) = id else { continue };
            let size = self.sizes.entry(key(*id)).or_default();
            if place > 0 && handled + *size > handled_max {
                return Ok(place);
            }
            handled += *size;
            self.handled += *size;
            // What it writes, and what it replaces, which the history keeps.
            *size += 2 * *text_bytes as u64;
        }
        Ok(entries.len())
    }

    /// Reads records that the next entries speak of.
    pub(super) async fn load(&mut self, province: &ProvinceCode, ids: &[RecordId]) -> StoreResult<()> {
        let mut missing: Vec<RecordId> =
            ids.iter().copied().filter(|id| !self.records.contains_key(&(province.clone(), *id))).collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let found = self.transaction.records(province, &missing).await?;
            let nothing = missing.into_iter().map(|id| ((province.clone(), id), None));
            self.records.extend(nothing);
            let found = found.into_iter().map(|record| ((province.clone(), record.id), Some(record)));
            self.records.extend(found);
        }
        Ok(())
    }

    /// A record that was loaded.
    pub(super) fn record(&self, province: &ProvinceCode, id: RecordId) -> Option<&Record> {
        self.records.get(&(province.clone(), id))?.as_ref()
    }

    /// Applies one entry whose record was loaded, by the rules of the core alone.
    pub(super) async fn apply(
        &mut self,
        at: Place<'_>,
        entry: &Entry,
        persons: &[Person],
    ) -> StoreResult<Verdict> {
        let key = (at.province.clone(), entry.record);
        let before = self.records.get(&key).and_then(Option::as_ref);
        let within_reach = |record: &&Record| persons.iter().any(|person| person.scope.covers(&record.unit));
        let seen = before.filter(within_reach).map_or(0, |record| record.revision);
        let verdict = |revision, outcome| Verdict {
            number: at.number,
            record: Some(entry.record),
            revision,
            outcome,
            further: Default::default(),
        };

        let Some(person) = persons.iter().find(|person| person.id == entry.author.id) else {
            return Ok(verdict(seen, refused(Message::RoleMayNot)));
        };
        if person.disabled {
            return Ok(verdict(seen, refused(Message::AuthorDisabled)));
        }
        let (applied, numberless) = self.attempt(at, entry, person);
        let (after, outcome) = if numberless {
            let last = self.transaction.last_code(at.province, self.now.year()).await?;
            self.codes.insert(at.province.clone(), (last, Cell::new(last)));
            self.attempt(at, entry, person).0
        } else {
            applied
        };
        let Some(after) = after else { return Ok(verdict(seen, outcome)) };
        let revision = after.revision;
        let before = self.records.get(&key).and_then(Option::as_ref);
        let files = files_brought_by(&entry.action, before);
        if !files.is_empty() {
            // Who held the device before shows nobody what they might read: by its bytes alone a file comes with theirs.
            let present = persons.first().is_some_and(|present| present.id == person.id);
            let scope = if present { person.scope.clone() } else { Scope::Units { units: BTreeSet::new() } };
            let (record, device) = (entry.record, at.device);
            let namings = self.namings.entry(at.province.clone()).or_default();
            namings.push(Naming { record, device, scope, files });
        }
        self.changed.retain(|changed| *changed != key);
        self.changed.push(key.clone());
        self.records.insert(key, Some(after));
        Ok(verdict(revision, outcome))
    }

    /// What becomes of an entry, changing nothing yet; and whether it asked for a record number before the last one
    /// was known.
    fn attempt(&self, at: Place<'_>, entry: &Entry, person: &Person) -> ((Option<Record>, Outcome), bool) {
        let before = self.records.get(&(at.province.clone(), entry.record)).and_then(Option::as_ref);
        let year = self.now.year();
        let last = self.codes.get(at.province).map(|(_, last)| last);
        let numberless = Cell::new(false);
        let next_code = || {
            let Some(last) = last else {
                numberless.set(true);
                return String::new();
            };
            last.set(last.get() + 1);
            format!("HS-{year}-{:04}", last.get())
        };
        let context = Context {
            authority: Authority { role: person.role, scope: &person.scope },
            known_as: Some(&person.name),
            device: at.device_name,
            log: at.log,
            number: at.number,
            received_at: Some(self.now),
            catalogue: self.catalogues.get(at.province),
            next_code: Some(&next_code),
        };
        // Applying never fails; should a defect make it panic, the entry must not block its log for ever.
        let applied = catch_unwind(AssertUnwindSafe(|| apply(before, entry, &context)));
        let applied = applied.unwrap_or_else(|_| {
            tracing::error!(log = %at.log, number = at.number, record = %entry.record, "applying panicked");
            (None, refused(Message::EntryUnreadable))
        });
        (applied, numberless.get())
    }

    /// Writes what changed, and makes all of it durable.
    pub(super) async fn commit(mut self) -> StoreResult<()> {
        let mut by_province: BTreeMap<ProvinceCode, Vec<Record>> = BTreeMap::new();
        for key in self.changed {
            if let Some(Some(record)) = self.records.remove(&key) {
                by_province.entry(key.0).or_default().push(record);
            }
        }
        for (province, records) in by_province {
            self.transaction.save(&province, &records).await?;
        }
        for (province, namings) in &self.namings {
            self.transaction.name_files(province, namings).await?;
        }
        for (province, (stored, last)) in self.codes {
            if last.get() != stored {
                self.transaction.set_last_code(&province, self.now.year(), last.get()).await?;
            }
        }
        self.transaction.commit().await
    }
}

/// A refusal of the entry as a whole.
pub(super) fn refused(message: Message) -> Outcome {
    Outcome::Refused { problem: Problem::of(message) }
}
