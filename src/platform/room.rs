//! The room between the bars at the edges of the screen. A bar keeps its place while there is room enough beside it; on a
//! low screen, with large text, and where the keyboard is open it lets go and stands where it belongs in the page. What has
//! the focus is never under a bar.

use std::cell::Cell;

use js_sys::{Function, Reflect};
use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, EventTarget, HtmlElement};

use super::{events, window};

/// The most of the height that bars may take.
const SHARE: f64 = 0.4;
/// The same while somebody types.
const SHARE_TYPING: f64 = 0.3;
/// Pixels between a bar and what must be seen.
const GAP: f64 = 8.0;
/// Where text is typed.
const TEXT_FIELDS: &str = "textarea, input:not([type=checkbox], [type=radio], [type=date], [type=file])";

thread_local! {
    /// A finger or a button of the mouse is down: nothing may move under it.
    static PRESSED: Cell<bool> = const { Cell::new(false) };
}

/// Looks at the bars from now on, whenever the room or the focus changes.
pub fn watch() {
    events::on_window("resize", resized);
    if let Some(seen) = visual().and_then(|seen| seen.dyn_into::<EventTarget>().ok()) {
        events::listen(&seen, "resize", resized);
    }
    for name in ["focusin", "focusout"] {
        events::on_window(name, || request_animation_frame(moved));
    }
    events::on_window("pointerdown", || PRESSED.set(true));
    for name in ["pointerup", "pointercancel", "keydown"] {
        events::on_window(name, || {
            if PRESSED.replace(false) {
                request_animation_frame(measure);
            }
        });
    }
}

/// The focus has moved.
fn moved() {
    if !PRESSED.get() {
        measure();
        focused().iter().for_each(|element| bring(element, None));
    }
}

/// The keyboard has come or gone, the phone was turned.
fn resized() {
    request_animation_frame(|| {
        measure();
        focused().iter().filter(|element| is_text(element)).for_each(show);
    });
}

/// Measures the bars and lets them go where they take too much.
pub fn measure() {
    let Some(root) = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    let (above, below) = (bar(".top"), bar(".actions") + bar(".nav"));
    let share = if focused().as_ref().is_some_and(is_text) { SHARE_TYPING } else { SHARE };
    let little = above + below > share * height();
    // Fails for ill-formed names only, as the properties below.
    let _ = root.toggle_attribute_with_force("data-little-room", little);
    for (name, size) in [("--above", above), ("--below", below)] {
        let size = if little { 0.0 } else { size };
        let _ = root.style().set_property(name, &[&size.to_string(), "px"].concat());
    }
}

/// Scrolls so far that an element can be seen, with its label and what is said at it where there is room for them.
pub fn show(element: &HtmlElement) {
    measure();
    bring(element, element.closest(".field, .figure").ok().flatten());
}

/// Scrolls so far that an element can be seen, and what is around it where there is room.
fn bring(element: &Element, around: Option<Element>) {
    let (from, to) = room();
    let fits = |(top, bottom): &(f64, f64)| bottom - top <= to - from;
    let whole = around.and_then(|around| edges(&around)).filter(fits);
    let Some((top, bottom)) = whole.or_else(|| edges(element)) else { return };
    let by = if fits(&(top, bottom)) {
        if top < from { top - from } else { (bottom - to).max(0.0) }
    } else if bottom < from + GAP || top > to - GAP {
        top - from
    } else {
        0.0
    };
    if by.abs() >= 1.0 {
        window().scroll_by_with_x_and_y(0.0, by);
    }
}

/// From where to where the page can be seen, in pixels from the top of the window.
fn room() -> (f64, f64) {
    let root = document().document_element();
    let little = root.is_some_and(|root| root.has_attribute("data-little-room"));
    let (above, below) = if little { (0.0, 0.0) } else { (bar(".top"), bar(".actions") + bar(".nav")) };
    // What must be read of the draft stays, whatever lets go.
    let above = above + bar(".risk");
    let top = visual().and_then(|seen| number(&seen, "offsetTop")).unwrap_or(0.0);
    (top + above + GAP, top + height() - below - GAP)
}

/// The height of a bar; nothing for what is no bar but stands at the side.
fn bar(name: &str) -> f64 {
    let found = document().query_selector(name).ok().flatten();
    let found = found.and_then(|found| found.dyn_into::<HtmlElement>().ok());
    let width = document().document_element().map_or(0, |root| root.client_width());
    found.filter(|bar| bar.offset_width() * 2 > width).map_or(0.0, |bar| f64::from(bar.offset_height()))
}

/// The height that can be seen, without the keyboard and however much the page was drawn larger by two fingers.
fn height() -> f64 {
    let seen = visual().and_then(|seen| Some(number(&seen, "height")? * number(&seen, "scale")?));
    let window = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX);
    seen.map_or(window, |seen| seen.min(window))
}

/// What has the focus, unless it is the page itself, a dialog, or in a bar.
fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?.dyn_into::<HtmlElement>().ok()?;
    let apart = element.matches("body, main, dialog *, .top *, .actions *, .nav *").unwrap_or(true);
    (!apart).then_some(element)
}

fn is_text(element: &HtmlElement) -> bool {
    element.matches(TEXT_FIELDS).unwrap_or(false)
}

/// An element's upper and lower edge, in pixels from the top of the window.
fn edges(element: &Element) -> Option<(f64, f64)> {
    let ask: Function = Reflect::get(element, &"getBoundingClientRect".into()).ok()?.dyn_into().ok()?;
    let found = ask.call0(element).ok()?;
    Some((number(&found, "top")?, number(&found, "bottom")?))
}

/// The part of the page that is seen, in browsers that tell.
fn visual() -> Option<JsValue> {
    Reflect::get(&window(), &"visualViewport".into()).ok().filter(JsValue::is_object)
}

fn number(of: &JsValue, name: &str) -> Option<f64> {
    Reflect::get(of, &name.into()).ok()?.as_f64()
}
