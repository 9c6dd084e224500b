//! Accounts of the console and the people behind them.

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use danvan_core::access::{Author, Role};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::UserId;
use danvan_core::text::spelt_out;
use danvan_core::wire_people::NewAccount;
use danvan_office::clock::Clock;
use danvan_office::people::{add_account, in_order, machines, new_password, new_person, username};
use danvan_office::store::{AccountChange, OfficeStore, PersonRow, User};
use danvan_office::{Catalogues, open_known_store};

use super::codes::person_id;
use super::{Books, ProvinceBooks, line, say};

/// What is done with console accounts and the people behind them.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Lists everybody by given name: identifier, whether disabled, user name and role or -, name, what is assigned on devices.
    List {
        #[command(flatten)]
        at: ProvinceBooks,
    },
    /// Adds an account, for a new person or for one who has none yet, and prints its password.
    Add {
        #[command(flatten)]
        at: ProvinceBooks,
        /// What the person signs in with: letters from a to z, digits, and . _ - alone.
        #[arg(long)]
        username: String,
        /// The new person's name, as it signs their steps.
        #[arg(long, required_unless_present = "person_id", conflicts_with = "person_id")]
        name: Option<String>,
        /// Whoever is known already, by the identifier of `user list`.
        #[arg(long)]
        person_id: Option<String>,
        #[arg(long, value_enum)]
        role: ConsoleRole,
    },
    /// The person's access ends at once: sessions, codes, and the devices that they hold, which are refused on every road. It
    /// prints them.
    Disable(Somebody),
    /// The person signs in again, and their devices are taken again unless they are revoked themselves.
    Enable(Somebody),
    /// Gives an account another role.
    Role {
        #[command(flatten)]
        account: Account,
        #[arg(long, value_enum)]
        role: ConsoleRole,
    },
    /// Gives an account another password and prints it; its sessions end.
    NewPassword(Account),
}

/// Somebody, by user name; or by identifier, whether they have an account or not.
#[derive(Args)]
pub struct Somebody {
    #[command(flatten)]
    books: Books,
    #[arg(long, required_unless_present = "person_id", conflicts_with = "person_id")]
    username: Option<String>,
    /// The identifier of `user list`.
    #[arg(long, requires = "province")]
    person_id: Option<String>,
    /// The province's code, such as 12.
    #[arg(long)]
    province: Option<String>,
}

