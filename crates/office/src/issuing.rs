//! Issuing enrolment codes: for the console, the command line and demonstrations alike.

use chrono::NaiveDate;
use danvan_core::access::{Author, Role};
use danvan_core::catalogue::{Catalogue, OrganisationId, ProvinceCode, UnitId};
use danvan_core::hexadecimal;
use danvan_core::ids::UserId;
use danvan_core::text::plain_name;
use danvan_core::wire_console::{EnrolmentCodeRequest, EnrolmentReach};

use crate::clock::Clock;
use crate::secrets::{NoRandomness, code_digest, new_code, new_id, normalise_code, random_bytes};
use crate::store::{CodeListed, Grant, NewCode, OfficeStore, Reach, StoreError};

const USES_MAX: u32 = 500;
const DAYS: u32 = 14;
const DAYS_MAX: u32 = 366;
/// The longest name of a person, in characters.
pub const PERSON_MAX: usize = danvan_core::apply::NAME_CHARS_MAX;
const DAY_MS: i64 = 24 * 3600 * 1000;

/// Why no code was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueProblem {
    /// The request asks for something that is not there or not allowed; the words are for people.
    #[error("{0}")]
    Request(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

/// What codes are issued with.
pub struct Issuer<'a> {
    /// Where codes are kept.
    pub store: &'a dyn OfficeStore,
    /// The province's catalogue.
    pub catalogue: &'a Catalogue,
    /// The database's salt.
    pub salt: &'a [u8],
    /// The time.
    pub clock: &'a Clock,
}

