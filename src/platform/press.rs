//! Which press was meant for what lies under it. What somebody decides goes away, and something else comes to its place:
//! the second press of a double click, or one that was on its way already, was not meant for that.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use web_sys::MouseEvent;

/// How long what has come under the pointer takes no press: longer than two presses of a slow double click lie apart.
const CALM: Duration = Duration::from_millis(700);

thread_local! {
    static CALM_NOW: ArcRwSignal<bool> = ArcRwSignal::new(true);
    static DECIDED: Cell<u32> = const { Cell::new(0) };
}

/// Something was decided: another thing may lie under the pointer now. What decides waits for some moments.
pub fn decided() {
    let this = DECIDED.get().wrapping_add(1);
    DECIDED.set(this);
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
