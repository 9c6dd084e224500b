//! The codes that were issued: open, used and by which machine, expired, revoked.

use std::sync::Arc;

use danvan_core::wire_console::{CodeState, CodeUse, EnrolmentCode, EnrolmentCodeAnswer};
use danvan_core::wire_people::{CodeCounts, CodePage};
use leptos::prelude::*;

use super::CODES;
use super::filters::Filters;
use crate::components::{Announcement, Icon, empty};
use crate::console::client;
use crate::console::devices::by;
use crate::console::devices::filters::Filters as DeviceFilters;
use crate::console::frame::role_words;
use crate::console::go::go;
use crate::console::load::Document;
use crate::console::pages;
use crate::console::question::{Asking, Question};
use crate::console::room::Room as Address;
use crate::console::search_field::search_field;
use crate::console::session::Session;
use crate::i18n::{Text, codes as text, common, console as common_text, count, when};

/// The states that the list can be narrowed to.
const STATES: [(CodeState, Text); 4] = [
    (CodeState::Open, text::OPEN),
    (CodeState::Used, text::USED),
    (CodeState::Expired, text::EXPIRED),
    (CodeState::Revoked, text::REVOKED),
];

/// What the rows share.
#[derive(Clone, Copy)]
struct Room {
    list: Document<CodePage>,
    /// The code whose slip is on the page.
    issued: RwSignal<Option<EnrolmentCodeAnswer>>,
    asking: Asking,
    filters: Memo<Filters>,
}

/// The list with its filter; of one person's codes alone where one is named.
pub fn list(
    list: Document<CodePage>,
    issued: RwSignal<Option<EnrolmentCodeAnswer>>,
    asking: Asking,
    filters: Memo<Filters>,
) -> AnyView {
    let (room, go) = (Room { list, issued, asking, filters }, go());
    let words = Signal::derive(move || filters.with(|filters| filters.words.clone()));
    let narrow = move |words: String| {
        go.replace(Filters { words, after: String::new(), ..filters.get_untracked() }.address());
    };
    view! {
        <search class="filters">{search_field(text::SEARCH.get(), text::SEARCH_HINT.get(), words, narrow)}</search>
        {list.show(move |page| {
            let filters = filters.get_untracked();
            let everybody = (!filters.person.is_empty()).then(|| {
                view! { <a class="button quiet" href=Address::Codes.address()>{text::SHOW_ALL.get()}</a> }
            });
            view! { {everybody} {listed(page, &filters, room)} }.into_any()
        })}
    }
    .into_any()
}

/// The code's state; an office that does not say it lists only what is open.
fn state(code: &EnrolmentCode) -> CodeState {
    code.state.unwrap_or(CodeState::Open)
}

fn listed(page: &Arc<CodePage>, filters: &Filters, room: Room) -> AnyView {
    let nowhere = Filters { person: filters.person.clone(), ..Filters::default() } == *filters;
    if page.counts.all == 0 && nowhere {
        return empty(Icon::Key, text::NONE.get(), text::NONE_DO.get(), ().into_any());
    }
    let chip = |wanted: Option<CodeState>, word: &'static str| {
        let words =
            [word, " · ", &count(usize::try_from(many(page.counts, wanted)).unwrap_or_default())].concat();
        let narrowed = filters.in_state(wanted);
        let here = (narrowed.state == filters.state).then_some("true");
        view! { <a class="chip" href=narrowed.address() aria-current=here>{words}</a> }.into_any()
    };
    let chips = STATES.map(|(wanted, word)| chip(Some(wanted), word.get())).collect_view();
    let all = chip(None, common_text::ALL.get());
    let table = if page.codes.is_empty() {
        view! { <p class="soft" role="status">{text::NONE_SUCH.get()}</p> }.into_any()
    } else {
        table(page, filters, room)
    };
    view! { <nav class="chips" aria-label=text::STATE_HEAD.get()>{all}{chips}</nav> {table} }.into_any()
}

fn many(counts: CodeCounts, state: Option<CodeState>) -> u64 {
    match state {
        None => counts.all,
        Some(CodeState::Open) => counts.open,
        Some(CodeState::Used) => counts.used,
        Some(CodeState::Expired) => counts.expired,
        Some(CodeState::Revoked) => counts.revoked,
        Some(CodeState::Unknown) => 0,
    }
}

fn table(page: &CodePage, filters: &Filters, room: Room) -> AnyView {
    let rows = page.codes.iter().map(|code| row(code, room)).collect_view();
    view! {
        <p class="soft num" role="status">{pages::shown(text::COUNT, &page.page, page.codes.len())}</p>
        <div class="sheet">
            <table class="card-rows">
                <thead>
                    <tr>
                        <th>{text::PERSON_HEAD.get()}</th>
                        <th>{text::PLACE.get()}</th>
                        <th>{text::UNTIL_HEAD.get()}</th>
                        <th>{text::USED_BY_HEAD.get()}</th>
                        <th colspan="2">{text::STATE_HEAD.get()}</th>
                    </tr>
                </thead>
                {rows}
            </table>
        </div>
        {pages::ways(&page.page, |after| filters.at(after).address())}
    }
    .into_any()
}

