//! A demonstration province: accounts, enrolment codes, and a handful of records to look at. Its secrets are kept
//! readable, so that a second start prints the same: nothing of this belongs into an office with real records.

mod cast;
mod sample;
mod table;

use danvan_core::access::Role;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, LogId, UserId};
use serde::Serialize;

use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::issuing::{IssueProblem, Issuer, hint};
use crate::secrets::{hash_password, new_code, new_id, random_bytes};
use crate::store::{NewUser, OfficeStore, StoreError, User};

pub use sample::load_sample;

/// What there is to try.
#[derive(Clone, Debug, Serialize)]
pub struct Demonstration {
    /// Codes for devices.
    pub codes: Vec<DemonstrationCode>,
    /// Accounts of the console.
    pub users: Vec<DemonstrationUser>,
}

/// A code for devices.
#[derive(Clone, Debug, Serialize)]
pub struct DemonstrationCode {
    /// A name for tests: `bum_nua`.
    pub name: &'static str,
    /// The province's code.
    pub province: String,
    /// The code.
    pub code: String,
    /// The unit that new records belong to.
    pub unit: String,
    /// The place or post.
    pub place: String,
    /// The person.
    pub person: String,
    /// Their role.
    pub role: Role,
}

/// An account of the console.
#[derive(Clone, Debug, Serialize)]
pub struct DemonstrationUser {
    /// The province's code.
    pub province: String,
    /// What to sign in with.
    pub username: String,
    /// The password.
    pub password: String,
    /// The person.
    pub name: String,
    /// Their role.
    pub role: Role,
}

/// Makes what is missing of the demonstration's accounts and codes, and says what there is.
///
/// # Errors
/// Where the store fails, or the catalogue lacks one of the demonstration's places.
pub async fn prepare(
    store: &dyn OfficeStore,
    catalogues: &Catalogues,
    salt: &[u8],
    clock: &Clock,
) -> anyhow::Result<Demonstration> {
    let mut codes = Vec::new();
    for (province, person) in cast::devices() {
        codes.push(code(store, catalogues, salt, clock, &province, &person).await?);
    }
    let mut users = Vec::new();
    for account in cast::ACCOUNTS {
        users.push(user(store, clock, account).await?);
    }
    Ok(Demonstration { codes, users })
}

async fn code(
    store: &dyn OfficeStore,
    catalogues: &Catalogues,
    salt: &[u8],
    clock: &Clock,
    province: &ProvinceCode,
    person: &cast::DevicePerson,
) -> anyhow::Result<DemonstrationCode> {
    let catalogue = catalogues.get(province).ok_or_else(|| anyhow::anyhow!("no catalogue of {province}"))?;
    let issuer = Issuer { store, catalogue, salt, clock };
    let author = cast::user_of(person.name);
    let grant = issuer.grant(&person.request, author)?;
    let fresh = new_code(&hint(&grant, catalogue))?;
    let code = store.demonstration_secret(&format!("code {}", person.name), &fresh).await?;
    let (unit, place) = (grant.home.as_str().to_owned(), grant.place.clone());
    match issuer.keep(&code, &person.request, grant).await {
        // It was issued at an earlier start.
        Ok(_) | Err(IssueProblem::Store(StoreError::Exists(_))) => {}
        Err(problem) => return Err(problem.into()),
    }
    Ok(DemonstrationCode {
        name: person.name,
        province: province.as_str().to_owned(),
        code,
        unit,
        place,
        person: person.request.person.clone(),
        role: person.request.role,
    })
}

async fn user(
    store: &dyn OfficeStore,
    clock: &Clock,
    account: &cast::Account,
) -> anyhow::Result<DemonstrationUser> {
    let fresh = Digest::from_bytes(random_bytes()?).short().to_lowercase();
    let password = store.demonstration_secret(&format!("user {}", account.username), &fresh).await?;
    if store.user_by_name(account.username).await?.is_none() {
        let (now, typed) = (clock.unix_ms(), password.clone());
        let user = User {
            province: account.province.into(),
            id: new_id(now, UserId::from_random)?,
            username: account.username.to_owned(),
            name: account.name.to_owned(),
            role: account.role,
            log: new_id(now, LogId::from_random)?,
            device: new_id(now, DeviceId::from_random)?,
        };
        let password = tokio::task::spawn_blocking(move || hash_password(&typed)).await??;
        match store.add_user(&NewUser { user, password }, now).await {
            // Another process of the office was first; the password is the one that both have kept.
            Ok(()) | Err(StoreError::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(DemonstrationUser {
        province: account.province.to_owned(),
        username: account.username.to_owned(),
        password,
        name: account.name.to_owned(),
        role: account.role,
    })
}
