//! For how long a busy office is asked again while somebody waits before the page.

use danvan_core::sync::{Moment, Waits};

/// So long altogether before it is left to the person: as on a day when a whole school joins by one network.
const PATIENCE_MS: u64 = 180_000;
/// Whatever an office or a proxy says, longer than this nobody waits before a page that does nothing.
const LONGEST_MS: u64 = 60_000;
/// Nor is it asked again sooner, also where it says "at once", or a time that has passed.
const SHORTEST_MS: u64 = 1_000;

/// The tries of one press.
#[derive(Debug)]
pub struct Patience {
    ends_ms: u64,
    waits: Waits<()>,
}

impl Patience {
    /// Somebody pressed.
    pub fn begin(now_ms: u64) -> Self {
        Self { ends_ms: now_ms + PATIENCE_MS, waits: Waits::default() }
    }

    /// It was busy: after how many milliseconds it is asked again, longer each time and never before what it asks for;
    /// `None` where that is left to the person, also where it does not say how long.
    pub fn wait_ms(&mut self, asked_s: Option<u32>, moment: Moment) -> Option<u64> {
        let asked_ms = u64::from(asked_s?) * 1_000;
        if asked_ms > LONGEST_MS || moment.now_ms >= self.ends_ms {
            return None;
        }
        let own_ms = self.waits.failed((), moment).saturating_sub(moment.now_ms);
        Some(own_ms.clamp(SHORTEST_MS, LONGEST_MS).max(asked_ms))
    }
}
