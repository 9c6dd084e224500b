//! A hub that keeps logs and passes them on, as the office's crate has it in earnest.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::value::RawValue;

use super::bench::SmallOffice;
use crate::entry::{Chain, Head, SealedEntry};
use crate::ids::LogId;
use crate::sync::{Answer, Call, Failure};
use crate::wire::{FeedPage, Held, LogStatus, Push, PushAnswer, Receipt};

/// See the module's head.
#[derive(Clone, Debug, Default)]
pub struct SmallHub {
    /// What it holds.
    pub logs: BTreeMap<LogId, Vec<SealedEntry>>,
    /// What forked, kept apart.
    pub apart: Vec<String>,
    /// How far each log lies under a signature, at a hub that asks for them. Every segment of the bench counts as signed.
    pub signed: Option<BTreeMap<LogId, u64>>,
    /// Whether it keeps no signature that it is given.
    pub deaf: bool,
    told: BTreeMap<LogId, Receipt>,
    epochs: Vec<String>,
}

impl SmallHub {
    fn head(&self, log: LogId) -> Head {
        match self.logs.get(&log).and_then(|log| log.last()) {
            Some(last) => Head { length: last.number + 1, digest: last.digest },
            None => Chain::open(log).head(),
        }
    }

    fn word(&self, log: LogId) -> (Receipt, Held) {
        let received_at = DateTime::UNIX_EPOCH.fixed_offset();
        let none = Receipt {
            log,
            head: Chain::open(log).head(),
            received_at,
            epoch: String::new(),
            backed_up: None,
            further: Default::default(),
        };
        let receipt = self.told.get(&log).cloned().unwrap_or(none);
        let earlier = self.epochs.iter().take_while(|epoch| **epoch != receipt.epoch).cloned().collect();
        let held = Held {
            hub: "12:than_uyen".into(),
            name: "Khu vực Than Uyên".to_owned(),
            head: self.head(log),
            received_at,
            earlier_epochs: earlier,
            signed: self.signed.as_ref().map(|signed| signed.get(&log).copied().unwrap_or(0)),
        };
        (receipt, held)
    }

    /// Does what a call asks.
    pub fn answer(&mut self, call: &Call) -> Result<Answer, Failure> {
        match call {
            Call::Ask { log, .. } => {
                let (receipt, held) = self.word(*log);
                Ok(Answer::Status(LogStatus { receipt, verdicts: Vec::new(), held: Some(held) }))
            }
            Call::Push { log, push } => self.push(*log, push),
            Call::Feed { after } => {
                let cursor = after.clone().unwrap_or_else(|| "0".to_owned());
                Ok(Answer::Page(FeedPage { epoch: String::new(), records: Vec::new(), cursor, more: false }))
            }
        }
    }

    fn push(&mut self, log: LogId, push: &Push) -> Result<Answer, Failure> {
        let known = self.logs.entry(log).or_default();
        if push.from > known.len() as u64 {
            return Err(Failure::Rejected("gap".to_owned()));
        }
        let texts = push.entries.iter().map(|text| text.get().to_owned()).collect();
        let head = Head { length: push.from, digest: push.previous };
        let mut forked = None;
        for entry in Chain::resume(log, head).extend(push.from, texts, push.last).unwrap() {
            match known.get(usize::try_from(entry.number).unwrap()) {
                _ if forked.is_some() => self.apart.push(entry.text),
                Some(standing) if standing.digest == entry.digest => {}
                Some(_) => {
                    forked = Some(entry.number);
                    self.apart.push(entry.text);
                }
                None => known.push(entry),
            }
        }
        if let (Some(signed), None, false) = (&mut self.signed, forked, self.deaf) {
            signed.insert(log, push.head().length);
        }
        let (receipt, held) = self.word(log);
        Ok(Answer::Pushed(PushAnswer { receipt, verdicts: Vec::new(), forked, held: Some(held) }))
    }

    /// The line is up: everything goes on to the office, and its word comes back.
    pub fn pass_on(&mut self, office: &mut SmallOffice) {
        let epoch = office.epoch.to_string();
        self.epochs.retain(|known| *known != epoch);
        self.epochs.push(epoch);
        for log in self.logs.keys().copied().collect::<Vec<_>>() {
            let own = self.logs.get(&log).cloned().unwrap_or_default();
            let Some(last) = own.last() else { continue };
            let push = Push {
                from: 0,
                previous: Chain::genesis(log),
                last: last.digest,
                entries: own.iter().map(|entry| RawValue::from_string(entry.text.clone()).unwrap()).collect(),
                signature: None,
            };
            let Ok(Answer::Pushed(answer)) = office.answer(&Call::Push { log, push }) else {
                panic!("the office refused a whole log");
            };
            let mut receipt = answer.receipt;
            if let Some(fork) = answer.forked {
                let fork = usize::try_from(fork).unwrap();
                self.apart.extend(own[fork..].iter().map(|entry| entry.text.clone()));
                self.logs.insert(log, office.logs[&log].clone());
            } else {
                receipt.head = self.head(log);
            }
            self.told.insert(log, receipt);
        }
    }
}
