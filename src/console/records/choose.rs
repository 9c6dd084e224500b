//! Choosing at the office between what stands in a record and what waits: an entry of the person's own log. A choice can be
//! taken back like any other decision.

use std::rc::Rc;

use danvan_core::catalogue::Catalogue;
use danvan_core::entry::Choice;
use danvan_core::record::{Record, RecordLine};
use leptos::prelude::*;

use crate::components::{Chooser, conflicts};
use crate::console::deciding::{Deciding, Target, What};
use crate::console::session::desk;

/// What waits in a record, with the buttons that the person's role may press.
pub fn choosing(record: &Record, catalogue: &Catalogue, deciding: Deciding) -> Option<AnyView> {
    let target = Target::of(&RecordLine::of(record));
    let id = record.id;
    let choose = move |choices: Vec<Choice>| deciding.take(What::Choice(choices), vec![target.clone()]);
    let role = Some(desk().user.role);
    let chooser = Chooser { role, lists: Some(catalogue), own_logs: &[], choose: Rc::new(choose) };
    let drawn = conflicts(record, &chooser)?;
    let busy = Memo::new(move |_| deciding.on_way(id).is_some());
    Some(view! { <fieldset class="bare" disabled=move || busy.get()>{drawn}</fieldset> }.into_any())
}
