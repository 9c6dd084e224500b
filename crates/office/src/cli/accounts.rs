//! Accounts of the console and the people behind them.

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use danvan_core::access::Role;
use danvan_core::wire_people::NewAccount;
use danvan_office::clock::Clock;
use danvan_office::people::{add_account, in_order, new_password, new_person, username};
use danvan_office::store::{AccountChange, OfficeStore, User};
use danvan_office::{Catalogues, open_known_store};

use super::{Books, ProvinceBooks, line, say};

/// What is done with console accounts and the people behind them.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Lists everybody by given name: identifier, whether disabled, user name and role or -, name, what is assigned on devices.
    List {
        #[command(flatten)]
        at: ProvinceBooks,
    },
    /// Adds an account for a new person and prints its password.
    Add {
        #[command(flatten)]
        at: ProvinceBooks,
        /// What the person signs in with: letters from a to z, digits, and . _ - alone.
        #[arg(long)]
        username: String,
        /// The person's name, as it signs their steps.
        #[arg(long)]
        name: String,
        #[arg(long, value_enum)]
        role: ConsoleRole,
    },
    /// The person's access ends at once: sessions, codes, and the devices that they hold, which are refused on every road. It
    /// prints them.
    Disable(Account),
    /// The person signs in again, and their devices are taken again unless they are revoked themselves.
    Enable(Account),
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
            Self::Add { at, username, name, role } => {
                let (store, province) = at.open().await?;
                let (person, password) = (new_person(&name, &clock)?, new_password()?);
                let account = NewAccount { username, role: role.into() };
                let digest = password.digest;
                add_account(store.as_ref(), &clock, &province, &person, &account, digest).await?;
                store.close().await;
                say(&format!("password {}", password.text))
            }
            Self::Disable(account) => {
                let (store, user) = account.open().await?;
                let change = store.set_disabled(&user.province, user.id, Some(clock.unix_ms())).await?;
                let devices = store.register(&user.province, None).await?;
                store.close().await;
                changed(change)?;
                say(&format!("{} disabled", user.username))?;
                for device in devices.iter().filter(|known| known.device.grant.author.id == user.id) {
                    let state = if device.device.revoked { "revoked" } else { "refused from now on" };
                    line(&[&format!("holds {}", device.device.id), state, &device.name])?;
                }
                Ok(())
            }
            Self::Enable(account) => {
                let (store, user) = account.open().await?;
                let change = store.set_disabled(&user.province, user.id, None).await?;
                store.close().await;
                changed(change)?;
                say(&format!("{} enabled", user.username))
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
