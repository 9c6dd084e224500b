//! A device's log, an office of one log, and the shell between them, without time or transport of their own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;

use super::small_hub::SmallHub;
use crate::apply::{Outcome, Verdict};
use crate::entry::{Chain, Head, SealedEntry, relog};
use crate::ids::LogId;
use crate::sync::{
    Answer, Call, ClosedLog, Command, Engine, Event, Failure, LocalLog, Moment, Trigger, believed,
};
use crate::wire::{FeedPage, LogStatus, Push, PushAnswer, Receipt};

/// A log's identifier.
pub fn log(seed: u8) -> LogId {
    LogId::from_random(1, [seed; 10])
}

/// The texts of the first entries of every bench.
pub fn entries(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("\"entry {number}\"")).collect()
}

/// Seals texts into a log.
pub fn sealed(log: LogId, texts: &[String]) -> Vec<SealedEntry> {
    let mut chain = Chain::open(log);
    texts.iter().map(|text| chain.append(text.clone())).collect()
}

/// An office that only keeps logs.
#[derive(Debug, Default)]
pub struct SmallOffice {
    /// What it has.
    pub logs: BTreeMap<LogId, Vec<SealedEntry>>,
    /// Counts its restores.
    pub epoch: u32,
    /// Pages of its feed.
    pub pages: u32,
    /// Texts of a push must stay under this.
    pub bytes_max: Option<usize>,
    /// It takes nothing from the device before that has enrolled again.
    pub unproven: bool,
    /// Logs that another device has opened under these identifiers.
    pub taken: BTreeSet<LogId>,
}

impl SmallOffice {
    /// All texts it has.
    pub fn texts(&self) -> Vec<String> {
        self.logs.values().flatten().map(|entry| entry.text.clone()).collect()
    }

    /// Keeps that many entries of each log and becomes another epoch.
    pub fn set_back(&mut self, keep: usize) {
        self.logs.values_mut().for_each(|log| log.truncate(keep));
        self.epoch += 1;
    }

    /// Its word on a log.
    pub fn receipt(&self, log: LogId) -> Receipt {
        let known = self.logs.get(&log).and_then(|log| log.last());
        let head = match known {
            Some(last) => Head { length: last.number + 1, digest: last.digest },
            None => Head { length: 0, digest: Chain::genesis(log) },
        };
        let received_at = DateTime::UNIX_EPOCH.fixed_offset();
        Receipt {
            log,
            head,
            received_at,
            epoch: self.epoch.to_string(),
            backed_up: None,
            further: Default::default(),
        }
    }

    /// Does what a call asks.
    pub fn answer(&mut self, call: &Call) -> Result<Answer, Failure> {
        match call {
            Call::Ask { log, .. } | Call::Push { log, .. } if self.taken.contains(log) => {
                Err(Failure::LogTaken { by_hub: false })
            }
            Call::Ask { log, from } => {
                let length = self.logs.get(log).map_or(0, Vec::len) as u64;
                let verdicts = (*from..length).map(applied).collect();
                Ok(Answer::Status(LogStatus { receipt: self.receipt(*log), verdicts, held: None }))
            }
            Call::Push { log, push } => self.push(*log, push),
            Call::Feed { after } => {
                let page = after.as_deref().map_or(0, |after| after.parse::<u32>().unwrap()) + 1;
                let (page, more) = (page.min(self.pages), page < self.pages);
                let epoch = self.epoch.to_string();
                Ok(Answer::Page(FeedPage { epoch, records: Vec::new(), cursor: page.to_string(), more }))
            }
        }
    }

    fn push(&mut self, log: LogId, push: &Push) -> Result<Answer, Failure> {
        if self.unproven {
            return Err(Failure::Unproven);
        }
        let bytes: usize = push.entries.iter().map(|text| text.get().len()).sum();
        if self.bytes_max.is_some_and(|max| bytes > max) {
            return Err(Failure::TooLarge);
        }
        let known = self.logs.entry(log).or_default();
        if push.from > known.len() as u64 {
            return Err(Failure::Rejected("gap".to_owned()));
        }
        let texts = push.entries.iter().map(|text| text.get().to_owned()).collect();
        let head = Head { length: push.from, digest: push.previous };
        let stretch = Chain::resume(log, head).extend(push.from, texts, push.last).unwrap();
        let (mut verdicts, mut forked) = (Vec::new(), None);
        for entry in stretch {
            match known.get(usize::try_from(entry.number).unwrap()) {
                Some(standing) if standing.digest == entry.digest => verdicts.push(applied(entry.number)),
                Some(_) => forked = forked.or(Some(entry.number)),
                None if forked.is_none() => {
                    verdicts.push(applied(entry.number));
                    known.push(entry);
                }
                None => {}
            }
        }
        Ok(Answer::Pushed(PushAnswer { receipt: self.receipt(log), verdicts, forked, held: None }))
    }
}

