//! Which files an entry brings to its record, told from those that it only says again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::meta::{AttachmentMeta, attachments_of, files_named_by};
use super::{ATTACHMENTS, digests_named_by};
use crate::entry::Action;
use crate::ids::Digest;
use crate::record::Record;

/// The files that an entry brings to the record as it stood before, each with whether the record named it nowhere.
///
/// An item that says again what the record says, or has said, under that item's key brings nothing: whoever corrects a
/// caption, undoes a change or takes one of two values shows nobody a file. Nor does a choice bring any: what it saw and
/// what it takes stand in the record by other entries. A file that the record names already, at another item, is
/// brought by those alone who have its bytes.
pub fn files_brought_by(action: &Action, before: Option<&Record>) -> BTreeMap<Digest, bool> {
    let named = before.map(digests_named_by).unwrap_or_default();
    let said: BTreeSet<(String, Digest)> =
        before.into_iter().flat_map(files_named_by).map(|meta| (meta.key, meta.sha256)).collect();
    let mut brought = BTreeMap::new();
    for AttachmentMeta { key, sha256, .. } in files_written_by(action) {
        if !said.contains(&(key, sha256)) {
            brought.insert(sha256, !named.contains(&sha256));
        }
    }
    brought
}

/// The files in what an entry writes.
fn files_written_by(action: &Action) -> Vec<AttachmentMeta> {
    let fields = match action {
        Action::Create { body, .. } => return attachments_of(body),
        Action::Change { fields } | Action::Move { fields, .. } => fields,
        Action::Settle { .. } | Action::Delete { .. } | Action::Unknown => return Vec::new(),
    };
    let written = fields.iter().filter(|change| change.at.field == ATTACHMENTS);
    let items = written.filter_map(|change| change.written.as_ref()).flat_map(|value| match value {
        Value::Array(items) => items.as_slice(),
        item => std::slice::from_ref(item),
    });
    items.filter_map(|item| AttachmentMeta::of_item(item.as_object()?)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::attachment::AttachmentKind;
    use crate::entry::{Choice, FieldChange, FieldPath};
    use crate::ids::{LogId, RecordId, UserId};
    use crate::record::{Body, RecordKind, fields};

    fn photo(key: &str, bytes: &str) -> AttachmentMeta {
        AttachmentMeta {
            key: key.to_owned(),
            kind: AttachmentKind::Photo,
            name: None,
            mime: None,
            bytes: 1,
            sha256: Digest::of(&[bytes.as_bytes()]),
            caption: None,
        }
    }

    fn record(photos: &[AttachmentMeta]) -> Record {
        let mut body = Body::new();
        for photo in photos {
            fields::set_item(&mut body, ATTACHMENTS, "key", photo.to_item());
        }
        Record {
            id: RecordId::from_random(1, [1; 10]),
            kind: RecordKind::Activity,
            unit: "03466@2025-07-01".into(),
            revision: 1,
            state: "submitted".to_owned(),
            code: None,
            body,
            proposals: Vec::new(),
            withdrawals: Vec::new(),
            deleted: false,
            applied: Default::default(),
            trail: Vec::new(),
        }
    }

    fn change(at: FieldPath, written: Value) -> Vec<FieldChange> {
        vec![FieldChange { at, seen: None, written: Some(written) }]
    }

    fn item(photo: &AttachmentMeta) -> Value {
        Value::Object(photo.to_item())
    }

    fn brought(action: &Action, before: Option<&Record>) -> Vec<(Digest, bool)> {
        files_brought_by(action, before).into_iter().collect()
    }

    #[test]
    fn a_first_naming_brings_a_file() {
        let new = photo("b", "new");
        let create =
            Action::Create { unit: "03466@2025-07-01".into(), body: record(std::slice::from_ref(&new)).body };
        assert_eq!(brought(&create, None), [(new.sha256, true)]);
        let before = record(&[photo("a", "old")]);
        let fields = change(FieldPath::item(ATTACHMENTS, "b"), item(&new));
        assert_eq!(brought(&Action::Change { fields: fields.clone() }, Some(&before)), [(new.sha256, true)]);
        let step = Action::Move { step: "submit".to_owned(), reason: None, fields };
        assert_eq!(brought(&step, Some(&before)), [(new.sha256, true)]);
        let list = json!([item(&photo("a", "old")), item(&new), { "key": "no file" }]);
        let fields = change(FieldPath::field(ATTACHMENTS), list);
        assert_eq!(brought(&Action::Change { fields }, Some(&before)), [(new.sha256, true)]);
    }

    #[test]
    fn an_item_that_is_said_again_brings_nothing() {
        let old = photo("a", "old");
        let before = record(std::slice::from_ref(&old));
        let corrected = AttachmentMeta { caption: Some("rõ hơn".to_owned()), ..old.clone() };
        for at in [FieldPath::item(ATTACHMENTS, "a"), FieldPath::field("other_list")] {
            let fields = change(at, item(&corrected));
            assert!(brought(&Action::Change { fields }, Some(&before)).is_empty());
        }
        let again = Action::Create { unit: "03466@2025-07-01".into(), body: before.body.clone() };
        assert!(brought(&again, Some(&before)).is_empty());
        // At another item it is a file that somebody adds, though not one that the record has never named.
        let fields = change(FieldPath::item(ATTACHMENTS, "b"), item(&photo("b", "old")));
        assert_eq!(brought(&Action::Change { fields }, Some(&before)), [(old.sha256, false)]);
    }

    #[test]
    fn what_gave_way_and_comes_back_is_said_again() {
        let old = photo("a", "old");
        let mut before = record(&[photo("a", "new")]);
        let left = record(std::slice::from_ref(&old));
        let step = json!({
            "revision": 2, "did": "change", "author": { "id": UserId::from_random(1, [1; 10]), "name": "Lò Văn Bun" },
            "device_time": "2026-11-22T07:30:00+07:00", "changed": [],
            "replaced": [{ "at": { "field": ATTACHMENTS, "key": "a" }, "value": left.body[ATTACHMENTS][0] }],
        });
        before.trail.push(serde_json::from_value(step).unwrap());
        let fields = change(FieldPath::item(ATTACHMENTS, "a"), item(&old));
        assert!(brought(&Action::Change { fields }, Some(&before)).is_empty());
    }

    #[test]
    fn a_choice_brings_nothing_whatever_it_says_it_saw() {
        let choice = Choice {
            log: LogId::from_random(1, [1; 10]),
            number: 0,
            at: Some(FieldPath::item(ATTACHMENTS, "a")),
            seen: Some(item(&photo("a", "old"))),
            take: false,
        };
        assert!(brought(&Action::Settle { choices: vec![choice] }, Some(&record(&[]))).is_empty());
    }
}
