//! Going to another address inside the app.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Goes to addresses; small enough to be copied into every handler.
#[derive(Clone, Copy)]
pub struct Go(Callback<(String, bool)>);

impl Go {
    /// Puts the way to other addresses into the context.
    pub fn provide() {
        let navigate = use_navigate();
        provide_context(Self(Callback::new(move |(address, replace): (String, bool)| {
            navigate(&address, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        })));
    }

    /// Changes the address of the page that is open; "back" leads past it.
    pub fn replace(self, address: String) {
        self.0.run((address, true));
    }
}

/// The way to other addresses.
pub fn go() -> Go {
    expect_context()
}
