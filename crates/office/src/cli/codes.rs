//! Enrolment codes of devices.

use clap::{Args, Subcommand, ValueEnum};
use danvan_core::access::Role;
use danvan_core::ids::UserId;
use danvan_core::wire_console::{EnrolmentCodeRequest, EnrolmentReach};
use danvan_office::clock::Clock;
use danvan_office::issuing::Issuer;
use danvan_office::{Catalogues, open_known_store};

use super::{BY, Books, ProvinceBooks, line, say, time};

/// A new enrolment code.
#[derive(Args)]
pub struct NewEnrolmentCode {
    #[command(flatten)]
    books: Books,
    /// The province's code, such as 12.
    #[arg(long)]
    province: String,
    /// A unit, such as 03466@2025-07-01; the first is the one that new records belong to.
    #[arg(long = "unit", required_unless_present = "hub", conflicts_with = "hub")]
    units: Vec<String>,
    /// A district centre, such as 12:muong_te.
    #[arg(long)]
    hub: Option<String>,
    #[arg(long, value_enum)]
    role: DeviceRole,
    /// The person who signs entries: a new one of that name.
    #[arg(long, required_unless_present = "person_id", conflicts_with = "person_id")]
    person: Option<String>,
    /// The identifier of a person who is known already.
    #[arg(long)]
    person_id: Option<String>,
    /// The organisation offered first, by identifier or name.
    #[arg(long)]
    organisation: Option<String>,
    /// For how many devices.
    #[arg(long)]
    uses: Option<u32>,
    /// For how many days.
    #[arg(long)]
    days: Option<u32>,
}

/// What is done with codes that were issued.
#[derive(Subcommand)]
pub enum CodeCommand {
    /// Lists the codes without the codes themselves: identifier, how it stands, until when, person, place.
    List {
        #[command(flatten)]
        at: ProvinceBooks,
    },
    /// Revokes a code: it enrols nobody any more.
    Revoke {
        #[command(flatten)]
        at: ProvinceBooks,
        /// The code's identifier in the list.
        #[arg(long)]
        code: String,
    },
}

/// Whom a device may be given to.
#[derive(Clone, Copy, ValueEnum)]
pub enum DeviceRole {
    FieldOfficer,
    CommuneLeader,
    HubMonitor,
    SectorUnit,
    /// The machine of a district centre itself; the name of --person is the machine's.
    HubMachine,
}

impl NewEnrolmentCode {
    /// Issues the code and prints it.
    pub async fn run(self) -> anyhow::Result<()> {
        let catalogues = Catalogues::bundled()?;
        let catalogue = catalogues.get(&self.province.as_str().into());
        let catalogue = catalogue.ok_or_else(|| anyhow::anyhow!("no province {}", self.province))?;
        let store = open_known_store(&self.books.database, &catalogues).await?;
        let salt = store.code_salt().await?;
        let issuer = Issuer { store: store.as_ref(), catalogue, salt: &salt, clock: &Clock::system() };
        let reach = match self.hub {
            Some(hub) => EnrolmentReach::Hub { hub: hub.as_str().into() },
            None => {
                EnrolmentReach::Units { units: self.units.iter().map(|unit| unit.as_str().into()).collect() }
            }
        };
        let request = EnrolmentCodeRequest {
            reach,
            role: self.role.into(),
            person: self.person.unwrap_or_default(),
            person_id: self.person_id.as_deref().map(person_id).transpose()?,
            organisation: self.organisation,
            uses: self.uses,
            days: self.days,
        };
        let (code, listed) = issuer.issue(&request).await?;
        store.close().await;
        line(&[&code, &listed.grant.place, &listed.grant.author.name])
    }
}

impl CodeCommand {
    /// Does it.
    pub async fn run(self) -> anyhow::Result<()> {
        let now_ms = Clock::system().unix_ms();
        match self {
            Self::List { at } => {
                let (store, province) = at.open().await?;
                let people = store.people(&province, None).await?;
                let disabled =
                    |id| people.iter().any(|person| person.id == id && person.disabled_ms.is_some());
                for code in store.codes(&province).await? {
                    let (state, until) = (code.state(now_ms).name(), time(code.expires_ms));
                    let grant = &code.grant;
                    let barred = if disabled(grant.author.id) { "disabled " } else { "" };
                    let person = format!("{barred}{}", grant.author.name);
                    line(&[&code.id, &format!("{state:7}"), &until, &person, &grant.place])?;
                }
                store.close().await;
            }
            Self::Revoke { at, code } => {
                let (store, province) = at.open().await?;
                let revoked = store.revoke_code(&province, &code, BY, now_ms).await?;
                store.close().await;
                anyhow::ensure!(revoked, "no code {code}, or it is revoked already");
                say(&format!("code {code} revoked"))?;
            }
        }
        Ok(())
    }
}

/// A person's identifier.
/// The identifier of a person, as lists print it.
pub(super) fn person_id(text: &str) -> anyhow::Result<UserId> {
    UserId::parse(text).ok_or_else(|| anyhow::anyhow!("{text} is no identifier"))
}

impl From<DeviceRole> for Role {
    fn from(role: DeviceRole) -> Self {
        match role {
            DeviceRole::FieldOfficer => Self::FieldOfficer,
            DeviceRole::CommuneLeader => Self::CommuneLeader,
            DeviceRole::HubMonitor => Self::HubMonitor,
            DeviceRole::SectorUnit => Self::SectorUnit,
            DeviceRole::HubMachine => Self::HubMachine,
        }
    }
}
