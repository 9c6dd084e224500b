//! Everything the store knows of one record, and what follows from it: the view and its way to the province.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use danvan_core::access::Authority;
use danvan_core::apply::{Outcome, Verdict, optimistic};
use danvan_core::catalogue::Catalogue;
use danvan_core::entry::{Action, Entry};
use danvan_core::ids::{Digest, LogId, RecordId};
use danvan_core::message::{Message, Problem};
use danvan_core::record::{Record, TrailStep};
use danvan_core::sync::uploads::Fate;
use danvan_core::workflow;

use super::files::{self, FileRow};
use super::keys;
use super::logs::Logs;
use super::store::{StoreError, Stretch, Table, Vault};
use super::{Delivery, Fix};

/// An own entry with what the office said of it.
#[derive(Clone, Debug)]
pub struct OwnEntry {
    /// Its log.
    pub log: LogId,
    /// Its number.
    pub number: u64,
    /// What it says.
    pub entry: Entry,
    /// The office's word on it.
    pub verdict: Option<Verdict>,
    /// Whether it lies below the head that the office confirmed.
    pub confirmed: bool,
    /// Where a hub holds it: the hub's name, and when its last entry arrived there.
    pub hub: Option<(String, DateTime<FixedOffset>)>,
}

impl OwnEntry {
    /// Whether the office answered it in a way that only another version can read.
    pub fn answered_newer(&self) -> bool {
        self.verdict.as_ref().is_some_and(|verdict| matches!(verdict.outcome, Outcome::Other(_)))
    }

    /// Why the office refused it.
    pub fn refusal(&self) -> Option<&Problem> {
        match &self.verdict.as_ref()?.outcome {
            Outcome::Refused { problem } => Some(problem),
            Outcome::Applied | Outcome::Merged { .. } | Outcome::Other(_) => None,
        }
    }
}

/// What the store knows of one record.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The office's last word.
    pub office: Option<Record>,
    /// The own entries about it, in the order of writing.
    pub own: Vec<OwnEntry>,
    /// The files that own entries name and this device holds, in the order in which they are named.
    pub files: Vec<FileRow>,
}

/// Reads the facts of records, in their order.
pub async fn gather(vault: &Vault, logs: &Logs, records: &[RecordId]) -> Result<Vec<Facts>, StoreError> {
    let ids: Vec<String> = records.iter().map(ToString::to_string).collect();
    let prefixes = ids.iter().map(|id| Stretch::prefix(&format!("{id}/"))).collect();
    let places = vault.ranges(Table::Own, prefixes).await?;
    let mirror = vault.get(Table::Mirror, ids).await?;
    let mut wanted = Vec::new();
    for (record, rows) in places.iter().enumerate() {
        for row in rows {
            let place = keys::own_place(&row.key);
            let log = place.and_then(|(generation, number)| Some((logs.all.get(generation)?, number)));
            wanted.extend(log.map(|(log, number)| (record, log, number)));
        }
    }
    let keys: Vec<String> = wanted.iter().map(|(_, log, number)| keys::numbered(log.log, *number)).collect();
    let (entries, verdicts) = if keys.is_empty() {
        Default::default()
    } else {
        (vault.get(Table::Entries, keys.clone()).await?, vault.get(Table::Verdicts, keys).await?)
    };
    let mut facts: Vec<Facts> = mirror
        .into_iter()
        .map(|text| Facts { office: text.and_then(|text| Record::read(&text)), ..Facts::default() })
        .collect();
    for (((record, log, number), entry), verdict) in wanted.into_iter().zip(entries).zip(verdicts) {
        let text = entry.and_then(|value| keys::entry_of(log.log, number, &value));
        // An entry that this version cannot read stays in its log and is sent as it is; it shows nothing here.
        let Some(entry) = text.and_then(|sealed| Entry::from_text(&sealed.text).ok()) else { continue };
        if let Some(facts) = facts.get_mut(record) {
            facts.own.push(OwnEntry {
                log: log.log,
                number,
                entry,
                verdict: verdict.and_then(|text| serde_json::from_str(&text).ok()),
                confirmed: number < log.confirmed,
                hub: log
                    .held
                    .as_ref()
                    .filter(|held| number < held.length)
                    .map(|held| (held.name.clone(), held.received_at)),
            });
        }
    }
    files_into(vault, &mut facts).await?;
    Ok(facts)
}

async fn files_into(vault: &Vault, facts: &mut [Facts]) -> Result<(), StoreError> {
    let named: Vec<Vec<Digest>> = facts
        .iter()
        .map(|facts| facts.own.iter().flat_map(|own| files::named_by(&own.entry.action)).collect())
        .collect();
    let all: BTreeSet<Digest> = named.iter().flatten().copied().collect();
    let held = files::of(vault, &all.into_iter().collect::<Vec<_>>()).await?;
    for (facts, named) in facts.iter_mut().zip(named) {
        facts.name_files(&named, held.iter().map(|found| &found.row));
    }
    Ok(())
}

