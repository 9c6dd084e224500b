//! What a record says of its files.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ids::Digest;
use crate::record::fields::{self, ATTACHMENTS};
use crate::record::{Body, Record};

/// What a file is to its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttachmentKind {
    /// A photo.
    Photo,
    /// A paper.
    Document,
    /// Something else, and whatever a later version calls its files.
    Other,
}

impl AttachmentKind {
    /// The code as bodies carry it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Photo => "anh",
            Self::Document => "van_ban",
            Self::Other => "khac",
        }
    }

    /// What a code says.
    pub fn of_code(code: &str) -> Self {
        match code {
            "anh" => Self::Photo,
            "van_ban" => Self::Document,
            _ => Self::Other,
        }
    }
}

/// One file of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentMeta {
    /// Tells the item from the others of its list.
    pub key: String,
    /// What it is to the record.
    pub kind: AttachmentKind,
    /// The name that it had on the device, to show.
    pub name: Option<String>,
    /// The media type as its author's device saw it. The office goes by the content.
    pub mime: Option<String>,
    /// The number of bytes.
    pub bytes: u64,
    /// The digest of the bytes: the file's name everywhere.
    pub sha256: Digest,
    /// What its author says of it.
    pub caption: Option<String>,
}

impl AttachmentMeta {
    /// Reads an item of the list; nothing where it names no bytes.
    pub fn of_item(item: &Body) -> Option<Self> {
        let owned = |field| fields::text(item, field).map(str::to_owned);
        Some(Self {
            key: owned("key")?,
            kind: AttachmentKind::of_code(fields::text(item, "kind").unwrap_or_default()),
            name: owned("name"),
            mime: owned("mime"),
            bytes: fields::whole(item, "bytes").unwrap_or(0),
            sha256: Digest::parse(fields::text(item, "sha256")?)?,
            caption: owned("caption"),
        })
    }

    /// The item as a body carries it.
    pub fn to_item(&self) -> Body {
        let mut item = Body::new();
        fields::set_text(&mut item, "key", &self.key);
        fields::set_text(&mut item, "kind", self.kind.code());
        fields::set_text(&mut item, "name", self.name.as_deref().unwrap_or_default());
        fields::set_text(&mut item, "mime", self.mime.as_deref().unwrap_or_default());
        fields::set_whole(&mut item, "bytes", Some(self.bytes));
        fields::set_text(&mut item, "sha256", &self.sha256.to_string());
        fields::set_text(&mut item, "caption", self.caption.as_deref().unwrap_or_default());
        item
    }
}

/// The files of a body, in the order in which they stand. An item that names no bytes is none.
pub fn attachments_of(body: &Body) -> Vec<AttachmentMeta> {
    fields::items(body, ATTACHMENTS).filter_map(AttachmentMeta::of_item).collect()
}

/// Every file that a record names, in its content, in a value that waits for a person's choice, or in its history: who
/// reaches the record reaches these bytes, where one who might show them has named them there.
pub(super) fn files_named_by(record: &Record) -> impl Iterator<Item = AttachmentMeta> {
    let waiting = record.proposals.iter().map(|proposal| (Some(&proposal.at), proposal.written.as_ref()));
    let told = record.trail.iter().flat_map(|step| {
        let replaced = step.replaced.iter().map(|replaced| (Some(&replaced.at), Some(&replaced.value)));
        replaced.chain(step.settled.iter().map(|settled| (settled.at.as_ref(), settled.written.as_ref())))
    });
    let beside = waiting.chain(told).filter(|(at, _)| at.is_some_and(|at| at.field == ATTACHMENTS));
    let beside = beside.filter_map(|(_, value)| match value? {
        Value::Object(item) => AttachmentMeta::of_item(item),
        _ => None,
    });
    attachments_of(&record.body).into_iter().chain(beside)
}

/// The hash of each of them.
pub fn digests_named_by(record: &Record) -> BTreeSet<Digest> {
    files_named_by(record).map(|meta| meta.sha256).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Author;
    use crate::entry::FieldPath;
    use crate::ids::{LogId, RecordId, UserId};
    use crate::record::{Proposal, RecordKind, Replaced, Settled, TrailStep};
    use serde_json::json;

    fn photo(key: &str) -> AttachmentMeta {
        AttachmentMeta {
            key: key.to_owned(),
            kind: AttachmentKind::Photo,
            name: Some("Ảnh đối thoại.jpg".to_owned()),
            mime: Some("image/jpeg".to_owned()),
            bytes: 204_800,
            sha256: Digest::of(&[key.as_bytes()]),
            caption: None,
        }
    }

    #[test]
    fn an_item_reads_back_as_it_was_written() {
        let paper = AttachmentMeta { kind: AttachmentKind::Document, name: None, mime: None, ..photo("b") };
        let mut body = Body::new();
        fields::set_item(&mut body, ATTACHMENTS, "key", photo("a").to_item());
        fields::set_item(&mut body, ATTACHMENTS, "key", paper.to_item());
        assert_eq!(attachments_of(&body), [photo("a"), paper]);
    }

    #[test]
    fn what_names_no_bytes_is_no_file() {
        let body = json!({ "attachments": [
            { "key": "a" }, { "sha256": "0f".repeat(32) }, { "key": "b", "sha256": "0f" }, "c", null,
            { "key": "d", "sha256": "0f".repeat(32), "kind": "video", "bytes": "many" },
        ]});
        let found = attachments_of(body.as_object().unwrap());
        let [only] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((only.key.as_str(), only.kind, only.bytes), ("d", AttachmentKind::Other, 0));
    }

    #[test]
    fn a_file_that_waits_for_a_choice_or_gave_way_to_one_is_named_too() {
        let mut body = Body::new();
        fields::set_item(&mut body, ATTACHMENTS, "key", photo("a").to_item());
        let waits = |field: &str, key: &str| Proposal {
            at: FieldPath::item(field, key),
            seen: None,
            written: Some(Value::Object(photo(key).to_item())),
            author: Author { id: UserId::from_random(1, [1; 10]), name: "Lò Văn Bun".to_owned() },
            written_as: None,
            device_time: "2026-11-22T07:30:00+07:00".parse().unwrap(),
            log: LogId::from_random(1, [1; 10]),
            number: 1,
            revision: 1,
        };
        let left = waits(ATTACHMENTS, "d");
        let step = TrailStep {
            revision: 2,
            did: "change".to_owned(),
            author: left.author.clone(),
            written_as: None,
            device_time: left.device_time,
            received_at: None,
            reason: None,
            changed: Vec::new(),
            log: None,
            device: None,
            replaced: vec![Replaced {
                at: FieldPath::item(ATTACHMENTS, "e"),
                value: Value::Object(photo("e").to_item()),
            }],
            settled: vec![Settled::proposal(left, false)],
        };
        let record = Record {
            id: RecordId::from_random(1, [1; 10]),
            kind: RecordKind::Activity,
            unit: "03466@2025-07-01".into(),
            revision: 1,
            state: "submitted".to_owned(),
            code: None,
            body,
            proposals: vec![waits(ATTACHMENTS, "b"), waits("follow_ups", "c")],
            withdrawals: Vec::new(),
            deleted: false,
            applied: Default::default(),
            trail: vec![step],
        };
        let named = ["a", "b", "d", "e"].map(|key| photo(key).sha256);
        assert_eq!(digests_named_by(&record), named.into());
    }
}
