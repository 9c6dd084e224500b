//! The form that issues a code.

use danvan_core::access::Role;
use danvan_core::catalogue::{HubId, UnitId};
use danvan_core::text::sort_key;
use danvan_core::wire_console::{EnrolmentCodeAnswer, EnrolmentCodeRequest, EnrolmentReach};
use danvan_core::wire_people::PersonList;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CODES;
use super::person::Picked;
use crate::components::{Icon, icon};
use crate::console::client;
use crate::console::failure;
use crate::console::field::{choice, focus_wrong, line, said};
use crate::console::frame::{role_code, role_words};
use crate::console::load::Document;
use crate::console::records::search::units;
use crate::console::session::{Session, desk};
use crate::i18n::codes as text;

/// The roles of people with a device; console roles sign in by password.
const ROLES: [Role; 4] = [Role::FieldOfficer, Role::CommuneLeader, Role::SectorUnit, Role::HubMonitor];

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    place: RwSignal<String>,
    role: RwSignal<String>,
    person: Picked,
    organisation: RwSignal<String>,
    uses: RwSignal<String>,
}

/// Draws the form; `took` gets each code that was issued.
pub fn form(people: Document<PersonList>, took: impl Fn(EnrolmentCodeAnswer) + Copy + 'static) -> AnyView {
    let session = Session::current();
    let tried = RwSignal::new(false);
    let form = Form {
        place: RwSignal::new(String::new()),
        role: RwSignal::new(role_code(Role::FieldOfficer)),
        person: Picked::new(people),
        organisation: RwSignal::new(String::new()),
        uses: RwSignal::new("1".to_owned()),
    };
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        failed.set(None);
        let Some(request) = request(form) else {
            request_animation_frame(|| focus_wrong("#issue-form"));
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = client::post::<EnrolmentCodeAnswer>(CODES, &request).await;
            busy.try_set(false);
            session.note(&answer);
            match answer {
                Ok(answer) => {
                    tried.try_set(false);
                    form.person.clear();
                    took(answer);
                }
                Err(found) => drop(failed.try_set(Some(failure::sentence(&found)))),
            }
        });
    };
    let place_wrong = Signal::derive(move || {
        (tried.get() && form.place.with(String::is_empty)).then(|| text::PLACE_MISSING.get().to_owned())
    });
    let uses_wrong = Signal::derive(move || {
        (tried.get() && form.uses.with(|typed| uses(typed)).is_none())
            .then(|| text::USES_WRONG.get().to_owned())
    });
    let never = Signal::derive(|| None);
    view! {
        <form class="form" id="issue-form" on:submit=submit novalidate>
            <div class="half">
                {form.person.field(tried)}
                {choice("issue-place", text::PLACE.get(), form.place, places(), place_wrong)}
                {choice("issue-role", text::ROLE.get(), form.role, role_options(), never)}
                {line("issue-organisation", text::ORGANISATION.get(), None, form.organisation, never)}
                {line("issue-uses", text::USES.get(), None, form.uses, uses_wrong)}
            </div>
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

fn request(form: Form) -> Option<EnrolmentCodeRequest> {
    let place = form.place.get_untracked();
    let reach = match place.split_once(':')? {
        ("u", unit) => EnrolmentReach::Units { units: vec![UnitId::from(unit)] },
        (_, hub) => EnrolmentReach::Hub { hub: HubId::from(hub) },
    };
    let role = ROLES.into_iter().find(|role| role_code(*role) == form.role.get_untracked())?;
    let (person_id, person) = form.person.picked()?;
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

/// Places to choose from: units as "u:…", district centres as "h:…".
fn places() -> Vec<(String, String)> {
    let desk = desk();
    let mut hubs: Vec<_> = desk.catalogue.hubs.iter().collect();
    hubs.sort_by_cached_key(|hub| sort_key(&hub.name));
    let units = units().into_iter().map(|(id, name)| (["u:", &id].concat(), name));
    let hubs = hubs.into_iter().map(|hub| (["h:", hub.id.as_str()].concat(), hub.name.clone()));
    units.chain(hubs).collect()
}

fn role_options() -> Vec<(String, String)> {
    ROLES.map(|role| (role_code(role), role_words(role))).into()
}
