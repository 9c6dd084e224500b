//! Who asks, as far as their credentials say.

use std::net::IpAddr;

use async_trait::async_trait;
use axum::http::header;
use axum::http::request::Parts;
use danvan_core::ids::{DeviceId, UserId};

use crate::api::tokens::{session_of, token_of};
use crate::state::Office;
use crate::store::{Device, StoreResult, User};

/// Whose share a request is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// An enrolled device, also a revoked one.
    Device(DeviceId),
    /// Somebody who has signed in.
    Person(UserId),
    /// Nobody that is known, from this address where there is one (see [`super::AskedFrom`]).
    Stranger(Option<IpAddr>),
}

/// Whom the caller was recognised as, for the handler of a request without a body: no time has passed since.
#[derive(Clone, Debug)]
pub enum Recognised {
    /// A device.
    Device(Box<Device>),
    /// A person.
    Person(Box<User>),
}

/// An office or a hub: it knows callers by their credentials.
#[async_trait]
pub trait KnowsCallers: Clone + Send + Sync + 'static {
    /// Who asks.
    ///
    /// # Errors
    /// Where it cannot be looked up just now.
    async fn caller(&self, parts: &mut Parts) -> StoreResult<Caller>;

    /// Whether somebody who is not known may bring files: at a hub, whatever is brought is signed.
    fn strangers_bring_files(&self) -> bool {
        false
    }
}

#[async_trait]
impl KnowsCallers for Office {
    async fn caller(&self, parts: &mut Parts) -> StoreResult<Caller> {
        let now_ms = self.clock.unix_ms();
        if parts.headers.contains_key(header::AUTHORIZATION) {
            let Some(token) = token_of(&parts.headers) else { return Ok(Caller::Stranger(None)) };
            let Some(device) = self.store.device_of_token(token, now_ms).await? else {
                return Ok(Caller::Stranger(None));
            };
            let caller = Caller::Device(device.id);
            parts.extensions.insert(Recognised::Device(Box::new(device)));
            return Ok(caller);
        }
        let Some(session) = session_of(&parts.headers) else { return Ok(Caller::Stranger(None)) };
        let Some(user) = self.store.session(session, now_ms).await? else {
            return Ok(Caller::Stranger(None));
        };
        let caller = Caller::Person(user.id);
        parts.extensions.insert(Recognised::Person(Box::new(user)));
        Ok(caller)
    }
}
