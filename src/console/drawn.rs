//! As many rows of a long list as are drawn at a time: two thousand devices at once took six seconds.

use leptos::prelude::*;

use super::field::focus_later;
use crate::i18n::console as text;

const STEP: usize = 100;

/// How many rows are drawn.
#[derive(Clone, Copy)]
pub struct Drawn(RwSignal<usize>);

impl Drawn {
    /// The first rows.
    pub fn first() -> Self {
        Self(RwSignal::new(STEP))
    }

    /// How many.
    pub fn rows(self) -> usize {
        self.0.get()
    }

    /// The button that draws further ones; none where no row is `next`. It hands the focus to that row.
    pub fn more(self, next: Option<String>) -> Option<AnyView> {
        let next = next?;
        let draw = move |_| {
            self.0.update(|rows| *rows += STEP);
            focus_later(next.clone());
        };
        Some(
            view! { <button type="button" class="button quiet" on:click=draw>{text::MORE.get()}</button> }
                .into_any(),
        )
    }
}
