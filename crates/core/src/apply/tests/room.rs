//! How much a record takes in, and what goes on when it is full.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::people::{OFFICER, SPECIALIST, act, choices, done, refused, withdraw};
use super::strategies::{activity, context, home_scope, log, record};
use crate::apply::{
    AUTHOR_BYTES_MAX, Outcome, PROPOSALS_MAX, RECORD_BYTES_MAX, UNKNOWN_BYTES_MAX, UNKNOWN_FIELDS_MAX, apply,
};
use crate::catalogue::UnitId;
use crate::entry::{Action, ENTRY_BYTES_MAX, FieldChange, FieldPath};
use crate::message::Message;
use crate::record::schema::{self, FieldKind, FieldSpec};
use crate::record::{Record, RecordKind};

const HOME: &str = super::strategies::HOME;
/// As long a text as one entry carries beside its value of before.
const LONG: usize = 30_000;

fn size(record: &Record) -> usize {
    serde_json::to_string(record).unwrap().len()
}

fn set(record: &Record, field: &str, written: Option<Value>) -> Action {
    let seen = record.body.get(field).cloned();
    Action::Change { fields: vec![FieldChange { at: FieldPath::field(field), seen, written }] }
}

fn write(record: &Record, field: &str, letter: char, letters: usize) -> Action {
    set(record, field, Some(json!(String::from(letter).repeat(letters))))
}

fn message(outcome: &Outcome) -> Option<Message> {
    match outcome {
        Outcome::Refused { problem } => Some(problem.message),
        _ => None,
    }
}

/// One author writes long texts into unknown fields, over and over, until that is refused.
fn filled(seed: u8, mut record: Record) -> Record {
    for round in 0..1_000 {
        let (field, letter) = (format!("later_{}", round % 20), char::from(b'a' + (round % 23) as u8));
        let (after, outcome) =
            act(OFFICER, seed, record.revision, &record, write(&record, &field, letter, 9_000));
        match (after, message(&outcome)) {
            (Some(after), _) => record = after,
            (None, why) => {
                assert_eq!(why, Some(Message::RecordFull));
                return record;
            }
        }
    }
    panic!("it is never full: {} bytes", size(&record));
}

#[test]
fn one_author_fills_a_part_of_a_record_and_others_go_on() {
    let mut full = filled(1, record(activity(), "submitted"));
    assert!(size(&full) < AUTHOR_BYTES_MAX + UNKNOWN_BYTES_MAX + ENTRY_BYTES_MAX, "{}", size(&full));
    // Somebody else goes on; the one who filled it does not.
    let at = full.revision;
    assert!(
        refused(OFFICER, 1, at, &full, write(&full, "title", 'b', 300)).is_none(),
        "what is small may still fit"
    );
    full = done(OFFICER, 2, at, &full, write(&full, "content", 'c', 4_000));
    // Three of them fill the whole.
    for seed in 2..5 {
        full = filled(seed, full);
    }
    assert!(size(&full) <= RECORD_BYTES_MAX + ENTRY_BYTES_MAX, "{}", size(&full));
    let stopped = refused(OFFICER, 9, full.revision, &full, write(&full, "later_0", 'x', LONG)).unwrap();
    assert_eq!((stopped.message, stopped.at), (Message::RecordFull, None));

    // Steps, what waits and its choice, and withdrawing go on.
    let approved = done(SPECIALIST, 7, full.revision, &full, step("approve", None));
    let returned =
        done(SPECIALIST, 7, approved.revision, &approved, step("return", Some("Cần bớt phần thừa")));
    assert_eq!(returned.state, "returned");
    assert!(done(OFFICER, 1, full.revision, &full, withdraw()).deleted);
    // And it can be made smaller, also by the one who filled it, until it is sent in again.
    let mut lighter = returned;
    for number in 0..20 {
        let field = format!("later_{number}");
        if lighter.body.contains_key(&field) {
            lighter = done(OFFICER, 1, lighter.revision, &lighter, set(&lighter, &field, None));
        }
    }
    assert!(lighter.body.keys().all(|field| !field.starts_with("later_")));
    assert_eq!(done(OFFICER, 1, lighter.revision, &lighter, step("resubmit", None)).state, "submitted");
}

fn step(name: &str, reason: Option<&str>) -> Action {
    Action::Move { step: name.to_owned(), reason: reason.map(str::to_owned), fields: Vec::new() }
}

