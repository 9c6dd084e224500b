//! The papers that a nomination lacks: said wherever the record is read, on the phone and at the office.

use danvan_core::catalogue::Catalogue;
use danvan_core::record::schema::ChoiceList;
use danvan_core::record::{Body, RecordKind};
use danvan_core::validate;
use leptos::prelude::*;

use super::{Icon, icon};
use crate::i18n::{current, record as words};

/// What is missing, by name; nothing where the dossier has what it needs.
pub fn missing_papers(kind: RecordKind, body: &Body, catalogue: Option<&Catalogue>) -> Option<AnyView> {
    let name = |paper: &'static str| match catalogue {
        Some(catalogue) => ChoiceList::DossierItems.label(catalogue, paper, current()),
        None => paper.to_owned(),
    };
    let missing: Vec<String> = validate::missing_papers(kind, body).map(name).collect();
    if missing.is_empty() {
        return None;
    }
    let lines: Vec<_> = missing.into_iter().map(|name| view! { <li>{name}</li> }.into_any()).collect();
    Some(
        view! {
            <section class="card look papers">
                <p><b>{icon(Icon::Warning)} " " {words::PAPERS_MISSING.get()}</b></p>
                <ul>{lines}</ul>
            </section>
        }
        .into_any(),
    )
}
