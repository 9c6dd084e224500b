//! A whole province returns at once: every device has three weeks of entries and its own engine, over real HTTP on
//! this machine alone. What is measured is what a person feels, and what the office needs for it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use danvan_core::access::Role;
use danvan_core::catalogue::bundled;
use danvan_core::record::{Body, RecordKind};
use danvan_core::sync::{Command, Event, Phase, Trigger};
use danvan_core::wire_console::{EnrolmentCodeRequest, EnrolmentReach};
use tokio::sync::Semaphore;
use tokio::task::LocalSet;

use super::ChildOffice;
use super::bench::{bodies, say};
use super::demo::Cast;
use super::line::Line;
use super::pocket::{Left, Pocket, asking, now};

/// Three weeks without a signal.
const AWAY: TimeDelta = TimeDelta::weeks(3);
/// Devices that enrol at a time.
const ENROLLING: usize = 8;
/// A device that is not through after this long is a failure.
const PATIENCE: Duration = Duration::from_secs(600);

/// Who returns.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// How many devices.
    pub devices: usize,
    /// How many entries each has written while it was away.
    pub entries: usize,
    /// What makes them begin.
    pub trigger: Trigger,
}

/// How it went.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Milliseconds of each request that was answered with what was asked for, in order of size.
    pub answered_ms: Vec<f64>,
    /// Milliseconds from the beginning until each device had everything at the office and the feed read.
    pub drained_ms: Vec<f64>,
    /// Answers 429.
    pub too_often: u64,
    /// Answers 503.
    pub busy: u64,
    /// Requests that came to nothing.
    pub lost: u64,
    /// Bytes of bodies sent.
    pub sent_bytes: u64,
}

impl Told {
    /// The value below which so many hundredths of them lie.
    pub fn percentile(sorted: &[f64], hundredths: usize) -> f64 {
        let place = (sorted.len() * hundredths).div_ceil(100).max(1) - 1;
        sorted.get(place).copied().unwrap_or_default()
    }
}

/// Lets them return; they enrol with `codes`, in turns. Every entry of every device is at the office and answered when
/// this returns. `ready` is called when all are enrolled and none has begun.
///
/// # Errors
/// Where a device does not get through, or the office refuses anything.
pub fn run(office: &str, codes: &[String], load: Load, ready: impl FnOnce()) -> Result<Told> {
    // Each device holds a connection.
    rlimit::increase_nofile_limit(u64::MAX).context("raising the number of open files")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let fleet = enrolled(office, codes, load).await?;
        ready();
        let (told, begun) = (Rc::new(RefCell::new(Told::default())), Instant::now());
        let alive: Vec<_> = fleet
            .into_iter()
            .map(|(pocket, line)| {
                tokio::task::spawn_local(returns(pocket, line, load, begun, Rc::clone(&told)))
            })
            .collect();
        for device in alive {
            device.await.context("a device panicked")??;
        }
        let mut told = told.take();
        told.answered_ms.sort_by(f64::total_cmp);
        told.drained_ms.sort_by(f64::total_cmp);
        Ok(told)
    })
}

/// Measures both ways in which many return and prints lines of JSON: as the app does it after the network has come
/// back, and as if everybody pressed the button in the same second.
///
/// # Errors
/// Where a device does not get through.
pub fn measure(program: &Path, devices: usize, entries: usize) -> Result<()> {
    for (words, trigger) in
        [("the network returns", Trigger::Online), ("all press in the same second", Trigger::Pressed)]
    {
        let office = ChildOffice::start(program)?;
        let codes = codes(office.url(), office.cast(), devices)?;
        let mut before = None;
        // Enrolling takes memory of its own, for the slow digests of codes.
        let ready = || before = office.begin_to_watch_memory();
        let told = run(office.url(), &codes, Load { devices, entries, trigger }, ready)?;
        let name = |what: &str| format!("{devices} devices with {entries} entries each, {words}: {what}");
        let of = Told::percentile;
        say(&name("all entries at the office and answered"), (devices * entries) as f64, "entries", "");
        say(&name("an answer, p50"), of(&told.answered_ms, 50).round(), "ms", "");
        say(&name("an answer, p99"), of(&told.answered_ms, 99).round(), "ms", "");
        say(&name("a device is through, p50"), of(&told.drained_ms, 50).round(), "ms", "");
        say(&name("a device is through, p99"), of(&told.drained_ms, 99).round(), "ms", "");
        say(&name("the last device is through"), of(&told.drained_ms, 100).round(), "ms", "");
        say(&name("requests answered"), told.answered_ms.len() as f64, "requests", "");
        say(&name("answers 429 (too often)"), told.too_often as f64, "answers", "");
        say(&name("answers 503 (busy)"), told.busy as f64, "answers", "");
        say(&name("requests lost"), told.lost as f64, "requests", "");
        if let (Some(before), Some(most)) = (before, office.memory_most_mb()) {
            say(&name("memory of the office before"), before, "MB", "");
            say(&name("most memory of the office"), most, "MB", "");
        }
    }
    Ok(())
}

