//! Who may: devices that enrol again, keys that hand over, revocations and what waits in quarantine, by the office's own
//! routes.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use danvan_core::bundle::{PublicKey, SecretKey};
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::proof;
use danvan_core::wire_bundles::DeviceKeyRequest;
use danvan_core::wire_people::{
    AllowanceRequest, DecisionRequest, QuarantineItem, QuarantineList, RevocationRequest,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{RealOffice, audit};
use crate::office::http::{self, Credential, Reply};
use crate::office::{Caller, enrolling, planted, turns};

/// What administrators have decided of devices.
#[derive(Default)]
pub(super) struct Judgements {
    /// Who decides; nobody until something is decided.
    administrator: Option<Caller>,
    /// By device, whether it is revoked.
    by_device: BTreeMap<DeviceId, bool>,
    /// How many entries the office had of each revoked device.
    lengths: BTreeMap<DeviceId, u64>,
}

/// What the console answered to a decision about what waits in quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It was taken, or left apart.
    Done,
    /// What comes before it is missing or differs: it goes on waiting.
    Waits,
    /// Neither.
    Failed(u16),
}

impl RealOffice {
    /// Makes a device known, if it is not, and says its token.
    pub(super) async fn meet(&mut self, caller: &Caller) -> Result<String> {
        let store = &self.process.store;
        if enrolling::enrol(store, &mut self.enrolled, caller, self.bug).await? {
            // A restored office meets it anew: what was decided about it stands.
            self.judge_again().await?;
        }
        let number = self.enrolled.get(&caller.device).copied().unwrap_or_default();
        Ok(enrolling::token(caller.device, number))
    }

    /// A device enrols again, with a fresh code for its person, its token, and a proof by the key of `caller`. Says
    /// whether the office took it.
    pub fn enrol_again(&mut self, caller: &Caller) -> bool {
        let mut enrolled = false;
        self.run(async |office| {
            office.meet(caller).await?;
            office.codes += 1;
            let how = (office.codes, office.bug);
            let store = &office.process.store;
            enrolled = enrolling::enrol_again(store, &mut office.enrolled, caller, how).await?;
            Ok(())
        });
        enrolled
    }

    /// Somebody with a code of their own tries to become a known device.
    pub fn take_over(&mut self, victim: &Caller, thief: &Caller) {
        self.run(async |office| {
            office.meet(victim).await?;
            office.codes += 1;
            let how = (office.codes, office.bug);
            let store = &office.process.store;
            enrolling::take_over(store, &office.enrolled, (victim, thief), how).await
        });
    }

    /// The key of a device hands over to the next one; says whether the office took it.
    pub fn hand_over(&mut self, caller: &Caller, from: &SecretKey, next: PublicKey) -> bool {
        let mut taken = false;
        self.run(async |office| {
            let token = office.meet(caller).await?;
            let by_previous = from.sign(&proof::key_change(caller.device, &next));
            let body = serde_json::to_vec(&DeviceKeyRequest { key: next, by_previous })?;
            let api = office.process.api.clone();
            let asked = http::put(api, "/api/v1/devices/me/key", Credential::Token(&token), body);
            let reply = turns::beside(&mut office.process.writer, asked).await;
            taken = reply.is_some_and(|reply| reply.status == 200);
            Ok(())
        });
        taken
    }

    /// An administrator revokes a device, or allows it again. It stays so through restores: whoever restores an office
    /// decides again what its backup does not know.
    pub fn judge(&mut self, administrator: &Caller, device: DeviceId, revoked: bool) {
        self.run(async |office| {
            office.judged.administrator = Some(administrator.clone());
            office.judged.by_device.insert(device, revoked);
            office.judge_again().await
        });
    }

    /// What waits in quarantine or was judged there.
    pub fn quarantine(&mut self, administrator: &Caller) -> Vec<QuarantineItem> {
        let mut items = Vec::new();
        self.run(async |office| {
            let reply = office.ask_console(administrator, "/api/v1/quarantine", None::<&()>).await?;
            let list: QuarantineList = read(&reply)?;
            items = list.items;
            Ok(())
        });
        items
    }

