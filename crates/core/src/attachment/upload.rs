//! What both sides of an upload write into headers: [tus 1.0](https://tus.io/protocols/resumable-upload) with its
//! extensions creation, checksum and expiration.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::ids::{Digest, RecordId};

/// The version of the protocol, sent with every request and every answer.
pub const TUS_VERSION: &str = "1.0.0";
/// The media type of a chunk.
pub const CHUNK_TYPE: &str = "application/offset+octet-stream";
/// The status that says that a chunk was damaged on its way; it is to be sent again.
pub const CHECKSUM_MISMATCH: u16 = 460;

/// `Upload-Metadata` as the office reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadMetadata {
    /// The digest of the whole file.
    pub sha256: Digest,
    /// The file's name on the device.
    pub filename: Option<String>,
    /// Its media type as the device saw it.
    pub filetype: Option<String>,
    /// The record that it was added to.
    pub record: Option<RecordId>,
}

impl UploadMetadata {
    /// The header's value.
    pub fn to_header(&self) -> String {
        let values = [
            ("sha256", Some(self.sha256.to_string())),
            ("filename", self.filename.clone()),
            ("filetype", self.filetype.clone()),
            ("record", self.record.map(|record| record.to_string())),
        ];
        let pairs: Vec<String> = values
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
            .map(|(name, value)| format!("{name} {}", STANDARD.encode(value)))
            .collect();
        pairs.join(",")
    }

    /// Reads the header's value; nothing where it names no digest. What it says besides is not looked at.
    pub fn of_header(value: &str) -> Option<Self> {
        let of = |wanted: &str| {
            let mut pairs = value.split(',').filter_map(|pair| pair.trim().split_once(' '));
            let (_, encoded) = pairs.find(|(name, _)| *name == wanted)?;
            String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()
        };
        Some(Self {
            sha256: Digest::parse(&of("sha256")?)?,
            filename: of("filename"),
            filetype: of("filetype"),
            record: of("record").and_then(|text| RecordId::parse(&text)),
        })
    }
}

/// The value of `Upload-Checksum` for a chunk.
pub fn chunk_checksum(chunk: &[u8]) -> String {
    format!("sha256 {}", STANDARD.encode(Digest::of(&[chunk]).as_bytes()))
}

/// The two parts of `Upload-Checksum`: the algorithm's name and the digest. Nothing where it is no such value.
pub fn read_checksum(value: &str) -> Option<(&str, Vec<u8>)> {
    let (algorithm, encoded) = value.trim().split_once(' ')?;
    Some((algorithm, STANDARD.decode(encoded.trim()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn metadata_read_back_as_they_were_written(
            content: Vec<u8>, filename in prop::option::of("\\PC{1,30}"), filetype in prop::option::of("[a-z/]{1,12}"),
            random in prop::option::of(any::<[u8; 10]>()),
        ) {
            let record = random.map(|random| RecordId::from_random(1, random));
            let metadata = UploadMetadata { sha256: Digest::of(&[&content]), filename, filetype, record };
            let header = metadata.to_header();
            prop_assert!(header.is_ascii());
            prop_assert_eq!(UploadMetadata::of_header(&header), Some(metadata));
        }

        #[test]
        fn whatever_a_header_holds_reading_ends(text in "\\PC{0,80}") {
            let _ = (UploadMetadata::of_header(&text), read_checksum(&text));
        }
    }

    #[test]
    fn metadata_of_other_clients() {
        let digest = STANDARD.encode("0F".repeat(32));
        let header = format!("is_confidential, filename d29ybGQucGRm , sha256 {digest},record bm9uZQ==");
        let read = UploadMetadata::of_header(&header).unwrap();
        assert_eq!((read.filename.as_deref(), read.record), (Some("world.pdf"), None));
        assert_eq!(read.sha256.to_string(), "0f".repeat(32));
        assert_eq!(UploadMetadata::of_header("filename d29ybGQucGRm"), None);
    }

    #[test]
    fn a_checksum_is_that_of_its_chunk() {
        let (algorithm, digest) = {
            let value = chunk_checksum(b"danvan");
            let (algorithm, digest) = read_checksum(&value).unwrap();
            (algorithm.to_owned(), digest)
        };
        assert_eq!(
            (algorithm.as_str(), digest.as_slice()),
            ("sha256", Digest::of(&[b"danvan"]).as_bytes().as_slice())
        );
        assert_eq!(read_checksum("sha256"), None);
        assert_eq!(read_checksum("sha256 %%"), None);
    }
}
