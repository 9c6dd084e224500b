//! What the properties draw from.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, NaiveDate};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::access::{Author, Authority, Role, Scope};
use crate::apply::{Context, Outcome, apply};
use crate::catalogue::{ActorGroup, UnitId};
use crate::entry::{Action, Choice, ENTRY_FORMAT, Entry, FieldChange, FieldPath};
use crate::ids::{LogId, RecordId, UserId};
use crate::record::{ActivityBody, Body, Record, RecordKind};

pub const HOME: &str = "03466@2025-07-01";
pub const ELSEWHERE: &str = "03439@2025-07-01";

/// Any JSON.
pub fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Any body at all: known fields and unknown ones with any JSON in them.
pub fn any_body() -> impl Strategy<Value = Body> {
    let name = prop_oneof![
        Just("title"),
        Just("date_from"),
        Just("indicator_values"),
        Just("follow_ups"),
        Just("geo"),
        Just("villages"),
        Just("later"),
    ];
    prop::collection::btree_map(name.prop_map(str::to_owned), json(), 0..6)
        .prop_map(|map| map.into_iter().collect())
}

/// A body of texts and cleanly keyed lists, as forms write it.
pub fn body() -> impl Strategy<Value = Body> {
    let text = prop::option::of("[a-z]{1,3}");
    let list = prop::collection::btree_map("TT0[1-5]", "[1-9][0-9]{0,2}", 0..4);
    (text.clone(), text.clone(), text, list).prop_map(|(title, content, later, figures)| {
        let mut body = Map::new();
        for (field, text) in [("title", title), ("content", content), ("later", later)] {
            body.extend(text.map(|text| (field.to_owned(), Value::from(text))));
        }
        if !figures.is_empty() {
            let items = figures.iter().map(|(key, value)| json!({"indicator": key, "value": value}));
            body.insert("indicator_values".to_owned(), Value::Array(items.collect()));
        }
        body
    })
}

/// A body as it compares: lists by key, no empty lists, no nulls.
pub fn normal(body: &Body) -> Body {
    let mut body = body.clone();
    body.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    for (field, value) in &mut body {
        if let (Some(key), Some(list)) = (RecordKind::Activity.key_of_list(field), value.as_array_mut()) {
            list.sort_by_key(|item| item.get(key).map(Value::to_string));
        }
    }
    body
}

pub fn person(name: &str) -> Author {
    let seed = name.bytes().fold(0, u8::wrapping_add);
    Author { id: UserId::from_random(1, [seed; 10]), name: name.to_owned() }
}

pub fn record_id() -> RecordId {
    RecordId::from_random(1, [1; 10])
}

pub fn log(seed: u8) -> LogId {
    LogId::from_random(1, [seed; 10])
}

pub fn at_noon() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-22T12:00:00+07:00").unwrap()
}

pub fn entry(action: Action, base: u64) -> Entry {
    Entry {
        format: ENTRY_FORMAT,
        author: person("Lò Văn Bun"),
        device_time: at_noon(),
        record: record_id(),
        kind: RecordKind::Activity,
        base,
        mirrored: None,
        action,
    }
}

pub fn change(fields: Vec<FieldChange>, base: u64) -> Entry {
    entry(Action::Change { fields }, base)
}

pub fn step(name: &str, reason: Option<&str>, fields: Vec<FieldChange>, base: u64) -> Entry {
    entry(Action::Move { step: name.to_owned(), reason: reason.map(str::to_owned), fields }, base)
}

/// The home commune and nothing else.
pub fn home_scope() -> Scope {
    Scope::Units { units: BTreeSet::from([UnitId::from(HOME)]) }
}

pub fn context(role: Role, scope: &Scope, log: LogId, number: u64) -> Context<'_> {
    Context {
        authority: Authority { role, scope },
        known_as: None,
        device: None,
        log,
        number,
        received_at: Some(at_noon()),
        catalogue: None,
        next_code: Some(&|| "HĐ-0001".to_owned()),
    }
}

/// An activity that validation has nothing to say against.
pub fn activity() -> Body {
    let day = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    ActivityBody::new("khac", "Họp bản", day, &UnitId::from(HOME), "Tổ dân vận", ActorGroup::ToDanVan).build()
}

/// A record of the home commune in `state`, as if its entries had come from log 9.
pub fn record(body: Body, state: &str) -> Record {
    let scope = home_scope();
    let create = entry(Action::Create { unit: UnitId::from(HOME), body: activity() }, 0);
    let (record, outcome) = apply(None, &create, &context(Role::FieldOfficer, &scope, log(9), 0));
    assert_eq!(outcome, Outcome::Applied);
    Record { body, state: state.to_owned(), ..record.unwrap() }
}

pub fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![
        Role::FieldOfficer,
        Role::CommuneLeader,
        Role::HubMonitor,
        Role::ProvinceSpecialist,
        Role::ProvinceLeader,
        Role::SectorUnit,
        Role::Council,
        Role::Viewer,
        Role::Administrator,
    ])
}

pub fn state() -> impl Strategy<Value = String> {
    let states = ["submitted", "returned", "approved", "locked", "cancelled", "of_tomorrow"];
    prop::sample::select(states.map(str::to_owned).to_vec())
}

/// Any change of any place, meant or not.
pub fn field_change() -> impl Strategy<Value = FieldChange> {
    let field = prop::sample::select(vec!["title", "content", "indicator_values", "date_from", "later"]);
    (field, prop::option::of("[A-Z0-9]{1,4}"), prop::option::of(json()), prop::option::of(json())).prop_map(
        |(field, key, seen, written)| FieldChange {
            at: FieldPath { field: field.to_owned(), key },
            seen,
            written,
        },
    )
}

/// Any choice, of something that waits or not.
fn choice() -> impl Strategy<Value = Choice> {
    let at = prop_oneof![2 => Just(Some(FieldPath::field("title"))), 1 => Just(None), 1 => field_change().prop_map(|change| Some(change.at))];
    let seen = prop_oneof![2 => Just(Some(json!("Một"))), 1 => prop::option::of(json())];
    (1u8..4, 0u64..2, at, seen, any::<bool>()).prop_map(|(seed, number, at, seen, take)| Choice {
        log: log(seed),
        number,
        at,
        seen,
        take,
    })
}

/// Any action, meant or not.
pub fn action() -> impl Strategy<Value = Action> {
    let unit = prop::sample::select(vec![HOME, ELSEWHERE]).prop_map(UnitId::from);
    let fields = || prop::collection::vec(field_change(), 0..3);
    let name = prop::sample::select(vec!["approve", "return", "resubmit", "lock", "cancel", "of_tomorrow"]);
    prop_oneof![
        (unit, prop_oneof![any_body(), Just(activity())])
            .prop_map(|(unit, body)| Action::Create { unit, body }),
        fields().prop_map(|fields| Action::Change { fields }),
        ".{0,3}".prop_map(|title| Action::Change {
            fields: crate::apply::diff(RecordKind::Activity, &activity(), &{
                let mut body = activity();
                body.insert("title".to_owned(), Value::from(title));
                body
            }),
        }),
        (name, prop::option::of(".{0,14}"), fields()).prop_map(|(step, reason, fields)| Action::Move {
            step: step.to_owned(),
            reason,
            fields
        }),
        prop::option::of(".{0,8}").prop_map(|reason| Action::Delete { reason }),
        prop::collection::vec(choice(), 0..3).prop_map(|choices| Action::Settle { choices }),
        Just(Action::Unknown),
    ]
}