#[test]
fn a_record_from_before_the_bounds_goes_on_and_gets_smaller() {
    let mut body = activity();
    for number in 0..300 {
        body.insert(format!("later_{number}"), json!("x".repeat(10_000)));
    }
    let huge = record(body, "submitted");
    assert!(size(&huge) > RECORD_BYTES_MAX);
    let full = |action| refused(OFFICER, 1, 1, &huge, action).map(|problem| problem.message);
    assert_eq!(full(write(&huge, "title", 'x', 10)), Some(Message::RecordFull));
    assert_eq!(full(write(&huge, "later_300", 'x', 10)), Some(Message::UnknownTooMuch));
    assert_eq!(done(SPECIALIST, 2, 1, &huge, step("approve", None)).state, "approved");
    let lighter = done(OFFICER, 1, 1, &huge, set(&huge, "later_0", None));
    assert!(!lighter.body.contains_key("later_0"));
    // A proposal that was there waits, and can be chosen of.
    let other = activity().remove("title");
    let mut waits = huge.clone();
    waits.proposals = act(
        OFFICER,
        3,
        0,
        &record(activity(), "approved"),
        write(&record(activity(), "approved"), "title", 'y', 9),
    )
    .0
    .unwrap()
    .proposals;
    assert_eq!(waits.proposals.len(), 1);
    let taken = done(OFFICER, 1, waits.revision, &waits, choices(&waits, |_| true));
    assert_ne!(taken.body.get("title"), other.as_ref());
    assert_eq!(taken.waiting(), 0);
}

#[test]
fn unknown_fields_are_bounded_in_number_and_length() {
    let create = |fields: Map<String, Value>| {
        let mut body = activity();
        body.extend(fields);
        let entry = super::strategies::entry(Action::Create { unit: UnitId::from(HOME), body }, 0);
        message(&apply(None, &entry, &context(OFFICER, &home_scope(), log(1), 0)).1)
    };
    let many = |count: usize| (0..count).map(|number| (format!("l{number}"), json!(1))).collect();
    assert_eq!(create(many(UNKNOWN_FIELDS_MAX)), None);
    assert_eq!(create(many(UNKNOWN_FIELDS_MAX + 1)), Some(Message::UnknownTooMuch));
    // A name that every item of a list has counts once; beside a place on earth too.
    let items = |name: &dyn Fn(usize) -> String, count: usize| {
        let item =
            |number| json!({ "key": format!("k{number}"), "recommendation": "Đường", (name(number)): 1 });
        [("follow_ups".to_owned(), Value::from((0..count).map(item).collect::<Vec<_>>()))]
            .into_iter()
            .collect()
    };
    assert_eq!(create(items(&|_| "later".to_owned(), 200)), None);
    assert_eq!(create(items(&|number| format!("l{number}"), 200)), None);
    let mut more = items(&|number| format!("l{number}"), 200);
    more.insert("geo".to_owned(), json!({ "lat": "22.394", "lon": "102.812", "later": 1 }));
    assert_eq!(create(more), Some(Message::UnknownTooMuch));

    let mut grown = record(activity(), "submitted");
    let mut letters = 0;
    let stopped = loop {
        let field = format!("later_{letters}");
        let (after, outcome) = act(OFFICER, 1, grown.revision, &grown, write(&grown, &field, 'x', LONG));
        match after {
            Some(after) => grown = after,
            None => break message(&outcome),
        }
        letters += 1;
    };
    assert_eq!(stopped, Some(Message::UnknownTooMuch));
    assert_eq!(letters, UNKNOWN_BYTES_MAX / LONG);
    // What is known is written as before.
    assert_eq!(
        done(OFFICER, 1, grown.revision, &grown, write(&grown, "title", 'y', 9)).body["title"],
        "yyyyyyyyy"
    );
}

