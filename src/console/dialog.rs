//! A modal dialog: the browser's own `<dialog>`, opened and closed by a signal.

use leptos::html;
use leptos::prelude::*;

/// Draws a dialog that is open while `open` holds; its inside is drawn when it opens.
///
/// The browser moves the focus in and gives it back afterwards. Escape is `close`, what the button that closes it does: what
/// was typed inside is kept by whoever asks. Where there is nothing to close it by, or `close` leaves it open, it stays:
/// browsers close a dialog at the second Escape whatever the page says to the first.
pub fn dialog(
    id: &'static str,
    open: Signal<bool>,
    close: Option<Callback<()>>,
    title: impl Fn() -> String + Send + Sync + 'static,
    inside: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    let open = Memo::new(move |_| open.get());
    let show = move |open: bool, element: web_sys::HtmlDialogElement| match (open, element.open()) {
        (true, false) => drop(element.show_modal()),
        (false, true) => element.close(),
        _ => {}
    };
    Effect::new(move |_| {
        let open = open.get();
        if let Some(element) = element.get() {
            show(open, element);
        }
    });
    let ask_to_close = move || {
        if let Some(close) = close {
            close.run(());
        }
    };
    let cancelled = move |event: web_sys::Event| {
        event.prevent_default();
        ask_to_close();
    };
    // The browser has closed it by itself: the state follows, or the dialog comes back.
    let closed = move |_| {
        if open.get_untracked() {
            ask_to_close();
        }
        if let Some(element) = element.get_untracked() {
            show(open.get_untracked(), element);
        }
    };
    // The browser's way back leads to another page: what was asked of this one goes with it.
    let gone_back = window_event_listener_untyped("popstate", move |_| ask_to_close());
    on_cleanup(move || gone_back.remove());
    view! {
        <dialog node_ref=element aria-labelledby=id on:cancel=cancelled on:close=closed>
            {move || open.get().then(|| view! { <h2 id=id>{title()}</h2>{inside()} })}
        </dialog>
    }
    .into_any()
}
