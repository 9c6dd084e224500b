//! Properties of the optimistic view.

use proptest::prelude::*;
use serde_json::Value;

use super::strategies::{HOME, activity, change, context, entry, home_scope, log};
use crate::access::{Authority, Role, Scope};
use crate::apply::{Outcome, apply, diff, onward, optimistic};
use crate::catalogue::UnitId;
use crate::entry::{Action, Entry, FieldChange, FieldPath};
use crate::record::{Body, Record, RecordKind};

/// What a person does next to a record.
#[derive(Clone, Debug)]
enum Deed {
    Write(&'static str, String),
    Figure(String, String),
    Withdraw,
    /// Something the rules refuse.
    Nonsense,
}

fn deed() -> impl Strategy<Value = Deed> {
    let field = prop::sample::select(vec!["title", "content", "result", "later"]);
    prop_oneof![
        6 => (field, "[a-z]{1,4}").prop_map(|(field, text)| Deed::Write(field, text)),
        3 => ("TT0[1-9]", "[1-9][0-9]{0,2}").prop_map(|(code, value)| Deed::Figure(code, value)),
        1 => Just(Deed::Withdraw),
        1 => Just(Deed::Nonsense),
    ]
}

/// The entry for a deed, by somebody who has `view` before them.
fn said(deed: &Deed, view: &Record) -> Entry {
    let mut body = view.body.clone();
    match deed {
        Deed::Write(field, text) => {
            body.insert((*field).to_owned(), Value::from(text.as_str()));
        }
        Deed::Figure(code, value) => {
            let quantity = crate::record::Quantity::exact(crate::text::Amount::from_decimal(value).unwrap());
            crate::record::activity::set_indicator_value(&mut body, &code.as_str().into(), &quantity);
        }
        Deed::Withdraw => return entry(Action::Delete { reason: None }, view.revision),
        Deed::Nonsense => {
            body.insert("date_from".to_owned(), Value::from("yesterday"));
        }
    }
    change(diff(RecordKind::Activity, &view.body, &body), view.revision)
}

/// What the office has after the first `answered` entries, and which of them it refused.
fn office(entries: &[Entry], answered: usize) -> (Option<Record>, Vec<usize>) {
    let scope = home_scope();
    let (mut record, mut refused) = (None, Vec::new());
    for (number, entry) in entries.iter().take(answered).enumerate() {
        match apply(record.as_ref(), entry, &context(Role::FieldOfficer, &scope, log(1), number as u64)) {
            (Some(next), _) => record = Some(next),
            (None, _) => refused.push(number),
        }
    }
    (record, refused)
}

fn view(mirrored: Option<&Record>, entries: &[Entry], refused: &[usize]) -> Option<Record> {
    let scope = home_scope();
    let authority = Authority { role: Role::FieldOfficer, scope: &scope };
    let own = entries.iter().enumerate().filter(|(number, _)| !refused.contains(number));
    optimistic(mirrored, own.map(|(number, entry)| (log(1), number as u64, entry)), &authority, None)
}

/// A device's entries, each made from the view of its moment.
fn log_of(deeds: &[Deed]) -> Vec<Entry> {
    let mut entries = vec![entry(Action::Create { unit: UnitId::from(HOME), body: activity() }, 0)];
    for deed in deeds {
        let now = view(None, &entries, &[]).unwrap();
        entries.push(said(deed, &now));
    }
    entries
}

fn without_times(record: Option<Record>) -> Option<Record> {
    record.map(|mut record| {
        for step in &mut record.trail {
            step.received_at = None;
        }
        record
    })
}

proptest! {
    #[test]
    fn the_view_is_what_the_office_will_have_whatever_it_has_answered(
        deeds in prop::collection::vec(deed(), 0..8), answered in 0usize..9,
    ) {
        let entries = log_of(&deeds);
        let answered = answered.min(entries.len());
        let (end, _) = office(&entries, entries.len());
        let (mirrored, refused) = office(&entries, answered);
        let seen = view(mirrored.as_ref(), &entries, &refused);
        prop_assert_eq!(without_times(seen), without_times(end));
    }

    #[test]
    fn an_answer_whose_news_is_late_changes_nothing(deeds in prop::collection::vec(deed(), 0..8), answered in 0usize..9) {
        // The feed brought the record, the verdicts are still under way: refused entries are tried once more.
        let entries = log_of(&deeds);
        let (mirrored, refused) = office(&entries, answered.min(entries.len()));
        let told = view(mirrored.as_ref(), &entries, &refused);
        let untold = view(mirrored.as_ref(), &entries, &[]);
        prop_assert_eq!(told, untold);
    }

    #[test]
    fn with_everything_answered_the_view_is_the_offices_state(
        deeds in prop::collection::vec(deed(), 0..6), other in "[a-z]{1,4}", after in 0usize..6,
    ) {
        let (entries, scope) = (log_of(&deeds), home_scope());
        let (mut record, mut refused) = (None, Vec::new());
        for (number, entry) in entries.iter().enumerate() {
            match apply(record.as_ref(), entry, &context(Role::FieldOfficer, &scope, log(1), number as u64)) {
                (Some(next), _) => record = Some(next),
                (None, _) => refused.push(number),
            }
            if number == after && let Some(now) = &record {
                let theirs = change(vec![FieldChange {
                    at: FieldPath::field("title"),
                    seen: now.body.get("title").cloned(),
                    written: Some(Value::from(other.as_str())),
                }], now.revision);
                let (next, _) = apply(Some(now), &theirs, &context(Role::CommuneLeader, &scope, log(2), 0));
                record = next.or(record);
            }
        }
        prop_assert_eq!(view(record.as_ref(), &entries, &refused), record);
    }
}

proptest! {
    /// Of what a device wrote since somebody looked, and of nothing else: the office may have what others wrote meanwhile.
    #[test]
    fn what_was_seen_is_brought_on_by_own_entries_alone(
        deeds in prop::collection::vec(deed(), 0..6), looked in 0usize..7, others in "[a-z]{1,4}",
    ) {
        // What is refused is not saved, and a withdrawal brings nobody on.
        let deeds: Vec<Deed> =
            deeds.into_iter().filter(|deed| matches!(deed, Deed::Write(..) | Deed::Figure(..))).collect();
        let mut entries = log_of(&deeds);
        for (base, entry) in entries.iter_mut().enumerate() {
            (entry.base, entry.mirrored) = (base as u64, Some(0));
        }
        let looked = looked.min(entries.len() - 1);
        let body_at = |count: usize| view(None, &entries[..count], &[]).map(|record| record.body).unwrap_or_default();
        let mut own = entries.clone();
        // One that was made over what the office has sent since follows from none of them.
        own.push(Entry { mirrored: Some(9), ..change(vec![FieldChange {
            at: FieldPath::field("title"),
            seen: None,
            written: Some(Value::from(others)),
        }], 9) });
        let (body, revision) = onward(RecordKind::Activity, &body_at(looked), looked as u64, 0, &own).unwrap();
        prop_assert_eq!(body, body_at(entries.len()));
        prop_assert_eq!(revision, entries.len() as u64);
        prop_assert_eq!(onward(RecordKind::Activity, &body_at(entries.len()), revision, 0, &own), None);
    }
}

#[test]
fn what_two_windows_wrote_from_the_same_brings_nobody_on() {
    let rename = |title: &str| {
        let at = FieldPath::field("title");
        let fields = vec![FieldChange { at, seen: None, written: Some(Value::from(title)) }];
        Entry { mirrored: Some(1), ..change(fields, 1) }
    };
    let own = [rename("Một"), rename("Hai")];
    assert_eq!(
        onward(RecordKind::Activity, &Body::new(), 1, 1, &own[..1]).map(|(_, revision)| revision),
        Some(2)
    );
    assert_eq!(onward(RecordKind::Activity, &Body::new(), 1, 1, &own), None);
}

#[test]
fn what_the_rules_refuse_is_not_in_the_view() {
    let scope = Scope::Units { units: std::collections::BTreeSet::new() };
    let authority = Authority { role: Role::FieldOfficer, scope: &scope };
    let create = entry(Action::Create { unit: UnitId::from(HOME), body: Body::new() }, 0);
    assert_eq!(optimistic(None, [(log(1), 0, &create)], &authority, None), None);
    let refused = apply(None, &create, &context(Role::FieldOfficer, &scope, log(1), 0)).1;
    assert!(matches!(refused, Outcome::Refused { .. }));
}
