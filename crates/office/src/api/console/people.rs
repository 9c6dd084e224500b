//! People: accounts, grants and devices of each, for administrators.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use danvan_core::access::{Author, Role};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::UserId;
use danvan_core::text::{fold, person_sort_key};
use danvan_core::wire_console::CodeState;
use danvan_core::wire_people::{
    Account, HeldDevice, ListQuery, NewAccount, NewPerson, Person, PersonAction, PersonAnswer, PersonGrant,
    PersonList,
};

use super::pages::{Words, cut};
use crate::api::extract::{Console, IdInPath, JsonBody, QueryOf};
use crate::api::openapi::schema;
use crate::clock;
use crate::error::ApiError;
use crate::log_pace::ACTS;
use crate::people::{self, new_password};
use crate::state::Office;
use crate::store::{AccountChange, PersonRow};

/// Everybody who has or had an account, a code or a device, by given name; a page of them.
#[utoipa::path(
    get, path = "/api/v1/people", tag = "console", security(("console" = [])),
    params(
        ("q" = Option<String>, Query, description = "Words of name, username or place, whatever marks they carry"),
        ("name" = Option<String>, Query, description = "Those of this very name, marks and case aside"),
        ("after" = Option<String>, Query, description = "`next` or `previous` of another page"),
        ("limit" = Option<u32>, Query, format = "uint32", maximum = 4294967295_i64, description = "500 by default and at most"),
    ),
    responses(
        (status = 200, body = inline(schema::PersonList)),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
    ))]
pub async fn list(
    State(office): State<Office>,
    console: Console,
    QueryOf(query): QueryOf<ListQuery>,
) -> Result<Json<PersonList>, ApiError> {
    let console = console.only(Role::Administrator)?;
    let mut people = lines(&office, &console.user.province, None).await?;
    let place = |person: &Person| (person_sort_key(&person.name), person.id);
    let after = query.after.as_deref().and_then(UserId::parse);
    let after = after.and_then(|id| people.iter().find(|person| person.id == id)).map(place);
    let (words, name) = (Words::of(&query), query.name.as_deref().map(|name| fold(name.trim())));
    people.retain(|person| {
        let username = person.accounts.first().map_or("", |account| account.username.as_str());
        let at = person.grants.first().map_or("", |grant| grant.place.as_str());
        name.as_ref().is_none_or(|name| fold(&person.name) == *name)
            && words.occur_in(&[&person.name, username, at])
    });
    let passed = |person: &Person| after.as_ref().is_some_and(|after| place(person) <= *after);
    let (people, page) = cut(people, query.limit, |person| person.id.to_string(), passed);
    Ok(Json(PersonList { people, page }))
}

/// Makes a person, with an account where one is asked for; its password is shown in this answer and never again.
#[utoipa::path(
    post, path = "/api/v1/people", tag = "console", security(("console" = [])),
    request_body = inline(schema::NewPerson),
    responses(
        (status = 201, body = inline(schema::PersonAnswer)),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
        (status = 422, description = "No name, a username that is taken, or a role for devices", content_type = "application/problem+json"),
    ))]
pub async fn create(
    State(office): State<Office>,
    console: Console,
    JsonBody(new): JsonBody<NewPerson>,
) -> Result<(StatusCode, Json<PersonAnswer>), ApiError> {
    let console = console.only(Role::Administrator)?;
    let province = &console.user.province;
    let person = people::new_person(&new.name, &office.clock)?;
    let password = match &new.account {
        Some(account) => Some(add_account(&office, province, &person, account).await?),
        None => {
            office.store.add_person(province, &person, office.clock.unix_ms()).await?;
            None
        }
    };
    tracing::info!(target: ACTS, person = %person.id, by = %console.user.id, "person made: person={}", person.id);
    let person = one(&office, province, person.id).await?;
    Ok((StatusCode::CREATED, Json(PersonAnswer { person, password })))
}

/// Does something to a person's account: gives one, changes its role or its password, disables or enables the person.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/actions", tag = "console", security(("console" = [])),
    params(("person" = String, Path, description = "The person's identifier")),
    request_body = inline(schema::PersonAction),
    responses(
        (status = 200, body = inline(schema::PersonAnswer), description = "The person as they stand now; a new password is shown this once"),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
        (status = 404, description = "No such person", content_type = "application/problem+json"),
        (status = 422, description = "Not allowed: one's own role, the last administrator, a person without an account", content_type = "application/problem+json"),
    ))]
