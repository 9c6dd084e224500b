//! Between device and office: loss, repetition, delay, and answers that are not the office's.

use danvan_core::ids::LogId;
use danvan_core::sync::{Answer, Call, Failure};
use danvan_core::wire::{LogStatus, Push, Receipt};

use super::faults::Mood;
use super::{AppVersion, Happening, World};
use crate::office::{Blow, RealOffice, Station};
use crate::planted::PlantedBug;
use crate::versions::of_later_office;

/// How long somebody waits at the door for others to arrive at the same moment.
const DOOR_MS: u64 = 1_500;

/// A request at the office.
#[derive(Debug)]
pub(super) struct Arrival {
    pub device: usize,
    pub life: u32,
    pub ticket: u64,
    pub call: Call,
    pub heard: bool,
}

impl World {
    /// A request leaves the device.
    pub(super) fn transmit(&mut self, device: usize, ticket: u64, call: Call) {
        let life = self.devices[device].life;
        if let Some(status) = self.answered_from_memory(device, &call) {
            let answer = Ok(Answer::Status(status));
            return self.schedule(1, Happening::Answer { device, life, ticket, answer });
        }
        let mood = if self.now < self.weather.mood_until { self.weather.mood } else { Mood::Office };
        if self.goes_by_hub(device, ticket, &call) {
            return;
        }
        if self.now < self.devices[device].offline_until || mood == Mood::Portal {
            return self.lose(device, ticket);
        }
        if matches!(&call, Call::Push { push, .. } if self.too_large(push)) {
            return self.come_to(device, ticket, Failure::TooLarge);
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

    /// Whether something on the way takes no stretch of this size.
    pub(super) fn too_large(&self, push: &Push) -> bool {
        push.entries.iter().map(|text| text.get().len()).sum::<usize>() > self.weather.push_bytes_max
    }

    /// A request arrives: at once, or at the door where others arrive at the same moment.
    pub(super) fn arrive(&mut self, arrival: Arrival) {
        if self.weather.restore_meets_push
            && matches!(&arrival.call, Call::Push { push, .. } if push.from > 0)
        {
            self.weather.restore_meets_push = false;
            self.note(|| "*** the office is set back while a push is on its way".to_owned());
            self.restore_office();
        }
        if self.now < self.weather.mood_until && self.weather.mood == Mood::Foreign {
            if let Some(mut foreign) = self.take_foreign() {
                let answer = foreign.answer(&self.devices[arrival.device].caller, &arrival.call);
                self.foreign = Some(foreign);
                self.answered(arrival, answer);
            }
            return;
        }
        let first = self.door.is_empty();
        let waits = self.dice.percent(self.weather.crowded);
        self.door.push(arrival);
        if !first || !waits {
            self.come_in();
        } else {
            self.schedule(DOOR_MS, Happening::ComeIn);
        }
    }

    /// The other office under the same name, to be put back after use.
    pub(super) fn take_foreign(&mut self) -> Option<RealOffice> {
        let foreign =
            self.foreign.take().map_or_else(|| RealOffice::open("foreign", &self.surroundings, self.bug), Ok);
        match foreign {
            Ok(foreign) => Some(foreign),
            Err(problem) => {
                self.violated("a world begins", || format!("{problem:#}"));
                None
            }
        }
    }

    /// Those at the door come in together.
    pub(super) fn come_in(&mut self) {
        let arrivals = std::mem::take(&mut self.door);
        if arrivals.is_empty() {
            return;
        }
        self.office_meets_blow();
        self.outcome.together += u32::from(arrivals.len() > 1);
        let devices = &self.devices;
        let asked: Vec<_> =
            arrivals.iter().map(|arrival| (&devices[arrival.device].caller, &arrival.call)).collect();
        let answers = self.office.answer_together(&asked);
        for (arrival, answer) in arrivals.into_iter().zip(answers) {
            self.answered(arrival, answer);
        }
    }

    /// Now and then the office's database or power fails under what comes next.
    pub(super) fn office_meets_blow(&mut self) {
        if self.dice.percent(self.weather.office_blows) {
            let blow = self.any_blow();
            self.note(|| format!("office meets {blow:?}"));
            self.office.arm(blow);
            self.outcome.blows += 1;
        }
    }

    pub(super) fn any_blow(&mut self) -> Blow {
        let after = self.dice.word() % 400;
        match self.dice.below(6) {
            0..=2 => Blow::Breaks { after },
            3 => Blow::CommitFails,
            4 => Blow::PowerCut { after },
            _ => Blow::PowerCutBeforeAnswer,
        }
    }

    /// The answer goes back. Where the request was not `heard`, it finds nobody (a repetition by the network).
    fn answered(&mut self, arrival: Arrival, answer: Result<Answer, Failure>) {
        let Arrival { device, life, ticket, call, heard } = arrival;
        self.note(|| {
            format!("office <- {device}#{life}.{ticket} {} : {}", brief(&call), brief_answer(&answer))
        });
        if !heard {
            return;
        }
        let older = self.devices[device].version == AppVersion::Older;
        let answer = if older { of_later_office(answer) } else { answer };
        if self.dice.percent(self.weather.lost_answers) {
            return self.lose(device, ticket);
        }
        let way = self.way();
        self.schedule(way, Happening::Answer { device, life, ticket, answer });
    }

    pub(super) fn come_to(&mut self, device: usize, ticket: u64, failure: Failure) {
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

    pub(super) fn way(&mut self) -> u64 {
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
            backed_up: None,
            further: Default::default(),
        };
        Some(LogStatus { receipt, verdicts: Vec::new(), held: None })
    }
}

pub(super) fn brief(call: &Call) -> String {
    match call {
        Call::Ask { log, from } => format!("ask {} from {from}", tail(log)),
        Call::Push { log, push } => format!("push {} {}+{}", tail(log), push.from, push.entries.len()),
        Call::Feed { after } => format!("feed after {after:?}"),
    }
}

pub(super) fn brief_answer(answer: &Result<Answer, Failure>) -> String {
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
