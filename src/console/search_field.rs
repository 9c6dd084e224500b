//! The field above a list in which words are typed.

use std::time::Duration;

use leptos::prelude::*;

use crate::components::{Icon, icon};

/// How long the field rests before the list follows.
const REST: Duration = Duration::from_millis(300);

/// The field; `words` is what the list is narrowed to, `change` narrows it.
pub fn search_field(
    label: &'static str,
    hint: &'static str,
    words: Signal<String>,
    change: impl Fn(String) + Clone + 'static,
) -> AnyView {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    // What the list was last narrowed to from here.
    let narrowed = StoredValue::new(words.get_untracked());
    let typed = move |event: web_sys::Event| {
        let words = event_target_value(&event);
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        let change = change.clone();
        timer.set_value(
            set_timeout_with_handle(
                move || {
                    narrowed.set_value(words.clone());
                    change(words);
                },
                REST,
            )
            .ok(),
        );
    };
    // The field is the person's: it is only written to when the list was narrowed elsewhere ("show all", the way back).
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        let words = words.get();
        let Some(field) = field.get() else { return };
        let is_own = narrowed.with_value(|narrowed| narrowed.trim() == words.trim());
        if !is_own && field.value().trim() != words.trim() {
            field.set_value(&words);
        }
        narrowed.set_value(words);
    });
    view! {
        <div class="search">
            {icon(Icon::Search)}
            <input class="in" type="search" node_ref=field aria-label=label placeholder=hint
                value=words.get_untracked() on:input=typed/>
        </div>
    }
    .into_any()
}