/// A code for each commune of today, good for its share of the devices, issued by the demonstration's administrator.
///
/// # Errors
/// As the office answers.
pub fn codes(office: &str, cast: &Cast, devices: usize) -> Result<Vec<String>> {
    let catalogue = bundled("12").context("no catalogue of Lai Châu")?;
    let communes: Vec<_> = catalogue.units_today().map(|unit| unit.id.clone()).collect();
    let uses = u32::try_from(devices.div_ceil(communes.len()))?;
    let mut administrator = cast.console(office, "quantri")?;
    let mut codes = Vec::new();
    for unit in communes.into_iter().take(devices) {
        codes.push(administrator.issue(&EnrolmentCodeRequest {
            reach: EnrolmentReach::Units { units: vec![unit] },
            role: Role::FieldOfficer,
            person: "Người của đội máy".to_owned(),
            person_id: None,
            organisation: None,
            uses: Some(uses),
            days: None,
        })?);
    }
    Ok(codes)
}

/// The devices, enrolled, with what they wrote while they were away. None has a connection open.
async fn enrolled(office: &str, codes: &[String], load: Load) -> Result<Vec<(Pocket, Line)>> {
    let bodies = Rc::new(bodies()?);
    let turns = Rc::new(Semaphore::new(ENROLLING));
    let enrolling: Vec<_> = (0..load.devices)
        .map(|place| {
            let (turns, bodies) = (Rc::clone(&turns), Rc::clone(&bodies));
            let (office, code) = (office.to_owned(), codes[place % codes.len()].clone());
            tokio::task::spawn_local(async move {
                let _turn = turns.acquire().await?;
                let (request, dice) = asking(&code, "Máy của đội", place as u64)?;
                let enrolment = Line::new(&office)?.enrol(&request).await?;
                let mut pocket = Pocket::new(enrolment, request.log, dice);
                write(&mut pocket, &bodies, place, load.entries)?;
                Ok::<_, anyhow::Error>((pocket, Line::new(&office)?))
            })
        })
        .collect();
    let mut fleet = Vec::with_capacity(load.devices);
    for device in enrolling {
        fleet.push(device.await.context("a device panicked")??);
    }
    Ok(fleet)
}

fn write(pocket: &mut Pocket, bodies: &[(RecordKind, Body)], place: usize, entries: usize) -> Result<()> {
    let left = now() - AWAY;
    for number in 0..entries {
        let (kind, body) = bodies.get((place * entries + number) % bodies.len()).context("no bodies")?;
        let since = AWAY.num_seconds() * i64::try_from(number)? / i64::try_from(entries)?;
        pocket.record(*kind, body.clone(), left + TimeDelta::seconds(since))?;
    }
    Ok(())
}

/// One device, from the network's return until it has nothing more to say and to hear.
async fn returns(
    mut pocket: Pocket,
    line: Line,
    load: Load,
    begun: Instant,
    told: Rc<RefCell<Told>>,
) -> Result<()> {
    let mut commands: VecDeque<Command> = pocket.tell(Event::Trigger(load.trigger)).into();
    let mut wake_ms = None;
    loop {
        while let Some(command) = commands.pop_front() {
            let events = match pocket.obey(command) {
                Left::Done(events) => events,
                Left::WakeAt(at_ms) => {
                    wake_ms = Some(at_ms);
                    Vec::new()
                }
                Left::Send(ticket, call) => {
                    let sent = line.call(&pocket.enrolment.token, &call).await;
                    let mut told = told.borrow_mut();
                    told.sent_bytes += sent.bytes as u64;
                    match sent.status {
                        429 => told.too_often += 1,
                        503 => told.busy += 1,
                        0 => told.lost += 1,
                        _ => told.answered_ms.push(sent.took.as_secs_f64() * 1_000.0),
                    }
                    vec![match sent.outcome {
                        Ok(answer) => Event::Answered { ticket, answer },
                        Err(failure) => Event::Failed { ticket, failure },
                    }]
                }
            };
            for event in events {
                commands.extend(pocket.tell(event));
            }
        }
        let status = pocket.status();
        if pocket.waiting() == 0 && status.complete && status.phase == Phase::Idle && status.trouble.is_none()
        {
            break;
        }
        ensure!(begun.elapsed() < PATIENCE, "a device is not through: {status:?}");
        let at_ms = wake_ms.context("a device waits for nothing")?;
        tokio::time::sleep(Duration::from_millis(at_ms.saturating_sub(pocket.now_ms()))).await;
        commands.extend(pocket.tell(Event::Trigger(Trigger::Timer)));
    }
    ensure!(pocket.refused() == 0, "{} entries were refused", pocket.refused());
    ensure!(pocket.mirrored() >= load.entries, "a device does not see its own records");
    told.borrow_mut().drained_ms.push(begun.elapsed().as_secs_f64() * 1_000.0);
    Ok(())
}
