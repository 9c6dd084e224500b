//! A segment as the quarantine keeps it.

use danvan_core::bundle::BundledFile;
use danvan_core::entry::SealedEntry;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire::Push;
use danvan_core::wire_people::Road;
use serde_json::value::RawValue;

use super::holds::{self, Titles};
use crate::intake::CheckedPush;
use crate::store::{Arriving, Quarantined, Span, StoreError, StoreResult};

/// A segment whose texts, digests and signature are right, as it arrived.
pub struct Arrived<'a> {
    /// Its device, which is revoked.
    pub device: DeviceId,
    /// The log.
    pub log: LogId,
    /// By which road.
    pub road: Road,
    /// The segment.
    pub push: &'a CheckedPush,
    /// The bundle that it lay in.
    pub bundle: Option<(&'a [u8], &'a [BundledFile])>,
}

/// What the store asks of it.
pub(super) struct Segment<'a> {
    pub(super) arrived: &'a Arrived<'a>,
    /// What of it the log has already.
    pub(super) in_log: usize,
    pub(super) titles: Titles,
    pub(super) now_ms: i64,
    pub(super) span: Span,
}

/// Where a segment lies, without its first entries.
pub(super) fn span(arrived: &Arrived<'_>, skip: usize) -> Span {
    let push = arrived.push;
    let whole = std::iter::once(push.previous.digest).chain(push.entries.iter().map(|entry| entry.digest));
    let files = arrived.bundle.map_or(&[][..], |(_, files)| files);
    let mut files: Vec<Digest> = files.iter().map(|file| Digest::of(&[&file.content])).collect();
    files.sort_unstable();
    files.dedup();
    Span { from: push.previous.length + skip as u64, chain: whole.skip(skip).collect(), files }
}

impl Arriving for Segment<'_> {
    fn device(&self) -> DeviceId {
        self.arrived.device
    }

    fn log(&self) -> LogId {
        self.arrived.log
    }

    fn span(&self) -> &Span {
        &self.span
    }

    fn rest(&self, skip: usize) -> StoreResult<(Quarantined, Vec<u8>)> {
        let Arrived { device, log, road, push, bundle } = *self.arrived;
        let skip = self.in_log + skip;
        let entries = push.entries.get(skip..).unwrap_or_default();
        let from = push.previous.length + skip as u64;
        let content = match bundle {
            Some((file, _)) if skip == 0 => file.to_vec(),
            _ => cut(push, entries, from)?,
        };
        let head = push.head();
        let numbers = [from.to_be_bytes(), head.length.to_be_bytes()].concat();
        let (device_bytes, log_bytes) = (device.as_bytes(), log.as_bytes());
        let mut named: Vec<&[u8]> = vec![b"danvan quarantine 2", device_bytes, log_bytes, &numbers];
        named.push(head.digest.as_bytes());
        named.extend(self.span.files.iter().map(|file| file.as_bytes().as_slice()));
        let segment = Quarantined {
            item: Digest::of(&named),
            device,
            log,
            from,
            count: entries.len() as u64,
            road,
            bytes: content.len() as u64,
            arrived_ms: self.now_ms,
            holds: holds::of(&self.titles, entries, bundle.map_or(0, |(_, files)| files.len() as u64)),
            in_log: false,
            decision: None,
        };
        Ok((segment, content))
    }
}

/// The rest of a segment as a push: its signature is over the head it ends in, wherever it begins.
fn cut(push: &CheckedPush, entries: &[SealedEntry], from: u64) -> StoreResult<Vec<u8>> {
    let corrupt = |error: serde_json::Error| StoreError::corrupt("push", error);
    let before = push.entries.iter().find(|entry| entry.number + 1 == from);
    let texts: Result<Vec<_>, _> =
        entries.iter().map(|entry| RawValue::from_string(entry.text.clone())).collect();
    let push = Push {
        from,
        previous: before.map_or(push.previous.digest, |entry| entry.digest),
        last: push.head().digest,
        entries: texts.map_err(corrupt)?,
        signature: push.signature,
    };
    serde_json::to_vec(&push).map_err(corrupt)
}