/// An account that is there.
#[derive(Args)]
pub struct Account {
    #[command(flatten)]
    books: Books,
    #[arg(long)]
    username: String,
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

impl UserCommand {
    /// Does it and prints what came of it.
    pub async fn run(self) -> anyhow::Result<()> {
        let clock = Clock::system();
        match self {
            Self::List { at } => list(&at).await,
            Self::Add { at, username, name, person_id, role } => {
                let (store, province) = at.open().await?;
                let person = match person_id {
                    Some(id) => without_account(store.as_ref(), &province, &id).await?,
                    None => new_person(&name.unwrap_or_default(), &clock)?,
                };
                let password = new_password()?;
                let account = NewAccount { username, role: role.into() };
                let digest = password.digest;
                add_account(store.as_ref(), &clock, &province, &person, &account, digest).await?;
                store.close().await;
                say(&format!("password {}", password.text))
            }
            Self::Disable(somebody) => {
                let (store, province, id, name) = somebody.open().await?;
                let change = store.set_disabled(&province, id, Some(clock.unix_ms())).await?;
                let devices = store.register(&province, None).await?;
                store.close().await;
                changed(change)?;
                say(&format!("{name} disabled"))?;
                for device in devices.iter().filter(|known| known.device.grant.author.id == id) {
                    let state = if device.device.revoked { "revoked" } else { "refused from now on" };
                    line(&[&format!("holds {}", device.device.id), state, &device.name])?;
                }
                Ok(())
            }
            Self::Enable(somebody) => {
                let (store, province, id, name) = somebody.open().await?;
                let change = store.set_disabled(&province, id, None).await?;
                store.close().await;
                changed(change)?;
                say(&format!("{name} enabled"))
            }
            Self::Role { account, role } => {
                let (store, user) = account.open().await?;
                let change = store.change_role(&user.province, user.id, role.into()).await?;
                store.close().await;
                changed(change)?;
                say(&format!("{} has another role", user.username))
            }
            Self::NewPassword(account) => {
                let (store, user) = account.open().await?;
                let password = new_password()?;
                store.set_password(&user.username, &password.digest).await?;
                store.close().await;
                say(&format!("password {}", password.text))
            }
        }
    }
}

async fn list(at: &ProvinceBooks) -> anyhow::Result<()> {
    let (store, province) = at.open().await?;
    let devices = store.register(&province, None).await?;
    for person in in_order(store.people(&province, None).await?) {
        let state = if person.disabled_ms.is_some() { "disabled" } else { "active" };
        let account = person.account.map(|(username, role)| format!("{username} {}", role_name(role)));
        let mut held: Vec<String> = Vec::new();
        for grant in devices.iter().map(|known| &known.device.grant) {
            let words = format!("{} {}", grant.place, role_name(grant.role));
            if grant.author.id == person.id && !held.contains(&words) {
                held.push(words);
            }
        }
        let id = person.id.to_string();
        line(&[&id, state, account.as_deref().unwrap_or("-"), &person.name, &held.join("; ")])?;
    }
    store.close().await;
    Ok(())
}

/// The role as it is written on the wire.
fn role_name(role: Role) -> String {
    serde_json::to_value(role).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Somebody who is known and may be given an account.
async fn without_account(
    store: &dyn OfficeStore,
    province: &ProvinceCode,
    id: &str,
) -> anyhow::Result<Author> {
    let person = person(store, province, id).await?;
    anyhow::ensure!(person.account.is_none(), "{id} has an account already");
    anyhow::ensure!(
        !machines(&store.codes(province).await?).contains(&person.id),
        "{id} is a district's machine"
    );
    Ok(Author { id: person.id, name: person.name })
}

async fn person(store: &dyn OfficeStore, province: &ProvinceCode, id: &str) -> anyhow::Result<PersonRow> {
    let found = store.people(province, Some(person_id(id)?)).await?.pop();
    found.ok_or_else(|| anyhow::anyhow!("nobody is {id}"))
}

impl Somebody {
    /// The books with the person: province, identifier, and what they are called in the answer.
    async fn open(self) -> anyhow::Result<(Arc<dyn OfficeStore>, ProvinceCode, UserId, String)> {
        let Self { books, username, person_id, province } = self;
        match (person_id, province) {
            (Some(id), Some(province)) => {
                let (store, province) = ProvinceBooks { books, province }.open().await?;
                let person = person(store.as_ref(), &province, &id).await?;
                Ok((store, province, person.id, spelt_out(&person.name)))
            }
            (_, province) => {
                let username = username.unwrap_or_default();
                let (store, user) = Account { books, username }.open().await?;
                let elsewhere = province.is_some_and(|province| province != user.province.as_str());
                anyhow::ensure!(!elsewhere, "no account {} in that province", user.username);
                Ok((store, user.province, user.id, user.username))
            }
        }
    }
}

impl Account {
    async fn open(&self) -> anyhow::Result<(Arc<dyn OfficeStore>, User)> {
        let store = open_known_store(&self.books.database, &Catalogues::bundled()?).await?;
        let found = store.user_by_name(&username(&self.username)).await?;
        let (user, _) = found.ok_or_else(|| anyhow::anyhow!("no account {}", self.username))?;
        Ok((store, user))
    }
}

fn changed(change: AccountChange) -> anyhow::Result<()> {
    match change {
        AccountChange::Done => Ok(()),
        AccountChange::Missing => anyhow::bail!("no such person"),
        AccountChange::LastAdministrator => {
            anyhow::bail!("the only administrator who can sign in: add another one first")
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
