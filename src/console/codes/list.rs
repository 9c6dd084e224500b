//! The codes that were issued: open, used and by which machine, expired, revoked.

use std::sync::Arc;

use danvan_core::wire_console::{CodeState, CodeUse, EnrolmentCode, EnrolmentCodeAnswer};
use leptos::prelude::*;

use super::CODES;
use crate::components::{Announcement, Icon, empty};
use crate::console::client;
use crate::console::devices::by;
use crate::console::devices::filters::Filters;
use crate::console::drawn::Drawn;
use crate::console::frame::role_words;
use crate::console::load::Document;
use crate::console::question::{Asking, Question};
use crate::console::room::Room as Address;
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
    list: Document<Vec<EnrolmentCode>>,
    /// The code whose slip is on the page.
    issued: RwSignal<Option<EnrolmentCodeAnswer>>,
    asking: Asking,
}

/// The list with its filter; of one person's codes alone where one is named.
pub fn list(
    list: Document<Vec<EnrolmentCode>>,
    issued: RwSignal<Option<EnrolmentCodeAnswer>>,
    asking: Asking,
    of: Memo<Option<String>>,
) -> AnyView {
    let (only, drawn) = (RwSignal::new(None::<CodeState>), Drawn::first());
    let room = Room { list, issued, asking };
    list.show(move |codes| {
        let of = of.get();
        let theirs =
            |code: &&EnrolmentCode| of.is_none() || code.person_id.map(|person| person.to_string()) == of;
        let codes = codes.iter().filter(theirs).cloned().collect();
        let everybody = of.is_some().then(|| {
            view! { <a class="button quiet" href=Address::Codes.address()>{text::SHOW_ALL.get()}</a> }
        });
        view! { {everybody} {listed(&Arc::new(codes), only, room, drawn)} }.into_any()
    })
}

/// The code's state; an office that does not say it lists only what is open.
fn state(code: &EnrolmentCode) -> CodeState {
    code.state.unwrap_or(CodeState::Open)
}

/// Whether a code counts among those of a state. The codes of somebody disabled cannot be used.
fn is(code: &EnrolmentCode, wanted: CodeState) -> bool {
    state(code) == wanted && !(wanted == CodeState::Open && code.disabled)
}

fn listed(
    codes: &Arc<Vec<EnrolmentCode>>,
    only: RwSignal<Option<CodeState>>,
    room: Room,
    drawn: Drawn,
) -> AnyView {
    if codes.is_empty() {
        return empty(Icon::Key, text::NONE.get(), text::NONE_DO.get(), ().into_any());
    }
    let chip = |wanted: Option<CodeState>, word: &'static str| {
        let many = codes.iter().filter(|code| wanted.is_none_or(|wanted| is(code, wanted))).count();
        let words = [word, " · ", &count(many)].concat();
        let choose = move |_| only.set(wanted);
        view! { <button type="button" class="chip" aria-pressed=move || (only.get() == wanted).to_string() on:click=choose>{words}</button> }
            .into_any()
    };
    let chips = STATES.map(|(wanted, word)| chip(Some(wanted), word.get())).collect_view();
    let all = chip(None, common_text::ALL.get());
    let codes = Arc::clone(codes);
    let table = move || {
        let wanted = only.get();
        let found: Vec<&EnrolmentCode> =
            codes.iter().filter(|code| wanted.is_none_or(|wanted| is(code, wanted))).collect();
        if found.is_empty() {
            return view! { <p class="soft" role="status">{text::NONE_SUCH.get()}</p> }.into_any();
        }
        table(found, room, drawn)
    };
    view! { <div class="chips">{all}{chips}</div> {table} }.into_any()
}

fn table(codes: Vec<&EnrolmentCode>, room: Room, drawn: Drawn) -> AnyView {
    let next = codes.get(drawn.rows()).map(|code| row_id(code));
    let rows = codes.iter().take(drawn.rows()).map(|code| row(code, room)).collect_view();
    view! {
        <p class="soft num" role="status">{text::COUNT.with(&[&count(codes.len())])}</p>
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
        {drawn.more(next)}
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
    let devices = Filters::of_words([&used.name, " ", person].concat()).address();
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
            room.list.change(|list| {
                if let Some(line) = list.iter_mut().find(|line| line.id == code.id) {
                    *line = code;
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
    question
}
