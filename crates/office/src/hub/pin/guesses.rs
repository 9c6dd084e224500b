//! How many PINs may be tried: of one machine, and of all together.
//!
//! In a district's network machines have addresses of their own, other than in the province's view, where a commune
//! shares one. One machine tries ten at once and one a minute: 1,440 a day of 100 million. All together try sixty at once
//! and one in twenty seconds, 4,320 a day, and find one of eight digits after 31 years on average.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{NotUntil, Quota, RateLimiter};

const OF_ONE_AT_ONCE: NonZeroU32 = NonZeroU32::new(10).unwrap();
const OF_ONE_EACH: Duration = Duration::from_secs(60);
const OF_ALL_AT_ONCE: NonZeroU32 = NonZeroU32::new(60).unwrap();
const OF_ALL_EACH: Duration = Duration::from_secs(20);
/// Machines that are remembered before those are forgotten that have not tried for a while.
const MACHINES: usize = 256;

type Plain<C> = NoOpMiddleware<<C as Clock>::Instant>;

/// What was tried.
#[derive(Debug)]
pub(super) struct Guesses<C: Clock = DefaultClock> {
    clock: C,
    machines: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, C, Plain<C>>,
    all: RateLimiter<NotKeyed, InMemoryState, C, Plain<C>>,
}

impl Default for Guesses {
    fn default() -> Self {
        Self::by(DefaultClock::default())
    }
}

impl<C: Clock + Clone> Guesses<C> {
    fn by(clock: C) -> Self {
        // Neither period is nothing; `governor` knows of no other reason.
        let quota = |each: Duration, burst: NonZeroU32| {
            Quota::with_period(each).unwrap_or(Quota::per_hour(NonZeroU32::MIN)).allow_burst(burst)
        };
        Self {
            machines: RateLimiter::hashmap_with_clock(quota(OF_ONE_EACH, OF_ONE_AT_ONCE), clock.clone()),
            all: RateLimiter::direct_with_clock(quota(OF_ALL_EACH, OF_ALL_AT_ONCE), clock.clone()),
            clock,
        }
    }

    /// Counts one, right or wrong. An error is the seconds to wait.
    pub fn count(&self, from: Option<IpAddr>) -> Result<(), u64> {
        if self.machines.len() > MACHINES {
            self.machines.retain_recent();
        }
        if let Some(from) = from {
            self.machines.check_key(&machine(from)).map_err(|not| self.wait_s(&not))?;
        }
        self.all.check().map_err(|not| self.wait_s(&not))
    }

    fn wait_s(&self, not: &NotUntil<C::Instant>) -> u64 {
        let wait = not.wait_time_from(self.clock.now());
        wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
    }
}

/// One machine may have as many addresses of version 6 as it likes within its network's.
fn machine(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn one_machine_tries_ten_and_then_one_a_minute_and_others_are_not_kept_out() {
        let clock = FakeRelativeClock::default();
        let guesses = Guesses::by(clock.clone());
        let from = |last: u8| Some(IpAddr::from([10, 0, 0, last]));
        let tries = |from| (0..50).filter(|_| guesses.count(from).is_ok()).count();
        assert_eq!(tries(from(1)), 10);
        assert_eq!(guesses.count(from(1)), Err(60));
        assert_eq!(tries(from(2)), 10);
        clock.advance(Duration::from_secs(61));
        assert_eq!(tries(from(1)), 1);
    }

    #[test]
    fn all_together_try_sixty_and_memory_is_bounded() {
        let clock = FakeRelativeClock::default();
        let guesses = Guesses::by(clock.clone());
        let mut good = 0;
        for number in 0..5_000u32 {
            good += usize::from(guesses.count(Some(IpAddr::from(number.to_be_bytes()))).is_ok());
            clock.advance(Duration::from_secs(1));
        }
        assert!((60..=60 + 5_000 / 20 + 1).contains(&good), "{good}");
        assert!(guesses.machines.len() <= MACHINES + 1, "{}", guesses.machines.len());
    }

    #[test]
    fn addresses_of_one_network_of_version_six_are_one_machine() {
        let guesses = Guesses::by(FakeRelativeClock::default());
        let tries = (0..50u128).filter(|last| {
            let address = Ipv6Addr::from(0x2001_0db8_0000_0000_0000_0000_0000_0000 + last);
            guesses.count(Some(address.into())).is_ok()
        });
        assert_eq!(tries.count(), 10);
    }
}
