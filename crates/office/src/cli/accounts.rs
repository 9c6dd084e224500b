//! Who may come in: enrolment codes of devices, accounts of the console.

use clap::{Args, Subcommand, ValueEnum};
use danvan_core::access::Role;
use danvan_core::ids::{DeviceId, LogId, UserId};
use danvan_core::wire_console::{EnrolmentCodeRequest, EnrolmentReach};
use danvan_office::clock::Clock;
use danvan_office::issuing::Issuer;
use danvan_office::secrets::{hash_password, new_id, random_bytes};
use danvan_office::store::{NewUser, User};
use danvan_office::{Catalogues, open_store};

use super::{Books, say};

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
    /// The person who signs entries.
    #[arg(long)]
    person: String,
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

/// What is done with console accounts.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Adds an account and prints its password.
    Add {
        #[command(flatten)]
        books: Books,
        #[arg(long)]
        province: String,
        #[arg(long)]
        username: String,
        /// The person's name, as it signs his steps.
        #[arg(long)]
        name: String,
        #[arg(long, value_enum)]
        role: ConsoleRole,
    },
    /// Gives an account another password and prints it; its sessions end.
    NewPassword {
        #[command(flatten)]
        books: Books,
        #[arg(long)]
        username: String,
    },
}

/// Whom a device may be given to.
#[derive(Clone, Copy, ValueEnum)]
pub enum DeviceRole {
    FieldOfficer,
    CommuneLeader,
    HubMonitor,
    SectorUnit,
}

/// Who may sit at the console.
#[derive(Clone, Copy, ValueEnum)]
pub enum ConsoleRole {
    Specialist,
    Leader,
    Viewer,
    Administrator,
    Council,
}

impl NewEnrolmentCode {
    /// Issues the code and prints it.
    pub async fn run(self) -> anyhow::Result<()> {
        let catalogues = Catalogues::bundled()?;
        let catalogue = catalogues.get(&self.province.as_str().into());
        let catalogue = catalogue.ok_or_else(|| anyhow::anyhow!("no province {}", self.province))?;
        let store = open_store(&self.books.database, &catalogues).await?;
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
            person: self.person,
            person_id: None,
            organisation: self.organisation,
            uses: self.uses,
            days: self.days,
        };
        let (code, listed) = issuer.issue(&request).await?;
        store.close().await;
        say(&format!("{code}  {}  {}", listed.grant.place, listed.grant.author.name))
    }
}

impl UserCommand {
    /// Does it and prints the password.
    pub async fn run(self) -> anyhow::Result<()> {
        let catalogues = Catalogues::bundled()?;
        let password: String = random_bytes::<10>()?.iter().map(|byte| format!("{byte:02x}")).collect();
        let digest = hash_password(&password)?;
        match self {
            Self::Add { books, province, username, name, role } => {
                let province = province.as_str().into();
                anyhow::ensure!(catalogues.get(&province).is_some(), "no province {province}");
                let store = open_store(&books.database, &catalogues).await?;
                let now = Clock::system().unix_ms();
                let user = User {
                    province,
                    id: new_id(now, UserId::from_random)?,
                    username: username.trim().to_lowercase(),
                    name,
                    role: role.into(),
                    log: new_id(now, LogId::from_random)?,
                    device: new_id(now, DeviceId::from_random)?,
                };
                store.add_user(&NewUser { user, password: digest }, now).await?;
                store.close().await;
            }
            Self::NewPassword { books, username } => {
                let store = open_store(&books.database, &catalogues).await?;
                let known = store.set_password(&username.trim().to_lowercase(), &digest).await?;
                store.close().await;
                anyhow::ensure!(known, "no account {username}");
            }
        }
        say(&format!("password {password}"))
    }
}

impl From<DeviceRole> for Role {
    fn from(role: DeviceRole) -> Self {
        match role {
            DeviceRole::FieldOfficer => Self::FieldOfficer,
            DeviceRole::CommuneLeader => Self::CommuneLeader,
            DeviceRole::HubMonitor => Self::HubMonitor,
            DeviceRole::SectorUnit => Self::SectorUnit,
        }
    }
}

impl From<ConsoleRole> for Role {
    fn from(role: ConsoleRole) -> Self {
        match role {
            ConsoleRole::Specialist => Self::ProvinceSpecialist,
            ConsoleRole::Leader => Self::ProvinceLeader,
            ConsoleRole::Viewer => Self::Viewer,
            ConsoleRole::Administrator => Self::Administrator,
            ConsoleRole::Council => Self::Council,
        }
    }
}