pub async fn act(
    State(office): State<Office>,
    console: Console,
    IdInPath(id): IdInPath<UserId>,
    JsonBody(action): JsonBody<PersonAction>,
) -> Result<Json<PersonAnswer>, ApiError> {
    let console = console.only(Role::Administrator)?;
    let province = &console.user.province;
    let person = office.store.people(province, Some(id)).await?.pop().ok_or_else(ApiError::not_found)?;
    let password = match &action {
        PersonAction::AddAccount { account } => {
            if console.user.id == id || person.account.is_some() {
                return Err(ApiError::invalid("Người này đã có tài khoản."));
            }
            let author = Author { id, name: person.name.clone() };
            Some(add_account(&office, province, &author, account).await?)
        }
        PersonAction::ChangeRole { role } => {
            if console.user.id == id {
                return Err(ApiError::invalid("Không ai tự đổi vai trò của mình. Nhờ người quản trị khác."));
            }
            people::may_have_account(*role)?;
            changed(office.store.change_role(province, id, *role).await?)?;
            None
        }
        PersonAction::Disable => {
            changed(office.store.set_disabled(province, id, Some(office.clock.unix_ms())).await?)?;
            None
        }
        PersonAction::Enable => {
            changed(office.store.set_disabled(province, id, None).await?)?;
            None
        }
        PersonAction::NewPassword => {
            let (username, _) = person.account.as_ref().ok_or_else(without_account)?;
            let password = office.slowly(new_password).await??;
            office.store.set_password(username, &password.digest).await?;
            Some(password.text)
        }
    };
    tracing::info!(target: ACTS, person = %id, by = %console.user.id, action = name_of(&action), "person changed: person={id}");
    Ok(Json(PersonAnswer { person: one(&office, province, id).await?, password }))
}

async fn add_account(
    office: &Office,
    province: &ProvinceCode,
    person: &Author,
    account: &NewAccount,
) -> Result<String, ApiError> {
    let password = office.slowly(new_password).await??;
    let digest = password.digest;
    people::add_account(office.store.as_ref(), &office.clock, province, person, account, digest).await?;
    Ok(password.text)
}

fn changed(change: AccountChange) -> Result<(), ApiError> {
    match change {
        AccountChange::Done => Ok(()),
        AccountChange::Missing => Err(without_account()),
        AccountChange::LastAdministrator => Err(ApiError::invalid(
            "Đây là người quản trị duy nhất còn đăng nhập được. Thêm người quản trị khác trước.",
        )),
    }
}

fn without_account() -> ApiError {
    ApiError::invalid("Người này không có tài khoản trang quản lý.")
}

/// For the log: never what an action carries.
fn name_of(action: &PersonAction) -> &'static str {
    match action {
        PersonAction::AddAccount { .. } => "add account",
        PersonAction::ChangeRole { .. } => "change role",
        PersonAction::Disable => "disable",
        PersonAction::Enable => "enable",
        PersonAction::NewPassword => "new password",
    }
}

async fn one(office: &Office, province: &ProvinceCode, person: UserId) -> Result<Person, ApiError> {
    lines(office, province, Some(person)).await?.pop().ok_or_else(ApiError::not_found)
}

/// People with everything they have, or the one that is named.
async fn lines(
    office: &Office,
    province: &ProvinceCode,
    person: Option<UserId>,
) -> Result<Vec<Person>, ApiError> {
    let mut grants: BTreeMap<UserId, Vec<PersonGrant>> = BTreeMap::new();
    let mut devices: BTreeMap<UserId, Vec<HeldDevice>> = BTreeMap::new();
    for enrolled in office.store.enrolled(province, None).await? {
        let device = enrolled.device;
        devices.entry(device.grant.author.id).or_default().push(HeldDevice {
            device: device.id,
            name: enrolled.name,
            revoked: device.revoked,
        });
        for grant in std::iter::once(device.grant).chain(device.earlier) {
            let known = grants.entry(grant.author.id).or_default();
            let grant = PersonGrant { role: grant.role, place: grant.place, home: grant.home };
            if !known.contains(&grant) {
                known.push(grant);
            }
        }
    }
    let mut open_codes: BTreeMap<UserId, u64> = BTreeMap::new();
    let now_ms = office.clock.unix_ms();
    let codes = office.store.codes(province).await?;
    let machines = people::machines(&codes);
    for code in &codes {
        if code.state(now_ms) == CodeState::Open {
            *open_codes.entry(code.grant.author.id).or_default() += 1;
        }
    }
    let line = |row: PersonRow| Person {
        grants: grants.remove(&row.id).unwrap_or_default(),
        devices: devices.remove(&row.id).unwrap_or_default(),
        // A disabled person's codes cannot be used.
        open_codes: open_codes
            .get(&row.id)
            .copied()
            .filter(|_| row.disabled_ms.is_none())
            .unwrap_or_default(),
        machine: machines.contains(&row.id),
        accounts: row.account.into_iter().map(|(username, role)| Account { username, role }).collect(),
        disabled_at: row.disabled_ms.and_then(clock::from_unix_ms),
        name: row.name,
        id: row.id,
    };
    Ok(people::in_order(office.store.people(province, person).await?).into_iter().map(line).collect())
}
