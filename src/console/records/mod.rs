//! The room of received records: the list at the left, the open record beside it; one over the other on a phone.

mod choose;
mod decide;
mod files;
pub mod filters;
mod list;
mod page;
pub mod search;
mod table;
pub mod words;

use std::sync::Arc;

use danvan_core::ids::RecordId;
use danvan_core::record::Record;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use self::decide::Decision;
use self::filters::Filters;
use self::list::List;
use super::deciding::{Command, Watcher};
use super::room::Room;
use crate::i18n::console as text;

/// Draws the room. It stays while records are opened and closed: the list keeps its place and its choice.
pub fn room() -> AnyView {
    let query = use_query_map();
    let path = use_location().pathname;
    let filters = Memo::new(move |_| Filters::of(&query.get()));
    let open = Memo::new(move |_| Room::open_record(&path.get()));
    let list = List::new(filters);
    let changed = RwSignal::new(None::<Arc<Record>>);
    let decision = Decision::new(Callback::new(move |ids: Vec<RecordId>| list.taken(&ids)));
    decision.deciding().watch(Watcher {
        answered: Callback::new(move |record: Arc<Record>| {
            list.put(&record);
            changed.try_set(Some(record));
        }),
        ended: Callback::new(move |()| list.leave_out()),
        undone: Callback::new(move |command: Arc<Command>| {
            decision.undone(&command);
            if command.targets.len() > 1 {
                list.choose_again(command.targets.iter().map(|target| target.id));
            }
        }),
    });
    let pane = move || open.get().map(|id| untrack(|| page::pane(id, list, filters, decision, changed)));
    view! {
        <div class="records" class:with-record=move || open.with(Option::is_some)>
            <section class="stack list-side" aria-labelledby="records-title">
                <h1 id="records-title" tabindex="-1">{text::RECORDS.get()}</h1>
                {search::search(filters, list)}
                {table::table(list, filters, open, decision)}
            </section>
            {pane}
        </div>
        {decision.view()}
    }
    .into_any()
}
