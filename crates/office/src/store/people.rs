//! People: one identity each, with accounts, grants and codes.

use async_trait::async_trait;
use danvan_core::access::{Author, Role};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{Digest, UserId};

use super::{Grant, StoreError, StoreResult, User, read};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Identifier: the author of the person's entries.
    pub id: UserId,
    /// Name to show.
    pub name: String,
    /// Since when the person is disabled, in Unix milliseconds.
    pub disabled_ms: Option<i64>,
    /// The person's account of the console: username and role.
    pub account: Option<(String, Role)>,
}

impl PersonRow {
    /// Of its row: person, name, since when disabled, username and role.
    pub(super) fn of_row(
        (id, name, disabled_ms, username, role): (
            String,
            String,
            Option<i64>,
            Option<String>,
            Option<String>,
        ),
    ) -> StoreResult<Self> {
        let role = role.map(|role| read::json("role", &role)).transpose()?;
        Ok(Self { id: read::user_id(&id)?, name, disabled_ms, account: username.zip(role) })
    }
}

/// What became of a change of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChange {
    /// It is as asked.
    Done,
    /// No such person, or one without an account where one is needed.
    Missing,
    /// No administrator who can sign in would be left; nothing changed.
    LastAdministrator,
}

/// People.
#[async_trait]
pub trait PeopleStore: Send + Sync {
    /// The people of a province, or the one that is named; by name.
    async fn people(&self, province: &ProvinceCode, person: Option<UserId>) -> StoreResult<Vec<PersonRow>>;

    /// Makes a person known; nothing happens to one that is. (What makes them a person or a machine comes with
    /// [`super::EnrolmentStore::add_code`] and [`super::AccountStore::add_user`].)
    async fn add_person(&self, province: &ProvinceCode, person: &Author, at_ms: i64) -> StoreResult<()>;

    /// Gives the person's account another role.
    async fn change_role(
        &self,
        province: &ProvinceCode,
        person: UserId,
        role: Role,
    ) -> StoreResult<AccountChange>;

    /// Disables a person from that moment on, and ends their sessions; or lets them in again.
    async fn set_disabled(
        &self,
        province: &ProvinceCode,
        person: UserId,
        since_ms: Option<i64>,
    ) -> StoreResult<AccountChange>;

    /// Puts the password that a person chose in place of the one whose digest was checked: the digests of both, that one first. Ends their sessions
    /// but for the one that they did it in. `false`, and nothing changes, where another stands there meanwhile, or the person is
    /// disabled.
    async fn change_password(&self, user: &User, passwords: (&str, &str), kept: Digest) -> StoreResult<bool>;
}

/// Whether a person is the only administrator among those who can sign in (identifier and role of each).
pub(super) fn is_last_administrator(rows: &[(String, String)], person: UserId) -> StoreResult<bool> {
    let person = person.to_string();
    let (mut them, mut others) = (false, false);
    for (id, role) in rows {
        if read::json::<Role>("role", role)? == Role::Administrator {
            them |= *id == person;
            others |= *id != person;
        }
    }
    Ok(them && !others)
}

/// Whether an identity may get something of a machine's, or of a person's: machines and persons share none, since what a
/// machine signs is never a person's, nor the other way. `grants` are those of all codes that it was ever issued, as stored, and
/// `has_account` says whether it signs in. A name alone is neither yet.
///
/// # Errors
/// Where it is one of the other kind.
pub(super) fn fits(grants: &[String], has_account: bool, as_machine: bool) -> StoreResult<()> {
    let (mut machine, mut person) = (false, has_account);
    for grant in grants {
        let of_machine = read::json::<Grant>("grant", grant)?.role == Role::HubMachine;
        machine |= of_machine;
        person |= !of_machine;
    }
    // Where an earlier version let both happen, it counts as a person.
    match (as_machine, person, machine) {
        (true, true, _) => Err(StoreError::IsPerson),
        (false, false, true) => Err(StoreError::IsMachine),
        _ => Ok(()),
    }
}
