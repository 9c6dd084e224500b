//! Between a device and the hub of its district, by the rules of the app's `net`: a round begins with the province, and a
//! question that comes to nothing there goes to the hub, which then has the rest of the round.

use danvan_core::sync::{Answer, Call, Failure, Phase};

use super::hubs::HubHappening;
use super::network::{brief, brief_answer};
use super::{AppVersion, Happening, World};
use crate::office::Visitor;
use crate::versions::of_later_office;

/// Where a hub stands ready, a question that the province does not answer is given up after this long.
const ASK_MS: u64 = 20_000;

impl World {
    /// A trigger that may begin a round: the app looks where its district's hub answers. Of two machines, the
    /// catalogue names now one and now the other.
    pub(super) fn choose_road(&mut self, device: usize) {
        let here = &self.devices[device];
        let idle = here.engine.as_ref().is_none_or(|engine| engine.status().phase == Phase::Idle);
        if self.hubs.is_empty() || !idle {
            return;
        }
        let home = &here.caller.grant.home;
        let near: Vec<usize> =
            (0..self.hubs.len()).filter(|hub| self.hubs[*hub].homes.contains(home)).collect();
        let hub = self.dice.pick(&near).copied();
        self.devices[device].road.begin(hub);
    }

    /// A request of a device that goes to the hub at once; what goes to the province is watched.
    pub(super) fn goes_by_hub(&mut self, device: usize, ticket: u64, call: &Call) -> bool {
        let life = self.devices[device].life;
        let road = &mut self.devices[device].road;
        let Some(hub) = road.hub else { return false };
        if road.at_hub {
            self.ask_hub(device, ticket, call.clone());
            return true;
        }
        if matches!(call, Call::Ask { .. }) {
            road.asked = Some((ticket, call.clone()));
            let what = HubHappening::GivenUp { device, life, ticket };
            self.schedule(ASK_MS, Happening::Hub { hub, what });
        }
        false
    }

    pub(super) fn give_province_up(&mut self, device: usize, life: u32, ticket: u64) {
        if self.devices[device].life == life && self.devices[device].engine.is_some() {
            self.turns_to_hub(device, ticket, &Err(Failure::Lost));
        }
    }

    /// Whether an answer of the province is not for the engine: nothing came of a question, and the hub is asked, or
    /// it was asked already.
    pub(super) fn turns_to_hub(
        &mut self,
        device: usize,
        ticket: u64,
        answer: &Result<Answer, Failure>,
    ) -> bool {
        let road = &mut self.devices[device].road;
        if road.turned == Some(ticket) {
            return true;
        }
        let Some((_, call)) = road.asked.take_if(|(asked, _)| *asked == ticket) else { return false };
        if !matches!(answer, Err(Failure::Lost)) {
            return false;
        }
        road.turned = Some(ticket);
        self.ask_hub(device, ticket, call);
        true
    }

    fn ask_hub(&mut self, device: usize, ticket: u64, call: Call) {
        let Some(hub) = self.devices[device].road.hub else { return };
        let life = self.devices[device].life;
        let way = self.way();
        let large = matches!(&call, Call::Push { push, .. } if self.too_large(push));
        let far = !self.calm && self.dice.percent(10);
        let what = if large {
            HubHappening::Replied { device, life, ticket, disk: 0, answer: Err(Failure::TooLarge) }
        } else if far || self.dice.percent(self.weather.lost_requests) {
            HubHappening::Replied { device, life, ticket, disk: 0, answer: Err(Failure::Lost) }
        } else {
            HubHappening::Asked { device, life, ticket, call }
        };
        self.schedule(way, Happening::Hub { hub, what });
    }

    pub(super) fn asked_at_hub(&mut self, hub: usize, device: usize, life: u32, ticket: u64, call: &Call) {
        let was_on = self.hubs[hub].machine.is_on();
        let struck = self.dice.percent(self.weather.office_blows).then(|| self.any_blow());
        let here = &self.devices[device];
        let visitor = Visitor { device: here.caller.device, secret: here.present() };
        let answer = self.hubs[hub].machine.answer(visitor, call, struck);
        self.note(|| {
            format!("hub {hub} <- {device}#{life}.{ticket} {} : {}", brief(call), brief_answer(&answer))
        });
        if was_on && !self.hubs[hub].machine.is_on() {
            self.hub_went_dark(hub, 20_000);
        }
        self.outcome.hubs.handovers += u32::from(matches!(answer, Ok(Answer::Pushed(_))));
        let older = self.devices[device].version == AppVersion::Older;
        let answer = if older { of_later_office(answer) } else { answer };
        let lost = self.dice.percent(self.weather.lost_answers);
        let answer = if lost { Err(Failure::Lost) } else { answer };
        let (way, disk) = (self.way(), self.hubs[hub].disk);
        let what = HubHappening::Replied { device, life, ticket, disk, answer };
        self.schedule(way, Happening::Hub { hub, what });
    }

    pub(super) fn hub_replied(
        &mut self,
        device: usize,
        life: u32,
        ticket: u64,
        disk: u32,
        answer: Result<Answer, Failure>,
    ) {
        if self.devices[device].life != life {
            return;
        }
        let road = &mut self.devices[device].road;
        road.disk = disk;
        let mut answer = answer;
        if road.turned == Some(ticket) {
            road.turned = None;
            road.at_hub = matches!(&answer, Ok(Answer::Status(status)) if status.held.is_some());
            if !road.at_hub {
                // Whatever else stands at that address must not be taken for the province.
                answer = Err(Failure::Lost);
            }
        }
        self.answer(device, life, ticket, answer);
    }
}
