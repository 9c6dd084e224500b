//! What is said of a day or a number when its field is left, and what is shown beside it meanwhile.

use danvan_core::message::Message;
use danvan_core::record::schema::{FieldKind, FieldSpec};
use danvan_core::validate;
use leptos::prelude::*;

use super::body::body_of;
use super::numbers::{self, Field};
use super::says::Said;
use super::{Form, Slot, date_field};
use crate::i18n::message;
use crate::platform::clock;

/// Whether anything is said when such a field is left.
pub fn is_looked_at(kind: FieldKind) -> bool {
    kind == FieldKind::Date || Field::of_kind(kind).is_some()
}

/// A field was left: what cannot be read is said or asked about, what is unlikely is questioned.
pub fn left(form: Form, spec: &'static FieldSpec, slot: Slot) {
    form.forget(&slot.id());
    let read = match spec.kind {
        FieldKind::Date => date_field::read(form, slot).map(drop),
        kind => numbers::read_kind(form, slot, kind).map(drop),
    };
    let said = match read {
        Err(said) => vec![said],
        Ok(()) => questions(form, slot),
    };
    if !said.is_empty() {
        form.said.update(|all| all.extend(said));
    }
}

/// What the rules say of the day or number in a field, as they will when the form is saved.
fn questions(form: Form, slot: Slot) -> Vec<Said> {
    let (body, _) = body_of(form);
    let found = validate::check(form.kind(), &body, None, Some(clock::today()));
    let key = slot.row.and_then(|(row, _)| {
        let key = form.kind().key_of_list(slot.field)?;
        Some(form.text(Slot::in_row(slot.field, row, key)))
    });
    let errors = found.errors.iter().map(|problem| (problem, false));
    let warnings = found.warnings.iter().map(|problem| (problem, true));
    let here = errors.chain(warnings).filter(|(problem, _)| {
        let at = problem.at.as_ref();
        at.is_some_and(|at| at.field == slot.field && at.key == key) && is_of_values(problem.message)
    });
    here.map(|(problem, warning)| Said {
        text: message::sentence(problem.message).to_owned(),
        warning,
        ..Said::error(slot, String::new())
    })
    .collect()
}

/// Messages about a day or a number that stands there; that something is missing is said when the form is saved.
fn is_of_values(message: Message) -> bool {
    matches!(
        message,
        Message::DateInFuture | Message::DateLongAgo | Message::EndBeforeBegin | Message::TooLarge
    )
}

/// The line beside a field that shows how what stands in it is read, where that is not how it is typed.
pub fn beside(form: Form, spec: &'static FieldSpec, slot: Slot) -> AnyView {
    if !is_looked_at(spec.kind) {
        return ().into_any();
    }
    let field = Field::of_kind(spec.kind);
    line(form, move || match &field {
        Some(field) => numbers::beside(form, slot, field),
        None => date_field::beside(form, slot),
    })
}

/// A line that follows what is typed.
pub fn line(form: Form, read: impl Fn() -> Option<String> + Send + Sync + 'static) -> AnyView {
    let shown = Memo::new(move |_| {
        form.track();
        form.track_text();
        read()
    });
    (move || shown.get().map(|text| view! { <p class="soft num">{text}</p> }.into_any())).into_any()
}
