//! What was done just now, said once: "Đã lưu trên máy". Also read out by screen readers.

use std::time::Duration;

use leptos::prelude::*;

use super::{Icon, icon};
use crate::i18n::common;
use crate::platform::clock;

/// How long a word about something done stays on the screen.
const SHOWN: Duration = Duration::from_secs(6);
/// What was said less than this before a page changed has led to the next one, in milliseconds.
const LEADS_MS: u64 = 1_000;

/// What has become of something that a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// It was done: shown for a while.
    Done(String),
    /// It was not done, and why: stays until it has been closed, or something else is said.
    Failed(String),
}

/// The place for such words; one on the screen, in the page from the start so that it is announced. It lies in the page's
/// flow, above what stands at its foot, and covers nothing there. `page` is tracked: what was done on a page goes with it,
/// but for what has just led to the next one. What was not done stays.
pub fn toast(said: RwSignal<Option<Announcement>>, page: impl Fn() + Send + Sync + 'static) -> AnyView {
    let since_ms = StoredValue::new(0u64);
    Effect::new(move |earlier: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = earlier.flatten() {
            timer.clear();
        }
        since_ms.set_value(clock::monotonic_ms());
        said.with(|said| matches!(said, Some(Announcement::Done(_))))
            .then(|| set_timeout_with_handle(move || drop(said.try_set(None)), SHOWN).ok())
            .flatten()
    });
    Effect::new(move |_| {
        page();
        let is_old = clock::monotonic_ms() > since_ms.get_value() + LEADS_MS;
        if is_old && said.with_untracked(|said| matches!(said, Some(Announcement::Done(_)))) {
            said.set(None);
        }
    });
    let drawn = move || {
        Some(match said.get()? {
            Announcement::Done(words) => {
                view! { <p class="toast">{icon(Icon::Tick)} {words}</p> }.into_any()
            }
            Announcement::Failed(words) => view! {
                <div class="toast failed">
                    {icon(Icon::Warning)} <p>{words}</p>
                    <button type="button" class="button bare" on:click=move |_| said.set(None)>{common::CLOSE.get()}</button>
                </div>
            }
            .into_any(),
        })
    };
    view! { <div class="said" role="status" aria-live="polite">{drawn}</div> }.into_any()
}
