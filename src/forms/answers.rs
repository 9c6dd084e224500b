//! Which of two readings of a number a person chose: it stays with the field, in the draft, as long as the text stands
//! that was asked about.

use danvan_core::text::Amount;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::says::focus;
use super::{Form, Slot};
use crate::device::{self, ANSWERS};

/// What a person may take with one press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// As it is offered.
    pub label: String,
    /// The field that it goes to.
    pub slot: Slot,
    /// The text for that field.
    pub text: String,
    /// The number that the text stands for, where it is one.
    pub amount: Option<Amount>,
    /// A choice that goes with it, and its place: how exact the number is.
    pub choice: Option<(Slot, &'static str)>,
}

impl Answer {
    /// A text alone.
    pub fn text(slot: Slot, text: String) -> Self {
        Self { label: text.clone(), slot, text, amount: None, choice: None }
    }

    /// Puts it into the form, and the focus into its field.
    pub fn take(&self, form: Form) {
        if let Some((slot, code)) = self.choice {
            form.choose(slot, Value::from(code));
        }
        form.replace_text(self.slot, &self.text);
        if let Some(amount) = self.amount {
            note(form, self.slot, &self.text, amount);
        }
        let id = self.slot.id();
        request_animation_frame(move || focus(&id));
    }
}

/// What a person said that the text means which stands in a field.
pub fn answered(form: Form, slot: Slot) -> Option<Amount> {
    let noted = form.value(holder(slot))?;
    device::answered(noted.get(name(slot))?, &form.text(slot))
}

fn note(form: Form, slot: Slot, text: &str, amount: Amount) {
    let mut noted = match form.value(holder(slot)) {
        Some(Value::Object(noted)) => noted,
        _ => Map::new(),
    };
    insert(&mut noted, name(slot), text, amount);
    form.choose(holder(slot), Value::Object(noted));
}

/// Notes in the texts of a form or of a row what the text of a field means: it is a number that was saved.
pub fn note_saved(typed: &mut Map<String, Value>, name: &str, text: &str, amount: Amount) {
    let noted = typed.entry(ANSWERS).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(noted) = noted {
        insert(noted, name, text, amount);
    }
}

fn insert(noted: &mut Map<String, Value>, name: &str, text: &str, amount: Amount) {
    let answer = vec![Value::from(text.trim()), Value::from(amount.to_decimal())];
    noted.insert(name.to_owned(), Value::Array(answer));
}

fn holder(slot: Slot) -> Slot {
    match slot.row {
        None => Slot::field(ANSWERS),
        Some((row, _)) => Slot::in_row(slot.field, row, ANSWERS),
    }
}

fn name(slot: Slot) -> &'static str {
    slot.row.map_or(slot.field, |(_, part)| part)
}
