//! Everything that waits in one file, to be carried to the province where there is no line.

use std::io;

use bytes::Bytes;
use danvan_core::bundle::BundleHeader;
use futures_util::{Stream, StreamExt, stream};

use crate::collection::{end, member, written_bytes};
use crate::hub::Hub;
use crate::store::StoreResult;

/// The copy of what waits, made while it is read.
pub struct Stick {
    /// Its size.
    pub bytes: u64,
    /// Its pieces. What it holds counts as copied once the last one was taken.
    pub pieces: std::pin::Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>,
}

impl Hub {
    /// Copies what waits; nothing where nothing does.
    ///
    /// # Errors
    /// Where the hub's file cannot be read.
    pub async fn copy_bundles(&self) -> StoreResult<Option<Stick>> {
        let mut waiting = self.file.bundles().await?;
        waiting.retain(|bundle| bundle.answer.is_none());
        if waiting.is_empty() {
            return Ok(None);
        }
        let bytes = written_bytes(waiting.iter().map(|bundle| bundle.bytes));
        let digests: Vec<_> = waiting.iter().map(|bundle| bundle.row.digest).collect();
        let (hub, reading) = (self.clone(), self.clone());
        let members = stream::iter(waiting).then(move |bundle| {
            let hub = reading.clone();
            async move {
                let gone = || io::Error::other("a bundle was passed on meanwhile");
                let file = hub.file.bundle_file(bundle.row.digest).await.map_err(io::Error::other)?;
                let name = name(&bundle.row.header.ok_or_else(gone)?, &bundle.row.digest.to_string());
                member(&name, hub.clock.unix_ms(), &file.ok_or_else(gone)?)
            }
        });
        let last = stream::once(async move {
            let now_ms = hub.clock.unix_ms();
            hub.file.bundles_copied(&digests, now_ms).await.map_err(io::Error::other)?;
            Ok(end())
        });
        Ok(Some(Stick { bytes, pieces: Box::pin(members.chain(last)) }))
    }
}

/// Tells people whose it is, and no two files are called the same.
fn name(header: &BundleHeader, digest: &str) -> String {
    let device = header.device.to_string();
    let device = device.rsplit('-').next().unwrap_or_default();
    let (first, last) = (header.from + 1, header.head().length);
    let digest: String = digest.chars().take(8).collect();
    format!("goi-{device}-{first}-{last}-{digest}.danvan")
}