    /// Somebody decides about an item.
    pub fn decide(&mut self, administrator: &Caller, item: &str, take: bool) -> Judged {
        let mut judged = Judged::Failed(0);
        self.run(async |office| {
            let path = format!("/api/v1/quarantine/{item}/decision");
            let request = DecisionRequest { take, note: "Đã hỏi lại người ghi".to_owned() };
            let reply = office.ask_console(administrator, &path, Some(&request)).await?;
            judged = match reply.status {
                200 => Judged::Done,
                409 => Judged::Waits,
                status => Judged::Failed(status),
            };
            // What was taken does not count as heard of the device.
            office.judged.lengths.clear();
            office.remember_lengths().await?;
            office.read_on().await
        });
        judged
    }

    /// The entries of a log that the office has, in the log or in quarantine, from the first one on without a hole.
    pub fn has_anywhere(&mut self, administrator: &Caller, log: LogId) -> u64 {
        let mut parts: Vec<(u64, u64)> = self
            .quarantine(administrator)
            .iter()
            .filter(|item| item.log == log)
            .map(|item| (item.from, item.from + item.count))
            .collect();
        parts.sort_unstable();
        let in_log = self.books.logs.get(&log).map_or(0, |log| log.entries.len() as u64);
        parts.into_iter().fold(in_log, |has, (from, to)| if from <= has { has.max(to) } else { has })
    }

    /// Brings the database to what was decided.
    pub(super) async fn judge_again(&mut self) -> Result<()> {
        let Some(administrator) = self.judged.administrator.clone() else { return Ok(()) };
        for (device, revoked) in self.judged.by_device.clone() {
            if !self.enrolled.contains_key(&device) {
                continue;
            }
            let reply = if revoked {
                let reason = "Mất máy trên đường đi bản".to_owned();
                let path = format!("/api/v1/devices/{device}/revocation");
                self.ask_console(&administrator, &path, Some(&RevocationRequest { reason })).await?
            } else {
                let path = format!("/api/v1/devices/{device}/allowance");
                self.ask_console(&administrator, &path, Some(&AllowanceRequest { note: None })).await?
            };
            ensure!(reply.status == 200, "a judgement of {device} came to {}", reply.status);
        }
        planted::judged(self.bug, self.process.store.pool()).await?;
        self.judged.lengths.clear();
        self.remember_lengths().await
    }

    async fn remember_lengths(&mut self) -> Result<()> {
        for device in self.revoked_here() {
            let length = audit::entries_of(self.process.store.pool(), device).await?;
            self.judged.lengths.insert(device, length);
        }
        Ok(())
    }

    /// Nothing of a revoked device gets into its logs.
    pub(super) async fn check_revoked(&mut self) -> Result<()> {
        for (device, before) in self.judged.lengths.clone() {
            let now = audit::entries_of(self.process.store.pool(), device).await?;
            if now > before {
                self.found.push(("a revoked device is not heard", format!("{device}: {before} -> {now}")));
                self.judged.lengths.insert(device, now);
            }
        }
        Ok(())
    }

    fn revoked_here(&self) -> Vec<DeviceId> {
        let revoked = self.judged.by_device.iter().filter(|(_, revoked)| **revoked);
        revoked.map(|(device, _)| *device).filter(|device| self.enrolled.contains_key(device)).collect()
    }

    async fn ask_console(
        &mut self,
        console: &Caller,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Reply> {
        let session = enrolling::sign_in(&self.process.store, &mut self.enrolled, console).await?;
        let body = body.map(serde_json::to_vec).transpose()?;
        let asked = http::ask(self.process.api.clone(), path, Credential::Session(&session), body);
        turns::beside(&mut self.process.writer, asked).await.context("the console gets no answer")
    }
}

fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T> {
    ensure!(reply.status == 200, "the console was answered {}", reply.status);
    Ok(serde_json::from_slice(&reply.body)?)
}
