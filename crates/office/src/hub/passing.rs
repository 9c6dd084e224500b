//! Passing on: up the line what the province lacks, down the line whom the hub serves, the catalogue and the feed.
//!
//! Four tasks share the line. *Rounds* ask whom the hub serves and bring what is short of every log ([`logs`]). What is long
//! or takes long goes *beside* them in two lanes ([`lanes`]). The feed and the catalogue come *down* after each round
//! ([`down`]). None of them waits for another.

mod adopting;
mod beside;
mod down;
mod lanes;
mod logs;
mod one_log;
mod pauses;
mod shares;

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use danvan_core::bundle::PublicKey;
use danvan_core::ids::DeviceId;
use danvan_core::sync::{Moment, Waits, asked_s};
use tokio::sync::watch;

use self::lanes::Lane;
pub(super) use self::lanes::Lanes;
use super::known::Known;
use super::{Hub, Line, UpstreamError};
use crate::hub_wire::HubDevices;
use crate::secrets::random_bytes;
use crate::store::StoreError;

/// How often the hub asks by itself.
const INTERVAL: Duration = Duration::from_secs(60);
/// The kind of the problem of a machine whose code was not one for machines.
const ROLE_MAY_NOT: &str = "/problems/role-may-not";
/// What devices bring within this time travels together.
const GATHERING: Duration = Duration::from_secs(1);

/// What one round brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Entries that the province has now and had not before.
    pub entries: u64,
    /// Records that came down.
    pub records: u64,
    /// Logs of which the province did not take the rest.
    pub refused: u64,
    /// Logs whose rest waits: the province is at work on their devices, or they did not get through.
    pub left: u64,
    /// Logs whose rest no device has signed: it waits until one does.
    pub unsigned: u64,
    /// Bundles on which the province has given its word.
    pub bundles: u64,
}

/// What came of a bundle on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hub) enum Brought {
    /// The province has given its word.
    Answered,
    /// It did not take it, and says why.
    NotTaken,
    /// It is at work on another push of the device.
    DeviceBusy,
}

/// Why a round ended early. What was done is kept; the next round goes on.
#[derive(Debug, thiserror::Error)]
pub enum PassingError {
    /// The province.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    /// The hub's own file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PassingError {
    /// For whoever stands before the hub's page; the log has the particulars.
    fn words(&self) -> String {
        match self {
            Self::Upstream(UpstreamError::Unreachable(_) | UpstreamError::Slow(_)) => {
                "Mất đường truyền, hoặc máy chủ của tỉnh không trả lời.".to_owned()
            }
            Self::Upstream(UpstreamError::Busy { .. }) => "Máy chủ của tỉnh đang bận.".to_owned(),
            Self::Upstream(UpstreamError::TooLarge) => {
                "Máy chủ của tỉnh không nhận nhiều như vậy một lần.".to_owned()
            }
            Self::Upstream(UpstreamError::Refused(refusal)) => format!("Tỉnh không nhận: {}", refusal.words),
            // Enrolled before there was a role for machines.
            Self::Upstream(UpstreamError::Unknown(refusal)) if refusal.kind == ROLE_MAY_NOT => {
                "Máy khu vực cần kích hoạt lại bằng mã dành cho máy khu vực: xin mã ở tỉnh, rồi bật lại một lần với \
                 --hub-code."
                    .to_owned()
            }
            Self::Upstream(UpstreamError::Unknown(refusal)) => {
                format!("Tỉnh chưa nhận ra máy khu vực này: {}", refusal.words)
            }
            Self::Store(_) => "Tệp dữ liệu của máy khu vực có lỗi.".to_owned(),
        }
    }
}

impl Hub {
    /// Goes on until it is told to stop: a round at every change, and by the minute; beside the rounds what is long, and
    /// what comes down.
    pub async fn keep_passing(self, mut stop: watch::Receiver<bool>) {
        let beside = async {
            tokio::join!(self.keep_lane(Lane::Short), self.keep_lane(Lane::Long), self.keep_reading());
        };
        tokio::select! {
            () = self.go_rounds() => {}
            () = beside => {}
            _ = stop.wait_for(|stopped| *stopped) => {}
        }
    }

