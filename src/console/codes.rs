//! Enrolment codes: the administrator hands them out, each is shown once.

use std::sync::Arc;

use danvan_core::access::Role;
use danvan_core::catalogue::{HubId, UnitId, item};
use danvan_core::text::sort_key;
use danvan_core::wire_console::{EnrolmentCode, EnrolmentCodeAnswer, EnrolmentCodeRequest, EnrolmentReach};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::client;
use super::failure;
use super::frame::role_code;
use super::load::Document;
use super::records::search::units;
use super::session::{Session, desk};
use crate::components::{Icon, empty, icon};
use crate::i18n::{console as text, count, current, when};

/// Where codes are issued and listed.
const CODES: &str = "/api/v1/enrolment-codes";

/// The roles of people with a device; console roles sign in by password.
const ROLES: [Role; 4] = [Role::FieldOfficer, Role::CommuneLeader, Role::SectorUnit, Role::HubMonitor];

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    place: RwSignal<String>,
    role: RwSignal<String>,
    person: RwSignal<String>,
    organisation: RwSignal<String>,
    uses: RwSignal<String>,
}

/// Draws the page.
pub fn room() -> AnyView {
    let list: Document<Vec<EnrolmentCode>> = Document::load(|| CODES.to_owned());
    let issued = RwSignal::new(None::<EnrolmentCodeAnswer>);
    view! {
        <div class="stack">
            <h1>{text::CODES.get()}</h1>
            <p class="soft">{text::CODES_SAY.get()}</p>
            {move || issued.get().map(shown)}
            <div class="halves">
                <section class="card" aria-labelledby="issue-title"><h2 id="issue-title">{text::ISSUE.get()}</h2>{form(list, issued)}</section>
                <section class="card" aria-labelledby="issued-title"><h2 id="issued-title">{text::ISSUED.get()}</h2>{list.show(listed)}</section>
            </div>
        </div>
    }
    .into_any()
}

/// A code just issued.
fn shown(answer: EnrolmentCodeAnswer) -> AnyView {
    let copied = RwSignal::new(false);
    let code = answer.code.clone();
    let copy = move |_| {
        let written = window().navigator().clipboard().write_text(&code);
        spawn_local(async move {
            let done = wasm_bindgen_futures::JsFuture::from(written).await.is_ok();
            copied.try_set(done);
        });
    };
    view! {
        <div class="card good" role="status">
            <p>{text::CODE_FOR.with(&[&answer.issued.person, &answer.issued.place])}</p>
            <p class="issued-code">{answer.code}</p>
            <p><b>{text::CODE_ONCE.get()}</b> " " {text::CODE_UNTIL.with(&[&when::moment(&answer.issued.expires_at)])}</p>
            <div class="buttons">
                <button type="button" class="button" on:click=copy>
                    {move || if copied.get() { text::COPIED.get() } else { text::COPY.get() }}
                </button>
            </div>
        </div>
    }
    .into_any()
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
    let desk = desk();
    let line = |role: Role| {
        let code = role_code(role);
        let words = item(&desk.catalogue.lists.roles, &code)
            .map_or_else(|| code.clone(), |item| item.label(current()).to_owned());
        (code, words)
    };
    ROLES.map(line).into_iter().collect()
}

fn form(list: Document<Vec<EnrolmentCode>>, issued: RwSignal<Option<EnrolmentCodeAnswer>>) -> AnyView {
    let session = Session::current();
    let form = Form {
        place: RwSignal::new(String::new()),
        role: RwSignal::new(role_code(Role::FieldOfficer)),
        person: RwSignal::new(String::new()),
        organisation: RwSignal::new(String::new()),
        uses: RwSignal::new("1".to_owned()),
    };
    let tried = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let said = RwSignal::new(None::<String>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        said.set(None);
        let Some(request) = request(form) else {
            let wrong = document().query_selector("#issue-form [aria-invalid=true]").ok().flatten();
            if let Some(field) =
                wrong.and_then(|field| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(field).ok())
            {
                let _ = field.focus();
            }
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
                    form.person.try_set(String::new());
                    issued.try_set(Some(answer));
                    list.reload();
                }
                Err(found) => drop(said.try_set(Some(failure::sentence(&found)))),
            }
        });
    };
    let missing = move |value: RwSignal<String>| tried.get() && value.with(|value| value.trim().is_empty());
    view! {
        <form class="form" id="issue-form" on:submit=submit novalidate>
            {choice("issue-place", text::PLACE.get(), form.place, places(), Signal::derive(move || missing(form.place)))}
            {choice("issue-role", text::ROLE.get(), form.role, role_options(), Signal::derive(|| false))}
            {line("issue-person", text::PERSON.get(), form.person, "text", Signal::derive(move || {
                missing(form.person).then(|| text::PERSON_MISSING.get())
            }))}
            {line("issue-organisation", text::ORGANISATION.get(), form.organisation, "text", Signal::derive(|| None))}
            {line("issue-uses", text::USES.get(), form.uses, "numeric", Signal::derive(move || {
                (tried.get() && uses(form).is_none()).then(|| text::USES_WRONG.get())
            }))}
            {move || said.get().map(|words| view! { <p class="says error" role="alert">{words}</p> })}
            <button type="submit" class="button" aria-disabled=move || busy.get().to_string()>{icon(Icon::Key)} {text::ISSUE.get()}</button>
        </form>
    }
    .into_any()
}

