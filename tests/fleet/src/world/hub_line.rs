//! Between a hub and the province: its rounds, and the weather of its line.

use danvan_office::hub::{Passed, Refusal, UpstreamError};

use super::faults::Mood;
use super::hubs::HubHappening;
use super::{Happening, World};
use crate::calls::Asked;
use crate::office::Step;

/// As long as a hub waits for the province.
const HUB_PATIENCE_MS: u64 = 120_000;

impl World {
    /// The round asks the province, or has ended, or went with the power.
    pub(super) fn after_step(&mut self, hub: usize, step: Option<Step>) {
        match step {
            Some(Step::Asks(asked)) => self.onto_the_line(hub, asked),
            Some(Step::Ended(ended)) => {
                self.round_ended(hub, &ended);
                if ended.is_ok() {
                    self.next_round(hub, 45_000, 150_000)
                } else {
                    self.next_round(hub, 5_000, 90_000)
                }
            }
            None if !self.hubs[hub].machine.is_on() => self.hub_went_dark(hub, 20_000),
            None => {}
        }
    }

    pub(super) fn round_ended(&mut self, hub: usize, ended: &Result<Passed, String>) {
        self.note(|| format!("hub {hub}: the round came to {ended:?}"));
        match ended {
            Ok(passed) => {
                self.outcome.hubs.rounds += 1;
                self.outcome.hubs.passed_on += passed.entries;
            }
            Err(_) => self.outcome.hubs.broken_rounds += 1,
        }
    }

    /// A request of a hub leaves it.
    fn onto_the_line(&mut self, hub: usize, asked: Asked) {
        let district = &mut self.hubs[hub];
        district.asked += 1;
        let (life, number) = (district.life, district.asked);
        let down = self.now < district.line_down_until;
        let mood = if self.now < self.weather.mood_until { self.weather.mood } else { Mood::Office };
        let silent = || Err(UpstreamError::Unreachable("lost".to_owned()));
        let large = asked.body.as_ref().is_some_and(|body| body.len() > self.weather.push_bytes_max);
        let at_once = match mood {
            _ if down => Some(silent()),
            _ if large => Some(Err(UpstreamError::TooLarge)),
            Mood::Portal => Some(silent()),
            Mood::Busy => Some(Err(UpstreamError::Busy { retry_after_s: None })),
            Mood::NotAllowed => Some(Err(UpstreamError::Unknown(Refusal::unnamed("not allowed")))),
            Mood::Office | Mood::Foreign => None,
        };
        let way = self.way();
        if let Some(answer) = at_once {
            return self
                .schedule(way, Happening::Hub { hub, what: HubHappening::Hear { life, number, answer } });
        }
        if self.dice.percent(self.weather.lost_requests) {
            let what = HubHappening::Hear { life, number, answer: silent() };
            return self.schedule(HUB_PATIENCE_MS, Happening::Hub { hub, what });
        }
        if self.dice.percent(self.weather.repeated) {
            let after = way + self.dice.below(180_000);
            let what = HubHappening::Arrive { life, number, asked: asked.clone(), heard: false };
            self.schedule(after, Happening::Hub { hub, what });
        }
        self.schedule(
            way,
            Happening::Hub { hub, what: HubHappening::Arrive { life, number, asked, heard: true } },
        );
    }

    /// A request of a hub arrives at the province.
    pub(super) fn line_arrives(&mut self, hub: usize, life: u32, number: u64, asked: &Asked, heard: bool) {
        if self.weather.restore_meets_push && asked.body.is_some() {
            self.weather.restore_meets_push = false;
            self.note(|| "*** the office is set back while a hub's push is on its way".to_owned());
            self.restore_office();
        }
        let foreign = self.now < self.weather.mood_until && self.weather.mood == Mood::Foreign;
        let reply = if foreign {
            let Some(mut foreign) = self.take_foreign() else { return };
            let reply = foreign.relay(&self.hubs[hub].machine.caller, asked);
            self.foreign = Some(foreign);
            reply
        } else {
            self.office_meets_blow();
            self.office.relay(&self.hubs[hub].machine.caller, asked)
        };
        self.note(|| {
            let status = reply.as_ref().map(|reply| reply.status);
            format!("office <- hub {hub}#{life}.{number} {} : {status:?}", asked.path)
        });
        if !heard {
            return;
        }
        let lost = self.dice.percent(self.weather.lost_answers);
        let reply = reply.filter(|_| !lost);
        let answer = reply.ok_or_else(|| UpstreamError::Unreachable("lost".to_owned()));
        let way = if answer.is_ok() { self.way() } else { HUB_PATIENCE_MS };
        self.schedule(way, Happening::Hub { hub, what: HubHappening::Hear { life, number, answer } });
    }
}
