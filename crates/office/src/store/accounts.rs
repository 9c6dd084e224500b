//! People who sign in to the console, and their sessions.

use async_trait::async_trait;
use danvan_core::access::Role;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId, UserId};

use super::rows::row;
use super::{StoreResult, read};

/// A person with a console account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their province.
    pub province: ProvinceCode,
    /// Identifier, the author of their entries.
    pub id: UserId,
    /// What they sign in with.
    pub username: String,
    /// Name to show.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The log of their moves.
    pub log: LogId,
    /// Stands for the console as the device of that log.
    pub device: DeviceId,
}

row! {
    /// An account's row.
    pub(super) struct UserRow {
        province: String,
        user_id: String,
        username: String,
        name: String,
        role: String,
        log: String,
        device: String,
    }
}

impl UserRow {
    pub(super) fn read(self) -> StoreResult<User> {
        Ok(User {
            province: ProvinceCode::new(self.province),
            id: read::user_id(&self.user_id)?,
            username: self.username,
            name: self.name,
            role: read::json("role", &self.role)?,
            log: read::log_id(&self.log)?,
            device: read::device_id(&self.device)?,
        })
    }
}

/// An account to make.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Who.
    pub user: User,
    /// Digest of the password in the form of `argon2` (PHC).
    pub password: String,
}

/// Accounts and sessions.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// Adds an account with its log; [`super::StoreError::Exists`] where the username is taken,
    /// [`super::StoreError::IsMachine`] where the person is a machine, whatever happens at the same time.
    async fn add_user(&self, user: &NewUser, at_ms: i64) -> StoreResult<()>;

    /// The account with this username, and its password's digest.
    async fn user_by_name(&self, username: &str) -> StoreResult<Option<(User, String)>>;

    /// Puts another password; ends the person's sessions.
    async fn set_password(&self, username: &str, password: &str) -> StoreResult<bool>;

    /// Keeps a session under the digest of its token; forgets those that have ended. `false`, and none is kept, where
    /// the account's password is no longer the one whose digest was `checked`, or the person is disabled.
    async fn open_session(
        &self,
        user: &User,
        checked: &str,
        token: Digest,
        expires_ms: i64,
        at_ms: i64,
    ) -> StoreResult<bool>;

    /// Whose session it is, while it lasts.
    async fn session(&self, token: Digest, at_ms: i64) -> StoreResult<Option<User>>;

    /// Ends a session.
    async fn close_session(&self, token: Digest) -> StoreResult<()>;
}
