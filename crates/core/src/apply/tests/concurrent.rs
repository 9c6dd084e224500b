//! Several devices and the office at one record, in any interleaving: nothing that anybody wrote is ever lost.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::strategies::{HOME, activity, context, entry, home_scope, log, person};
use crate::access::{Authority, Role, Scope};
use crate::apply::{Outcome, apply, diff, optimistic};
use crate::catalogue::UnitId;
use crate::entry::{Action, Choice, Entry, FieldPath};
use crate::message::Message;
use crate::record::{Record, RecordKind};

const DEVICES: usize = 3;
const OFFICE: u8 = 9;

/// What happens next.
#[derive(Clone, Debug)]
enum Event {
    Pull(usize),
    Push(usize),
    Write(usize, &'static str),
    Clear(usize, &'static str),
    Figure(usize, u8),
    Date(usize, &'static str, u8),
    Withdraw(usize),
    Resubmit(usize),
    /// The bits say of each thing that waits whether it is named, and whether it is taken.
    Choose(usize, u8, u8),
    Office(&'static str),
    OfficeChooses(u8, u8),
}

fn event() -> impl Strategy<Value = Event> {
    let device = 0..DEVICES;
    let text = prop::sample::select(vec!["title", "content", "result"]);
    let date = prop::sample::select(vec!["date_from", "date_to"]);
    let step = prop::sample::select(vec!["approve", "return", "cancel", "lock"]);
    prop_oneof![
        4 => device.clone().prop_map(Event::Pull),
        6 => device.clone().prop_map(Event::Push),
        8 => (device.clone(), text).prop_map(|(device, field)| Event::Write(device, field)),
        1 => device.clone().prop_map(|device| Event::Clear(device, "result")),
        2 => (device.clone(), 1u8..4).prop_map(|(device, code)| Event::Figure(device, code)),
        2 => (device.clone(), date, 1u8..28).prop_map(|(device, field, day)| Event::Date(device, field, day)),
        2 => device.clone().prop_map(Event::Withdraw),
        2 => device.clone().prop_map(Event::Resubmit),
        4 => (device, any::<u8>(), any::<u8>()).prop_map(|(device, which, take)| Event::Choose(device, which, take)),
        3 => step.prop_map(Event::Office),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(which, take)| Event::OfficeChooses(which, take)),
    ]
}

#[derive(Default)]
struct Phone {
    mirror: Option<Record>,
    entries: Vec<Entry>,
    sent: usize,
    refused: Vec<usize>,
}

struct World {
    office: Record,
    office_entries: u64,
    phones: Vec<Phone>,
    values: u32,
    /// Everything that somebody wrote into a place, in an entry of their log.
    written: Vec<Value>,
    /// What the office refused to whom.
    refusals: Vec<(Action, Message)>,
}

impl World {
    fn new() -> Self {
        let scope = home_scope();
        let create = entry(Action::Create { unit: UnitId::from(HOME), body: activity() }, 0);
        let office = apply(None, &create, &context(Role::FieldOfficer, &scope, log(8), 0)).0.unwrap();
        let phones = (0..DEVICES).map(|_| Phone { mirror: Some(office.clone()), ..Phone::default() });
        let written = activity().into_values().collect();
        Self { phones: phones.collect(), office, office_entries: 0, values: 0, written, refusals: Vec::new() }
    }

    fn view(&self, device: usize) -> Record {
        let (scope, phone) = (home_scope(), &self.phones[device]);
        let authority = Authority { role: Role::FieldOfficer, scope: &scope };
        let own = phone.entries.iter().enumerate().filter(|(number, _)| !phone.refused.contains(number));
        let own = own.map(|(number, entry)| (log(device as u8), number as u64, entry));
        optimistic(phone.mirror.as_ref(), own, &authority, None).unwrap()
    }

    /// Saves an act as a device does: only what the rules allow there.
    fn save(&mut self, device: usize, action: Action) {
        let (view, scope) = (self.view(device), home_scope());
        let entry = Entry {
            author: person(&format!("Người {device}")),
            mirrored: self.phones[device].mirror.as_ref().map(|mirror| mirror.revision),
            ..entry(action, view.revision)
        };
        let number = self.phones[device].entries.len() as u64;
        let here = context(Role::FieldOfficer, &scope, log(device as u8), number);
        if apply(Some(&view), &entry, &here).0.is_none() {
            return;
        }
        if let Action::Change { fields } | Action::Move { fields, .. } = &entry.action {
            self.written.extend(fields.iter().filter_map(|change| change.written.clone()));
        }
        self.phones[device].entries.push(entry);
    }

    fn edit(&mut self, device: usize, edit: impl FnOnce(&mut crate::record::Body, u32)) {
        let fields = self.fields(device, edit);
        if !fields.is_empty() {
            self.save(device, Action::Change { fields });
        }
    }

    fn fields(
        &mut self,
        device: usize,
        edit: impl FnOnce(&mut crate::record::Body, u32),
    ) -> Vec<crate::entry::FieldChange> {
        self.values += 1;
        let view = self.view(device);
        let mut body = view.body.clone();
        edit(&mut body, self.values);
        diff(RecordKind::Activity, &view.body, &body)
    }

    fn push(&mut self, device: usize) {
        let phone = &self.phones[device];
        let Some(entry) = phone.entries.get(phone.sent).cloned() else { return };
        let (number, scope) = (phone.sent, home_scope());
        let at_office = context(Role::FieldOfficer, &scope, log(device as u8), number as u64);
        let (after, outcome) = apply(Some(&self.office), &entry, &at_office);
        self.phones[device].sent += 1;
        if let Some(after) = &after {
            self.chose_knowingly(device, &entry, after);
        }
        if let Outcome::Refused { problem } = outcome {
            self.phones[device].refused.push(number);
            self.refusals.push((entry.action, problem.message));
        }
        self.office = after.unwrap_or_else(|| self.office.clone());
    }

    /// What an entry took or left of others, its author had before them.
    fn chose_knowingly(&self, device: usize, entry: &Entry, after: &Record) {
        for settled in &after.trail.last().unwrap().settled {
            let same = |log, number| settled.log == log && settled.number == number;
            let values = self.office.proposals.iter().filter(|other| same(other.log, other.number));
            let wishes = self.office.withdrawals.iter().filter(|other| same(other.log, other.number));
            let waited = values.map(|other| other.revision).chain(wishes.map(|other| other.revision));
            let own = settled.log == log(device as u8);
            for revision in waited {
                assert!(own || Some(revision) <= entry.mirrored, "{settled:?} {entry:?}");
            }
        }
    }

    fn at_office(&mut self, action: Action) {
        let scope = Scope::Province;
        let revision = self.office.revision;
        let entry = Entry { author: person("Tâm"), mirrored: Some(revision), ..entry(action, revision) };
        let here = context(Role::ProvinceLeader, &scope, log(OFFICE), self.office_entries);
        if let (Some(after), _) = apply(Some(&self.office), &entry, &here) {
            self.office = after;
            self.office_entries += 1;
        }
    }

    fn run(&mut self, event: &Event) {
        match *event {
            Event::Pull(device) => self.phones[device].mirror = Some(self.office.clone()),
            Event::Push(device) => self.push(device),
            Event::Write(device, field) => self.edit(device, |body, value| {
                body.insert(field.to_owned(), json!(format!("lời {value}")));
            }),
            Event::Clear(device, field) => self.edit(device, |body, _| {
                body.remove(field);
            }),
            Event::Figure(device, code) => self.edit(device, |body, value| {
                let code = format!("TT0{code}");
                let amount = crate::text::Amount::from_decimal(&value.to_string()).unwrap();
                let quantity = crate::record::Quantity::exact(amount);
                crate::record::activity::set_indicator_value(body, &code.as_str().into(), &quantity);
            }),
            Event::Date(device, field, day) => self.edit(device, |body, value| {
                let date = format!("{:04}-03-{day:02}", 2026 + value % 2);
                body.insert(field.to_owned(), json!(date));
            }),
            Event::Withdraw(device) => {
                self.save(device, Action::Delete { reason: Some("Ghi nhầm".to_owned()) })
            }
            Event::Resubmit(device) => {
                let fields = self.fields(device, |body, value| {
                    body.insert("title".to_owned(), json!(format!("sửa {value}")));
                });
                self.save(device, Action::Move { step: "resubmit".to_owned(), reason: None, fields });
            }
            Event::Choose(device, which, take) => {
                let choices = choices(&self.view(device), which, take);
                if !choices.is_empty() {
                    self.save(device, Action::Settle { choices });
                }
            }
            Event::Office(step) => {
                let reason = Some("Thiếu số liệu".to_owned());
                self.at_office(Action::Move { step: step.to_owned(), reason, fields: Vec::new() });
            }
            Event::OfficeChooses(which, take) => {
                let choices = choices(&self.office, which, take);
                self.at_office(Action::Settle { choices });
            }
        }
    }

    fn settle_down(&mut self) {
        for device in 0..DEVICES {
            while self.phones[device].sent < self.phones[device].entries.len() {
                self.push(device);
            }
        }
    }
}

/// Choices of what waits in a record, as made by somebody who has it before them.
fn choices(record: &Record, which: u8, take: u8) -> Vec<Choice> {
    let values = record.proposals.iter().map(|proposal| {
        let seen = crate::apply::read(record.kind, &record.body, &proposal.at).cloned();
        (proposal.log, proposal.number, Some(proposal.at.clone()), seen)
    });
    let withdrawals = record.withdrawals.iter().map(|waiting| (waiting.log, waiting.number, None, None));
    let named = values.chain(withdrawals).enumerate().filter(|(place, _)| which >> (place % 8) & 1 == 1);
    named
        .map(|(place, (log, number, at, seen))| Choice {
            log,
            number,
            at,
            seen,
            take: take >> (place % 8) & 1 == 1,
        })
        .collect()
}

/// Whether a value can still be found: it stands, it waits, or a named person replaced or left it.
fn kept(record: &Record, value: &Value) -> bool {
    let stands = record.body.values().any(|field| {
        field == value || field.as_array().is_some_and(|items| items.iter().any(|item| item == value))
    });
    let waits = record.proposals.iter().any(|proposal| proposal.written.as_ref() == Some(value));
    let told = record.trail.iter().any(|step| {
        step.replaced.iter().any(|replaced| replaced.value == *value)
            || step.settled.iter().any(|settled| settled.written.as_ref() == Some(value))
    });
    stands || waits || told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_was_written_is_lost(events in prop::collection::vec(event(), 0..40)) {
        let mut world = World::new();
        for event in &events {
            world.run(event);
        }
        world.settle_down();
        for value in &world.written {
            prop_assert!(kept(&world.office, value), "{value} is lost: {:#?}", world.office);
        }
        for (action, message) in &world.refusals {
            // Only a choice can come too late to be kept: it writes nothing of its own. Its author is told.
            prop_assert!(matches!(action, Action::Settle { .. }), "{action:?} {message:?}");
        }
        prop_assert!(crate::validate::office_errors(RecordKind::Activity, &world.office.body, None).is_empty());
    }

    #[test]
    fn with_everything_answered_every_view_is_the_offices_record(events in prop::collection::vec(event(), 0..30)) {
        let mut world = World::new();
        for event in &events {
            world.run(event);
        }
        world.settle_down();
        for device in 0..DEVICES {
            world.phones[device].mirror = Some(world.office.clone());
            prop_assert_eq!(&world.view(device), &world.office);
        }
    }

    #[test]
    fn choices_about_different_places_commute(which: u8, take: u8) {
        let mut world = World::new();
        for device in 0..2 {
            world.run(&Event::Write(device, "title"));
            world.run(&Event::Write(device, "content"));
            world.run(&Event::Figure(device, 1));
        }
        world.settle_down();
        let waiting = world.office.clone();
        let (one, other) = (choices(&waiting, which, take), choices(&waiting, !which, take));
        let both = |first: &[Choice], second: &[Choice]| {
            let mut world = World { office: waiting.clone(), ..World::new() };
            for phone in &mut world.phones {
                phone.mirror = Some(waiting.clone());
            }
            world.save(0, Action::Settle { choices: first.to_vec() });
            world.save(1, Action::Settle { choices: second.to_vec() });
            world.settle_down();
            (world.office.body, world.office.proposals)
        };
        prop_assert_eq!(both(&one, &other), both(&other, &one));
    }
}

#[test]
fn a_place_without_a_key_is_told_from_its_items() {
    let mut world = World::new();
    world.run(&Event::Figure(0, 1));
    world.run(&Event::Figure(1, 1));
    world.settle_down();
    assert_eq!(world.office.proposals[0].at, FieldPath::item("indicator_values", "TT01"));
    assert_eq!(world.office.writer(&world.office.proposals[0].at).unwrap().author.name, "Người 0");
}

#[test]
fn who_brings_a_record_back_and_edits_it_keeps_his_words_though_the_office_had_chosen_otherwise() {
    let mut world = World::new();
    let back_and_edited = [
        Event::Withdraw(1),
        Event::Write(0, "title"),
        Event::Push(1),
        Event::Push(0),
        Event::Pull(0),
        Event::OfficeChooses(0b1, 0b0),
        Event::Choose(0, 0b1, 0b1),
        Event::Write(0, "title"),
    ];
    back_and_edited.iter().for_each(|event| world.run(event));
    world.settle_down();
    assert!(world.office.deleted && world.refusals.is_empty(), "{:?}", world.refusals);
    let waits = |value: &str| {
        world.office.proposals.iter().any(|proposal| proposal.written.as_ref() == Some(&json!(value)))
    };
    assert!(waits("lời 2"), "{:#?}", world.office);
}
