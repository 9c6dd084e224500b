//! The office in memory: chain, apply, feed and scope as the architecture draws them, and nothing else.

use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use danvan_core::access::Authority;
use danvan_core::apply::{Context, Outcome, Verdict, apply};
use danvan_core::entry::{Action, Chain, ENTRY_FORMAT, Entry, Head, SealedEntry};
use danvan_core::ids::{LogId, RecordId};
use danvan_core::message::{Message, Problem};
use danvan_core::sync::Failure;
use danvan_core::wire::{FeedPage, LogStatus, Push, PushAnswer, Receipt};

use super::{Books, Caller, Office, OfficeLog, Reply};
use crate::planted::PlantedBug;

/// Records of one page of the feed: few, so that reading it takes several pages.
const PAGE: usize = 6;

/// An office in memory.
#[derive(Debug)]
pub struct ModelOffice {
    name: &'static str,
    restored: u32,
    books: Books,
    committed: Option<Books>,
    backup: Option<Books>,
    bug: Option<PlantedBug>,
    pushes: u64,
}

impl ModelOffice {
    /// An empty office. `name` tells its epochs from another office's.
    pub fn new(name: &'static str, bug: Option<PlantedBug>) -> Self {
        Self { name, restored: 0, books: Books::default(), committed: None, backup: None, bug, pushes: 0 }
    }

    fn receipt(&self, log: LogId, head: Head) -> Receipt {
        Receipt { log, head, received_at: moment(), epoch: self.epoch() }
    }

    fn has(&self, bug: PlantedBug) -> bool {
        self.bug == Some(bug)
    }

    /// Appends one entry and applies it.
    fn append(&mut self, caller: &Caller, sealed: SealedEntry) -> Verdict {
        let verdict = self.judge(caller, &sealed);
        let log = self.books.logs.entry(sealed.log).or_insert_with(|| OfficeLog::new(caller.device));
        log.entries.push(Rc::new(sealed));
        log.verdicts.push(verdict.clone());
        verdict
    }

    fn judge(&mut self, caller: &Caller, sealed: &SealedEntry) -> Verdict {
        let number = sealed.number;
        let Ok(entry) = Entry::from_text(&sealed.text) else {
            let outcome = Outcome::Refused { problem: Problem::of(Message::EntryUnreadable) };
            return Verdict { number, record: None, revision: 0, outcome };
        };
        let next_code = self.books.codes + 1;
        let code = || format!("DV-{next_code}");
        let context = Context {
            authority: Authority { role: caller.role, scope: &caller.scope },
            log: sealed.log,
            number,
            received_at: Some(moment()),
            catalogue: None,
            next_code: Some(&code),
        };
        let before = self.books.records.get(&entry.record);
        let (after, outcome) = apply(before.map(|record| &**record), &entry, &context);
        let revision = after.as_ref().or(before.map(|record| &**record)).map_or(0, |record| record.revision);
        if let Some(after) = after {
            self.books.codes += u64::from(after.code.is_some());
            self.books.keep(after);
        }
        Verdict { number, record: Some(entry.record), revision, outcome }
    }

    /// Forgets what is in the books but not on the disk.
    fn commit(&mut self) {
        self.pushes += 1;
        if self.has(PlantedBug::AnswerBeforeCommit) && !self.pushes.is_multiple_of(3) {
            return;
        }
        if self.has(PlantedBug::AnswerBeforeCommit) {
            self.committed = Some(self.books.clone());
        }
    }
}

/// The office's clock: receipts show it, nothing orders by it.
fn moment() -> DateTime<FixedOffset> {
    DateTime::UNIX_EPOCH.fixed_offset()
}

impl Office for ModelOffice {
    fn status(&mut self, caller: &Caller, log: LogId, from: u64) -> Reply<LogStatus> {
        let Some(known) = self.books.logs.get(&log) else {
            let head = Head { length: 0, digest: Chain::genesis(log) };
            return Ok(LogStatus { receipt: self.receipt(log, head), verdicts: Vec::new() });
        };
        if known.owner != caller.device {
            return Err(Failure::NotAllowed);
        }
        let verdicts = known.verdicts.iter().filter(|verdict| verdict.number >= from).cloned().collect();
        Ok(LogStatus { receipt: self.receipt(log, known.head(log)), verdicts })
    }