    async fn go_rounds(&self) {
        let mut waits = Waits::default();
        let started = Instant::now();
        loop {
            let round = self.round.lock().await;
            let went = self.go_round().await;
            drop(round);
            let wait = match went {
                Ok((passed, more)) => {
                    waits.succeeded(&());
                    if passed.entries > 0 {
                        tracing::info!(entries = passed.entries, "passed on");
                        // What has become of them.
                        self.down.notify_one();
                    }
                    if let Err(error) = self.note_if_all_passed(&passed).await {
                        tracing::warn!(%error, "that all was passed on was not kept");
                    }
                    if more {
                        self.wanted.notify_one();
                    }
                    None
                }
                Err(error) => {
                    tracing::warn!(%error, "the round to the province ended early");
                    let asked = match &error {
                        PassingError::Upstream(UpstreamError::Busy { retry_after_s }) => *retry_after_s,
                        _ => None,
                    };
                    let dice = random_bytes::<4>().map_or(u32::MAX, u32::from_le_bytes);
                    // A dead line is tried by the minute at least: people stand beside it and wait.
                    let now_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                    let due_ms = waits.failed((), Moment { now_ms, dice });
                    let wait = Duration::from_millis(due_ms.saturating_sub(now_ms)).min(INTERVAL);
                    Some(wait + Duration::from_secs(u64::from(asked_s(asked))))
                }
            };
            if let Err(error) = self.write_contacts().await {
                tracing::warn!(%error, "last contacts were not kept");
            }
            match wait {
                Some(wait) => tokio::time::sleep(wait).await,
                None => {
                    // A time without news is as good as news.
                    let _ = tokio::time::timeout(INTERVAL, self.wanted.notified()).await;
                    tokio::time::sleep(GATHERING).await;
                }
            }
        }
    }

    /// One round with the province, and all that goes beside the rounds, one after the other; what was put off is tried too.
    /// For whoever hurries it: the program itself does all of it beside one another.
    ///
    /// # Errors
    /// See [`PassingError`].
    pub async fn pass_on(&self) -> Result<Passed, PassingError> {
        let _round = self.round.lock().await;
        let _lanes = (self.in_lane(Lane::Short).lock().await, self.in_lane(Lane::Long).lock().await);
        let _reading = self.reading.lock().await;
        self.lanes().forget_waits();
        let (mut passed, mut more) = self.go_round().await?;
        while more {
            let further;
            (further, more) = self.go_round().await?;
            passed.entries += further.entries;
            (passed.refused, passed.left, passed.unsigned) =
                (further.refused, further.left, further.unsigned);
        }
        loop {
            let mut due = false;
            for lane in [Lane::Short, Lane::Long] {
                while let Some(beside) = self.take_turn(lane).await? {
                    due = true;
                    passed.entries += beside.entries;
                    passed.bundles += beside.bundles;
                    passed.refused += beside.refused;
                }
            }
            if !due {
                break;
            }
        }
        passed.left += self.lanes().logs();
        let down = self.fetch_down().await;
        if let Err(error) = &down {
            self.set_line(Line::Down(error.words()));
        }
        passed.records = down?;
        self.note_if_all_passed(&passed).await?;
        Ok(passed)
    }

    /// Whom the hub serves, and what is short of their logs; whether more of the list waits.
    async fn go_round(&self) -> Result<(Passed, bool), PassingError> {
        let went = self.list_and_logs().await;
        match &went {
            Ok(_) => self.set_line(Line::Up),
            Err(error) => self.set_line(Line::Down(error.words())),
        }
        self.beside.notify_waiters();
        went
    }

    async fn list_and_logs(&self) -> Result<(Passed, bool), PassingError> {
        let now_ms = self.clock.unix_ms();
        let asked = self.known().asked(now_ms);
        let list = self.upstream.devices(&asked).await?;
        let listed = self.known().told(list);
        let list = &listed.list;
        self.file.met(&list.epoch, now_ms).await?;
        self.file.keep_devices(list).await?;
        self.known().kept(&listed);
        self.sessions.end_others(&signers(list));
        // Whatever becomes of the logs.
        self.down.notify_one();
        let wanted = self.receipts_wanted().await?;
        self.lanes().want_receipts(wanted);
        Ok((self.pass_logs(&listed).await?, listed.more))
    }

    async fn note_if_all_passed(&self, passed: &Passed) -> Result<(), StoreError> {
        let waits = passed.refused + passed.unsigned + passed.left + self.lanes().logs();
        if waits == 0 && self.file.bundles_waiting().await? == 0 {
            self.file.passed(self.clock.unix_ms()).await?;
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn in_lane(&self, lane: Lane) -> &tokio::sync::Mutex<()> {
        match lane {
            Lane::Short => &self.short_lane,
            Lane::Long => &self.long_lane,
        }
    }
}

/// The keys with which devices open sessions, as the province has just named them.
fn signers(list: &HubDevices) -> BTreeMap<DeviceId, PublicKey> {
    let served = list.devices.iter().filter(|device| !device.revoked);
    served.filter_map(|device| Some((device.device, device.key?))).collect()
}
