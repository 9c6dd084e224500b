//! How much goes into one chunk: what a dropped line costs is one chunk, what a good line wastes is the wait between
//! two of them.

/// The first chunk.
const START: u64 = 64 * 1024;
/// Smaller ones would spend more on headers and waiting than they save.
const LEAST: u64 = 8 * 1024;
/// Larger ones gain nothing on any line.
const MOST: u64 = 256 * 1024;
/// A chunk answered within this time may grow.
const QUICK_MS: u64 = 2_000;
/// A chunk that takes longer is in danger of the next drop.
const SLOW_MS: u64 = 10_000;

/// The size of the next chunk, by what became of the ones before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace(u64);

impl Default for Pace {
    fn default() -> Self {
        Self(START)
    }
}

impl Pace {
    /// Bytes of the next chunk.
    pub fn bytes(self) -> u64 {
        self.0
    }

    /// Whether it cannot get smaller.
    pub fn is_least(self) -> bool {
        self.0 <= LEAST
    }

    /// A chunk arrived after so long.
    pub fn arrived(&mut self, took_ms: u64) {
        if took_ms <= QUICK_MS {
            self.0 = (self.0 * 2).min(MOST);
        } else if took_ms > SLOW_MS {
            self.lost();
        }
    }

    /// A chunk was lost.
    pub fn lost(&mut self) {
        self.0 = (self.0 / 2).max(LEAST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_on_good_lines_and_shrinks_on_bad_ones_within_its_bounds() {
        let mut pace = Pace::default();
        for _ in 0..10 {
            pace.arrived(300);
        }
        assert_eq!(pace.bytes(), MOST);
        for _ in 0..10 {
            pace.lost();
        }
        assert_eq!((pace.bytes(), pace.is_least()), (LEAST, true));
        pace.arrived(QUICK_MS + 1);
        assert_eq!(pace.bytes(), LEAST);
    }

    /// WebPageTest's EDGE: 200 kbit/s up, 840 ms there and back.
    #[test]
    fn on_edge_a_chunk_stays_within_a_few_seconds() {
        let took = |bytes: u64| 840 + bytes * 8 / 200;
        let mut pace = Pace::default();
        for _ in 0..20 {
            assert!(took(pace.bytes()) < 5_000);
            pace.arrived(took(pace.bytes()));
        }
        assert_eq!(pace.bytes(), START);
    }
}