fn uses(form: Form) -> Option<u32> {
    form.uses.get_untracked().trim().parse().ok().filter(|uses| (1..=500).contains(uses))
}

fn request(form: Form) -> Option<EnrolmentCodeRequest> {
    let place = form.place.get_untracked();
    let reach = match place.split_once(':')? {
        ("u", unit) => EnrolmentReach::Units { units: vec![UnitId::from(unit)] },
        (_, hub) => EnrolmentReach::Hub { hub: HubId::from(hub) },
    };
    let said = |value: RwSignal<String>| {
        Some(value.get_untracked().trim().to_owned()).filter(|value| !value.is_empty())
    };
    let role = ROLES.into_iter().find(|role| role_code(*role) == form.role.get_untracked())?;
    Some(EnrolmentCodeRequest {
        reach,
        role,
        person: said(form.person)?,
        person_id: None,
        organisation: said(form.organisation),
        uses: Some(uses(form)?),
        days: None,
    })
}

fn choice(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    options: Vec<(String, String)>,
    missing: Signal<bool>,
) -> AnyView {
    let says = [id, "-says"].concat();
    let first = value.get_untracked();
    let empty = first.is_empty().then(|| view! { <option value="">{text::CHOOSE_ONE.get()}</option> });
    let lines = options.into_iter().map(|(code, words)| {
        let here = code == first;
        view! { <option value=code selected=here>{words}</option> }.into_any()
    });
    let lines = lines.collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select class="in" id=id aria-describedby=says.clone() aria-invalid=move || missing.get().to_string()
                on:change=move |event| value.set(event_target_value(&event))>{empty}{lines}</select>
            <p class="says error" id=says role="alert">{move || missing.get().then(|| text::PLACE_MISSING.get())}</p>
        </div>
    }
    .into_any()
}

fn line(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    mode: &'static str,
    wrong: Signal<Option<&'static str>>,
) -> AnyView {
    let says = [id, "-says"].concat();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input class="in" id=id inputmode=mode autocomplete="off" prop:value=value aria-describedby=says.clone()
                aria-invalid=move || wrong.get().is_some().to_string() on:input=move |event| value.set(event_target_value(&event))/>
            <p class="says error" id=says role="alert">{wrong}</p>
        </div>
    }
    .into_any()
}

fn listed(codes: &Arc<Vec<EnrolmentCode>>) -> AnyView {
    if codes.is_empty() {
        return empty(Icon::Key, text::NO_CODES.get(), text::NO_CODES_DO.get(), ().into_any());
    }
    let desk = desk();
    let row = |code: &EnrolmentCode| {
        let role = item(&desk.catalogue.lists.roles, &role_code(code.role))
            .map(|item| item.label(current()).to_owned());
        let below = [
            role.as_deref().unwrap_or_default(),
            " · ",
            &text::USES_LEFT.count(code.uses_left as usize),
            " · ",
            &text::CODE_UNTIL.with(&[&when::moment(&code.expires_at)]),
        ]
        .concat();
        view! { <li><b>{code.person.clone()}</b> " · " <span>{code.place.clone()}</span><small>{below}</small></li> }.into_any()
    };
    view! { <p class="soft num">{text::CODE_COUNT.with(&[&count(codes.len())])}</p><ul class="lines">{codes.iter().map(row).collect_view()}</ul> }.into_any()
}
