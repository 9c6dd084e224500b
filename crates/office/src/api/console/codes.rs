//! Enrolment codes, for administrators.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use danvan_core::access::Role;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::UserId;
use danvan_core::wire_console::{
    CodeState, CodeUse, EnrolmentCode, EnrolmentCodeAnswer, EnrolmentCodeRequest,
};
use danvan_core::wire_people::{CodeCounts, CodePage, ListQuery};
use serde::Serialize;

use super::pages::{Words, cut};
use crate::api::extract::{CodeId, Console, IdInPath, JsonBody, QueryOf};
use crate::api::openapi::schema;
use crate::clock;
use crate::error::ApiError;
use crate::issuing::{IssueProblem, Issuer};
use crate::log_pace::ACTS;
use crate::state::Office;
use crate::store::{CodeListed, CodeUsed};

/// Issues a code; it is shown in this answer and never again.
#[utoipa::path(
    post, path = "/api/v1/enrolment-codes", tag = "console", security(("console" = [])),
    request_body = inline(schema::EnrolmentCodeRequest),
    responses(
        (status = 201, body = inline(schema::EnrolmentCodeAnswer)),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
        (status = 422, description = "The catalogue has no such unit, hub or organisation", content_type = "application/problem+json"),
    ))]
pub async fn issue(
    State(office): State<Office>,
    console: Console,
    JsonBody(request): JsonBody<EnrolmentCodeRequest>,
) -> Result<(StatusCode, Json<EnrolmentCodeAnswer>), ApiError> {
    let console = console.only(Role::Administrator)?;
    let province = &console.user.province;
    let issuer = Issuer {
        store: office.store.as_ref(),
        catalogue: office.catalogue(province)?,
        salt: &office.code_salt,
        clock: &office.clock,
    };
    let (code, listed) = issuer.issue(&request).await.map_err(|problem| match problem {
        IssueProblem::Request(words) => ApiError::invalid(words),
        IssueProblem::Store(error) => error.into(),
        IssueProblem::Randomness(error) => error.into(),
    })?;
    tracing::info!(target: ACTS, code = listed.id, user = %console.user.id, "enrolment code issued: code={}", listed.id);
    let issued = line(&office, province, &BTreeSet::new(), listed)?;
    Ok((StatusCode::CREATED, Json(EnrolmentCodeAnswer { code, issued })))
}

/// The answer to a question for codes.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Codes {
    /// A page.
    Page(Box<CodePage>),
    /// The newest alone, for pages that were opened before there were pages of lists.
    Newest(Vec<EnrolmentCode>),
}

/// The codes that were issued, newest first, without the codes themselves: a page of them where a `limit` is named, else a
/// list of the newest 500.
#[utoipa::path(
    get, path = "/api/v1/enrolment-codes", tag = "console", security(("console" = [])),
    params(
        ("q" = Option<String>, Query, description = "Words of person or place, whatever marks they carry"),
        ("person" = Option<String>, Query, description = "Those of this person"),
        ("state" = Option<String>, Query, description = "`open`, `used`, `expired` or `revoked`"),
        ("after" = Option<String>, Query, description = "`next` or `previous` of another page"),
        ("limit" = Option<u32>, Query, format = "uint32", maximum = 4294967295_i64, description = "500 at most"),
    ),
    responses(
        (status = 200, body = inline(schema::Codes)),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
    ))]
