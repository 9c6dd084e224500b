//! A collection: many files in one, for a stick. A tar archive, so that both sides work while it passes and neither
//! holds more of it than one file. Its names are shown and never used as paths; what is no plain file is passed over.

mod archive;

use std::io::{self, Read};

use axum::body::Body;
use bytes::Bytes;
use danvan_core::bundle::BundleProblem;
use futures_util::TryStreamExt;
use tokio::sync::mpsc;
use tokio_util::io::{StreamReader, SyncIoBridge};

use archive::{BLOCK, read};

pub use archive::Member;

/// The largest collection.
const BYTES_MAX: u64 = 8 << 30;

/// Reads the files of a collection out of a body, one at a time. A body that is no archive is one file by itself. Each
/// file is as large as `file_bytes_max` at most. The body is read to its end, whatever is in it.
pub fn members(body: Body, file_bytes_max: usize) -> mpsc::Receiver<Member> {
    let (give, members) = mpsc::channel(1);
    let stream = body.into_data_stream().map_err(io::Error::other);
    let reader = SyncIoBridge::new(StreamReader::new(Box::pin(stream)));
    tokio::task::spawn_blocking(move || {
        let mut sent =
            |member| give.blocking_send(member).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe));
        if let Err(error) = read(&mut reader.take(BYTES_MAX), file_bytes_max as u64, &mut sent) {
            tracing::info!(%error, "a collection ends early");
            // The one who asked may be gone.
            let _ = give.blocking_send(Member::wrong(BundleProblem::Truncated));
        }
    });
    members
}

/// One file of a collection as it is written.
pub fn member(name: &str, at_ms: i64, file: &[u8]) -> io::Result<Bytes> {
    let mut header = tar::Header::new_ustar();
    header.set_path(name)?;
    header.set_size(file.len() as u64);
    header.set_mode(0o644);
    header.set_mtime(u64::try_from(at_ms / 1000).unwrap_or_default());
    header.set_cksum();
    let mut bytes = Vec::with_capacity(BLOCK + file.len().next_multiple_of(BLOCK));
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(file);
    bytes.resize(BLOCK + file.len().next_multiple_of(BLOCK), 0);
    Ok(bytes.into())
}

/// What stands behind the last file.
pub fn end() -> Bytes {
    Bytes::from_static(&[0; 2 * BLOCK])
}

/// The size of a collection of files of these sizes.
pub fn written_bytes(files: impl Iterator<Item = u64>) -> u64 {
    let block = BLOCK as u64;
    files.map(|bytes| block + bytes.next_multiple_of(block)).sum::<u64>() + 2 * block
}

#[cfg(test)]
mod tests;
