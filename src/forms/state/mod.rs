//! The state of one form: its draft, when the draft is kept, and what is wrong.

mod correcting;
mod tabs;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use danvan_core::catalogue::Catalogue;
use danvan_core::record::conflict::one_person_twice;
use danvan_core::record::{Proposal, Record, RecordKind, fields_spoken_of, schema};
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::paste::Offer;
use super::says::Said;
use super::{Slot, readable};
use crate::components::{device_words, signed};
use crate::device::{Device, Draft, ROW};
use crate::i18n::{Text, conflict, form};
use crate::platform::clock;
use crate::platform::tabs::Tabs;

/// How long after the last key stroke a draft is kept.
const PAUSE: Duration = Duration::from_millis(800);

/// What saving a form does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    /// The record begins.
    Create,
    /// Its fields change.
    Change,
    /// A returned record is corrected and sent in again.
    Resubmit,
}

impl Saving {
    /// What saving a correction of the record does.
    pub fn of(record: &Record) -> Self {
        if record.state == "returned" { Self::Resubmit } else { Self::Change }
    }
}

/// A handle on the form's state; copied into every field.
#[derive(Clone, Copy)]
pub struct Form {
    inner: StoredValue<Inner, LocalStorage>,
    /// One more with each choice and each row: what hangs on others looks here. Key strokes do not count.
    choices: RwSignal<u32>,
    /// One more with each key stroke, for what hangs on texts: how long they are.
    texts: RwSignal<u32>,
    /// What stands at fields: errors, warnings, questions.
    pub said: RwSignal<Vec<Said>>,
    /// Whether saving was tried: from then on a summary stands above the form.
    pub tried: RwSignal<bool>,
    /// Old text that was pasted and waits for a word.
    pub offer: RwSignal<Option<Offer>>,
    /// When the draft was kept last, in Unix milliseconds.
    pub kept_ms: RwSignal<Option<u64>>,
    /// The step that is shown.
    pub step: RwSignal<usize>,
    /// Files that are being made ready; saving waits for them.
    pub at_work: RwSignal<u32>,
    /// What saving does: a new record's form turns into that of a correction once its record exists.
    pub saving: RwSignal<Saving>,
    /// Whether the form is being saved.
    pub under_way: RwSignal<bool>,
    /// What has happened to the record behind the form, above its fields.
    pub notice: RwSignal<Option<Text>>,
    /// One more when fields have changed by themselves and must be drawn anew.
    pub redrawn: RwSignal<u32>,
}

struct Inner {
    /// What stood in the form when it and the record were one.
    begun: Map<String, Value>,
    /// What another tab typed last into a field: nobody typed it here.
    taken: BTreeMap<String, Option<Value>>,
    /// The form's address up to the step: `/write/…?new=activity&`.
    address: String,
    device: Device,
    catalogue: Rc<Catalogue>,
    draft: Draft,
    /// What stood in the fields when this form last kept its draft, or took in what another tab had written.
    kept: Map<String, Value>,
    /// When that was, in Unix milliseconds; the store may not have it yet.
    put_ms: Option<u64>,
    /// The other tabs that have the same draft open.
    tabs: Option<Tabs>,
    composing: bool,
    changed: bool,
    /// This form itself has just ended its draft.
    ended: bool,
    timer: Option<TimeoutHandle>,
    rows: u32,
    /// What was typed to search a long list, and nothing chosen yet, by the identifier of the field.
    searched: BTreeMap<String, String>,
    /// What is said at a field: of values that wait there for a choice, and why the province returned the record.
    waiting: Vec<(String, String)>,
    /// Why the record was returned, and the fields that this speaks of.
    returned: Option<(String, Vec<&'static str>)>,
}

impl Form {
    /// A form over a draft.
    ///
    /// `address` is where it stands, up to the step.
    pub fn new(
        device: Device,
        catalogue: Rc<Catalogue>,
        mut draft: Draft,
        saving: Saving,
        address: String,
    ) -> Self {
        let rows = next_row(&draft.typed);
        let id = draft.id;
        device.open_draft(id, &draft.typed);
        draft.person = draft.person.or_else(|| device.session().map(|session| session.author().clone()));
        let inner = Inner {
            begun: correcting::begun(&draft, &catalogue),
            taken: BTreeMap::new(),
            address,
            device,
            catalogue,
            kept: draft.typed.clone(),
            put_ms: None,
            draft,
            tabs: None,
            composing: false,
            changed: false,
            ended: false,
            timer: None,
            rows,
            searched: BTreeMap::new(),
            waiting: Vec::new(),
            returned: None,
        };
        let form = Self {
            inner: StoredValue::new_local(inner),
            choices: RwSignal::new(0),
            texts: RwSignal::new(0),
            said: RwSignal::new(Vec::new()),
            tried: RwSignal::new(false),
            offer: RwSignal::new(None),
            kept_ms: RwSignal::new(None),
            step: RwSignal::new(0),
            at_work: RwSignal::new(0),
            saving: RwSignal::new(saving),
            under_way: RwSignal::new(false),
            notice: RwSignal::new(None),
            redrawn: RwSignal::new(0),
        };
        form.hear_tabs(id);
        form.look();
        form
    }

