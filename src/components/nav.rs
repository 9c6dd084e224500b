//! The four main pages: a bar at the bottom of a phone, a rail at the side of a wide screen.

use leptos::prelude::*;

use super::{Icon, icon};
use crate::app::App;
use crate::device::SyncStatus;
use crate::i18n::{Text, common, count};
use crate::routes::Page;

/// The bar, with the number of records that are not yet at the province.
pub fn nav(app: &App) -> AnyView {
    let page = app.page;
    let status = app.device.sync_status();
    let waiting = Memo::new(move |_| status.with(SyncStatus::unsent));
    let link = move |to: Page, sign: Icon, word: Text| {
        let here = move || {
            let at = page.get();
            let within = at == to
                || matches!(
                    (to, at),
                    (Page::Book, Page::Record(_) | Page::Correct(_)) | (Page::Write, Page::Form(_))
                );
            within.then_some("page")
        };
        let badge = (to == Page::Sync).then_some(move || {
            let waiting = waiting.get() as usize;
            (waiting > 0).then(|| {
                view! {
                    <span class="count" aria-hidden="true">{count(waiting)}</span>
                    <span class="unseen">{[", ", &common::NOT_SENT_LONG.count(waiting)].concat()}</span>
                }
                .into_any()
            })
        });
        view! {
            <li><a href=to.path() aria-current=here>{icon(sign)} <span>{word.get()}</span> {badge}</a></li>
        }
        .into_any()
    };
    view! {
        <nav class="nav" class:away=move || page.get().is_form() aria-label=common::MAIN_MENU.get()>
            <p class="logo">{common::APP.get()}</p>
            <ul>
                {link(Page::Home, Icon::Home, common::HOME)}
                {link(Page::Write, Icon::Pencil, common::WRITE)}
                {link(Page::Book, Icon::Book, common::BOOK)}
                {link(Page::Sync, Icon::Sync, common::SYNC)}
            </ul>
        </nav>
    }
    .into_any()
}
