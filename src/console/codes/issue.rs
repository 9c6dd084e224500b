//! The form that issues a code.

use std::sync::Arc;

use danvan_core::access::Role;
use danvan_core::catalogue::{HubId, UnitId};
use danvan_core::text::sort_key;
use danvan_core::wire_console::{EnrolmentCodeAnswer, EnrolmentCodeRequest, EnrolmentReach};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CODES;
use super::person::Picked;
use crate::components::{Icon, icon};
use crate::console::client::{self, Answer};
use crate::console::failure;
use crate::console::field::{choice, focus_wrong, line, said};
use crate::console::frame::{role_code, role_words};
use crate::console::people::search::of_name;
use crate::console::records::search::units;
use crate::console::session::{Desk, Session, desk};
use crate::i18n::codes as text;

/// The roles of people with a device, then that of a district's machine; console roles sign in by password.
const ROLES: [Role; 5] =
    [Role::FieldOfficer, Role::CommuneLeader, Role::SectorUnit, Role::HubMonitor, Role::HubMachine];

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    place: RwSignal<String>,
    role: RwSignal<String>,
    person: Picked,
    organisation: RwSignal<String>,
    uses: RwSignal<String>,
}

impl Form {
    /// Whether the code is for a district's machine.
    fn is_machine(self) -> bool {
        self.role.with(|role| *role == role_code(Role::HubMachine))
    }
}

/// What stands before the identifier of a unit, and of a district centre, in the list of places.
const UNIT: &str = "u:";
const HUB: &str = "h:";

/// Draws the form; `took` gets each code that was issued.
pub fn form(took: impl Fn(EnrolmentCodeAnswer) + Copy + 'static) -> AnyView {
    let (session, desk) = (Session::current(), desk());
    let tried = RwSignal::new(false);
    let form = Form {
        place: RwSignal::new(String::new()),
        role: RwSignal::new(role_code(Role::FieldOfficer)),
        person: Picked::new(),
        organisation: RwSignal::new(String::new()),
        uses: RwSignal::new("1".to_owned()),
    };
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        failed.set(None);
        session.hush();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let desk = Arc::clone(&desk);
        spawn_local(async move {
            let request = match request(form, session, &desk).await {
                Ok(Some(request)) => request,
                Ok(None) => {
                    busy.try_set(false);
                    request_animation_frame(|| focus_wrong("#issue-form"));
                    return;
                }
                Err(found) => {
                    busy.try_set(false);
                    failed.try_set(Some(failure::typed_stays(&found)));
                    return;
                }
            };
            let answer = client::post::<EnrolmentCodeAnswer>(CODES, &request).await;
            busy.try_set(false);
            session.note(&answer);
            match answer {
                Ok(answer) => {
                    tried.try_set(false);
                    form.person.clear();
                    took(answer);
                }
                Err(found) => drop(failed.try_set(Some(failure::typed_stays(&found)))),
            }
        });
    };
    let machine = Memo::new(move |_| form.is_machine());
    let place_wrong = Signal::derive(move || {
        let missing = if machine.get() { text::MACHINE_PLACE_MISSING } else { text::PLACE_MISSING };
        (tried.get() && form.place.with(String::is_empty)).then(|| missing.get().to_owned())
    });
    let uses_wrong = Signal::derive(move || {
        (tried.get() && form.uses.with(|typed| uses(typed)).is_none())
            .then(|| text::USES_WRONG.get().to_owned())
    });
    let never = Signal::derive(|| None);
    view! {
        <form class="form" id="issue-form" on:submit=submit novalidate>
            <div class="half">
                {move || (!machine.get()).then(|| form.person.field(tried))}
                {choice("issue-role", text::ROLE.get(), form.role, role_options(), never)}
                {move || {
                    let (label, places) = if machine.get() { (text::MACHINE_PLACE, hubs()) } else { (text::PLACE, places()) };
                    // A machine stands at a district centre, never in a commune: nothing is chosen that is not offered.
                    if form.place.with_untracked(|place| !places.iter().any(|(code, _)| code == place)) {
                        form.place.set(String::new());
                    }
                    choice("issue-place", label.get(), form.place, places, place_wrong)
                }}
                {move || (!machine.get()).then(|| view! {
                    {line("issue-organisation", text::ORGANISATION.get(), None, form.organisation, never)}
                    {line("issue-uses", text::USES.get(), None, form.uses, uses_wrong)}
                })}
            </div>
            <div role="status">{move || machine.get().then(|| view! { <p class="soft">{text::MACHINE_SAYS.get()}</p> })}</div>
            <div role="alert">{move || failed.get().map(|words| view! { <p class="says error">{words}</p> })}</div>
            <div class="buttons">
                <button type="submit" class="button" aria-disabled=move || busy.get().to_string()>{icon(Icon::Key)} {text::ISSUE.get()}</button>
            </div>
        </form>
    }
    .into_any()
}

