//! Ghi: choosing what to write, and what was left unfinished.

use danvan_core::access::Role;
use leptos::prelude::*;

use crate::app::App;
use crate::components::{Head, Icon, empty, frame, icon};
use crate::i18n::{Text, common, record};
use crate::pages::drafts;
use crate::routes::new_form;

/// Draws it.
pub fn write(app: &App) -> AnyView {
    let head = Head {
        title: record::WRITE_TITLE.get().to_owned(),
        subtitle: Some(record::WRITE_HINT.get().into_any()),
        ..Head::default()
    };
    if !app.records() {
        let newer = app.device.session().is_some_and(|session| matches!(session.role(), Role::Other(_)));
        let (title, says) = if newer {
            (common::NEWER, record::ROLE_NEWER_DO)
        } else {
            (record::READS_ONLY, record::READS_ONLY_DO)
        };
        let column = empty(Icon::Pencil, title.get(), says.get(), ().into_any());
        return frame(app, head, column, None);
    }
    let nomination = |what: &str, sign: Icon, word: Text| {
        view! { <a class="card tile" href=new_form(what)>{icon(sign)} {word.get()}</a> }.into_any()
    };
    let column = view! {
        <a class="card" href=new_form("activity")>
            <span class="big">{icon(Icon::People)} {record::ACTIVITY.get()}</span>
            <span class="soft">{record::ACTIVITY_HINT.get()}</span>
        </a>
        <section>
            <h2>{record::NOMINATION.get()}</h2>
            <div class="tiles">
                {nomination("ca_nhan", Icon::Person, record::FOR_PERSON)}
                {nomination("tap_the", Icon::Star, record::FOR_COLLECTIVE)}
                {nomination("ho_gia_dinh", Icon::House, record::FOR_HOUSEHOLD)}
            </div>
        </section>
        {drafts::unfinished(app)}
    }
    .into_any();
    frame(app, head, column, None)
}
