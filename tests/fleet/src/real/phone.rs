//! A device without a browser, one round at a time.

use std::collections::VecDeque;

use anyhow::{Result, bail, ensure};
use danvan_core::ids::RecordId;
use danvan_core::record::{Body, RecordKind};
use danvan_core::sync::{Command, Event, Failure, Status, Trigger};
use danvan_core::wire::Enrolment;

use super::Api;
use super::pocket::{Left, Pocket, asking, now};

/// A device.
pub struct Phone {
    /// Its way to the office.
    pub api: Api,
    pocket: Pocket,
}

impl Phone {
    /// Enrols a new device with a code.
    ///
    /// # Errors
    /// Where the office cannot be reached or refuses the code.
    pub fn enrol(office: &str, code: &str, name: &str) -> Result<Self> {
        let (request, dice) = asking(code, name, 0)?;
        let mut api = Api::new(office);
        let enrolment = api.enrol(&request)?;
        Ok(Self { api, pocket: Pocket::new(enrolment, request.log, dice) })
    }

    /// What the office said of its user.
    pub fn enrolment(&self) -> &Enrolment {
        &self.pocket.enrolment
    }

    /// Writes a record into the log; nothing is sent.
    ///
    /// # Errors
    /// Where the body cannot be written as JSON.
    pub fn record(&mut self, kind: RecordKind, body: Body) -> Result<RecordId> {
        self.pocket.record(kind, body, now())
    }

    /// How many entries wait for the office.
    pub fn waiting(&self) -> u64 {
        self.pocket.waiting()
    }

    /// How many entries the office refused.
    pub fn refused(&self) -> usize {
        self.pocket.refused()
    }

    /// How many records of the office it holds.
    pub fn mirrored(&self) -> usize {
        self.pocket.mirrored()
    }

    /// One round with the office, to its end.
    ///
    /// # Errors
    /// Where the round ended in trouble.
    pub fn sync(&mut self) -> Result<Status> {
        let mut waiting: VecDeque<Command> = self.pocket.tell(Event::Trigger(Trigger::Pressed)).into();
        ensure!(!waiting.is_empty(), "the engine waits by itself");
        while let Some(command) = waiting.pop_front() {
            let events = match self.pocket.obey(command) {
                Left::Done(events) => events,
                Left::Send(ticket, call) => {
                    vec![match self.api.call(&self.pocket.enrolment.token, &call) {
                        Ok(answer) => Event::Answered { ticket, answer },
                        Err(failure) => Event::Failed { ticket, failure },
                    }]
                }
                Left::WakeAt(_) => Vec::new(),
            };
            for event in events {
                waiting.extend(self.pocket.tell(event));
            }
        }
        let status = self.pocket.status().clone();
        match &status.trouble {
            None => Ok(status),
            Some(Failure::Rejected(kind)) => bail!("the office rejects the request: {kind}"),
            Some(failure) => bail!("the round came to nothing: {failure:?}"),
        }
    }
}
