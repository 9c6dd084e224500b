//! A collection: many files in one, for a stick. A tar archive, so that both sides work while it passes and neither
//! holds more of it than one file. Its names are shown and never used as paths; what is no plain file is passed over.

use std::io::{self, Cursor, Read};

use axum::body::Body;
use bytes::Bytes;
use danvan_core::bundle::BundleProblem;
use futures_util::TryStreamExt;
use tokio::sync::mpsc;
use tokio_util::io::{StreamReader, SyncIoBridge};

/// Files in one collection.
const MEMBERS_MAX: usize = 5_000;
/// The largest collection.
const BYTES_MAX: u64 = 8 << 30;
/// The unit of the format.
const BLOCK: usize = 512;
/// The longest name that is shown, in characters.
const NAME_MAX: usize = 200;

/// A file of a collection, or what is wrong in its place.
#[derive(Debug)]
pub struct Member {
    /// Its name there; none for a file that came by itself.
    pub name: Option<String>,
    /// The file.
    pub content: Result<Bytes, BundleProblem>,
}

impl Member {
    fn wrong(problem: BundleProblem) -> Self {
        Self { name: None, content: Err(problem) }
    }
}

/// Reads the files of a collection out of a body, one at a time. A body that is no archive is one file by itself. Each
/// file is as large as `file_bytes_max` at most. The body is read to its end, whatever is in it.
pub fn members(body: Body, file_bytes_max: usize) -> mpsc::Receiver<Member> {
    let (give, members) = mpsc::channel(1);
    let stream = body.into_data_stream().map_err(io::Error::other);
    let reader = SyncIoBridge::new(StreamReader::new(Box::pin(stream)));
    tokio::task::spawn_blocking(move || {
        let mut reader = Counting { inner: reader.take(BYTES_MAX), bytes: 0 };
        if let Err(error) = read(&mut reader, file_bytes_max as u64, &give) {
            tracing::info!(%error, "a collection ends early");
            // The one who asked may be gone.
            let _ = give.blocking_send(Member::wrong(BundleProblem::Truncated));
        }
    });
    members
}

fn read(reader: &mut Counting<impl Read>, file_max: u64, give: &mpsc::Sender<Member>) -> io::Result<()> {
    let mut head = Vec::with_capacity(BLOCK);
    reader.by_ref().take(BLOCK as u64).read_to_end(&mut head)?;
    // An archive of no files is empty blocks.
    let empty = head.len() == BLOCK && head.iter().all(|byte| *byte == 0);
    let archive = empty || head.get(257..262) == Some(b"ustar");
    let mut whole = Cursor::new(head).chain(reader.by_ref());
    if !archive {
        let mut file = Vec::new();
        whole.by_ref().take(file_max + 1).read_to_end(&mut file)?;
        let fits = file.len() as u64 <= file_max;
        let content = if fits { Ok(file.into()) } else { Err(BundleProblem::TooLarge) };
        io::copy(&mut whole, &mut io::sink())?;
        return sent(give, Member { name: None, content });
    }
    let unpacked = unpack(&mut whole, file_max, give);
    io::copy(&mut whole, &mut io::sink())?;
    // The format's end is two empty blocks. With less than one of them, files behind the last one may be missing.
    if reader.bytes < unpacked? + BLOCK as u64 {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
    }
    Ok(())
}

/// Gives what is in an archive; where its last member ends.
fn unpack(reader: &mut impl Read, file_max: u64, give: &mpsc::Sender<Member>) -> io::Result<u64> {
    let mut end = 0;
    // Raw: no long names, no sparse files. Nobody here writes them, and they have no bounds.
    for (count, entry) in tar::Archive::new(reader).entries()?.raw(true).enumerate() {
        if count >= MEMBERS_MAX {
            sent(give, Member::wrong(BundleProblem::TooLarge))?;
            break;
        }
        let mut entry = entry?;
        end = entry.raw_file_position().saturating_add(entry.size()).next_multiple_of(BLOCK as u64);
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = path.rsplit(['/', '\\']).next().map(|name| name.chars().take(NAME_MAX).collect());
        let bytes = entry.size();
        let content = if bytes > file_max {
            Err(BundleProblem::TooLarge)
        } else {
            let mut file = Vec::new();
            entry.read_to_end(&mut file)?;
            if file.len() as u64 == bytes { Ok(file.into()) } else { Err(BundleProblem::Truncated) }
        };
        sent(give, Member { name, content })?;
    }
    Ok(end)
}

fn sent(give: &mpsc::Sender<Member>, member: Member) -> io::Result<()> {
    give.blocking_send(member).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
}

/// A reader that knows how much came out of it.
struct Counting<R> {
    inner: R,
    bytes: u64,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes = self.bytes.saturating_add(read as u64);
        Ok(read)
    }
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
