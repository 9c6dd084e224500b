//! Parameters in path and query.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use danvan_core::ids::{DeviceId, Digest, LogId, RecordId, UserId};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// An identifier in the path. What is no identifier names nothing: 404.
pub struct IdInPath<T>(pub T);

/// Identifiers that stand in paths.
pub trait PathId: Sized {
    /// Reads it.
    fn read(text: &str) -> Option<Self>;
}

impl PathId for Digest {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl PathId for LogId {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl PathId for RecordId {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl PathId for DeviceId {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl PathId for UserId {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

/// The identifier of an enrolment code, as lists show it.
pub struct CodeId(pub String);

impl PathId for CodeId {
    fn read(text: &str) -> Option<Self> {
        let known = text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric());
        known.then(|| Self(text.to_owned()))
    }
}

impl<T: PathId, S: Send + Sync> FromRequestParts<S> for IdInPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| ApiError::not_found())?;
        T::read(&text).map(Self).ok_or_else(ApiError::not_found)
    }
}

/// Two identifiers in the path. What is no identifier names nothing: 404.
pub struct IdsInPath<A, B>(pub A, pub B);

impl<A: PathId, B: PathId, S: Send + Sync> FromRequestParts<S> for IdsInPath<A, B> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path((first, second)) = Path::<(String, String)>::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::not_found())?;
        A::read(&first)
            .zip(B::read(&second))
            .map(|(first, second)| Self(first, second))
            .ok_or_else(ApiError::not_found)
    }
}

/// The query, read into `T`.
pub struct QueryOf<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryOf<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(query)| Self(query))
            .map_err(|_| ApiError::malformed("Tham số trong địa chỉ không đọc được."))
    }
}