fn applied(number: u64) -> Verdict {
    Verdict { number, record: None, revision: 1, outcome: Outcome::Applied, further: Default::default() }
}

/// An engine with its device and its office.
pub struct Bench {
    /// Under test.
    pub engine: Engine,
    /// The other side.
    pub office: SmallOffice,
    /// The clock.
    pub now: u64,
    /// The device's logs: identifier, entries, how many are confirmed, and where it was left.
    pub logs: Vec<(LogId, Vec<SealedEntry>, u64, Option<u64>)>,
    /// Where the written log claims to end, although its last entries are gone.
    pub claims: Option<Head>,
    /// The stored cursor.
    pub cursor: Option<String>,
    /// Requests and what was kept, in words.
    pub told: Vec<String>,
    /// Instead of the answer to the request of this place (from 0) comes nothing; the office did it or not.
    pub lose: Option<(usize, bool)>,
    /// No push is ever answered.
    pub loses_pushes: bool,
    /// The store refuses what it is asked to keep at this place (from 0).
    pub refuse: Option<usize>,
    /// The hub that answers in place of the office, while it is there.
    pub hub: Option<SmallHub>,
    /// The epochs of the last receipts kept.
    pub epochs: BTreeMap<LogId, String>,
    sends: usize,
    keeps: usize,
}

impl Bench {
    /// A device with so many entries, and an empty office; the engine has been told.
    pub fn new(count: usize) -> Self {
        let mut bench = Self {
            engine: Engine::new(),
            office: SmallOffice { pages: 1, ..SmallOffice::default() },
            now: 1_000,
            logs: vec![(log(1), sealed(log(1), &entries(count)), 0, None)],
            claims: None,
            cursor: None,
            told: Vec::new(),
            lose: None,
            loses_pushes: false,
            refuse: None,
            hub: None,
            epochs: BTreeMap::new(),
            sends: 0,
            keeps: 0,
        };
        bench.tell(Event::Log(bench.local()));
        bench.tell(Event::Cursor(None));
        bench
    }

    /// What the engine is told of the written log.
    pub fn local(&self) -> LocalLog {
        let (log, entries, confirmed, _) = self.logs.last().unwrap();
        let local = Self::describe(*log, entries, entries.len() as u64, *confirmed);
        LocalLog { head: self.claims.unwrap_or(local.head), ..local }
    }

    fn describe(log: LogId, entries: &[SealedEntry], end: u64, confirmed: u64) -> LocalLog {
        let last = end.checked_sub(1).and_then(|last| entries.get(usize::try_from(last).unwrap()));
        let digest = last.map_or(Chain::genesis(log), |last| last.digest);
        LocalLog { log, head: Head { length: end, digest }, confirmed, answered: confirmed }
    }

    /// What the engine is told of the logs that were left; `settled_in` for all of them.
    pub fn closed(&self, settled_in: Option<&str>) -> Vec<ClosedLog> {
        let left = self.logs.iter().filter_map(|(log, entries, confirmed, left)| {
            Some(Self::describe(*log, entries, (*left)?, *confirmed))
        });
        left.map(|log| ClosedLog { log, settled_in: settled_in.map(str::to_owned) }).collect()
    }

    /// Appends an entry and tells the engine of it.
    pub fn append(&mut self, text: &str) {
        let head = self.local().head;
        let (log, entries, ..) = self.logs.last_mut().unwrap();
        let mut chain = Chain::resume(*log, head);
        entries.push(chain.append(format!("\"{text}\"")));
        self.tell(Event::Log(self.local()));
    }

    /// Hands in one event.
    pub fn tell(&mut self, event: Event) -> Vec<Command> {
        self.engine.handle(event, Moment { now_ms: self.now, dice: 7 })
    }

    /// Triggers, and does what is asked until nothing more is.
    pub fn round(&mut self, trigger: Trigger) {
        let commands = self.tell(Event::Trigger(trigger));
        self.obey(commands);
    }