impl Facts {
    /// Adds those of the named files that are held here.
    pub fn name_files<'f>(&mut self, named: &[Digest], held: impl Iterator<Item = &'f FileRow> + Clone) {
        for sha256 in named {
            if !self.files.iter().any(|file| file.sha256 == *sha256) {
                self.files.extend(held.clone().find(|row| row.sha256 == *sha256).cloned());
            }
        }
    }

    /// The office's word plus the own entries that it has not refused; where it refused even the creation, what the
    /// author wrote, so that it can be seen and used.
    pub fn view(&self, authority: &Authority<'_>, catalogue: Option<&Catalogue>) -> Option<Record> {
        let standing = self.own.iter().filter(|own| own.refusal().is_none());
        let entries = standing.map(|own| (own.log, own.number, &own.entry));
        optimistic(self.office.as_ref(), entries, authority, catalogue)
            .or_else(|| self.own.iter().find_map(|own| as_written(&own.entry)))
    }

    /// Where the record stands on its way; `view` is what [`Self::view`] gave.
    pub fn delivery(&self, view: &Record) -> Delivery {
        if let Some(problem) = self.open_refusal() {
            return Delivery::NeedsFix(Fix::Refused { problem: problem.clone() });
        }
        if view.waiting() > 0 {
            return Delivery::Conflict;
        }
        if view.state == "returned" && !view.deleted {
            let reason = view.last_move().and_then(|step| step.reason.clone()).unwrap_or_default();
            return Delivery::NeedsFix(Fix::Returned { reason });
        }
        if let Some(stopped) = self.files.iter().find_map(stopped) {
            return Delivery::NeedsFix(stopped);
        }
        if self.files.iter().any(|file| !file.is_confirmed()) {
            return Delivery::OnDevice;
        }
        let mut on_the_way = self.own.iter().filter(|own| !own.confirmed).peekable();
        if on_the_way.peek().is_some() {
            // Of a record that lies in two places, the nearer one is said.
            let at_hub = on_the_way.map(|own| own.hub.as_ref()).collect::<Option<Vec<_>>>();
            return match at_hub.and_then(|all| all.into_iter().max_by_key(|(_, at)| *at)) {
                Some((name, at)) => Delivery::AtHub { hub: name.clone(), at: *at },
                None => Delivery::OnDevice,
            };
        }
        Delivery::Received { at: self.received_at() }
    }

    /// The refusal that nothing written since has answered. A creation repeated in another log, which the office
    /// knew already, needs nobody.
    fn open_refusal(&self) -> Option<&Problem> {
        let last = self.own.iter().rev().find(|own| {
            own.refusal()
                .is_none_or(|problem| problem.message != Message::RecordExists || self.office.is_none())
        });
        last?.refusal()
    }

    /// When the office received the last thing that was written into the record; what it has done with it since was not
    /// received by it.
    fn received_at(&self) -> Option<DateTime<FixedOffset>> {
        let record = self.office.as_ref()?;
        let workflow = workflow::of(record.kind);
        let written = record.trail.iter().rev().filter(|step| !workflow.is_of_office(&step.did));
        written.into_iter().find_map(|step| step.received_at)
    }
}

/// Why a file will not arrive by itself.
fn stopped(file: &FileRow) -> Option<Fix> {
    let reason = match &file.fate {
        Fate::Refused { reason } => reason.clone(),
        Fate::Missing if file.forgotten => return Some(Fix::FileGone { name: file.name.clone() }),
        Fate::Missing => String::new(),
        Fate::Waiting { .. } | Fate::Confirmed { .. } => return None,
    };
    Some(Fix::File { name: file.name.clone(), reason })
}

/// The record as its creation wrote it, without any rule.
fn as_written(entry: &Entry) -> Option<Record> {
    let Action::Create { unit, body } = &entry.action else { return None };
    Some(Record {
        id: entry.record,
        kind: entry.kind,
        unit: unit.clone(),
        revision: 0,
        state: workflow::of(entry.kind).initial.to_owned(),
        code: None,
        body: body.clone(),
        proposals: Vec::new(),
        withdrawals: Vec::new(),
        deleted: false,
        applied: std::collections::BTreeMap::new(),
        trail: vec![TrailStep {
            revision: 0,
            did: "create".to_owned(),
            author: entry.author.clone(),
            written_as: None,
            device_time: entry.device_time,
            received_at: None,
            reason: None,
            changed: Vec::new(),
            log: None,
            device: None,
            replaced: Vec::new(),
            settled: Vec::new(),
        }],
    })
}
