//! Accounts of the console for people, whoever makes them: an administrator at the console, or the command line.

use std::collections::BTreeSet;

use danvan_core::access::{Author, Role};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::hexadecimal;
use danvan_core::ids::{DeviceId, LogId, UserId};
use danvan_core::text::{person_sort_key, plain_name};
use danvan_core::wire_people::{NewAccount, PERSON_NAME_MAX, new_username};

use crate::clock::Clock;
use crate::secrets::{NoRandomness, hash_password, new_id, random_bytes};
use crate::store::{CodeListed, NewUser, OfficeStore, PersonRow, StoreError, User};

/// Why an account or a person was not made.
#[derive(Debug, thiserror::Error)]
pub enum PersonProblem {
    /// What was asked for is not there or not allowed; the words are for people.
    #[error("{0}")]
    Request(&'static str),
    /// The username is another account's.
    #[error("Tên đăng nhập này đã có người dùng.")]
    UsernameTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

/// A password with the digest that is kept of it.
pub struct Password {
    /// To hand over, once.
    pub text: String,
    /// What is kept.
    pub digest: String,
}

/// Makes a password. Works out a slow digest: not on the threads that serve requests.
///
/// # Errors
/// Where the machine gives no randomness.
pub fn new_password() -> Result<Password, NoRandomness> {
    // In groups, so that it can be read out and typed.
    let groups: Vec<String> = random_bytes::<10>()?.chunks(2).map(hexadecimal::write).collect();
    let text = groups.join("-");
    let digest = hash_password(&text)?;
    Ok(Password { text, digest })
}

/// The people by given name, in Vietnamese order.
pub fn in_order(mut people: Vec<PersonRow>) -> Vec<PersonRow> {
    people.sort_by_cached_key(|person| (person_sort_key(&person.name), person.id));
    people
}

/// Usernames are compared without regard to case and to spaces around them.
pub fn username(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// A new person of that name, whom nobody knows yet.
///
/// # Errors
/// Where the name is none.
pub fn new_person(name: &str, clock: &Clock) -> Result<Author, PersonProblem> {
    let name = plain_name(name);
    if !name.contains(char::is_alphabetic) || name.chars().count() > PERSON_NAME_MAX {
        return Err(PersonProblem::Request("Ghi họ tên, tối đa 200 ký tự."));
    }
    Ok(Author { id: new_id(clock.unix_ms(), UserId::from_random)?, name })
}

/// The identities that are districts' machines and no persons: all codes that they were ever issued are for machines.
pub fn machines(codes: &[CodeListed]) -> BTreeSet<UserId> {
    let ids = |machine: bool| {
        let grants = codes.iter().map(|code| &code.grant);
        grants.filter(move |grant| (grant.role == Role::HubMachine) == machine).map(|grant| grant.author.id)
    };
    let persons: BTreeSet<UserId> = ids(false).collect();
    ids(true).filter(|id| !persons.contains(id)).collect()
}

/// Whether accounts may have the role.
///
/// # Errors
/// For roles that work on devices.
pub fn may_have_account(role: Role) -> Result<(), PersonProblem> {
    let words = "Vai trò này làm việc trên máy, không dùng trang quản lý.";
    if role.opens_console() { Ok(()) } else { Err(PersonProblem::Request(words)) }
}

/// Gives a person an account with that password.
///
/// # Errors
/// Where the username is none or taken, or the role is for devices.
pub async fn add_account(
    store: &dyn OfficeStore,
    clock: &Clock,
    province: &ProvinceCode,
    person: &Author,
    account: &NewAccount,
    digest: String,
) -> Result<(), PersonProblem> {
    let username = new_username(&account.username).ok_or(PersonProblem::Request(
        "Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số và dấu . _ -, ví dụ lothimai.",
    ))?;
    if store.user_by_name(&username).await?.is_some() {
        return Err(PersonProblem::UsernameTaken);
    }
    may_have_account(account.role)?;
    let now = clock.unix_ms();
    let user = User {
        province: province.clone(),
        id: person.id,
        username,
        name: person.name.clone(),
        role: account.role,
        log: new_id(now, LogId::from_random)?,
        device: new_id(now, DeviceId::from_random)?,
    };
    match store.add_user(&NewUser { user, password: digest }, now).await {
        Err(StoreError::Exists(_)) => {
            // Somebody was faster.
            Err(PersonProblem::Request(
                "Tên đăng nhập này vừa có người dùng, hoặc người này vừa có tài khoản.",
            ))
        }
        // The store decides it, with what comes at the same time.
        Err(StoreError::IsMachine) => {
            Err(PersonProblem::Request("Đây là máy khu vực, không phải người dùng trang quản lý."))
        }
        added => Ok(added?),
    }
}
