//! Which press was meant for what lies under it. What somebody decides goes away, and something else comes to its place:
//! the second press of a double click, or one that was on its way already, was not meant for that.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlDialogElement, MouseEvent};

/// How long what has come under the pointer takes no press: longer than two presses of a slow double click lie apart.
const CALM: Duration = Duration::from_millis(700);

thread_local! {
    static CALM_NOW: ArcRwSignal<bool> = ArcRwSignal::new(true);
    static DECIDED: Cell<u32> = const { Cell::new(0) };
    /// The dialog in which the last first press was.
    static PRESSED_IN: RefCell<Option<HtmlDialogElement>> = const { RefCell::new(None) };
    /// Whether the last first press decided something.
    static PRESS_DECIDED: Cell<bool> = const { Cell::new(false) };
}

/// From now on what lies under a dialog takes no second press of the double click that closed it, and a second press moves
/// the keyboard away from nothing that the first has moved it to.
pub fn watch() {
    let pressed = Closure::<dyn FnMut(MouseEvent)>::new(|event: MouseEvent| {
        if !is_second(&event) {
            PRESS_DECIDED.set(false);
        } else if PRESS_DECIDED.get() || has_closed() {
            event.prevent_default();
        }
    });
    let heard = Closure::<dyn FnMut(MouseEvent)>::new(|event: MouseEvent| {
        if !is_second(&event) {
            let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let dialog = pressed.and_then(|pressed| pressed.closest("dialog").ok().flatten());
            PRESSED_IN.set(dialog.and_then(|dialog| dialog.dyn_into().ok()));
        } else if has_closed() {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    });
    // Before everything that listens below. Fails only for a listener that is no function.
    for (name, listener) in [("mousedown", pressed), ("click", heard)] {
        let listener = listener.into_js_value();
        let _ = window().add_event_listener_with_callback_and_bool(name, listener.unchecked_ref(), true);
    }
}

/// Whether the dialog is gone in which the last first press was.
fn has_closed() -> bool {
    let is_gone = |dialog: &HtmlDialogElement| !(dialog.open() && dialog.is_connected());
    PRESSED_IN.with_borrow(|dialog| dialog.as_ref().is_some_and(is_gone))
}

/// Something was decided: another thing may lie under the pointer now. What decides waits for some moments.
pub fn decided() {
    let this = DECIDED.get().wrapping_add(1);
    DECIDED.set(this);
    PRESS_DECIDED.set(true);
    let calm = calm();
    calm.set(false);
    set_timeout(
        move || {
            if DECIDED.get() == this {
                calm.set(true);
            }
        },
        CALM,
    );
}

/// Whether what decides may be pressed: at most times, but not in the moments after a decision.
pub fn calm() -> ArcRwSignal<bool> {
    CALM_NOW.with(ArcRwSignal::clone)
}

/// Whether what opens now may be pressed: some moments after it was drawn.
pub fn calm_when_seen() -> ReadSignal<bool> {
    let (calm, set_calm) = signal(false);
    set_timeout(
        move || {
            set_calm.try_set(true);
        },
        CALM,
    );
    calm
}

/// Whether a press is the second of a double click. A press by the keyboard counts as none.
pub fn is_second(event: &MouseEvent) -> bool {
    event.detail() > 1
}
