//! Fields of the console's forms: label, what to write, and what is wrong below it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::i18n::console as text;

/// A field of one line.
pub fn line(
    id: &'static str,
    label: &'static str,
    hint: Option<&'static str>,
    value: RwSignal<String>,
    wrong: Signal<Option<String>>,
) -> AnyView {
    let says = [id, "-says"].concat();
    let hint_id = [id, "-hint"].concat();
    let described = [says.as_str(), " ", &hint_id].concat();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input class="in" id=id autocomplete="off" autocapitalize="none" spellcheck="false" prop:value=value aria-describedby=described
                aria-invalid=move || wrong.get().is_some().to_string() on:input=move |event| value.set(event_target_value(&event))/>
            {hint.map(|hint| view! { <p class="soft" id=hint_id>{hint}</p> })}
            <p class="says error" id=says role="alert">{wrong}</p>
        </div>
    }
    .into_any()
}

/// A choice; a line that asks to choose stands first where nothing is chosen yet.
pub fn choice(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    options: Vec<(String, String)>,
    wrong: Signal<Option<String>>,
) -> AnyView {
    let says = [id, "-says"].concat();
    // The property and not the attribute: where the list is drawn again, the browser keeps to what a hand chose.
    let option = move |code: String, words: String| {
        let this = code.clone();
        view! { <option value=code prop:selected=move || value.with(|value| *value == this)>{words}</option> }
            .into_any()
    };
    let empty = value.with_untracked(String::is_empty);
    let empty = empty.then(|| option(String::new(), text::CHOOSE_ONE.get().to_owned()));
    let lines = options.into_iter().map(|(code, words)| option(code, words));
    let lines = lines.collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select class="in" id=id aria-describedby=says.clone() aria-invalid=move || wrong.get().is_some().to_string()
                on:change=move |event| value.set(event_target_value(&event))>{empty}{lines}</select>
            <p class="says error" id=says role="alert">{wrong}</p>
        </div>
    }
    .into_any()
}

/// What was typed without the spaces around it; nothing where that is all.
pub fn said(value: RwSignal<String>) -> Option<String> {
    Some(value.get_untracked().trim().to_owned()).filter(|value| danvan_core::text::visible(value))
}

/// Moves the focus to what a selector finds; whether it found anything.
fn focus_on(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    found
        .and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|element| element.focus().is_ok())
}

/// Moves the focus to the first wrong field below a selector.
pub fn focus_wrong(below: &str) {
    focus_on(&[below, " [aria-invalid=true]"].concat());
}

/// Moves the focus to the element of an identifier once the page has been drawn anew. Where it is gone, as a line that
/// the list's filter no longer shows, the page has the focus rather than nothing.
pub fn focus_later(id: String) {
    request_animation_frame(move || {
        let found = focus_on(&["[id='", &id, "']"].concat());
        let nowhere = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
        if !found && nowhere {
            focus_on("#console-main");
        }
    });
}
