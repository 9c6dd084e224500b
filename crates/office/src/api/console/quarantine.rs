//! What arrived after its device was revoked, for those who decide about it.

use axum::Json;
use axum::extract::State;
use danvan_core::access::Role;
use danvan_core::ids::{DeviceId, Digest};
use danvan_core::wire_people::{DecisionAnswer, DecisionRequest, QuarantineCount, QuarantineList};
use serde::Deserialize;

use crate::api::extract::{Console, IdInPath, JsonBody, QueryOf};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::judging::decide as judge;
use crate::quarantine::{self, Asked};
use crate::state::Office;

/// Who decides.
const JUDGES: [Role; 2] = [Role::Administrator, Role::ProvinceSpecialist];

/// Which part of it is asked for.
#[derive(Deserialize)]
pub struct Part {
    device: Option<DeviceId>,
    after: Option<String>,
}

/// The devices of which something arrived after their revocation, and the first items of each: what waits, by log and
/// number, then what was decided, the latest first, then what is in the log by now.
#[utoipa::path(
    get, path = "/api/v1/quarantine", tag = "console", security(("console" = [])),
    params(
        ("device" = Option<String>, Query, description = "A page of this device's items"),
        ("after" = Option<String>, Query, description = "The items behind this one of it"),
    ),
    responses(
        (status = 200, body = inline(schema::QuarantineList)),
        (status = 403, description = "Neither an administrator nor a specialist", content_type = "application/problem+json"),
        (status = 404, description = "No such item to go on from", content_type = "application/problem+json"),
    ))]
pub async fn list(
    State(office): State<Office>,
    console: Console,
    QueryOf(part): QueryOf<Part>,
) -> Result<Json<QuarantineList>, ApiError> {
    let console = console.only_one_of(&JUDGES)?;
    let after = match part.after.as_deref().filter(|after| !after.is_empty()) {
        Some(after) => Some(Digest::parse(after).ok_or_else(ApiError::not_found)?),
        None => None,
    };
    let asked = Asked { device: part.device, after };
    quarantine::list(&office, &console.user.province, asked).await.map(Json)
}

/// How much waits for a person's judgement.
#[utoipa::path(
    get, path = "/api/v1/quarantine/count", tag = "console", security(("console" = [])),
    responses(
        (status = 200, body = inline(schema::QuarantineCount)),
        (status = 403, description = "Neither an administrator nor a specialist", content_type = "application/problem+json"),
    ))]
pub async fn count(
    State(office): State<Office>,
    console: Console,
) -> Result<Json<QuarantineCount>, ApiError> {
    let console = console.only_one_of(&JUDGES)?;
    let waiting = quarantine::waiting(&office, &console.user.province).await?;
    Ok(Json(QuarantineCount { waiting }))
}

/// Takes a segment in, with the rights that its device's persons have today, or leaves it apart. What was left can be
/// taken later.
#[utoipa::path(
    post, path = "/api/v1/quarantine/{id}/decision", tag = "console", security(("console" = [])),
    params(("id" = String, Path, description = "The item's identifier")),
    request_body = inline(schema::DecisionRequest),
    responses(
        (status = 200, body = inline(schema::DecisionAnswer)),
        (status = 403, description = "Neither an administrator nor a specialist", content_type = "application/problem+json"),
        (status = 404, description = "No such item", content_type = "application/problem+json"),
        (status = 409, description = "Entries before it are missing (`gap`) or differ (`chain-differs`), it was taken before (`already-decided`), or the log has it by now (`already-in-log`)", content_type = "application/problem+json"),
        (status = 422, description = "The note is too long", content_type = "application/problem+json"),
    ))]
pub async fn decide(
    State(office): State<Office>,
    console: Console,
    IdInPath(id): IdInPath<Digest>,
    JsonBody(request): JsonBody<DecisionRequest>,
) -> Result<Json<DecisionAnswer>, ApiError> {
    let console = console.only_one_of(&JUDGES)?;
    judge(&office, &console.user.province, id, &request, &console.user.name).await.map(Json)
}
