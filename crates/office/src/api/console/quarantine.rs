//! What arrived after its device was revoked, for those who decide about it.

use axum::Json;
use axum::extract::State;
use danvan_core::access::Role;
use danvan_core::ids::Digest;
use danvan_core::wire_people::{DecisionAnswer, DecisionRequest, QuarantineList};

use crate::api::extract::{Console, IdInPath, JsonBody};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::quarantine;
use crate::state::Office;

/// Who decides.
const JUDGES: [Role; 2] = [Role::Administrator, Role::ProvinceSpecialist];

/// What waits, by log and number, then what was decided, the latest first.
#[utoipa::path(
    get, path = "/api/v1/quarantine", tag = "console", security(("console" = [])),
    responses(
        (status = 200, body = inline(schema::QuarantineList)),
        (status = 403, description = "Neither an administrator nor a specialist", content_type = "application/problem+json"),
    ))]
pub async fn list(State(office): State<Office>, console: Console) -> Result<Json<QuarantineList>, ApiError> {
    let console = console.only_one_of(&JUDGES)?;
    Ok(Json(QuarantineList { items: quarantine::list(&office, &console.user.province).await? }))
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
        (status = 409, description = "Entries before it are missing (`gap`) or differ (`chain-differs`), or it was taken before (`already-decided`)", content_type = "application/problem+json"),
        (status = 422, description = "The note is too long", content_type = "application/problem+json"),
    ))]
pub async fn decide(
    State(office): State<Office>,
    console: Console,
    IdInPath(id): IdInPath<Digest>,
    JsonBody(request): JsonBody<DecisionRequest>,
) -> Result<Json<DecisionAnswer>, ApiError> {
    let console = console.only_one_of(&JUDGES)?;
    quarantine::decide(&office, &console.user.province, id, &request, &console.user.name).await.map(Json)
}
