//! A device in the list: what an administrator asks first, what can be done, and the details below.

use danvan_core::text::print_date;
use danvan_core::wire_people::{DeviceLine, DeviceList};
use leptos::prelude::*;

use super::{details, judge};
use crate::console::frame::role_words;
use crate::console::load::Document;
use crate::console::question::Asking;
use crate::console::room::Room;
use crate::i18n::{devices as text, when};

/// The device as a body of the table: its row, and a row of details. `narrowed` says that the list shows devices of one
/// state alone.
pub fn row(device: &DeviceLine, list: Document<DeviceList>, asking: Asking, narrowed: bool) -> AnyView {
    let (word, label, question) = if device.revoked {
        (text::ALLOW, text::ALLOW_OF, judge::allow(device, list, narrowed))
    } else {
        (text::REVOKE, text::REVOKE_OF, judge::revoke(device, list, narrowed))
    };
    let label = label.with(&[&device.name]);
    let ask = move |_| asking.ask(question.clone());
    view! {
        <tbody class="one" id=row_id(device) tabindex="-1">
            <tr>
                <th scope="row"><b>{device.name.clone()}</b> <small>{device.place.clone()}</small> <small class="num">{enrolled(device)}</small></th>
                <td data-label=text::HOLDER.get()>{device.holder.name.clone()} <small>{role_words(device.role)}</small></td>
                <td data-label=text::CONTACT.get() class="num">{contact(device)}</td>
                <td data-label=text::VERSION.get()>{version(device)}</td>
                <td data-label=text::WAITING.get()>{waiting(device)}</td>
                <td data-label=text::STATE.get()>{state(device)}</td>
                <td class="act"><button type="button" class="button quiet" aria-label=label on:click=ask>{word.get()}</button></td>
            </tr>
            <tr class="more"><td colspan="7">{details::details(device)}</td></tr>
        </tbody>
    }
    .into_any()
}

/// The identifier of a device's place in the page.
pub fn row_id(device: &DeviceLine) -> String {
    ["device-", &device.device.to_string()].concat()
}

/// When it was enrolled last.
fn enrolled(device: &DeviceLine) -> String {
    let at = device.enrolments.first().map_or(&device.known_since, |enrolment| &enrolment.at);
    text::ENROLLED_AT.with(&[&when::moment(at)])
}

fn contact(device: &DeviceLine) -> AnyView {
    let contact = device.last_contact.as_ref().map_or_else(|| text::NEVER.get().to_owned(), when::moment);
    let entries = text::ENTRIES.count(device.entries as usize);
    let last = device
        .last_entries
        .as_ref()
        .map(|at| [", ", &text::LAST_ENTRIES.with(&[&when::moment(at)])].concat());
    view! { {contact} <small>{entries}{last}</small> }.into_any()
}

fn version(device: &DeviceLine) -> AnyView {
    let version = device.app.as_ref().map_or_else(
        || text::UNKNOWN_VERSION.get().to_owned(),
        |app| text::BUILD.with(&[app.build.as_deref().unwrap_or(&app.generation.to_string())]),
    );
    let unsigned = (device.signs == Some(false))
        .then(|| view! { <span class="pill local">{text::OLD_UNSIGNED.get()}</span> });
    let succeeded = device.keys.first().filter(|key| key.after_loss).map(|key| {
        let day = print_date(key.from.date_naive());
        view! { <span class="pill local">{text::KEY_CHANGED.with(&[&day])}</span> }
    });
    view! { <span class="several">{version} {unsigned} {succeeded}</span> }.into_any()
}

fn waiting(device: &DeviceLine) -> AnyView {
    let bundles = (device.waiting_bundles > 0)
        .then(|| view! { <span>{text::WAITING_BUNDLES.count(device.waiting_bundles as usize)}</span> });
    let quarantined = (device.quarantined > 0).then(|| {
        let words = text::QUARANTINED.count(device.quarantined as usize);
        view! { <a href=Room::Quarantine.address()>{words}</a> }
    });
    let nothing = (bundles.is_none() && quarantined.is_none())
        .then(|| view! { <span class="soft">{text::NOTHING_WAITS.get()}</span> });
    view! { <span class="several">{bundles} {quarantined} {nothing}</span> }.into_any()
}

fn state(device: &DeviceLine) -> AnyView {
    if !device.revoked && device.holder_disabled {
        let says = text::HOLDER_DISABLED_SAYS.get();
        return view! { <span class="pill returned">{text::HOLDER_DISABLED.get()}</span> <small>{says}</small> }
            .into_any();
    }
    if !device.revoked {
        return view! { <span class="pill received">{text::IN_USE.get()}</span> }.into_any();
    }
    let why = device.history.iter().find(|judgement| judgement.revoked).map(|judgement| {
        let by = details::by(&judgement.by);
        text::REVOKED_BY.with(&[&when::moment(&judgement.at), &by, &judgement.reason])
    });
    view! { <span class="pill returned">{text::REVOKED.get()}</span> <small>{why}</small> }.into_any()
}