fn uses(typed: &str) -> Option<u32> {
    typed.trim().parse().ok().filter(|uses| (1..=500).contains(uses))
}

/// What the form asks for; nothing where it is not filled in.
///
/// # Errors
/// Where the office does not say whether a district's machine is known already.
async fn request(form: Form, session: Session, desk: &Desk) -> Answer<Option<EnrolmentCodeRequest>> {
    let place = form.place.get_untracked();
    if untrack(|| form.is_machine()) {
        return match place.strip_prefix(HUB) {
            Some(hub) => machine_request(&HubId::from(hub), session, desk).await,
            None => Ok(None),
        };
    }
    Ok(person_request(form, &place).await)
}

async fn person_request(form: Form, place: &str) -> Option<EnrolmentCodeRequest> {
    let reach = match (place.strip_prefix(UNIT), place.strip_prefix(HUB)) {
        (Some(unit), _) => EnrolmentReach::Units { units: vec![UnitId::from(unit)] },
        (_, Some(hub)) => EnrolmentReach::Hub { hub: HubId::from(hub) },
        (None, None) => return None,
    };
    let role = ROLES.into_iter().find(|role| role_code(*role) == form.role.get_untracked())?;
    let (person_id, person) = form.person.picked().await?;
    Some(EnrolmentCodeRequest {
        reach,
        role,
        person,
        person_id,
        organisation: said(form.organisation),
        uses: Some(form.uses.with_untracked(|typed| uses(typed))?),
        days: None,
    })
}

/// The code of a district's machine: one computer, under the name of its district. Where it had a code before, it is the
/// same one again.
async fn machine_request(hub: &HubId, session: Session, desk: &Desk) -> Answer<Option<EnrolmentCodeRequest>> {
    let Some(found) = desk.catalogue.hub(hub) else { return Ok(None) };
    let mut letters = found.name.chars();
    let district: String =
        letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default();
    let person = text::MACHINE_NAME.with(&[&district]);
    // Who is known must be known first, or the machine would become another one.
    let known = of_name(session, &person).await?;
    let known =
        known.iter().find(|known| known.machine && known.disabled_at.is_none() && known.name == person);
    Ok(Some(EnrolmentCodeRequest {
        reach: EnrolmentReach::Hub { hub: found.id.clone() },
        role: Role::HubMachine,
        person_id: known.map(|known| known.id),
        person,
        organisation: None,
        uses: Some(1),
        days: None,
    }))
}

/// Places to choose from: units, then district centres.
fn places() -> Vec<(String, String)> {
    let units = units().into_iter().map(|(id, name)| ([UNIT, &id].concat(), name));
    units.chain(hubs()).collect()
}

/// District centres to choose from.
fn hubs() -> Vec<(String, String)> {
    let desk = desk();
    let mut hubs: Vec<_> = desk.catalogue.hubs.iter().collect();
    hubs.sort_by_cached_key(|hub| sort_key(&hub.name));
    hubs.into_iter().map(|hub| ([HUB, hub.id.as_str()].concat(), hub.name.clone())).collect()
}

fn role_options() -> Vec<(String, String)> {
    ROLES.map(|role| (role_code(role), role_words(role))).into()
}
