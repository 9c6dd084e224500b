//! What the page says once and lets go: "Đã lưu trên máy". Also read out by screen readers.

use std::time::Duration;

use leptos::prelude::*;

use super::{Icon, icon};
use crate::app::App;

/// How long a word stays on the screen.
const SHOWN: Duration = Duration::from_secs(6);

/// The place for such words; one for the whole app, in the page from the start so that it is announced.
pub fn toast(app: &App) -> AnyView {
    let said = app.said;
    Effect::new(move |earlier: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = earlier.flatten() {
            timer.clear();
        }
        said.with(Option::is_some)
            .then(|| set_timeout_with_handle(move || said.set(None), SHOWN).ok())
            .flatten()
    });
    view! {
        <div role="status" aria-live="polite">
            {move || said.get().map(|words| view! { <p class="toast">{icon(Icon::Received)} {words}</p> }.into_any())}
        </div>
    }
    .into_any()
}
