//! Between device and office: loss, repetition, delay, and answers that are not the office's.

use danvan_core::ids::LogId;
use danvan_core::sync::{Answer, Call, Failure};
use danvan_core::wire::{FeedPage, LogStatus, Push, PushAnswer, Receipt};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::faults::Mood;
use super::{Happening, World};
use crate::office::{Caller, Office};
use crate::planted::PlantedBug;

impl World<'_> {
    /// A request leaves the device.
    pub(super) fn transmit(&mut self, device: usize, ticket: u64, call: Call) {
        let life = self.devices[device].life;
        if let Some(status) = self.answered_from_memory(device, &call) {
            let answer = Ok(Answer::Status(status));
            return self.schedule(1, Happening::Answer { device, life, ticket, answer });
        }
        let mood = if self.now < self.weather.mood_until { self.weather.mood } else { Mood::Office };
        if self.now < self.devices[device].offline_until || mood == Mood::Portal {
            return self.lose(device, ticket);
        }
        if let Call::Push { push, .. } = &call {
            let bytes: usize = push.entries.iter().map(|text| text.get().len()).sum();
            if bytes > self.weather.push_bytes_max {
                return self.come_to(device, ticket, Failure::TooLarge);
            }
        }
        match mood {
            Mood::Busy => {
                let retry_after_s =
                    self.dice.percent(60).then(|| u32::try_from(self.dice.between(1, 60)).unwrap_or(1));
                return self.come_to(device, ticket, Failure::Busy { retry_after_s });
            }
            Mood::NotAllowed => return self.come_to(device, ticket, Failure::NotAllowed),
            Mood::Office | Mood::Portal | Mood::Foreign => {}
        }
        if self.dice.percent(self.weather.lost_requests) {
            return self.lose(device, ticket);
        }
        if self.dice.percent(self.weather.repeated) {
            let after = self.way() + self.dice.below(180_000);
            self.schedule(
                after,
                Happening::Arrive { device, life, ticket, call: call.clone(), heard: false },
            );
        }
        let way = self.way();
        self.schedule(way, Happening::Arrive { device, life, ticket, call, heard: true });
    }

    /// A request arrives. Where it is not `heard`, the answer finds nobody (a repetition by the network).
    pub(super) fn arrive(&mut self, device: usize, life: u32, ticket: u64, call: &Call, heard: bool) {
        let foreign = self.now < self.weather.mood_until && self.weather.mood == Mood::Foreign;
        let office: &mut dyn Office = if foreign { self.foreign } else { self.office };
        let caller: &Caller = &self.devices[device].caller;
        let answer = match call {
            Call::Ask { log, from } => {
                office.status(caller, *log, *from).map(|status| Answer::Status(wired::<LogStatus>(&status)))
            }
            Call::Push { log, push } => office
                .push(caller, *log, &wired::<Push>(push))
                .map(|answer| Answer::Pushed(wired::<PushAnswer>(&answer))),
            Call::Feed { after } => {
                office.feed(caller, after.as_deref()).map(|page| Answer::Page(wired::<FeedPage>(&page)))
            }
        };
        self.note(|| {
            format!("office <- {device}#{life}.{ticket} {} : {}", brief(call), brief_answer(&answer))
        });
        if !heard {
            return;
        }
        if self.dice.percent(self.weather.lost_answers) {
            return self.lose(device, ticket);
        }
        let way = self.way();
        self.schedule(way, Happening::Answer { device, life, ticket, answer });
    }

    fn come_to(&mut self, device: usize, ticket: u64, failure: Failure) {
        let life = self.devices[device].life;
        let way = self.way();
        self.schedule(way, Happening::Answer { device, life, ticket, answer: Err(failure) });
    }

    /// Lost: the device hears of it, or hears nothing for ever.
    fn lose(&mut self, device: usize, ticket: u64) {
        if !self.dice.percent(self.weather.silent) {
            self.come_to(device, ticket, Failure::Lost);
        }
    }

    fn way(&mut self) -> u64 {
        let way = self.dice.between(10, self.weather.latency_ms.max(11));
        if self.dice.percent(self.weather.late) { way + self.dice.below(170_000) } else { way }
    }

    /// A planted bug: the transport believes that the office is where it was.
    fn answered_from_memory(&self, device: usize, call: &Call) -> Option<LogStatus> {
        let Call::Ask { log, .. } = call else { return None };
        if self.bug != Some(PlantedBug::HeadNotAsked) {
            return None;
        }
        let log: LogId = *log;
        let stored = self.devices[device].stored.log(log)?;
        let epoch = stored.epoch.clone()?;
        let receipt = Receipt {
            log,
            head: stored.head_at(stored.confirmed),
            received_at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
            epoch,
        };
        Some(LogStatus { receipt, verdicts: Vec::new() })
    }
}

/// What is left of a value after its way through JSON.
#[expect(clippy::expect_used, reason = "a value that cannot pass through JSON is a finding")]
fn wired<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let text = serde_json::to_string(value).expect("the wire's types can be written");
    serde_json::from_str(&text).expect("what was written can be read")
}

fn brief(call: &Call) -> String {
    match call {
        Call::Ask { log, from } => format!("ask {} from {from}", tail(log)),
        Call::Push { log, push } => format!("push {} {}+{}", tail(log), push.from, push.entries.len()),
        Call::Feed { after } => format!("feed after {after:?}"),
    }
}

fn brief_answer(answer: &Result<Answer, Failure>) -> String {
    match answer {
        Ok(Answer::Status(status)) => {
            format!("has {} ({} verdicts)", status.receipt.head.length, status.verdicts.len())
        }
        Ok(Answer::Pushed(answer)) => {
            let refused = answer.verdicts.iter().filter(|verdict| verdict.refused()).count();
            format!("has {}, {refused} refused, fork {:?}", answer.receipt.head.length, answer.forked)
        }
        Ok(Answer::Page(page)) => format!("{} records, now {}", page.records.len(), page.cursor),
        Err(failure) => format!("{failure:?}"),
    }
}

/// The last digits of an identifier, enough to tell logs apart in a trace.
pub(super) fn tail(log: &LogId) -> String {
    let mut text = log.to_string();
    text.split_off(text.len() - 4)
}
