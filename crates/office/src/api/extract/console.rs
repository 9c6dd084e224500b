//! The person behind a session cookie.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::Scheme;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use danvan_core::access::{Role, Scope};
use danvan_core::ids::{Digest, UserId};
use danvan_core::wire::ACCOUNT_HEADER;

use crate::api::door::Recognised;
use crate::api::tokens::{SESSION_COOKIE, session_of};
use crate::error::ApiError;
use crate::state::Office;
use crate::store::User;

/// Somebody who has signed in to the console.
pub struct Console {
    /// The person.
    pub user: User,
    /// Their reach: accounts of the console are of the whole province.
    pub scope: Scope,
    /// The digest of the session's token.
    pub session: Digest,
}

impl Console {
    /// Only for this role.
    ///
    /// # Errors
    /// For every other role.
    pub fn only(self, role: Role) -> Result<Self, ApiError> {
        self.only_one_of(&[role])
    }

    /// Only for these roles.
    ///
    /// # Errors
    /// For every other role.
    pub fn only_one_of(self, roles: &[Role]) -> Result<Self, ApiError> {
        if roles.contains(&self.user.role) { Ok(self) } else { Err(ApiError::forbidden()) }
    }
}

impl FromRequestParts<Office> for Console {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        let session = session_of(&parts.headers).ok_or_else(ApiError::not_signed_in)?;
        // Browsers that do not say whether a page is of the same site compare its host alone.
        if office.secure_cookies && opened_by_http(&parts.headers) {
            return Err(ApiError::needs_https());
        }
        let user = match parts.extensions.remove() {
            Some(Recognised::Person(user)) => Some(*user),
            _ => office.store.session(session, office.clock.unix_ms()).await?,
        };
        let user = user.ok_or_else(ApiError::not_signed_in)?;
        if speaks_for_another(&parts.headers, user.id) {
            return Err(ApiError::other_account());
        }
        office.may_ask(&format!("person {}", user.id))?;
        Ok(Self { user, scope: Scope::Province, session })
    }
}

/// Whether a page that shows one account comes with the session of another one. What the person at that page decides must
/// not be signed by whoever signed in at another window.
fn speaks_for_another(headers: &HeaderMap, here: UserId) -> bool {
    let named = headers.get(ACCOUNT_HEADER);
    named.is_some_and(|named| named.to_str().ok().and_then(UserId::parse) != Some(here))
}

/// Whether the page that asks was opened without TLS, so that its browser would keep no cookie that is for HTTPS alone.
/// Browsers tell the origin of a page with what it sends; on a machine of its own they keep such cookies.
pub fn opened_by_http(headers: &HeaderMap) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()?.parse::<Uri>().ok());
    origin.is_some_and(|origin| {
        let host = origin.host().unwrap_or_default().trim_matches(['[', ']']);
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        origin.scheme() == Some(&Scheme::HTTP) && !here
    })
}

/// The cookie that carries a session's token for so many seconds; 0 takes it away.
pub fn cookie(token: &str, seconds: i64, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{SESSION_COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::try_from(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_was_opened_by_http_is_told_from_one_by_https_or_on_this_machine() {
        let opened = |origin: &str| {
            let headers = HeaderMap::from_iter([(header::ORIGIN, origin.parse().unwrap())]);
            opened_by_http(&headers)
        };
        for origin in [
            "http://so.laichau.example",
            "http://10.0.0.5:8080",
            "HTTP://so.laichau.example",
            "http://[fd00::1]",
        ] {
            assert!(opened(origin), "{origin}");
        }
        for origin in [
            "https://so.laichau.example",
            "http://localhost:8080",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "null",
            "",
        ] {
            assert!(!opened(origin), "{origin}");
        }
        assert!(!opened_by_http(&HeaderMap::new()));
    }
}
