//! A panic ends the app: the recovery screen outside it (`public/boot.js`) is told why.

use std::panic;

use web_sys::{CustomEvent, CustomEventInit};

/// Tells the page of every panic from now on.
pub fn report() {
    panic::set_hook(Box::new(|info| {
        let detail = CustomEventInit::new();
        detail.set_detail(&info.to_string().into());
        if let (Some(window), Ok(event)) =
            (web_sys::window(), CustomEvent::new_with_event_init_dict("danvan-panic", &detail))
        {
            // The trap that follows is heard by the page as well.
            let _ = window.dispatch_event(&event);
        }
    }));
}
