//! Drafts as they are listed on several pages.

use danvan_core::record::RecordKind;
use leptos::prelude::*;

use crate::app::App;
use crate::components::{Icon, icon};
use crate::device::Draft;
use crate::i18n::{book, common, form, home, record, when};
use crate::routes::Page;

/// The drafts under their heading; nothing where there are none.
pub fn unfinished(app: &App) -> AnyView {
    let device = app.device.clone();
    let version = device.drafts_version();
    (move || {
        version.track();
        let drafts = device.drafts();
        (!drafts.is_empty()).then(|| {
            let rows: Vec<_> = drafts.iter().map(|draft| row(draft)).collect();
            view! {
                <section>
                    <h2>{home::DRAFTS.get()}</h2>
                    <ul class="rows">{rows}</ul>
                </section>
            }
            .into_any()
        })
    })
    .into_any()
}

/// One draft as a line of a list.
pub fn row(draft: &Draft) -> AnyView {
    let to = if draft.record.is_some() { Page::Correct(draft.id) } else { Page::Form(draft.id) };
    let kind = match draft.kind {
        RecordKind::Activity | RecordKind::Nomination if draft.record.is_some() => form::CORRECT,
        RecordKind::Activity => record::ACTIVITY,
        RecordKind::Nomination => record::NOMINATION,
        RecordKind::Other(_) => common::NEWER_TO_OPEN,
    };
    view! {
        <li>
            <a class="row" href=to.path()>
                <div>
                    <b>{title(draft)}</b><br/>
                    <span class="soft">{kind.get()}</span>
                </div>
                <span class="pill">
                    {icon(Icon::Draft)} {home::DRAFT_LEFT.with(&[&when::moment_ms(draft.updated_ms)])}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// What a draft is called as far as it has been typed.
pub fn title(draft: &Draft) -> String {
    ["title", "person_name", "collective_name", "household_name"]
        .iter()
        .filter_map(|field| draft.typed.get(*field)?.as_str())
        .find(|typed| !typed.trim().is_empty())
        .map_or_else(|| book::UNTITLED.get().to_owned(), str::to_owned)
}
