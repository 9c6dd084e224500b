//! What is said at a field: errors, warnings, questions with two answers; and the summary above the form.

use danvan_core::message::{Message, Problem};
use danvan_core::record::schema::{self, ChoiceList, FieldKind};
use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::JsCast;

use super::answers::Answer;
use super::state::number_of_row;
use super::{Form, Slot, papers};
use crate::components::{Icon, icon};
use crate::i18n::{current, form as words, message};
use crate::platform::room;

/// One thing said at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The element it belongs to.
    pub id: String,
    /// The field of the record.
    pub field: String,
    /// The sentence.
    pub text: String,
    /// Whether it only asks to look again.
    pub warning: bool,
    /// Whether it was said when the form was saved: a second press goes past a warning that was.
    pub asked: bool,
    /// What to choose from, where the question is which was meant.
    pub answers: Vec<Answer>,
}

impl Said {
    /// An error at a place.
    pub fn error(slot: Slot, text: String) -> Self {
        Self {
            id: slot.id(),
            field: slot.field.to_owned(),
            text,
            warning: false,
            asked: false,
            answers: Vec::new(),
        }
    }

    /// A problem that the core found, at the element where its place is typed.
    pub fn of(form: Form, problem: &Problem, warning: bool) -> Self {
        let (id, field) = match &problem.at {
            None => (FORM.to_owned(), String::new()),
            Some(at) => (element(form, &at.field, at.key.as_deref()), at.field.clone()),
        };
        let mut text = message::sentence(problem.message).to_owned();
        let mut id = id;
        if problem.message == Message::DossierItemMissing {
            // The paper may have no row: it is said at its own place, and by its name.
            let paper = problem.at.as_ref().and_then(|at| at.key.as_deref()).unwrap_or_default();
            let name = ChoiceList::DossierItems.label(&form.catalogue(), paper, current());
            text = words::PAPER_MISSING.with(&[&name]);
            id = papers::id_of(paper);
        }
        if problem.message == Message::TooLong
            && let Some(says) = too_long(form, &id, &field)
        {
            text = says;
        }
        Self { id, field, text, warning, asked: false, answers: Vec::new() }
    }

    /// Whether it says the same as another in better words: at the same place, or within a list of which the other speaks
    /// as a whole. What the rules say of another part of a row is said besides.
    pub fn hides(&self, other: &Self) -> bool {
        let is_whole = other.id.strip_prefix("f-") == Some(other.field.as_str());
        self.id == other.id || (is_whole && self.field == other.field)
    }
}

/// How long is what is too long: the text of a field, or those in a row of a list. Nothing where it is a list.
fn too_long(form: Form, id: &str, field: &str) -> Option<String> {
    let spec = schema::field(form.kind(), field)?;
    let beyond = |spec: &schema::FieldSpec, slot: Slot| {
        spec.length_near_bound(&form.text(slot)).filter(|length| length.beyond() > 0)
    };
    match spec.kind {
        FieldKind::Text | FieldKind::LongText => {
            beyond(spec, Slot::field(spec.name)).map(super::text_field::too_long)
        }
        FieldKind::Texts => {
            let typed = form.text(Slot::field(spec.name));
            let mut parts = super::body::texts_of(&typed);
            let is_long = parts.any(|part| part.chars().count() > spec.max_chars);
            is_long.then(|| words::LENGTH_EACH.count(spec.max_chars))
        }
        FieldKind::Items { fields, .. } => {
            let row =
                form.rows(spec.name).into_iter().find(|row| super::slot::row_id(spec.name, *row) == id)?;
            let says = fields.iter().filter_map(|part| {
                let length = beyond(part, Slot::in_row(spec.name, row, part.name))?;
                Some([part.label(current()), ": ", &super::text_field::too_long(length)].concat())
            });
            Some(says.collect::<Vec<_>>().join(" ")).filter(|says| !says.is_empty())
        }
        _ => None,
    }
}

/// The element of what concerns the form as a whole.
pub const FORM: &str = "f-form";