impl Issuer<'_> {
    /// Issues a new code. Works out a slow digest: not on the threads that serve requests.
    ///
    /// # Errors
    /// Where the request names what the catalogue does not have, or the store fails.
    pub async fn issue(&self, request: &EnrolmentCodeRequest) -> Result<(String, CodeListed), IssueProblem> {
        let grant = match request.person_id {
            None => self.grant(request, new_id(self.clock.unix_ms(), UserId::from_random)?)?,
            Some(id) => {
                let person = self.store.people(&self.province(), Some(id)).await?.pop();
                let person = person.filter(|person| person.disabled_ms.is_none());
                let words = "Không có người này, hoặc người này đã bị khóa.".to_owned();
                let person = person.ok_or(IssueProblem::Request(words))?;
                self.grant(&EnrolmentCodeRequest { person: person.name, ..request.clone() }, id)?
            }
        };
        let code = new_code(&hint(&grant, self.catalogue))?;
        let listed = self.keep(&code, request, grant).await?;
        Ok((code, listed))
    }

    /// Keeps a code that was drawn before.
    ///
    /// # Errors
    /// As [`Self::issue`].
    pub async fn keep(
        &self,
        code: &str,
        request: &EnrolmentCodeRequest,
        grant: Grant,
    ) -> Result<CodeListed, IssueProblem> {
        let (uses, days) = (request.uses.unwrap_or(1), request.days.unwrap_or(DAYS));
        if !(1..=USES_MAX).contains(&uses) || !(1..=DAYS_MAX).contains(&days) {
            let words = format!("Số máy từ 1 đến {USES_MAX}, số ngày từ 1 đến {DAYS_MAX}.");
            return Err(IssueProblem::Request(words));
        }
        let at_ms = self.clock.unix_ms();
        let (normalised, salt) = (normalise_code(code), self.salt.to_vec());
        let digest = tokio::task::spawn_blocking(move || code_digest(&normalised, &salt)).await;
        let digest = digest.ok().flatten().ok_or_else(|| StoreError::corrupt("salt", "no digest"))?;
        let new = NewCode {
            id: hexadecimal::write(&random_bytes::<8>()?),
            digest,
            grant,
            uses,
            at_ms,
            expires_ms: at_ms + i64::from(days) * DAY_MS,
        };
        // Machines and persons do not share an identity; the store decides it, with what comes at the same time.
        self.store.add_code(&self.province(), &new).await.map_err(|error| match error {
            StoreError::IsPerson => {
                IssueProblem::Request("Đây là người dùng, không phải máy khu vực.".to_owned())
            }
            StoreError::IsMachine => {
                IssueProblem::Request("Đây là máy khu vực: chỉ cấp được mã cho máy khu vực.".to_owned())
            }
            error => error.into(),
        })?;
        Ok(CodeListed {
            id: new.id,
            grant: new.grant,
            uses_left: uses,
            created_ms: at_ms,
            expires_ms: new.expires_ms,
            revoked: None,
            uses: Vec::new(),
        })
    }

    /// What a request grants to the person with this identifier.
    ///
    /// # Errors
    /// Where it names what the catalogue does not have.
    pub fn grant(&self, request: &EnrolmentCodeRequest, id: UserId) -> Result<Grant, IssueProblem> {
        let wrong = |words: &str| IssueProblem::Request(words.to_owned());
        let name = plain_name(&request.person);
        if !name.contains(char::is_alphabetic) || name.chars().count() > PERSON_MAX {
            return Err(wrong("Ghi họ tên người dùng máy."));
        }
        if !(request.role.records() || matches!(request.role, Role::HubMonitor | Role::HubMachine)) {
            return Err(wrong("Vai trò này làm việc ở trang quản lý, không dùng sổ trên máy."));
        }
        if request.role == Role::HubMachine && !matches!(request.reach, EnrolmentReach::Hub { .. }) {
            return Err(wrong("Máy khu vực phải được cấp mã cho một khu vực."));
        }
        let (reach, home, place) = self.reach(&request.reach)?;
        let organisation =
            match request.organisation.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
                None => None,
                Some(asked) => {
                    let found = self.catalogue.organisation_at(asked, self.clock.today());
                    Some(found.ok_or_else(|| wrong("Danh mục không có tổ chức này."))?)
                }
            };
        // A post shows its own name at the top; a body that every commune has shows the commune's.
        let own_name = organisation.as_ref().filter(|body| body.id.unit_and_template().is_none());
        let place = own_name.map_or(place, |body| body.name.clone());
        Ok(Grant {
            author: Author { id, name },
            role: request.role,
            reach,
            home,
            place,
            organisation: organisation.map(|body| OrganisationId::as_str(&body.id).to_owned()),
        })
    }

    /// The reach with the unit that new records belong to, and its name.
    fn reach(&self, asked: &EnrolmentReach) -> Result<(Reach, UnitId, String), IssueProblem> {
        let wrong = |words: &str| IssueProblem::Request(words.to_owned());
        match asked {
            EnrolmentReach::Units { units } => {
                let known = |id: &UnitId| self.catalogue.unit(id).is_some();
                if !units.iter().all(known) {
                    return Err(wrong("Danh mục không có xã, phường này."));
                }
                let home = units.first().and_then(|home| self.catalogue.unit(home));
                let home = home.filter(|home| home.is_current());
                let home = home.ok_or_else(|| wrong("Xã, phường đầu tiên phải là đơn vị hiện nay."))?;
                let reach = Reach::Units { units: units.iter().cloned().collect() };
                Ok((reach, home.id.clone(), home.name.clone()))
            }
            EnrolmentReach::Hub { hub } => {
                let found = self.catalogue.hub(hub).ok_or_else(|| wrong("Danh mục không có khu vực này."))?;
                let home = self.first_member(found.id.as_str(), self.clock.today());
                let home = home.ok_or_else(|| wrong("Khu vực này chưa có xã nào."))?;
                Ok((Reach::Hub { hub: hub.clone() }, home, found.name.clone()))
            }
            EnrolmentReach::Province => {
                let home = self.catalogue.units_today().next().map(|unit| unit.id.clone());
                let home = home.ok_or_else(|| wrong("Danh mục không có xã, phường nào."))?;
                Ok((Reach::Province, home, self.catalogue.province.name.clone()))
            }
        }
    }

    fn first_member(&self, hub: &str, today: NaiveDate) -> Option<UnitId> {
        self.catalogue.hub_members(&hub.into(), today).first().map(|unit| unit.id.clone())
    }

    fn province(&self) -> ProvinceCode {
        self.catalogue.province.code.clone()
    }
}

/// The name that a code hints at.
pub fn hint(grant: &Grant, catalogue: &Catalogue) -> String {
    match &grant.reach {
        Reach::Units { .. } => {
            catalogue.unit(&grant.home).map_or_else(|| grant.place.clone(), |unit| unit.short_name.clone())
        }
        Reach::Hub { .. } => grant.place.rsplit("Khu vực ").next().unwrap_or_default().to_owned(),
        Reach::Province => catalogue.province.short_name.clone(),
        Reach::Other(_) => grant.place.clone(),
    }
}