    fn push(&mut self, caller: &Caller, log: LogId, push: &Push) -> Reply<PushAnswer> {
        let known = self.books.logs.entry(log).or_insert_with(|| OfficeLog::new(caller.device));
        if known.owner != caller.device {
            return Err(Failure::NotAllowed);
        }
        let head = known.head(log);
        let gap = push.from > head.length;
        if gap && self.bug != Some(PlantedBug::GapAccepted) {
            return Err(Failure::Rejected("gap".to_owned()));
        }
        let previous = match push.from {
            0 => Some(Chain::genesis(log)),
            from => known.entry(from - 1).map(|entry| entry.digest),
        };
        if previous != Some(push.previous) && !gap {
            return Err(Failure::Rejected("chain".to_owned()));
        }
        let mut chain = Chain::resume(log, Head { length: push.from, digest: push.previous });
        let texts = push.entries.iter().map(|text| text.get().to_owned()).collect();
        let stretch =
            chain.extend(push.from, texts, push.last).map_err(|_| Failure::Rejected("damaged".to_owned()))?;
        let mut verdicts = Vec::new();
        let mut forked = None;
        for sealed in stretch {
            let Some(known) = self.books.logs.get_mut(&log) else { break };
            let standing = known.entry(sealed.number).map(|entry| entry.digest);
            match standing {
                Some(digest) if digest == sealed.digest => {
                    if self.bug == Some(PlantedBug::RepeatAppliedAgain) {
                        self.judge(caller, &sealed);
                    }
                    let Some(known) = self.books.logs.get(&log) else { break };
                    verdicts.extend(known.verdict(sealed.number).cloned());
                }
                Some(_) if self.bug == Some(PlantedBug::ForkDropped) => {
                    verdicts.extend(known.verdict(sealed.number).cloned());
                }
                Some(_) => {
                    forked = forked.or(Some(sealed.number));
                    if known.forks.iter().all(|kept| kept.digest != sealed.digest) {
                        known.forks.push(Rc::new(sealed));
                    }
                }
                None if forked.is_some() => known.forks.push(Rc::new(sealed)),
                None => {
                    let verdict = self.append(caller, sealed);
                    if verdict.refused() && self.has(PlantedBug::RefusalBlocksLog) {
                        if let Some(known) = self.books.logs.get_mut(&log) {
                            known.entries.pop();
                            known.verdicts.pop();
                        }
                        return Err(Failure::Rejected("refused".to_owned()));
                    }
                    verdicts.push(verdict);
                }
            }
        }
        self.commit();
        let Some(known) = self.books.logs.get(&log) else { return Err(Failure::NotAllowed) };
        let mut head = known.head(log);
        if self.has(PlantedBug::ForkDropped) {
            head.length = head.length.max(push.from + push.entries.len() as u64);
        }
        Ok(PushAnswer { receipt: self.receipt(log, head), verdicts, forked })
    }

    fn feed(&mut self, caller: &Caller, after: Option<&str>) -> Reply<FeedPage> {
        let epoch = self.epoch();
        let place = after.and_then(|cursor| cursor.split_once(':')).and_then(|(of, place)| {
            (of == epoch || self.has(PlantedBug::CursorWithoutEpoch)).then(|| place.parse::<u64>().ok())?
        });
        let mut page =
            FeedPage { epoch: epoch.clone(), records: Vec::new(), cursor: String::new(), more: false };
        let mut last = place.unwrap_or(0);
        // A sequence number drawn before its commit: the newest change is not visible yet, but skipped over.
        let hidden = self.has(PlantedBug::NumberBeforeCommit) && self.pushes % 5 == 1;
        for (number, id) in self.books.changes.range(last + 1..) {
            if page.records.len() == PAGE {
                page.more = true;
                break;
            }
            last = *number;
            let Some(record) = self.books.records.get(id) else { continue };
            let skipped = hidden && *number == self.books.last_change;
            if !skipped && (caller.scope.covers(&record.unit) || self.has(PlantedBug::ScopeForgotten)) {
                page.records.push((**record).clone());
            }
        }
        page.cursor = format!("{epoch}:{last}");
        Ok(page)
    }

    fn step(&mut self, caller: &Caller, record: RecordId, step: &str, reason: Option<String>) -> bool {
        let Some(before) = self.books.records.get(&record) else { return false };
        let log = LogId::from_random(0, *b"consolelog");
        let head = self.books.logs.get(&log).map_or(Chain::open(log).head(), |known| known.head(log));
        let entry = Entry {
            format: ENTRY_FORMAT,
            author: caller.author.clone(),
            device_time: moment(),
            record,
            kind: before.kind,
            base: before.revision,
            mirrored: Some(before.revision),
            action: Action::Move { step: step.to_owned(), reason, fields: Vec::new() },
        };
        let Ok(text) = entry.to_text() else { return false };
        let verdict = self.append(caller, Chain::resume(log, head).append(text));
        self.commit();
        !verdict.refused()
    }

    fn restart(&mut self) {
        if let Some(committed) = &self.committed {
            self.books = committed.clone();
        }
    }

    fn back_up(&mut self) {
        self.backup = Some(self.books.clone());
    }

    fn restore(&mut self) -> bool {
        let Some(backup) = self.backup.clone() else { return false };
        self.books = backup;
        self.committed = None;
        self.restored += 1;
        true
    }

    fn books(&self) -> &Books {
        &self.books
    }

    fn epoch(&self) -> String {
        format!("{}-{}", self.name, self.restored)
    }
}
