//! Requests that were turned away, counted: strangers can make as many of them as their line carries, and a line in the log
//! for each would fill the disk.

use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;

/// What is told when somebody is turned away: not yet, not so much, not so slowly, not without a name, not here.
const TURNED_AWAY: [StatusCode; 6] = [
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::UNAUTHORIZED,
    StatusCode::MISDIRECTED_REQUEST,
];
/// How long it is counted before a line says how many there were.
const APART: Duration = Duration::from_secs(10);
/// More addresses are not told apart.
const ADDRESSES_MAX: usize = 1_000;

/// A count since the last line; cheap to clone.
#[derive(Clone)]
pub struct Refusals {
    counts: Arc<Mutex<Counts>>,
    apart: Duration,
}

impl Default for Refusals {
    fn default() -> Self {
        Self { counts: Arc::default(), apart: APART }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    of: BTreeMap<u16, u64>,
    from: HashSet<IpAddr>,
}

impl Counts {
    fn words(&self) -> String {
        let counts: Vec<String> =
            self.of.iter().map(|(status, count)| format!("{status} x {count}")).collect();
        let more = if self.from.len() < ADDRESSES_MAX { "" } else { " or more" };
        format!("{} from {}{more} addresses", counts.join(", "), self.from.len())
    }
}

impl Refusals {
    /// Counts an answer, if it is one of these. A line follows after a while.
    pub fn count(&self, status: StatusCode, from: Option<IpAddr>) -> bool {
        if !TURNED_AWAY.contains(&status) {
            return false;
        }
        let first = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            let first = counts.of.is_empty();
            *counts.of.entry(status.as_u16()).or_default() += 1;
            if counts.from.len() < ADDRESSES_MAX {
                counts.from.extend(from);
            }
            first
        };
        if first {
            let counting = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(counting.apart).await;
                // Taken also where nobody listens to this level.
                let words = counting.taken().words();
                tracing::warn!("turned away: {words}");
            });
        }
        true
    }

    fn taken(&self) -> Counts {
        std::mem::take(&mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn thousands_are_one_line_and_none_is_forgotten() {
        let counting = Refusals { apart: Duration::from_millis(200), ..Refusals::default() };
        for number in 0..50_000_u32 {
            let status =
                if number % 5 == 0 { StatusCode::UNAUTHORIZED } else { StatusCode::SERVICE_UNAVAILABLE };
            assert!(counting.count(status, Some(IpAddr::from((number % 3_000).to_be_bytes()))));
        }
        assert!(!counting.count(StatusCode::OK, None));
        let words = counting.taken().words();
        assert_eq!(words, "401 x 10000, 503 x 40000 from 1000 or more addresses");
        assert!(counting.count(StatusCode::TOO_MANY_REQUESTS, None));
        let mut waited = 0;
        while !counting.counts.lock().unwrap().of.is_empty() && waited < 200 {
            tokio::time::sleep(counting.apart / 2).await;
            waited += 1;
        }
        assert_eq!(counting.taken(), Counts::default(), "it was told");
    }
}