#[test]
fn so_many_values_of_one_author_wait_and_no_more() {
    for state in ["approved", "locked"] {
        let mut waits = record(activity(), state);
        for number in 0..PROPOSALS_MAX {
            let field = format!("l{number}");
            waits = done(OFFICER, 1, 0, &waits, set(&waits, &field, Some(json!(number))));
        }
        let more = refused(OFFICER, 1, 0, &waits, set(&waits, "title", Some(json!("Khác")))).unwrap();
        assert_eq!(more.message, Message::WaitsTooMuch, "{state}");
        // Another author's waits, and what this one wrote is written anew in its place.
        assert_eq!(
            done(OFFICER, 2, 0, &waits, set(&waits, "title", Some(json!("Khác")))).waiting(),
            PROPOSALS_MAX + 1
        );
        let anew =
            FieldChange { at: FieldPath::field("l7"), seen: Some(json!(7)), written: Some(json!("bảy")) };
        let anew = done(OFFICER, 1, 0, &waits, Action::Change { fields: vec![anew] });
        assert_eq!(anew.waiting(), PROPOSALS_MAX);
        if state == "approved" {
            let left = done(SPECIALIST, 3, waits.revision, &waits, choices(&waits, |_| false));
            assert_eq!((left.waiting(), left.trail.last().unwrap().settled.len()), (0, PROPOSALS_MAX));
        }
    }
}

/// The fullest body that a form can make: each field as long as it may be, lists as long as people make them.
fn fullest(kind: RecordKind) -> usize {
    let text = |chars: usize| chars * 135 / 100 + 40;
    let of = |field: &FieldSpec| match field.kind {
        FieldKind::Texts => 20 * text(field.max_chars),
        FieldKind::Choices(_) => 40 * text(40),
        _ => text(field.max_chars.max(40)),
    };
    let whole = |field: &FieldSpec| match field.kind {
        FieldKind::Items { fields, .. } => {
            let lines = if field.name == "indicator_values" { 75 } else { 20 };
            lines * fields.iter().map(of).sum::<usize>()
        }
        _ => of(field),
    };
    schema::fields(kind).iter().map(whole).sum()
}

#[test]
fn the_bounds_lie_far_above_what_forms_can_fill() {
    for kind in [RecordKind::Activity, RecordKind::Nomination] {
        let fullest = fullest(kind);
        println!("{}: {} fields, fullest {fullest} bytes", kind.name(), schema::fields(kind).len());
        assert!(AUTHOR_BYTES_MAX > 4 * fullest && RECORD_BYTES_MAX > 8 * fullest, "{fullest}");
        assert!(UNKNOWN_BYTES_MAX > fullest, "a version that has everything twice");
        assert!(UNKNOWN_FIELDS_MAX > 5 * schema::fields(kind).len());
    }
}

/// What somebody does next, whatever it comes to.
fn deed() -> impl Strategy<Value = (u8, u8, usize, u8)> {
    (1u8..4, 0u8..8, 1usize..LONG, 0u8..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_record_stays_below_its_bound_and_steps_and_choices_are_never_refused_for_it(
        deeds in prop::collection::vec(deed(), 150),
    ) {
        let mut record = record(activity(), "submitted");
        for (round, (seed, what, letters, field)) in deeds.into_iter().enumerate() {
            let mirrored = if what % 2 == 0 { record.revision } else { record.revision / 2 };
            let name = format!("later_{field}");
            let letter = char::from(b'a' + (round % 26) as u8);
            let (role, action) = match what {
                0..=3 => (OFFICER, write(&record, &name, letter, letters)),
                4 => (OFFICER, set(&record, &name, None)),
                5 => (SPECIALIST, if record.state == "submitted" { step("approve", None) } else { step("return", Some("Sửa lại giúp nhé")) }),
                _ => (SPECIALIST, choices(&record, |place| place % 2 == usize::from(field) % 2)),
            };
            let is_writing = matches!(action, Action::Change { .. });
            let waited = record.waiting();
            let (after, outcome) = act(role, seed, mirrored, &record, action);
            let bound = matches!(
                message(&outcome), Some(Message::RecordFull | Message::UnknownTooMuch | Message::WaitsTooMuch)
            );
            prop_assert!(is_writing || waited == 0 || !bound, "{:?}", outcome);
            record = after.unwrap_or(record);
            prop_assert!(size(&record) <= RECORD_BYTES_MAX + ENTRY_BYTES_MAX, "{}", size(&record));
        }
    }
}

#[test]
fn refusals_for_a_bound_are_messages_like_others() {
    for (message, name) in [
        (Message::RecordFull, "\"record_full\""),
        (Message::UnknownTooMuch, "\"unknown_too_much\""),
        (Message::WaitsTooMuch, "\"waits_too_much\""),
    ] {
        assert_eq!(serde_json::to_string(&message).unwrap(), name);
    }
}
