//! Mã kích hoạt: issued to a person, shown once with a slip to print; who used which, and revoking what is open.

mod filters;
mod issue;
mod list;
mod person;
mod slip;

use danvan_core::ids::UserId;
use danvan_core::wire_console::EnrolmentCodeAnswer;
use danvan_core::wire_people::CodePage;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use self::filters::Filters;
use super::alarms;
use super::field::focus_later;
use super::load::Document;
use super::question::Asking;
use crate::i18n::{codes as text, console as common_text};

/// The page with the codes of one person alone.
pub fn of_person(person: &UserId) -> String {
    Filters { person: person.to_string(), ..Filters::default() }.address()
}

/// Where codes are issued and listed.
const CODES: &str = "/api/v1/enrolment-codes";

/// Draws the page.
pub fn room() -> AnyView {
    let query = use_query_map();
    let filters = Memo::new(move |_| Filters::of(&query.get()));
    let list: Document<CodePage> = Document::load(move || filters.with(Filters::question));
    let issued = RwSignal::new(None::<EnrolmentCodeAnswer>);
    let asking = Asking::new();
    let took = move |answer: EnrolmentCodeAnswer| {
        issued.set(Some(answer));
        list.reload();
        focus_later(slip::ISSUED.to_owned());
    };
    let done = move || {
        issued.set(None);
        focus_later("console-main".to_owned());
    };
    view! {
        <div class="stack">
            <h1>{common_text::CODES.get()}</h1>
            <p class="soft">{text::ROOM_SAYS.get()}</p>
            {alarms::above(alarms::about_codes, asking)}
            {move || issued.get().map(|answer| slip::issued(answer, done))}
            <section class="card" aria-labelledby="issue-title">
                <h2 id="issue-title">{text::ISSUE.get()}</h2>
                {issue::form(took)}
            </section>
            <section class="stack" aria-labelledby="issued-title">
                <h2 id="issued-title">{text::ISSUED.get()}</h2>
                {list::list(list, issued, asking, filters)}
            </section>
        </div>
        {asking.view()}
    }
    .into_any()
}