/// The element of a field, or of the row that carries a key.
fn element(form: Form, field: &str, key: Option<&str>) -> String {
    let whole = ["f-", field].concat();
    let (Some(key), Some(name)) = (key, form.kind().key_of_list(field)) else { return whole };
    let draft = form.draft();
    let rows = draft.typed.get(field).and_then(Value::as_array).into_iter().flatten();
    let row = rows.filter(|item| item.get(name).and_then(Value::as_str) == Some(key)).find_map(number_of_row);
    row.map_or(whole, |row| super::slot::row_id(field, row))
}

/// The place below a field where things are said about it.
pub fn says(form: Form, id: String) -> AnyView {
    says_with(form, id, ().into_any())
}

/// The same, with more that is said there.
pub fn says_with(form: Form, id: String, more: AnyView) -> AnyView {
    let place = says_id(&id);
    let here = move || {
        let said = form.said.get();
        let lines = said.into_iter().filter(|said| said.id == id).map(|said| line(form, said));
        lines.collect::<Vec<_>>()
    };
    view! { <div id=place>{here} {more}</div> }.into_any()
}

/// The identifier of the place below a field, for `aria-describedby`.
pub fn says_id(id: &str) -> String {
    [id, "-says"].concat()
}

/// Whether something is wrong at a place, for `aria-invalid`.
pub fn is_wrong(form: Form, id: &str) -> Option<&'static str> {
    let wrong = form.said.with(|said| said.iter().any(|said| said.id == id && !said.warning));
    wrong.then_some("true")
}

fn line(form: Form, said: Said) -> AnyView {
    let class = if said.warning { "says warning" } else { "says error" };
    let answers: Vec<_> = said
        .answers
        .into_iter()
        .map(|answer| {
            let shown = answer.label.clone();
            view! { <button type="button" class="chip" on:click=move |_| answer.take(form)>{shown}</button> }
                .into_any()
        })
        .collect();
    view! {
        <p class=class>{icon(Icon::Warning)} <span>{said.text}</span></p>
        {(!answers.is_empty()).then(|| view! { <div class="chips">{answers}</div> }.into_any())}
    }
    .into_any()
}

/// What has happened to the record behind the form.
pub fn notice(form: Form) -> AnyView {
    let says =
        move || form.notice.get().map(|words| view! { <p class="card look">{words.get()}</p> }.into_any());
    view! { <div role="status">{says}</div> }.into_any()
}

/// The summary after a save that did not go through: each error with a link to its field.
pub fn summary(form: Form) -> AnyView {
    (move || {
        if !form.tried.get() {
            return None;
        }
        let mut said = form.said.get();
        said.retain(|said| !said.warning);
        let title = match said.len() {
            0 => return None,
            1 => words::ERRORS_ONE.get().to_owned(),
            number => words::ERRORS.count(number),
        };
        let links: Vec<_> = said.into_iter().map(|said| link(form, said)).collect();
        Some(
            view! {
                <section class="card problems" id="problems" tabindex="-1" aria-label=title.clone()>
                    <h2>{title.clone()}</h2>
                    <ul>{links}</ul>
                </section>
            }
            .into_any(),
        )
    })
    .into_any()
}

/// A link to the field of what was said.
pub fn link(form: Form, said: Said) -> AnyView {
    let label = schema::field(form.kind(), &said.field).map(|spec| spec.label(current()));
    let text = [label.unwrap_or_default(), ": ", &said.text].concat();
    let href = ["#", &said.id].concat();
    view! {
        <li>
            <a href=href on:click=move |event| {
                event.prevent_default();
                go_to(form, &said);
            }>{text}</a>
        </li>
    }
    .into_any()
}

/// Shows the step of a field and puts the focus into it.
pub fn go_to(form: Form, said: &Said) {
    if let Some(step) = super::steps::step_of(form.kind(), &said.field) {
        super::steps::show(form, step);
    }
    let id = said.id.clone();
    request_animation_frame(move || focus(&id));
}

/// Puts the focus into an element, or into the first field within it.
pub fn focus(id: &str) {
    let Some(found) = document().get_element_by_id(id) else { return };
    let is_field = matches!(found.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT");
    let inner =
        if is_field { None } else { found.query_selector("input, textarea, select, button").ok().flatten() };
    let target = inner.unwrap_or(found);
    if let Some(target) = target.dyn_ref::<web_sys::HtmlElement>() {
        let _ = target.focus();
        room::show(target);
    }
}
