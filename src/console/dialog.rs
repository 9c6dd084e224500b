//! A modal dialog: the browser's own `<dialog>`, opened and closed by a signal.

use leptos::html;
use leptos::prelude::*;

/// Draws a dialog that is open while `open` holds; its inside is drawn when it opens.
///
/// The browser moves the focus in and gives it back afterwards. Escape does nothing: what is typed inside must not
/// vanish by a slip, and every dialog has a button to close it.
pub fn dialog(
    id: &'static str,
    open: Signal<bool>,
    title: impl Fn() -> String + Send + Sync + 'static,
    inside: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    let open = Memo::new(move |_| open.get());
    Effect::new(move |_| {
        let open = open.get();
        let Some(element) = element.get() else { return };
        match (open, element.open()) {
            (true, false) => drop(element.show_modal()),
            (false, true) => element.close(),
            _ => {}
        }
    });
    view! {
        <dialog node_ref=element aria-labelledby=id on:cancel=|event: web_sys::Event| event.prevent_default()>
            {move || open.get().then(|| view! { <h2 id=id>{title()}</h2>{inside()} })}
        </dialog>
    }
    .into_any()
}