    /// Whether something was typed that the store does not have.
    pub fn is_unkept(self) -> bool {
        let kept = self.kept_ms.try_get_untracked().flatten();
        let unkept = |inner: &Inner| {
            inner.changed || inner.put_ms.is_some_and(|put| kept.is_none_or(|kept| kept < put))
        };
        self.inner.try_with_value(unkept).unwrap_or(false)
    }

    /// What was typed to search a long list and chosen nothing yet.
    pub fn searched(self, id: &str) -> String {
        self.inner.with_value(|inner| inner.searched.get(id).cloned().unwrap_or_default())
    }

    /// Notes what is typed to search a long list.
    pub fn search_for(self, id: &str, text: String) {
        self.inner.update_value(|inner| {
            inner.searched.insert(id.to_owned(), text);
        });
        self.forget(id);
    }

    /// What stands in all fields.
    pub fn typed(self) -> Map<String, Value> {
        self.inner.with_value(|inner| inner.draft.typed.clone())
    }

    /// Where a step of the form stands.
    pub fn address(self, step: usize) -> String {
        self.inner.with_value(|inner| [&inner.address, "step=", &(step + 1).to_string()].concat())
    }

    /// Notes the values that wait at fields of the record that is being changed.
    pub fn note_waiting(self, record: &Record) {
        let catalogue = self.catalogue();
        let own_logs = self.device().sync_status().with_untracked(|status| status.own_logs.clone());
        let twice = one_person_twice(record);
        let who = |proposal: &Proposal| {
            let name = signed(proposal);
            match device_words(record, proposal.log, &own_logs).filter(|_| twice) {
                Some(device) => conflict::WHO.with(&[&name, &device]),
                None => name,
            }
        };
        let waiting = record.proposals.iter().map(|proposal| {
            let spec = schema::field(record.kind, &proposal.at.field);
            let value = readable::shown(spec, proposal.written.as_ref(), Some(&catalogue));
            (proposal.at.field.clone(), conflict::FIELD_SAYS.with(&[&value, &who(proposal)]))
        });
        let waiting = waiting.collect();
        self.inner.update_value(|inner| inner.waiting = waiting);
    }

    /// Notes why the record was returned, where it was, and says so at the fields that the reason speaks of.
    pub fn note_returned(self, record: &Record) {
        let last = record.last_move().filter(|_| record.state == "returned");
        let Some(reason) = last.and_then(|step| step.reason.clone()) else { return };
        let catalogue = self.catalogue();
        let fields = fields_spoken_of(record.kind, &reason, &catalogue.lists);
        let says = form::RETURNED_FIELD.with(&[&reason]);
        self.inner.update_value(|inner| {
            inner.waiting.extend(fields.iter().map(|field| ((*field).to_owned(), says.clone())));
            inner.returned = Some((reason, fields));
        });
    }

    /// Why the record was returned, and the fields that this speaks of; nothing where it was not.
    pub fn returned(self) -> Option<(String, Vec<&'static str>)> {
        self.inner.with_value(|inner| inner.returned.clone())
    }

