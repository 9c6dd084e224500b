//! What is sealed inside a bundle: a segment of the log as JSON, then the attachments' bytes.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::format::Reader;
use super::{BUNDLE_BYTES_MAX, BUNDLE_ENTRIES_MAX, BUNDLE_FILES_MAX, BundleProblem};
use crate::ids::{Digest, RecordId};
use crate::wire::Push;

/// An attachment that travels in a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundledFile {
    /// The digest that the record names it by. What was damaged on the device has another one: who takes the bundle in
    /// compares, so that one bad photo does not hold up the rest.
    pub sha256: Digest,
    /// The record that names it.
    pub record: RecordId,
    /// Its name there.
    pub name: String,
    /// Its kind, as the device believes.
    pub mime: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// The list at the beginning.
#[derive(Serialize, Deserialize)]
struct List {
    from: u64,
    previous: Digest,
    last: Digest,
    #[serde(deserialize_with = "crate::bounded::refused_beyond::<_, _, BUNDLE_ENTRIES_MAX>")]
    entries: Vec<Box<RawValue>>,
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "crate::bounded::refused_beyond::<_, _, BUNDLE_FILES_MAX>"
    )]
    files: Vec<Listed>,
}

#[derive(Serialize, Deserialize)]
struct Listed {
    sha256: Digest,
    bytes: u64,
    record: RecordId,
    name: String,
    mime: String,
}

/// The clear bytes; nothing where there is more than a bundle holds.
pub fn write(push: &Push, files: &[BundledFile]) -> Option<Vec<u8>> {
    if push.entries.len() > BUNDLE_ENTRIES_MAX || files.len() > BUNDLE_FILES_MAX {
        return None;
    }
    let list = List {
        from: push.from,
        previous: push.previous,
        last: push.last,
        entries: push.entries.clone(),
        files: files
            .iter()
            .map(|file| Listed {
                sha256: file.sha256,
                bytes: file.content.len() as u64,
                record: file.record,
                name: file.name.clone(),
                mime: file.mime.clone(),
            })
            .collect(),
    };
    let list = serde_json::to_vec(&list).ok()?;
    let mut clear =
        Vec::with_capacity(list.len() + files.iter().map(|file| file.content.len()).sum::<usize>());
    super::format::push_counted(&mut clear, &list)?;
    files.iter().for_each(|file| clear.extend_from_slice(&file.content));
    Some(clear)
}

/// The segment and the attachments back, each under the digest it is listed by, which nobody has compared yet.
pub fn read(clear: &[u8]) -> Result<(Push, Vec<BundledFile>), BundleProblem> {
    let mut reader = Reader(clear);
    let list = reader.counted(BUNDLE_BYTES_MAX).map_err(|_| BundleProblem::Damaged)?;
    let list: List = serde_json::from_slice(list).map_err(|_| BundleProblem::Damaged)?;
    let mut files = Vec::with_capacity(list.files.len());
    for listed in list.files {
        let count = usize::try_from(listed.bytes).map_err(|_| BundleProblem::Damaged)?;
        let content = reader.take(count).map_err(|_| BundleProblem::Damaged)?.to_vec();
        let Listed { sha256, record, name, mime, .. } = listed;
        files.push(BundledFile { sha256, record, name, mime, content });
    }
    if !reader.0.is_empty() {
        return Err(BundleProblem::Damaged);
    }
    let push = Push {
        from: list.from,
        previous: list.previous,
        last: list.last,
        entries: list.entries,
        signature: None,
    };
    Ok((push, files))
}
