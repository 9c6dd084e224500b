//! The lanes at work: see [`super::lanes`].

use std::time::Duration;

use danvan_core::ids::DeviceId;
use danvan_core::sync::asked_s;

use super::lanes::{Beside, Fork, Item, LONG_BYTES, Lane, Turn};
use super::logs::Fate;
use super::one_log::{Came, PUSH_BYTES, Way};
use super::shares::{Clocked, Shares};
use super::{Brought, Passed, PassingError};
use crate::hub::store::{HubLog, WaitingBundle};
use crate::hub::{Hub, Line, UpstreamError};
use crate::store::StoreResult;

/// What a log has of the short lane before another device has its turn, in milliseconds; one push or piece at least.
const TURN_MS: i64 = 5_000;
/// How often a lane looks for what is due, beside being told.
const LOOKS: Duration = Duration::from_secs(5);
/// How long the lanes wait for a province that is busy and does not say how long, or does not know this hub.
const CLOSED_MS: i64 = 60_000;

impl Hub {
    /// Works in one lane until it is dropped. While the line is down nothing is tried: the rounds try it.
    pub(super) async fn keep_lane(&self, lane: Lane) {
        loop {
            let turn = {
                let _alone = self.in_lane(lane).lock().await;
                match self.line() {
                    Line::Up => self.take_turn(lane).await,
                    Line::Untried | Line::Down(_) => Ok(None),
                }
            };
            match turn {
                Ok(Some(passed)) => {
                    if passed.entries + passed.bundles > 0 {
                        tracing::info!(
                            entries = passed.entries,
                            bundles = passed.bundles,
                            ?lane,
                            "passed on beside the rounds"
                        );
                        // What has become of it.
                        self.down.notify_one();
                    }
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, ?lane, "the hub's file"),
            }
            // A time without news is as good as news.
            let _ = tokio::time::timeout(LOOKS, self.beside.notified()).await;
        }
    }

    /// One thing of a lane; nothing where none is due. Whoever asks has the lane to itself.
    pub(super) async fn take_turn(&self, lane: Lane) -> StoreResult<Option<Passed>> {
        let now_ms = self.clock.unix_ms();
        let bundles = self.file.bundles_to_pass(now_ms).await?;
        let next = self.lanes().next(lane, &bundles, now_ms);
        let Some(turn) = next else { return Ok(None) };
        let mut passed = Passed::default();
        let came = match &turn {
            Turn::Log(beside) => self.turn_of_log(lane, beside, &mut passed).await,
            Turn::Bundle(bundle) => {
                let came = self.pass_bundle(bundle).await;
                self.after_bundle(bundle, came, &mut passed).await
            }
            Turn::Receipt(device) => {
                self.lanes().asked_receipt(*device);
                let came = self.fetch_receipt(*device).await;
                self.after_receipt(*device, came)
            }
        };
        self.lanes().put_down(&turn);
        match came {
            Ok(()) => Ok(Some(passed)),
            Err(PassingError::Store(error)) => Err(error),
            Err(PassingError::Upstream(error)) => {
                tracing::warn!(%error, ?lane, "the lanes wait");
                let wait_ms = match error {
                    UpstreamError::Busy { retry_after_s: asked @ Some(_) } => {
                        i64::from(asked_s(asked)) * 1_000
                    }
                    _ => CLOSED_MS,
                };
                self.lanes().close(self.clock.unix_ms(), wait_ms);
                Ok(Some(passed))
            }
        }
    }

    async fn turn_of_log(
        &self,
        lane: Lane,
        beside: &Beside,
        passed: &mut Passed,
    ) -> Result<(), PassingError> {
        let standing = &beside.standing;
        let Some(mut log) = self.file.log(standing.log).await?.filter(|log| log.device == standing.device)
        else {
            self.lanes().done(standing.log);
            return Ok(());
        };
        let shares = &Shares::of(TURN_MS);
        if let Some(fork) = beside.fork {
            let left = match self.adopt_for_a_turn(&log, fork, shares).await {
                Ok(left) => left,
                Err(error) => {
                    self.fate_of(&log, standing, Err(error)).await?;
                    return Ok(());
                }
            };
            self.lanes().goes_on(log.log, left, false);
            match self.file.log(log.log).await? {
                Some(known) if left.is_none() => log = known,
                _ => return Ok(()),
            }
        }
        let one = &Shares::of(0);
        let way = match lane {
            Lane::Short => Way { bytes: PUSH_BYTES, travels_max: LONG_BYTES, shares, one_at_least: true },
            // One segment, then the short lane has the log again.
            Lane::Long => Way { bytes: 1, travels_max: u64::MAX, shares: one, one_at_least: true },
        };
        let came = self.pass_log(&log, standing, &way, &mut passed.entries).await;
        let left = matches!(came, Ok(Came::Left));
        match self.fate_of(&log, standing, came).await? {
            Fate::Beside(fork, long) => self.lanes().goes_on(log.log, fork, long),
            Fate::Through { refused } => {
                passed.refused += u64::from(refused);
                self.lanes().done(log.log);
                self.wanted.notify_one();
            }
            Fate::PutOff(_) => {}
        }
        if left {
            // The other lane may have it now.
            self.beside.notify_waiters();
        }
        Ok(())
    }

    /// Takes pieces over for as long as a turn is; where it has come to, or nothing where all of it stands here.
    async fn adopt_for_a_turn(
        &self,
        log: &HubLog,
        fork: Fork,
        shares: &Shares,
    ) -> Result<Option<Fork>, PassingError> {
        let time = Clocked::begin(shares, log.device, &self.clock);
        let mut at = fork;
        loop {
            let Some(next) = self.adopt(log, at).await? else { return Ok(None) };
            at = next;
            self.lanes().goes_on(log.log, Some(at), false);
            if time.used_up() {
                return Ok(Some(at));
            }
        }
    }

    async fn after_bundle(
        &self,
        bundle: &WaitingBundle,
        came: Result<Brought, PassingError>,
        passed: &mut Passed,
    ) -> Result<(), PassingError> {
        let (item, device) = (Item::Bundle(bundle.digest), bundle.device);
        let now_ms = self.clock.unix_ms();
        match came {
            Ok(Brought::Answered) => {
                self.lanes().got_through(item, device);
                self.lanes().want_receipts([device]);
                self.beside.notify_waiters();
                self.wanted.notify_one();
                passed.bundles += 1;
            }
            Ok(Brought::NotTaken) => {}
            Ok(Brought::DeviceBusy) => self.lanes().busy(device, now_ms),
            Err(PassingError::Upstream(
                trouble @ (UpstreamError::Unreachable(_) | UpstreamError::Slow(_)),
            )) => {
                tracing::warn!(%trouble, "did not get through: bundle={}", bundle.digest);
                self.lanes().failed(item, now_ms);
                self.not_through(bundle.digest).await?;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn after_receipt(&self, device: DeviceId, came: Result<(), PassingError>) -> Result<(), PassingError> {
        let item = Item::Receipt(device);
        match came {
            Err(PassingError::Upstream(
                trouble @ (UpstreamError::Unreachable(_) | UpstreamError::Slow(_)),
            )) => {
                tracing::warn!(%trouble, "no receipt for device={device}");
                self.lanes().failed(item, self.clock.unix_ms());
                Ok(())
            }
            Ok(()) => {
                self.lanes().got_through(item, device);
                Ok(())
            }
            error => error,
        }
    }
}
