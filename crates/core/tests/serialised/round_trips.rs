//! Whatever is in them, entries and records come back from their text.

use danvan_core::access::Author;
use danvan_core::entry::{Action, Chain, ENTRY_FORMAT, Entry, FieldChange, FieldPath};
use danvan_core::ids::{LogId, RecordId, UserId};
use danvan_core::record::{Body, Record, RecordKind};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A number with a fraction as somebody else's program may write it, with more digits than count: read, written and
/// read again it must not creep on from one neighbour to the next.
fn decimal() -> impl Strategy<Value = Value> {
    "-?(0|[1-9][0-9]{0,9})\\.[0-9]{1,20}(e-?[0-9]{1,2})?"
        .prop_map(|digits| serde_json::from_str(&digits).unwrap())
}

/// Any JSON value; not null where it stands alone, which means the same as nothing.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        decimal(),
        "\\PC{0,12}".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(prop_oneof![Just(Value::Null), inner.clone()], 0..4).prop_map(Value::Array),
            prop::collection::btree_map("\\PC{1,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn body() -> impl Strategy<Value = Body> {
    prop::collection::btree_map("[a-z_]{1,10}", json_value(), 0..6).prop_map(|map| map.into_iter().collect())
}

fn field_change() -> impl Strategy<Value = FieldChange> {
    let value = || prop::option::of(json_value());
    ("[a-z_]{1,10}", prop::option::of("\\PC{0,8}"), value(), value())
        .prop_map(|(field, key, seen, written)| FieldChange { at: FieldPath { field, key }, seen, written })
}

fn action() -> impl Strategy<Value = Action> {
    let fields = || prop::collection::vec(field_change(), 0..4);
    let reason = || prop::option::of("\\PC{0,20}");
    prop_oneof![
        ("[0-9]{5}@early", body())
            .prop_map(|(unit, body)| Action::Create { unit: unit.as_str().into(), body }),
        fields().prop_map(|fields| Action::Change { fields }),
        ("[a-z]{1,8}", reason(), fields()).prop_map(|(step, reason, fields)| Action::Move {
            step,
            reason,
            fields
        }),
        reason().prop_map(|reason| Action::Delete { reason }),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    (action(), any::<[u8; 10]>(), any::<u64>(), "\\PC{0,12}", any::<bool>()).prop_map(
        |(action, random, base, name, activity)| Entry {
            format: ENTRY_FORMAT,
            author: Author { id: UserId::from_random(1, random), name },
            device_time: "2026-11-22T07:30:00+07:00".parse().unwrap(),
            record: RecordId::from_random(2, random),
            kind: if activity { RecordKind::Activity } else { RecordKind::Nomination },
            base,
            mirrored: activity.then_some(base / 2),
            action,
        },
    )
}

proptest! {
    #[test]
    fn an_entry_comes_back_from_its_text(entry in entry()) {
        let text = entry.to_text().unwrap();
        let again = Entry::from_text(&text).unwrap();
        prop_assert_eq!(&again, &entry);
        prop_assert_eq!(again.to_text().unwrap(), text);
    }

    #[test]
    fn an_entry_keeps_its_digest_on_its_way_through_a_push(entry in entry()) {
        let text = entry.to_text().unwrap();
        let log = LogId::from_random(1, [1; 10]);
        let sealed = Chain::open(log).append(text.clone());
        let raw = serde_json::value::RawValue::from_string(text).unwrap();
        let sent = serde_json::to_string(&vec![raw]).unwrap();
        let arrived: Vec<Box<serde_json::value::RawValue>> = serde_json::from_str(&sent).unwrap();
        prop_assert_eq!(Chain::open(log).append(arrived[0].get().to_owned()), sealed);
    }

    #[test]
    fn a_record_comes_back_with_every_field_of_its_body(body in body(), state in "[a-z_]{1,10}", revision: u64, deleted: bool) {
        let text = json!({
            "id": RecordId::from_random(1, [1; 10]), "kind": "activity", "unit": "03466@2025-07-01",
            "revision": revision, "state": state, "body": body, "applied": {}, "trail": [], "deleted": deleted,
        });
        let record: Record = serde_json::from_value(text).unwrap();
        prop_assert_eq!(&record.body, &body);
        let again: Record = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
        prop_assert_eq!(again, record);
    }
}
