//! Bodies, as they come in: by bytes and by time.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use bytes::BytesMut;
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

/// Weak networks stall for half a minute and go on.
const GRACE: Duration = Duration::from_secs(60);
/// A few hundred bytes come with the headers.
const STRANGERS_GRACE: Duration = Duration::from_secs(20);
/// Behind the grace, a body comes at this pace at least: a tenth of the slowest network's, 20 kbit/s.
const BYTES_A_SECOND: u64 = 256;
/// Whatever its pace, a body has come by then: 32 MiB at 37 kbit/s. Who was revoked meanwhile goes on no longer.
const ALL_WITHIN: Duration = Duration::from_secs(2 * 3_600);
/// A file that a stranger brings to a hub comes over the district's own network.
const STRANGERS_FILE_GRACE: Duration = Duration::from_secs(30);
/// The longest one, 32 MiB, takes half an hour at this pace.
const STRANGERS_FILE_BYTES_A_SECOND: u64 = 16 * 1024;

/// How much of a body is kept, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub(super) bytes_max: usize,
    pub(super) grace: Duration,
    pub(super) bytes_a_second: u64,
    /// The time in which all of it has come.
    pub(super) all_within: Duration,
}

impl Measure {
    /// For a device or a person.
    pub fn of_known(bytes_max: usize) -> Self {
        Self { bytes_max, grace: GRACE, bytes_a_second: BYTES_A_SECOND, all_within: ALL_WITHIN }
    }

    /// For a file that a device or a person brings, however long it is.
    pub fn of_known_file() -> Self {
        Self::of_known(usize::MAX)
    }

    /// For those whom nobody knows.
    pub fn of_stranger(bytes_max: usize) -> Self {
        Self { bytes_max, grace: STRANGERS_GRACE, bytes_a_second: BYTES_A_SECOND, all_within: ALL_WITHIN }
    }

    /// For a file that somebody brings whom nobody knows, however long it is.
    pub fn of_strangers_file() -> Self {
        Self {
            bytes_max: usize::MAX,
            grace: STRANGERS_FILE_GRACE,
            bytes_a_second: STRANGERS_FILE_BYTES_A_SECOND,
            all_within: ALL_WITHIN,
        }
    }

    /// Until when the next bytes must have come.
    pub(super) fn deadline(&self, began: Instant, bytes: usize) -> Instant {
        let paced = Duration::from_millis((bytes as u64).saturating_mul(1_000) / self.bytes_a_second);
        began + (self.grace + paced).min(self.all_within)
    }
}

/// What came of a body.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// All of it.
    Whole(Bytes),
    /// It is longer than its measure; what came of it was dropped.
    TooLong,
    /// It took too long.
    TooSlow,
    /// It broke off.
    Broken,
}

/// Reads a body to its end, keeping as much as the measure says. Of a longer one, the rest is dropped as it comes, up to
/// `dropped_max` bytes in all: the other side is still sending, and would not read the answer.
pub async fn receive(mut body: Body, measure: Measure, dropped_max: usize) -> Received {
    let began = Instant::now();
    let (mut kept, mut bytes) = (BytesMut::new(), 0_usize);
    loop {
        let frame = match timeout_at(measure.deadline(began, bytes), body.frame()).await {
            Err(_) => return Received::TooSlow,
            Ok(None) => break,
            Ok(Some(Err(_))) => return Received::Broken,
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(data) = frame.into_data() else { continue };
        bytes = bytes.saturating_add(data.len());
        if bytes <= measure.bytes_max {
            kept.extend_from_slice(&data);
        } else {
            kept = BytesMut::new();
            if bytes > dropped_max {
                break;
            }
        }
    }
    if bytes > measure.bytes_max { Received::TooLong } else { Received::Whole(kept.freeze()) }
}

/// Reads and drops a body that nobody wants, up to so many bytes.
pub async fn drop_rest(body: Body, bytes_max: usize) {
    receive(body, Measure::of_stranger(0), bytes_max).await;
}

/// What is left of a body once its handler has answered.
pub struct Rest(Arc<Mutex<Body>>);

impl Rest {
    /// Reads and drops it, up to so many bytes.
    pub async fn drop(self, bytes_max: usize) {
        let body = std::mem::take(&mut *self.0.lock().await);
        drop_rest(body, bytes_max).await;
    }
}

/// A body for a handler that reads it while it comes. It fails where it is too slow.
pub fn paced(body: Body, measure: Measure) -> (Body, Rest) {
    let shared = Arc::new(Mutex::new(body));
    let began = Instant::now();
    let frames = stream::unfold((shared.clone(), 0_usize), move |(body, bytes)| async move {
        let next =
            timeout_at(measure.deadline(began, bytes), async { body.lock().await.frame().await }).await;
        let data = match next {
            Ok(None) => return None,
            Ok(Some(frame)) => frame.map(|frame| frame.into_data().unwrap_or_default()),
            Err(late) => Err(axum::Error::new(late)),
        };
        let bytes = bytes.saturating_add(data.as_ref().map_or(0, Bytes::len));
        Some((data, (body, bytes)))
    });
    // Readers may ask again behind the end, as the one that unpacks does.
    (Body::from_stream(frames.fuse()), Rest(shared))
}
