//! The office's clock as `governor` reads it: time that passes, and is never set.

use std::time::Duration;

use crate::clock::Clock;

/// See the module's head.
#[derive(Clone, Debug)]
pub struct Steady(Clock);

impl Steady {
    pub fn of(clock: &Clock) -> Self {
        Self(clock.clone())
    }
}

impl governor::clock::Clock for Steady {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.steady()
    }
}
