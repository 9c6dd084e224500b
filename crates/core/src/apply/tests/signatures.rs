//! Whose name stands under an entry, and which units may have records.

use super::people::{OFFICER, retitle, withdraw};
use super::strategies::{HOME, activity, context, entry, log, person, record};
use crate::access::{Author, Scope};
use crate::apply::{Context, NAME_CHARS_MAX, Outcome, apply};
use crate::catalogue::bundled;
use crate::entry::{Action, Entry, FieldPath};
use crate::message::Message;
use crate::record::Record;
use crate::record::conflict::one_person_twice;

const KNOWN: &str = "Lò Văn Bun";
const LEADER: &str = "Nguyễn Văn A, Lãnh đạo tỉnh";

fn named(name: &str, action: Action) -> Entry {
    let author = Author { name: name.to_owned(), ..person(KNOWN) };
    Entry { author, mirrored: Some(0), ..entry(action, 0) }
}

/// The office applies an entry of somebody whom it knows as `KNOWN`.
fn at_office(before: Option<&Record>, entry: &Entry) -> Record {
    let scope = Scope::Province;
    let context = Context { known_as: Some(KNOWN), ..context(OFFICER, &scope, log(1), 0) };
    let (record, outcome) = apply(before, entry, &context);
    record.unwrap_or_else(|| panic!("{outcome:?}"))
}

fn create() -> Action {
    Action::Create { unit: HOME.into(), body: activity() }
}

#[test]
fn the_offices_name_stands_and_the_entrys_own_beside_it_only_where_it_differs() {
    let honest = at_office(None, &named(KNOWN, create()));
    assert_eq!((honest.trail[0].author.name.as_str(), &honest.trail[0].written_as), (KNOWN, &None));
    let forged = at_office(None, &named(LEADER, create()));
    let step = &forged.trail[0];
    assert_eq!((step.author.name.as_str(), step.written_as.as_deref()), (KNOWN, Some(LEADER)));
    assert_eq!(forged.creator().unwrap().name, KNOWN);
    let writer = forged.writer(&FieldPath::field("title")).unwrap();
    assert_eq!((writer.author.name.as_str(), writer.written_as), (KNOWN, Some(LEADER)));
}

#[test]
fn names_differ_only_where_somebody_can_see_it() {
    let honest = at_office(None, &named("Lò\u{200b}  Va\u{306}n Bun\n", create()));
    assert_eq!((honest.trail[0].author.name.as_str(), &honest.trail[0].written_as), (KNOWN, &None));
    let forged = at_office(None, &named("\u{202e}Ai\n đó", create()));
    assert_eq!(forged.trail[0].written_as.as_deref(), Some("Ai đó"));
}

#[test]
fn what_waits_and_what_was_settled_is_signed_alike() {
    // Somebody else has changed the title meanwhile: what is written and wanted waits.
    let mut before = record(activity(), "submitted");
    before.body.insert("title".to_owned(), "Khác".into());
    let proposed = at_office(Some(&before), &named(LEADER, retitle("Của tôi")));
    let proposal = &proposed.proposals[0];
    assert_eq!((proposal.author.name.as_str(), proposal.written_as.as_deref()), (KNOWN, Some(LEADER)));
    let wished = at_office(Some(&proposed), &named(LEADER, withdraw()));
    let wish = &wished.withdrawals[0];
    assert_eq!((wish.author.name.as_str(), wish.written_as.as_deref()), (KNOWN, Some(LEADER)));
    let again = at_office(Some(&wished), &named(LEADER, withdraw()));
    let settled = &again.trail.last().unwrap().settled[0];
    assert_eq!((settled.author.name.as_str(), settled.written_as.as_deref()), (KNOWN, Some(LEADER)));
}

#[test]
fn a_name_of_any_length_is_cut_between_characters() {
    let long = "ễ".repeat(60_000);
    let forged = at_office(None, &named(&long, create()));
    let written = forged.trail[0].written_as.as_deref().unwrap();
    assert_eq!((written.chars().count(), forged.trail[0].author.name.as_str()), (NAME_CHARS_MAX, KNOWN));
    let scope = Scope::Province;
    let (on_device, _) = apply(None, &named(&long, create()), &context(OFFICER, &scope, log(1), 0));
    assert_eq!(on_device.unwrap().trail[0].author.name.chars().count(), NAME_CHARS_MAX);
}

#[test]
fn a_record_names_the_device_of_each_log_once_until_it_is_called_otherwise() {
    let scope = Scope::Province;
    let apply_by = |before: Option<&Record>, entry: &Entry, of: u8, number: u64, device: Option<&str>| {
        let context = Context { known_as: Some(KNOWN), device, ..context(OFFICER, &scope, log(of), number) };
        apply(before, entry, &context).0.unwrap()
    };
    let begun = apply_by(None, &named(KNOWN, create()), 1, 0, Some("Máy cũ"));
    let changed = apply_by(Some(&begun), &named(KNOWN, retitle("Hai")), 1, 1, Some("Máy cũ"));
    assert_eq!((changed.trail[0].device.as_deref(), &changed.trail[1].device), (Some("Máy cũ"), &None));
    // The same person by another device, without having seen the change.
    let mut before = changed.clone();
    before.body.insert("title".to_owned(), "Khác".into());
    let twice = apply_by(Some(&before), &named(KNOWN, retitle("Ba")), 2, 0, Some("Máy mới"));
    assert_eq!((twice.device_of(log(1)), twice.device_of(log(2))), (Some("Máy cũ"), Some("Máy mới")));
    assert!(!one_person_twice(&changed) && one_person_twice(&twice));
    assert_eq!(twice.proposals[0].log, log(2));
    let renamed = apply_by(Some(&twice), &named(KNOWN, retitle("Bốn")), 1, 2, Some("Máy của Bun"));
    assert_eq!(renamed.device_of(log(1)), Some("Máy của Bun"));
    // A desk, and a device before the office has answered, name none.
    assert_eq!(apply_by(None, &named(KNOWN, create()), 3, 0, None).device_of(log(3)), None);
}

#[test]
fn a_record_begins_only_in_a_unit_of_the_catalogue() {
    let (province, catalogue) = (Scope::Province, bundled("12").unwrap());
    let begun_in = |scope: &Scope, unit: &str, catalogue| {
        let entry = named(KNOWN, Action::Create { unit: unit.into(), body: activity() });
        let context = Context { catalogue, ..context(OFFICER, scope, log(1), 0) };
        match apply(None, &entry, &context).1 {
            Outcome::Refused { problem } => Some(problem.message),
            _ => None,
        }
    };
    let begun = |unit: &str, catalogue| begun_in(&province, unit, catalogue);
    for unit in [HOME, "03448@early"] {
        assert_eq!(begun(unit, Some(&catalogue)), None, "{unit}");
    }
    let long = "x".repeat(50_000);
    for unit in ["", "03466", "03466@2025-07-02", "25456@2025-07-01", &long] {
        assert_eq!(begun(unit, Some(&catalogue)), Some(Message::UnitUnknown), "{}", unit.len());
    }
    assert_eq!(begun("25456@2025-07-01", None), None, "without a catalogue nobody can say");
    let newer = Scope::Units { units: ["03466@2027-01-01".into()].into() };
    assert_eq!(begun_in(&newer, "03466@2027-01-01", Some(&catalogue)), None, "the office has named it");
}