    /// What is said at a field before anything is typed.
    pub fn waiting(self, field: &str) -> Vec<String> {
        let of_field = |(name, says): &(String, String)| (name == field).then(|| says.clone());
        self.inner.with_value(|inner| inner.waiting.iter().filter_map(of_field).collect())
    }

    /// What is being written.
    pub fn kind(self) -> RecordKind {
        self.inner.with_value(|inner| inner.draft.kind)
    }

    /// The code lists.
    pub fn catalogue(self) -> Rc<Catalogue> {
        self.inner.with_value(|inner| inner.catalogue.clone())
    }

    /// The device.
    pub fn device(self) -> Device {
        self.inner.with_value(|inner| inner.device.clone())
    }

    /// The draft as it stands.
    pub fn draft(self) -> Draft {
        self.inner.with_value(|inner| inner.draft.clone())
    }

    /// Makes a view hang on choices and rows.
    pub fn track(self) {
        self.choices.track();
    }

    /// Makes a view hang on every key stroke.
    pub fn track_text(self) {
        self.texts.track();
    }

    /// What stands in a place.
    pub fn value(self, slot: Slot) -> Option<Value> {
        self.inner.with_value(|inner| {
            let value = inner.draft.typed.get(slot.field)?;
            match slot.row {
                None => Some(value.clone()),
                Some((row, part)) => find_row(value, row)?.get(part).cloned(),
            }
        })
    }

    /// The text in a place; empty where there is none.
    pub fn text(self, slot: Slot) -> String {
        match self.value(slot) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        }
    }

    /// The texts in a place, for a choice of several.
    pub fn texts(self, slot: Slot) -> Vec<String> {
        let values = self.value(slot);
        let texts = values.as_ref().and_then(Value::as_array).into_iter().flatten();
        texts.filter_map(|value| value.as_str().map(str::to_owned)).collect()
    }

    /// Takes in what was typed. Nothing is drawn anew.
    pub fn type_text(self, slot: Slot, text: String) {
        self.put(slot, Value::String(text));
    }

    /// Takes in a choice, and lets what hangs on it look again.
    pub fn choose(self, slot: Slot, value: Value) {
        self.put(slot, value);
        self.choices.update(|choices| *choices += 1);
    }

    /// Replaces the text in a field on a person's word, in the draft and on the screen.
    pub fn replace_text(self, slot: Slot, text: &str) {
        super::text_field::show(&slot.id(), text);
        self.type_text(slot, text.to_owned());
    }

    /// The rows of a list, in order.
    pub fn rows(self, field: &str) -> Vec<u32> {
        self.inner.with_value(|inner| {
            let rows = inner.draft.typed.get(field).and_then(Value::as_array);
            rows.into_iter().flatten().filter_map(row_number).collect()
        })
    }

    /// Adds a row with what it begins with.
    pub fn add_row(self, field: &'static str, mut begins: Map<String, Value>) -> u32 {
        let mut row = 0;
        self.inner.update_value(|inner| {
            row = inner.rows;
            inner.rows += 1;
            begins.insert(ROW.to_owned(), Value::from(row));
            let list = inner.draft.typed.entry(field).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list {
                list.push(Value::Object(begins));
            }
        });
        // That there is none is not true any more.
        let id = Slot::field(field).id();
        self.said.update(|said| said.retain(|said| said.id != id));
        self.touch();
        self.choices.update(|choices| *choices += 1);
        row
    }

    /// Takes a row away.
    pub fn remove_row(self, field: &'static str, row: u32) {
        self.inner.update_value(|inner| {
            if let Some(Value::Array(list)) = inner.draft.typed.get_mut(field) {
                list.retain(|item| row_number(item) != Some(row));
            }
        });
        self.forget(&super::slot::row_id(field, row));
        self.touch();
        self.choices.update(|choices| *choices += 1);
    }

