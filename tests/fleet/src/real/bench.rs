//! How fast entries come into an office, and how many bytes each costs on the wire.

use std::sync::{Arc, Barrier};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};
use danvan_core::acceptance::{s2_nominations, s4_activities};
use danvan_core::access::Author;
use danvan_core::catalogue::{UnitId, bundled};
use danvan_core::entry::{Action, Chain, ENTRY_FORMAT, Entry};
use danvan_core::ids::{DeviceId, LogId, RecordId};
use danvan_core::record::{Body, RecordKind};
use danvan_core::sync::{Answer, Call};
use danvan_core::wire::{EnrolmentRequest, Push};
use serde_json::value::RawValue;

use super::Api;
use super::demo::Cast;
use crate::dice::Dice;

/// Entries of one measure, whatever the number of devices.
const BULK: usize = 6_400;
const SINGLY: usize = 640;
const BATCH: usize = 100;

/// Measures and prints lines of JSON.
///
/// # Errors
/// Where the office fails or refuses anything.
pub fn measure(office: &str, cast: &Cast) -> Result<()> {
    let mut bytes = 0.0;
    for (batch, all) in [(BATCH, BULK), (1, SINGLY)] {
        for devices in [1, 8, 32] {
            let run = run(office, cast, devices, all / devices, batch)?;
            let words = if batch == 1 { "one by one".to_owned() } else { format!("in batches of {batch}") };
            let name = format!("entries into the office, {words}, {devices} devices");
            say(&name, run.entries_per_s.round(), "entries/s", "");
            if batch == BATCH {
                bytes = run.bytes_per_entry;
            }
        }
    }
    say("bytes on the wire per entry in bulk (gzip)", bytes.round(), "bytes", "");
    Ok(())
}

struct Run {
    entries_per_s: f64,
    bytes_per_entry: f64,
}

/// One device with everything ready to be sent.
pub(super) struct Sender {
    pub(super) api: Api,
    pub(super) token: String,
    pub(super) log: LogId,
    pub(super) pushes: Vec<Push>,
}

fn run(office: &str, cast: &Cast, devices: usize, entries: usize, batch: usize) -> Result<Run> {
    let bodies = bodies()?;
    let senders: Result<Vec<Sender>> =
        (0..devices).map(|place| sender(office, cast, place, entries, batch, &bodies)).collect();
    let start = Arc::new(Barrier::new(devices + 1));
    let threads: Vec<_> = senders?
        .into_iter()
        .map(|sender| {
            let start = Arc::clone(&start);
            std::thread::spawn(move || {
                start.wait();
                sender.send()
            })
        })
        .collect();
    start.wait();
    let begun = Instant::now();
    let mut bytes = 0;
    for thread in threads {
        bytes += thread.join().map_err(|_| anyhow!("a sender panicked"))??;
    }
    let (all, seconds) = ((devices * entries) as f64, begun.elapsed().as_secs_f64());
    Ok(Run { entries_per_s: all / seconds, bytes_per_entry: bytes as f64 / all })
}

impl Sender {
    /// Sends everything; returns the bytes of the bodies.
    fn send(mut self) -> Result<u64> {
        let before = self.api.sent_bytes;
        for push in self.pushes {
            let sent = push.entries.len();
            let answer = self.api.call(&self.token, &Call::Push { log: self.log, push });
            let Ok(Answer::Pushed(answer)) = answer else { anyhow::bail!("the office answers {answer:?}") };
            let refused = answer.verdicts.iter().find(|verdict| verdict.refused());
            ensure!(answer.verdicts.len() == sent && refused.is_none(), "refused: {refused:?}");
        }
        Ok(self.api.sent_bytes - before)
    }
}

pub(super) fn sender(
    office: &str,
    cast: &Cast,
    place: usize,
    entries: usize,
    batch: usize,
    bodies: &[(RecordKind, Body)],
) -> Result<Sender> {
    let now = u64::try_from(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_nanos() / 1_000,
    )?;
    let mut dice = Dice::new(now ^ ((place as u64) << 48));
    let (device, log) = (
        DeviceId::from_random(now / 1_000, dice.ten_bytes()),
        LogId::from_random(now / 1_000, dice.ten_bytes()),
    );
    let mut api = Api::new(office);
    let code = cast.code("doan_ket_mttq")?.to_owned();
    let enrolment = api.enrol(&EnrolmentRequest {
        code,
        device,
        log,
        device_name: "Máy đo".to_owned(),
        key: None,
        proof: None,
        machine: false,
    })?;
    let mut chain = Chain::open(log);
    let mut pushes = Vec::new();
    let mut written = 0;
    while written < entries {
        let head = chain.head();
        let mut texts = Vec::new();
        for _ in 0..batch.min(entries - written) {
            let (kind, body) = bodies.get((place + written) % bodies.len()).context("no bodies")?;
            let record = RecordId::from_random(now / 1_000, dice.ten_bytes());
            let text = text(record, *kind, body, &enrolment.author, &enrolment.home)?;
            texts.push(RawValue::from_string(chain.append(text).text)?);
            written += 1;
        }
        let last = chain.head().digest;
        pushes.push(Push { from: head.length, previous: head.digest, last, entries: texts, signature: None });
    }
    Ok(Sender { api, token: enrolment.token, log, pushes })
}

fn text(record: RecordId, kind: RecordKind, body: &Body, author: &Author, unit: &UnitId) -> Result<String> {
    let entry = Entry {
        format: ENTRY_FORMAT,
        author: author.clone(),
        device_time: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
        record,
        kind,
        base: 0,
        mirrored: None,
        action: Action::Create { unit: unit.clone(), body: body.clone() },
    };
    Ok(entry.to_text()?)
}

pub(super) fn bodies() -> Result<Vec<(RecordKind, Body)>> {
    let catalogue = bundled("12").context("no catalogue of Lai Châu")?;
    let activities = s4_activities(&catalogue).into_iter().map(|sample| (RecordKind::Activity, sample.body));
    let nominations =
        s2_nominations(&catalogue).into_iter().map(|sample| (RecordKind::Nomination, sample.body));
    Ok(activities.chain(nominations).collect())
}

pub(super) fn say(name: &str, value: f64, unit: &str, goal: &str) {
    println!("{}", serde_json::json!({"name": name, "value": value, "unit": unit, "goal": goal}));
}
