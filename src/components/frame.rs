//! The frame of one page: its header, the banners, the column.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::banners::banners;
use super::{Icon, icon};
use crate::app::App;
use crate::device::SyncStatus;
use crate::i18n::common;
use crate::platform::room;
use crate::routes::Page;

/// What stands in a page's header.
#[derive(Default)]
pub struct Head {
    /// The page's title.
    pub title: String,
    /// The title as it changes while the page stays, where it does.
    pub changes: Option<AnyView>,
    /// A line below it.
    pub subtitle: Option<AnyView>,
    /// Where the arrow back leads; none on the four main pages.
    pub back: Option<String>,
    /// Further buttons at the end.
    pub more: Option<AnyView>,
    /// Whether to name what is not sent in words: where the bottom bar with its badge is far or missing.
    pub names_waiting: bool,
}

/// Draws a page. After a change of page the title has the focus, so that a screen reader begins there.
pub fn frame(app: &App, head: Head, column: AnyView, below: Option<AnyView>) -> AnyView {
    let heading = NodeRef::<html::H1>::new();
    document().set_title(&[&head.title, " · ", common::APP.get()].concat());
    let moved = app.moved;
    Effect::new(move |_| {
        request_animation_frame(room::measure);
        if let Some(heading) = heading.get() {
            if moved.get_value() {
                let _ = heading.focus();
            }
            moved.set_value(true);
        }
    });
    let back = head.back.map(|to| {
        view! { <a class="button bare back" href=to aria-label=common::BACK.get()>{icon(Icon::Back)}</a> }
            .into_any()
    });
    let title = head.changes.unwrap_or_else(|| head.title.into_any());
    let waiting = head.names_waiting.then(|| waiting(app));
    view! {
        <div class="page">
            <header class="top">
                {back}
                <div>
                    <h1 tabindex="-1" node_ref=heading>{title}</h1>
                    {head.subtitle.map(|words| view! { <p>{words}</p> }.into_any())}
                </div>
                {waiting}
                {head.more}
            </header>
            <main id="main" tabindex="-1">
                {banners(app)}
                <div class="column">{column}</div>
            </main>
            {below}
        </div>
    }
    .into_any()
}

/// Begins at the page's top and its title, where what had the focus is gone though the address is the same.
pub fn begin_at_title() {
    request_animation_frame(|| {
        room::measure();
        crate::platform::window().scroll_to_with_x_and_y(0.0, 0.0);
        let title = document().query_selector(".top h1").ok().flatten();
        if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = title.focus();
        }
    });
}

fn waiting(app: &App) -> AnyView {
    let status = app.device.sync_status();
    let waiting = Memo::new(move |_| status.with(SyncStatus::unsent));
    (move || {
        let waiting = waiting.get() as usize;
        (waiting > 0).then(|| {
            view! {
                <a class="pill local" href=Page::Sync.path()>
                    {icon(Icon::Phone)} <span>{common::NOT_SENT.count(waiting)}</span>
                </a>
            }
            .into_any()
        })
    })
    .into_any()
}
