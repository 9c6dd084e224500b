//! What people at the console do to records: steps of the workflow, and choices between what stands and what waits.

use axum::Json;
use axum::extract::State;
use danvan_core::entry::Action;
use danvan_core::ids::RecordId;
use danvan_core::record::Record;
use danvan_core::wire_console::{ChoicesRequest, MoveRequest};

use crate::api::extract::{Console, IdInPath, JsonBody};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::intake::{ConsoleDeed, DeedOutcome};
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
    let action = Action::Move { step: request.step, reason: request.reason, fields: Vec::new() };
    done(&office, console, record, request.revision, action).await
}

/// Chooses: each value or withdrawal that waits is taken or left. An entry of this person's own log.
#[utoipa::path(
    post, path = "/api/v1/records/{id}/choices", tag = "console", security(("console" = [])),
    params(("id" = String, Path, description = "The record's identifier")),
    request_body = inline(schema::ChoicesRequest),
    responses(
        (status = 200, body = inline(schema::Record)),
        (status = 404, description = "No such record", content_type = "application/problem+json"),
        (status = 409, description = "The record is not at the revision seen", content_type = "application/problem+json"),
        (status = 413, description = "More than one entry holds", content_type = "application/problem+json"),
        (status = 422, description = "Refused, with the reason's name and its place in `problem`", content_type = "application/problem+json"),
    ))]
pub async fn choose(
    State(office): State<Office>,
    console: Console,
    IdInPath(record): IdInPath<RecordId>,
    JsonBody(request): JsonBody<ChoicesRequest>,
) -> Result<Json<Record>, ApiError> {
    let action = Action::Settle { choices: request.choices };
    done(&office, console, record, request.revision, action).await
}

async fn done(
    office: &Office,
    console: Console,
    record: RecordId,
    revision: u64,
    action: Action,
) -> Result<Json<Record>, ApiError> {
    let user = console.user.id;
    let deed = ConsoleDeed { user: console.user, scope: console.scope, record, action, revision };
    match office.intake.take_deed(deed).await? {
        DeedOutcome::Done(after) => {
            tracing::info!(%record, %user, state = after.state, revision = after.revision, "decided: record={record}");
            Ok(Json(*after))
        }
        DeedOutcome::Missing => Err(ApiError::not_found()),
        DeedOutcome::ChangedSince => Err(ApiError::changed_since()),
        DeedOutcome::TooLong => Err(ApiError::too_large("Quá nhiều lựa chọn trong một lần. Chọn từng chỗ.")),
        DeedOutcome::Refused(problem) => Err(ApiError::refused(problem)),
    }
}
