//! Asking before something that cannot be undone, in the browser's own dialog: focus and Escape are its work.

use leptos::html;
use leptos::prelude::*;

use crate::i18n::{Text, common};
use crate::platform::press;

/// A question.
pub struct Confirm {
    /// What is asked.
    pub title: Text,
    /// What happens.
    pub says: Text,
    /// The word on the button that does it.
    pub yes: Text,
}

/// A dialog and the reference to open it with `show_modal`. `more` stands between the words and the buttons.
pub fn confirm(
    question: Confirm,
    more: AnyView,
    done: impl Fn() + 'static,
) -> (NodeRef<html::Dialog>, AnyView) {
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    // The browser's way back leads to another page or step: what was asked of this one goes with it.
    let gone_back = window_event_listener_untyped("popstate", move |_| close());
    on_cleanup(move || gone_back.remove());
    let drawn = view! {
        <dialog node_ref=dialog aria-labelledby="question">
            <h2 id="question">{question.title.get()}</h2>
            <p>{question.says.get()}</p>
            {more}
            <div class="buttons">
                <button type="button" class="button quiet" on:click=move |_| close()>{common::CANCEL.get()}</button>
                // It takes something away: it does not look like the next thing to do, and no double click presses it.
                <button type="button" class="button danger" on:click=move |event| {
                    if press::is_second(&event) {
                        return;
                    }
                    close();
                    done();
                }>{question.yes.get()}</button>
            </div>
        </dialog>
    };
    (dialog, drawn.into_any())
}

/// Opens a dialog drawn by [`confirm`].
pub fn ask(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        // Fails only where it is open already.
        let _ = dialog.show_modal();
    }
}
