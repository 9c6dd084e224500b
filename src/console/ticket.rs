//! Answers that come late: of several questions, only the answer to the last one counts.

use leptos::prelude::*;

/// The last question that was asked.
#[derive(Clone, Copy)]
pub struct Tickets(StoredValue<u32>);

/// One question.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u32);

impl Tickets {
    /// None was asked yet.
    pub fn new() -> Self {
        Self(StoredValue::new(0))
    }

    /// A question is asked; nothing where the page is gone.
    pub fn draw(self) -> Option<Ticket> {
        self.0.try_update_value(|last| {
            *last = last.wrapping_add(1);
            Ticket(*last)
        })
    }

    /// Whether its answer counts: no other question has been asked since, and the page is still there.
    pub fn counts(self, ticket: Ticket) -> bool {
        self.0.try_get_value() == Some(ticket.0)
    }
}