fn row_id(code: &EnrolmentCode) -> String {
    ["code-", &code.id].concat()
}

fn row(code: &EnrolmentCode, room: Room) -> AnyView {
    let revoke = (state(code) == CodeState::Open).then(|| {
        let question = revoke(code, room);
        let asking = room.asking;
        let label = text::REVOKE_OF.with(&[&code.person]);
        view! { <button type="button" class="button quiet" aria-label=label on:click=move |_| asking.ask(question.clone())>{text::REVOKE.get()}</button> }
    });
    let used = match code.used_by.as_slice() {
        [] => view! { <span class="soft">{text::NOBODY_YET.get()}</span> }.into_any(),
        uses => uses.iter().map(|used| used_by(used, &code.person)).collect_view().into_any(),
    };
    view! {
        <tbody class="one" id=row_id(code) tabindex="-1">
            <tr>
                <th scope="row"><b>{code.person.clone()}</b> <small>{role_words(code.role)}</small></th>
                <td data-label=text::PLACE.get()>{code.place.clone()}</td>
                <td data-label=text::UNTIL_HEAD.get() class="num">
                    {text::UNTIL.with(&[&when::moment(&code.expires_at)])}
                    <small>{text::ISSUED_AT.with(&[&when::moment(&code.issued_at)])}</small>
                </td>
                <td data-label=text::USED_BY_HEAD.get()><span class="several">{used}</span></td>
                <td data-label=text::STATE_HEAD.get()>{standing(code)}</td>
                <td class="act">{revoke}</td>
            </tr>
        </tbody>
    }
    .into_any()
}

fn used_by(used: &CodeUse, person: &str) -> AnyView {
    let devices = DeviceFilters::of_words([&used.name, " ", person].concat()).address();
    let words = text::USED_AT.with(&[&used.name, &when::moment(&used.at)]);
    view! { <a href=devices>{words}</a> }.into_any()
}

fn standing(code: &EnrolmentCode) -> AnyView {
    let (class, word) = match state(code) {
        CodeState::Open if code.disabled => ("pill", text::PAUSED.get()),
        CodeState::Open => ("pill received", text::OPEN.get()),
        CodeState::Used => ("pill hub", text::USED.get()),
        CodeState::Expired => ("pill", text::EXPIRED.get()),
        CodeState::Revoked => ("pill returned", text::REVOKED.get()),
        CodeState::Unknown => ("pill", common::NEWER.get()),
    };
    let below = match (state(code), &code.revoked_at) {
        (CodeState::Open, _) if code.disabled => Some(text::PAUSED_SAYS.get().to_owned()),
        (CodeState::Open, _) => Some(text::LEFT.count(code.uses_left as usize)),
        (CodeState::Revoked, Some(at)) => Some(
            text::REVOKED_AT.with(&[&when::moment(at), &by(code.revoked_by.as_deref().unwrap_or_default())]),
        ),
        _ => None,
    };
    view! { <span class=class>{word}</span> <small>{below}</small> }.into_any()
}

fn revoke(code: &EnrolmentCode, room: Room) -> Question {
    let session = Session::current();
    let address = [CODES, "/", &code.id].concat();
    let act = move |_: String| {
        let address = address.clone();
        async move {
            let code = client::take_back::<EnrolmentCode>(&address).await?;
            session.say(Announcement::Done(text::REVOKED_SAID.with(&[&code.person])));
            // A slip of a dead code must not be printed.
            room.issued.try_update(|issued| {
                issued.take_if(|answer| answer.issued.id == code.id);
            });
            let gone = code.id.clone();
            room.list.change(|page| {
                if let Some(line) = page.codes.iter_mut().find(|line| line.id == code.id) {
                    page.counts.open = page.counts.open.saturating_sub(u64::from(!line.disabled));
                    page.counts.revoked += 1;
                    *line = code;
                }
                // Of those in another state the line is none any more.
                if room.filters.try_with_untracked(|filters| !filters.state.is_empty()) == Some(true) {
                    let before = page.codes.len();
                    page.codes.retain(|line| line.id != gone);
                    let left = (before - page.codes.len()) as u64;
                    page.page.total = page.page.total.map(|total| total.saturating_sub(left));
                }
            });
            Ok(())
        }
    };
    let title = text::REVOKE_TITLE.with(&[&code.person]);
    let mut question = Question::new(title, text::REVOKE_DO.get(), text::KEEP.get(), row_id(code), act);
    let (until, role) = (when::moment(&code.expires_at), role_words(code.role));
    let which = text::REVOKE_WHICH.with(&[&code.person, &role, &code.place, &until]);
    question.says = vec![which, text::REVOKE_SAYS.get().to_owned()];
    question.takes_away = true;
    question
}