    /// Whether a field is shown, by what was chosen elsewhere.
    pub fn shows(self, spec: &schema::FieldSpec) -> bool {
        use schema::Requirement::{OptionalIf, RequiredIf};
        match spec.requirement {
            RequiredIf { field, value } | OptionalIf { field, value } => self
                .inner
                .with_value(|inner| inner.draft.typed.get(field).and_then(Value::as_str) == Some(value)),
            _ => true,
        }
    }

    /// Takes away what was said at a place, and in the row below it.
    pub fn forget(self, id: &str) {
        let here =
            |said: &Said| said.id == id || said.id.strip_prefix(id).is_some_and(|rest| rest.starts_with('-'));
        if self.said.with_untracked(|said| said.iter().any(here)) {
            self.said.update(|said| said.retain(|said| !here(said)));
        }
    }

    /// A syllable is being put together: nothing is kept until it is done.
    pub fn compose(self, composing: bool) {
        self.inner.update_value(|inner| inner.composing = composing);
        if !composing {
            self.keep();
        }
    }

    /// Keeps the draft now, if anything was typed since it was kept last.
    pub fn keep(self) {
        self.inner.try_update_value(|inner| {
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
            if !inner.composing && std::mem::take(&mut inner.changed) {
                inner.draft.updated_ms = clock::unix_ms();
                inner.draft.begun = inner.draft.record.is_some().then(|| inner.begun.clone());
                inner.kept = inner.draft.typed.clone();
                inner.put_ms = Some(inner.draft.updated_ms);
                inner.device.put_draft(inner.draft.clone());
            }
        });
    }

    /// Keeps the draft on the disk, even an untouched one: something is about to hang on it. Whether it stands there.
    pub async fn keep_for_good(self) -> bool {
        let Some(device) = self.inner.try_update_value(|inner| {
            inner.changed = true;
            inner.device.clone()
        }) else {
            return false;
        };
        self.keep();
        device.flush_drafts().await.is_ok()
    }

    /// Whether the form is still on the screen.
    pub fn is_alive(self) -> bool {
        self.inner.try_with_value(|_| ()).is_some()
    }

    /// Lets the draft go: it was saved or discarded, and nothing may write it again.
    pub fn let_go(self) {
        self.inner.update_value(|inner| {
            inner.changed = false;
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
        });
    }

    fn put(self, slot: Slot, value: Value) {
        self.inner.update_value(|inner| {
            let typed = &mut inner.draft.typed;
            match slot.row {
                None => {
                    typed.insert(slot.field.to_owned(), value);
                }
                Some((row, part)) => {
                    let list = typed.get_mut(slot.field).and_then(Value::as_array_mut).into_iter().flatten();
                    for item in list.filter(|item| row_number(item) == Some(row)) {
                        if let Value::Object(item) = item {
                            item.insert(part.to_owned(), value.clone());
                        }
                    }
                }
            }
        });
        self.forget(&slot.id());
        self.texts.update(|texts| *texts = texts.wrapping_add(1));
        self.touch();
    }

    fn touch(self) {
        self.inner.update_value(|inner| {
            inner.changed = true;
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
            inner.timer = set_timeout_with_handle(move || self.keep(), PAUSE).ok();
        });
    }
}

/// A number that no row of any list has.
fn next_row(typed: &Map<String, Value>) -> u32 {
    let last = typed.values().filter_map(Value::as_array).flatten().filter_map(row_number).max();
    last.map_or(0, |row| row + 1)
}

fn row_number(item: &Value) -> Option<u32> {
    u32::try_from(item.get(ROW)?.as_u64()?).ok()
}

fn find_row(list: &Value, row: u32) -> Option<&Value> {
    list.as_array()?.iter().find(|item| row_number(item) == Some(row))
}

/// A row's fields without its number in the form.
pub fn number_rows(items: Vec<Map<String, Value>>) -> Value {
    let numbered = items.into_iter().enumerate().map(|(row, mut item)| {
        item.insert(ROW.to_owned(), Value::from(row));
        Value::Object(item)
    });
    Value::Array(numbered.collect())
}

/// The number of a row as the draft has it.
pub fn number_of_row(item: &Value) -> Option<u32> {
    row_number(item)
}
