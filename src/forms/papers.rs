//! The papers of a dossier: every paper of the list with its state, those that it needs marked, so that none is forgotten.
//! One that is missing is said and keeps nobody from saving.

use danvan_core::record::schema::{ChoiceList, FieldKind, FieldSpec, Fixed};
use danvan_core::validate::REQUIRED_PAPERS;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::field::{help, help_id};
use super::lookups::options;
use super::says::says;
use super::slot::row_id;
use super::{Form, Slot};
use crate::i18n::{current, form as words};

const ITEM: &str = "item";
const STATUS: &str = "status";

/// The list of papers.
pub fn papers(form: Form, spec: &'static FieldSpec) -> AnyView {
    let name = spec.name;
    let states = states_of(spec);
    let papers: Vec<_> = options(form, ChoiceList::DossierItems)
        .into_iter()
        .map(|(code, word)| paper(form, name, states, code, word))
        .collect();
    let id = Slot::field(name).id();
    let said = says(form, id.clone());
    view! {
        <div class="field" id=id.clone() role="group" aria-label=spec.label(current())
            aria-describedby=help_id(spec, &id)>
            <span class="label">{spec.label(current())}</span>
            {help(spec, &id)}
            <p class="soft">{words::PAPERS_SAY.get()}</p>
            {papers}
            {said}
        </div>
    }
    .into_any()
}

/// The states that a paper can have, as the field tables list them.
fn states_of(spec: &FieldSpec) -> &'static [Fixed] {
    let FieldKind::Items { fields, .. } = spec.kind else { return &[] };
    match fields.iter().find(|part| part.name == STATUS).map(|part| part.kind) {
        Some(FieldKind::Choice(ChoiceList::Fixed(states))) => states,
        _ => &[],
    }
}

fn paper(form: Form, name: &'static str, states: &'static [Fixed], code: String, word: String) -> AnyView {
    let group = [&Slot::field(name).id(), "-", &code].concat();
    let chips: Vec<_> = states
        .iter()
        .map(|state| {
            let (of, to) = (code.clone(), code.clone());
            let chosen = move || {
                form.track();
                row_of(form, name, &of)
                    .is_some_and(|row| form.text(Slot::in_row(name, row, STATUS)) == state.code)
            };
            view! {
                <label class="chip">
                    <input type="radio" name=group.clone() prop:checked=chosen
                        on:change=move |_| choose(form, name, &to, state.code)/>
                    {state.label(current())}
                </label>
            }
            .into_any()
        })
        .collect();
    let id = id_of(&code);
    let missing = says(form, id.clone());
    let need = REQUIRED_PAPERS
        .contains(&code.as_str())
        .then(|| view! { <span class="need">" · " {words::PAPER_NEED.get()}</span> }.into_any());
    let said = move || {
        form.track();
        row_of(form, name, &code).map(|row| says(form, row_id(name, row)))
    };
    view! {
        <fieldset class="figure" id=id>
            <legend>{word} {need}</legend>
            <div class="chips">{chips}</div>
            {missing}
            {said}
        </fieldset>
    }
    .into_any()
}

/// The element of a paper, whether anything was chosen of it or not.
pub fn id_of(paper: &str) -> String {
    ["f-paper-", paper].concat()
}

fn row_of(form: Form, name: &'static str, code: &str) -> Option<u32> {
    form.rows(name).into_iter().find(|row| form.text(Slot::in_row(name, *row, ITEM)) == code)
}

fn choose(form: Form, name: &'static str, code: &str, state: &'static str) {
    form.forget(&id_of(code));
    match row_of(form, name, code) {
        Some(row) => form.choose(Slot::in_row(name, row, STATUS), Value::from(state)),
        None => {
            let mut begins = Map::new();
            begins.insert(ITEM.to_owned(), Value::from(code));
            begins.insert(STATUS.to_owned(), Value::from(state));
            form.add_row(name, begins);
        }
    }
}