pub async fn list(
    State(office): State<Office>,
    console: Console,
    QueryOf(query): QueryOf<ListQuery>,
) -> Result<Json<Codes>, ApiError> {
    let console = console.only(Role::Administrator)?;
    let province = &console.user.province;
    let listed = office.store.codes(province).await?;
    let disabled = disabled(&office, province).await?;
    let now_ms = office.clock.unix_ms();
    let after = query.after.as_deref().and_then(|id| listed.iter().position(|code| code.id == id));
    let words = Words::of(&query);
    let theirs = |code: &CodeListed| {
        query.person.as_ref().is_none_or(|person| code.grant.author.id.to_string() == *person)
            && words.occur_in(&[&code.grant.author.name, &code.grant.place])
    };
    let mut counts = CodeCounts::default();
    let mut found = Vec::new();
    for (place, code) in listed.into_iter().enumerate().filter(|(_, code)| theirs(code)) {
        let paused = disabled.contains(&code.grant.author.id);
        let state = code.state(now_ms);
        counts.all += 1;
        match state {
            CodeState::Open => counts.open += u64::from(!paused),
            CodeState::Used => counts.used += 1,
            CodeState::Expired => counts.expired += 1,
            CodeState::Revoked => counts.revoked += 1,
            CodeState::Unknown => {}
        }
        let usable = state != CodeState::Open || !paused;
        if query.state.as_deref().is_none_or(|wanted| wanted == state.name() && usable) {
            found.push((place, code));
        }
    }
    let passed = |(place, _): &(usize, CodeListed)| after.is_some_and(|after| *place <= after);
    let (found, page) = cut(found, query.limit, |(_, code)| code.id.clone(), passed);
    let codes = found.into_iter().map(|(_, code)| line(&office, province, &disabled, code));
    let codes = codes.collect::<Result<Vec<_>, _>>()?;
    Ok(Json(match query.limit {
        Some(_) => Codes::Page(Box::new(CodePage { codes, page, counts })),
        None => Codes::Newest(codes),
    }))
}

/// Revokes a code: from now on it enrols nobody, and answers no repeat either. Revoking it again changes nothing.
#[utoipa::path(
    delete, path = "/api/v1/enrolment-codes/{id}", tag = "console", security(("console" = [])),
    params(("id" = String, Path, description = "The code's identifier in the list")),
    responses(
        (status = 200, body = inline(schema::EnrolmentCode)),
        (status = 403, description = "Not an administrator", content_type = "application/problem+json"),
        (status = 404, description = "No such code", content_type = "application/problem+json"),
    ))]
pub async fn revoke(
    State(office): State<Office>,
    console: Console,
    IdInPath(CodeId(id)): IdInPath<CodeId>,
) -> Result<Json<EnrolmentCode>, ApiError> {
    let console = console.only(Role::Administrator)?;
    let province = &console.user.province;
    if office.store.revoke_code(province, &id, &console.user.name, office.clock.unix_ms()).await? {
        tracing::info!(target: ACTS, code = id, user = %console.user.id, "enrolment code revoked: code={id}");
    }
    let code = office.store.codes(province).await?.into_iter().find(|code| code.id == id);
    let disabled = disabled(&office, province).await?;
    line(&office, province, &disabled, code.ok_or_else(ApiError::not_found)?).map(Json)
}

/// The people who are disabled: their codes cannot be used.
async fn disabled(office: &Office, province: &ProvinceCode) -> Result<BTreeSet<UserId>, ApiError> {
    let people = office.store.people(province, None).await?;
    Ok(people.into_iter().filter(|person| person.disabled_ms.is_some()).map(|person| person.id).collect())
}

fn line(
    office: &Office,
    province: &ProvinceCode,
    disabled: &BTreeSet<UserId>,
    code: CodeListed,
) -> Result<EnrolmentCode, ApiError> {
    let units = office.scope(province, &code.grant.reach)?.units().cloned().unwrap_or_default();
    let state = code.state(office.clock.unix_ms());
    Ok(EnrolmentCode {
        id: code.id,
        role: code.grant.role,
        person: code.grant.author.name,
        place: code.grant.place,
        units,
        uses_left: code.uses_left,
        issued_at: clock::from_unix_ms(code.created_ms).unwrap_or_default(),
        expires_at: clock::from_unix_ms(code.expires_ms).unwrap_or_default(),
        person_id: Some(code.grant.author.id),
        state: Some(state),
        used_by: code.uses.into_iter().map(used).collect(),
        revoked_at: code.revoked.as_ref().and_then(|(at_ms, _)| clock::from_unix_ms(*at_ms)),
        revoked_by: code.revoked.map(|(_, by)| by),
        disabled: disabled.contains(&code.grant.author.id),
    })
}

fn used(code: CodeUsed) -> CodeUse {
    CodeUse { device: code.device, name: code.name, at: clock::from_unix_ms(code.at_ms).unwrap_or_default() }
}
