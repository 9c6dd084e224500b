//! Sessions of devices over HTTP, and the device behind a session's token.

use async_trait::async_trait;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use danvan_core::wire::{HubChallenge, HubChallengeRequest, HubSession, HubSessionRequest};

use crate::api::door::{Caller, KnowsCallers};
use crate::api::extract::JsonBody;
use crate::api::openapi::schema;
use crate::api::tokens::token_of;
use crate::error::ApiError;
use crate::hub::store::KnownDevice;
use crate::hub::{Access, Hub, NotOpened};
use crate::store::StoreResult;

/// A device wants to show who it is.
#[utoipa::path(
    post, path = "/api/v1/hub-sessions/challenges", tag = "devices", security(()),
    request_body = inline(schema::HubChallengeRequest),
    responses(
        (status = 200, body = inline(schema::HubChallenge)),
        (status = 401, description = "The hub does not know the device (`unknown-device`)"),
        (status = 403, description = "The device was revoked, or the hub does not know its key (`unsigned`)"),
        (status = 429, description = "Too many challenges"),
    ))]
pub async fn challenge(
    State(hub): State<Hub>,
    JsonBody(request): JsonBody<HubChallengeRequest>,
) -> Result<Json<HubChallenge>, ApiError> {
    Ok(Json(HubChallenge { challenge: hub.challenge(request.device).await? }))
}

/// It answers, and is known by the token from then on.
#[utoipa::path(
    post, path = "/api/v1/hub-sessions", tag = "devices", security(()),
    request_body = inline(schema::HubSessionRequest),
    responses(
        (status = 200, body = inline(schema::HubSession)),
        (status = 401, description = "The hub does not know the device (`unknown-device`)"),
        (status = 403, description = "The device was revoked, or the hub does not know its key (`unsigned`)"),
        (status = 422, description = "No such challenge any more (`hub-challenge`), or a wrong proof (`bad-signature`)"),
        (status = 429, description = "Too many tries"),
    ))]
pub async fn open(
    State(hub): State<Hub>,
    JsonBody(request): JsonBody<HubSessionRequest>,
) -> Result<Json<HubSession>, ApiError> {
    Ok(Json(HubSession { token: hub.open_session(&request).await? }))
}

/// A device of this hub, by its session.
pub struct HubDeviceAccess(pub KnownDevice);

#[async_trait]
impl KnowsCallers for Hub {
    async fn caller(&self, parts: &mut Parts) -> StoreResult<Caller> {
        let Some(token) = token_of(&parts.headers) else { return Ok(Caller::Stranger(None)) };
        Ok(match self.device(token).await? {
            Access::Served(device) => Caller::Device(device.id),
            Access::Revoked(_) | Access::Unknown => Caller::Stranger(None),
        })
    }

    fn strangers_bring_files(&self) -> bool {
        true
    }
}

impl FromRequestParts<Hub> for HubDeviceAccess {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, ApiError> {
        let token = token_of(&parts.headers).ok_or_else(ApiError::no_hub_session)?;
        match hub.device(token).await? {
            Access::Served(device) => {
                hub.may_ask(device.id).map_err(ApiError::too_often)?;
                Ok(Self(*device))
            }
            Access::Revoked(because) => Err(ApiError::device_revoked_because(because)),
            Access::Unknown => Err(ApiError::no_hub_session()),
        }
    }
}

impl From<NotOpened> for ApiError {
    fn from(error: NotOpened) -> Self {
        match error {
            NotOpened::Unknown => Self::not_of_hub(),
            NotOpened::Revoked(because) => Self::device_revoked_because(because),
            NotOpened::NoKey => Self::no_key_at_hub(),
            NotOpened::Challenge => Self::hub_challenge(),
            NotOpened::Proof => Self::bad_signature(),
            NotOpened::TooMany { wait_s } => Self::too_often(wait_s),
            NotOpened::NoRandomness(error) => error.into(),
            NotOpened::Store(error) => error.into(),
        }
    }
}
