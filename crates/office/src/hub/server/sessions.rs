//! Sessions of devices over HTTP, and the device behind a session's token.

use async_trait::async_trait;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use danvan_core::wire::{HubChallenge, HubChallengeRequest, HubSession, HubSessionRequest};

use crate::api::door::{Caller, KnowsCallers};
use crate::api::extract::{JsonBody, token_of};
use crate::error::ApiError;
use crate::hub::store::KnownDevice;
use crate::hub::{Access, Hub, NotOpened};

/// A device wants to show who it is.
pub async fn challenge(
    State(hub): State<Hub>,
    JsonBody(request): JsonBody<HubChallengeRequest>,
) -> Result<Json<HubChallenge>, ApiError> {
    Ok(Json(HubChallenge { challenge: hub.challenge(request.device).await? }))
}

/// It answers, and is known by the token from then on.
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
    async fn caller(&self, parts: &mut Parts) -> Caller {
        let Some(token) = token_of(&parts.headers) else { return Caller::Stranger(None) };
        match self.device(token).await {
            Ok(Access::Served(device)) => Caller::Device(device.id),
            _ => Caller::Stranger(None),
        }
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
            Access::Served(device) => Ok(Self(*device)),
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
