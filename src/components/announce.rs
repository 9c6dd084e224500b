//! What was done just now, said once: "Đã lưu trên máy". Also read out by screen readers.

use std::time::Duration;

use leptos::prelude::*;

use super::{Icon, icon};
use crate::i18n::common;

/// How long a word about something done stays on the screen.
const SHOWN: Duration = Duration::from_secs(6);

/// What has become of something that a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// It was done: shown for a while.
    Done(String),
    /// It was not done, and why: stays until it has been closed, or something else is said.
    Failed(String),
}

/// The place for such words; one on the screen, in the page from the start so that it is announced.
pub fn toast(said: RwSignal<Option<Announcement>>) -> AnyView {
    Effect::new(move |earlier: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = earlier.flatten() {
            timer.clear();
        }
        said.with(|said| matches!(said, Some(Announcement::Done(_))))
            .then(|| set_timeout_with_handle(move || drop(said.try_set(None)), SHOWN).ok())
            .flatten()
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
    view! { <div role="status" aria-live="polite">{drawn}</div> }.into_any()
}
