//! Is the office there?

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::state::Office;

/// The office's state.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`: the database answers.
    status: &'static str,
    /// The epoch of the database.
    epoch: String,
    /// The program's version.
    version: &'static str,
}

/// Whether the office and its database answer.
#[utoipa::path(get, path = "/health", tag = "office", security(()), responses((status = 200, body = Health)))]
pub async fn health(State(office): State<Office>) -> Result<Json<Health>, ApiError> {
    let epoch = office.store.epoch().await?;
    Ok(Json(Health { status: "ok", epoch, version: env!("CARGO_PKG_VERSION") }))
}