    /// Does what is asked until nothing more is.
    pub fn obey(&mut self, commands: Vec<Command>) {
        let mut waiting: std::collections::VecDeque<Command> = commands.into();
        let mut steps = 0;
        while let Some(command) = waiting.pop_front() {
            steps += 1;
            assert!(steps < 2_000, "the engine does not come to rest");
            waiting.extend(self.step(command));
        }
    }

    /// Does one thing that is asked; what is asked next.
    pub fn step(&mut self, command: Command) -> Vec<Command> {
        let Some(event) = self.carry_out(command) else { return Vec::new() };
        if matches!(event, Event::Kept { .. }) {
            self.tell(Event::Log(self.local()));
        }
        self.tell(event)
    }

    fn carry_out(&mut self, command: Command) -> Option<Event> {
        match command {
            Command::Send { ticket, call } => {
                self.told.push(match &call {
                    Call::Ask { from, .. } => format!("ask {from}"),
                    Call::Push { push, .. } => format!("push {}+{}", push.from, push.entries.len()),
                    Call::Feed { .. } => "feed".to_owned(),
                });
                let place = self.sends;
                self.sends += 1;
                let lost = self.lose.filter(|(lost, _)| *lost == place);
                let never = self.loses_pushes && matches!(call, Call::Push { .. });
                if never || lost.is_some_and(|(_, done)| !done) {
                    return Some(Event::Failed { ticket, failure: Failure::Lost });
                }
                let answer = match &mut self.hub {
                    Some(hub) => hub.answer(&call),
                    None => self.office.answer(&call),
                };
                if lost.is_some() {
                    return Some(Event::Failed { ticket, failure: Failure::Lost });
                }
                Some(match answer {
                    Ok(answer) => Event::Answered { ticket, answer },
                    Err(failure) => Event::Failed { ticket, failure },
                })
            }
            Command::Read { ticket, log, from, bytes_max } => {
                let (_, stored, ..) = self.logs.iter().find(|(id, ..)| *id == log)?;
                let mut bytes = 0;
                let mut entries = Vec::new();
                for entry in stored.iter().filter(|entry| entry.number >= from) {
                    bytes += entry.text.len();
                    if bytes > bytes_max && !entries.is_empty() {
                        break;
                    }
                    entries.push(entry.clone());
                }
                Some(Event::Read { ticket, entries })
            }
            Command::KeepReceipt { ticket, receipt, held, .. } => {
                if self.refuses() {
                    return Some(Event::NotKept { ticket });
                }
                let confirmed = self.logs.iter().find(|(id, ..)| *id == receipt.log).unwrap().2;
                let epoch = self.epochs.get(&receipt.log).map(String::as_str);
                if !believed(epoch, confirmed, &receipt, held.as_ref()) {
                    self.told.push(format!("held {}", held.unwrap().head.length));
                    return Some(Event::Kept { ticket });
                }
                self.epochs.insert(receipt.log, receipt.epoch.clone());
                self.told.push(format!("keep {}", receipt.head.length));
                let known = self.logs.iter_mut().find(|(id, ..)| *id == receipt.log).unwrap();
                known.2 = receipt.head.length;
                Some(Event::Kept { ticket })
            }
            Command::KeepPage { ticket, page } => {
                if self.refuses() {
                    return Some(Event::NotKept { ticket });
                }
                self.told.push("page".to_owned());
                self.cursor = Some(page.cursor);
                Some(Event::Kept { ticket })
            }
            Command::StartLog { ticket, old, keep_from } => {
                if self.refuses() {
                    return Some(Event::NotKept { ticket });
                }
                self.told.push(format!("start {keep_from}"));
                let new = log(100 + u8::try_from(self.logs.len()).unwrap());
                let known = self.logs.iter_mut().find(|(id, ..)| *id == old).unwrap();
                known.3 = Some(keep_from);
                let rest = known.1.iter().filter(|entry| entry.number >= keep_from).cloned();
                let (_, again) = relog(rest.collect::<Vec<_>>(), new);
                self.logs.push((new, again, 0, None));
                let settled = self.office.epoch.to_string();
                let closed = self.closed(Some(&settled));
                self.tell(Event::ClosedLogs(closed));
                Some(Event::Kept { ticket })
            }
            Command::WakeAt { .. } | Command::Show => None,
        }
    }

    /// How many requests were sent.
    pub fn sends(&self) -> usize {
        self.sends
    }

    fn refuses(&mut self) -> bool {
        self.keeps += 1;
        self.refuse == Some(self.keeps - 1)
    }
}
