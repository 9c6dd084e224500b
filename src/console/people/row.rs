//! A person in the list.

use danvan_core::access::Role;
use danvan_core::wire_people::{HeldDevice, Person, PersonGrant};
use leptos::prelude::*;

use super::{Room, actions};
use crate::console::codes::of_person;
use crate::console::devices::filters::Filters;
use crate::console::frame::role_words;
use crate::console::question::Question;
use crate::console::session::desk;
use crate::i18n::{Text, people as text, when};

/// The identifier of a person's place in the page.
pub fn row_id(person: &Person) -> String {
    ["person-", &person.id.to_string()].concat()
}

/// The person as a body of the table.
pub fn row(person: &Person, room: Room) -> AnyView {
    let me = desk().user.author.id == person.id;
    let (class, word) = if person.disabled_at.is_some() {
        ("pill returned", text::DISABLED)
    } else {
        ("pill received", text::ACTIVE)
    };
    let since = person.disabled_at.as_ref().map(|at| text::DISABLED_SINCE.with(&[&when::moment(at)]));
    view! {
        <tbody class="one" id=row_id(person) tabindex="-1">
            <tr>
                <th scope="row"><b>{person.name.clone()}</b> {me.then(|| view! { <small>{text::YOU.get()}</small> })}</th>
                <td data-label=text::ACCOUNT.get()>{account(person)}</td>
                <td data-label=text::GRANTS.get()><span class="several">{grants(person)}</span></td>
                <td data-label=text::DEVICES.get()><span class="several">{devices(person)}</span></td>
                <td data-label=text::STATE.get()><span class=class>{word.get()}</span> <small>{since}</small></td>
                <td class="act"><span class="several">{buttons(person, me, room)}</span></td>
            </tr>
        </tbody>
    }
    .into_any()
}

fn account(person: &Person) -> AnyView {
    match person.accounts.first() {
        None if person.machine => {
            view! { <span class="soft">{role_words(Role::HubMachine)}</span> }.into_any()
        }
        None => view! { <span class="soft">{text::NO_ACCOUNT.get()}</span> }.into_any(),
        Some(account) => {
            view! { {account.username.clone()} <small>{role_words(account.role)}</small> }.into_any()
        }
    }
}

fn grants(person: &Person) -> AnyView {
    let grant = |grant: &PersonGrant| {
        let role = role_words(grant.role);
        view! { <span>{grant.place.clone()} <small>{role}</small></span> }
    };
    let codes = (person.open_codes > 0).then(|| {
        let words = text::OPEN_CODES.count(person.open_codes as usize);
        view! { <a href=of_person(&person.id)>{words}</a> }
    });
    let nothing = person.grants.is_empty() && person.open_codes == 0;
    let nothing = nothing.then(|| view! { <span class="soft">"–"</span> });
    view! { {person.grants.iter().map(grant).collect_view()} {codes} {nothing} }.into_any()
}

fn devices(person: &Person) -> AnyView {
    if person.devices.is_empty() {
        return view! { <span class="soft">{text::NO_DEVICES.get()}</span> }.into_any();
    }
    let device = |device: &HeldDevice| {
        let address = Filters::of_words([&device.name, " ", &person.name].concat()).address();
        let revoked = device.revoked.then(|| view! { <small>{text::DEVICE_REVOKED.get()}</small> });
        view! { <a href=address>{device.name.clone()} " " {revoked}</a> }
    };
    person.devices.iter().map(device).collect_view().into_any()
}

/// What can be done. Nobody takes their own role or account away.
fn buttons(person: &Person, me: bool, room: Room) -> AnyView {
    let button = |word: Text, of: Text, question: Question| {
        let label = of.with(&[&person.name]);
        let ask = move |_| room.asking.ask(question.clone());
        view! { <button type="button" class="button quiet" aria-label=label on:click=ask>{word.get()}</button> }
            .into_any()
    };
    let mut drawn = Vec::new();
    let disabled = person.disabled_at.is_some();
    match person.accounts.first() {
        _ if me || disabled || person.machine => {}
        None => {
            drawn.push(button(text::ADD_ACCOUNT, text::ADD_ACCOUNT_OF, actions::add_account(person, room)))
        }
        Some(account) => {
            let role = actions::change_role(person, account.role, room);
            drawn.push(button(text::CHANGE_ROLE, text::CHANGE_ROLE_OF, role));
            let password = actions::new_password(person, room);
            drawn.push(button(text::NEW_PASSWORD, text::NEW_PASSWORD_OF, password));
        }
    }
    match (me, disabled) {
        (true, _) => {}
        (false, true) => drawn.push(button(text::ENABLE, text::ENABLE_OF, actions::enable(person, room))),
        (false, false) => drawn.push(button(text::DISABLE, text::DISABLE_OF, actions::disable(person, room))),
    }
    drawn.collect_view().into_any()
}
