//! Reading a collection from any reader: what is pure about it. The fuzz target of `fuzz/` compiles this file by itself.

use std::io::{self, Cursor, Read};

use bytes::Bytes;
use danvan_core::bundle::BundleProblem;

/// Files in one collection.
pub const MEMBERS_MAX: usize = 5_000;
/// The unit of the format.
pub const BLOCK: usize = 512;
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
    /// What is wrong where a file should be.
    pub fn wrong(problem: BundleProblem) -> Self {
        Self { name: None, content: Err(problem) }
    }
}

/// Reads the files of a collection, one at a time. What is no archive is one file by itself. Each file is as large as
/// `file_max` at most. It is read to its end, whatever is in it, unless nobody takes a file.
///
/// # Errors
/// Where it ends early, the reader fails, or `give` does.
pub fn read(
    reader: &mut impl Read,
    file_max: u64,
    give: &mut impl FnMut(Member) -> io::Result<()>,
) -> io::Result<()> {
    let mut reader = Counting { inner: reader, bytes: 0 };
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
        return give(Member { name: None, content });
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
fn unpack(
    reader: &mut impl Read,
    file_max: u64,
    give: &mut impl FnMut(Member) -> io::Result<()>,
) -> io::Result<u64> {
    let mut end = 0;
    // Raw: no long names, no sparse files. Nobody here writes them, and they have no bounds.
    for (count, entry) in tar::Archive::new(reader).entries()?.raw(true).enumerate() {
        if count >= MEMBERS_MAX {
            give(Member::wrong(BundleProblem::TooLarge))?;
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
        give(Member { name, content })?;
    }
    Ok(end)
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
