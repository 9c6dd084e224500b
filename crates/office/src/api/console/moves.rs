//! Steps of the workflow that people at the console take.

use axum::Json;
use axum::extract::State;
use danvan_core::ids::RecordId;
use danvan_core::record::Record;
use danvan_core::wire_console::MoveRequest;

use crate::api::extract::{Console, IdInPath, JsonBody};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::intake::{Move, MoveOutcome};
use crate::state::Office;

/// The longest reason, in characters.
const REASON_MAX: usize = 2_000;

/// Takes a step: an entry of this person's own log, applied by the same rules as a device's.
#[utoipa::path(
    post, path = "/api/v1/records/{id}/moves", tag = "console", security(("console" = [])),
    params(("id" = String, Path, description = "The record's identifier")),
    request_body = inline(schema::MoveRequest),
    responses(
        (status = 200, body = inline(schema::Record)),
        (status = 404, description = "No such record", content_type = "application/problem+json"),
        (status = 409, description = "The record is not at the revision seen", content_type = "application/problem+json"),
        (status = 422, description = "Refused, with the reason's name in `problem`", content_type = "application/problem+json"),
    ))]
pub async fn take_step(
    State(office): State<Office>,
    console: Console,
    IdInPath(record): IdInPath<RecordId>,
    JsonBody(request): JsonBody<MoveRequest>,
) -> Result<Json<Record>, ApiError> {
    if request.reason.as_ref().is_some_and(|reason| reason.chars().count() > REASON_MAX) {
        return Err(ApiError::invalid(format!("Lý do dài tối đa {REASON_MAX} ký tự.")));
    }
    let user = console.user.id;
    let step = Move {
        user: console.user,
        scope: console.scope,
        record,
        step: request.step,
        reason: request.reason,
        revision: request.revision,
    };
    match office.intake.take_step(step).await? {
        MoveOutcome::Moved(moved) => {
            tracing::info!(%record, %user, state = moved.state, "moved: record={record}");
            Ok(Json(*moved))
        }
        MoveOutcome::Missing => Err(ApiError::not_found()),
        MoveOutcome::ChangedSince => Err(ApiError::changed_since()),
        MoveOutcome::Refused(problem) => Err(ApiError::refused(problem)),
    }
}
