//! The command line.

mod backup;
mod hub;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use danvan_core::access::Role;
use danvan_core::ids::{DeviceId, LogId, UserId};
use danvan_core::wire_console::{EnrolmentCodeRequest, EnrolmentReach};
use danvan_office::attachments::{Objects, forget_lost};
use danvan_office::clock::Clock;
use danvan_office::issuing::Issuer;
use danvan_office::pressure::Limits;
use danvan_office::secrets::{hash_password, new_id, random_bytes};
use danvan_office::store::{NewUser, User};
use danvan_office::tls::{self, Tls};
use danvan_office::{Catalogues, Config, Database, Running, open_store, start};
use hub::{HubAddress, HubOptions};
use tokio::signal::unix::{SignalKind, signal};

use backup::{BackupCommand, places};

/// The provincial office of Sổ Dân vận.
#[derive(Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the API and the app until SIGINT or SIGTERM.
    Serve(Serve),
    /// Issues an enrolment code and prints it.
    EnrolmentCode(NewEnrolmentCode),
    /// Console accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Sets the address where devices find a district's hub, or takes it away. In force from the next start on.
    HubAddress(HubAddress),
    /// Gives the database another epoch: after a backup was put back, so that devices read everything again.
    NewEpoch {
        #[command(flatten)]
        books: Books,
        /// Where photos and files lie, as for `serve`.
        #[arg(long, env = "DANVAN_ATTACHMENTS")]
        attachments: Option<String>,
    },
    #[command(flatten)]
    Backup(BackupCommand),
}

/// Where the office's books are.
#[derive(Args)]
pub struct Books {
    /// A file of SQLite, created if it is missing; or postgres://USER:PASSWORD@HOST/DATABASE, a database that exists and
    /// that several offices may use at once.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "FILE|URL")]
    pub database: Database,
}

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    books: Books,
    /// Where photos and files lie: a folder, or a URL such as s3://bucket/prefix, with keys and endpoint from the
    /// environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT). By default beside a database that
    /// is a file, else in the working folder.
    #[arg(long, env = "DANVAN_ATTACHMENTS")]
    attachments: Option<String>,
    /// The folder of uploads under way; by default beside the files' own default.
    #[arg(long, env = "DANVAN_UPLOADS")]
    uploads: Option<PathBuf>,
    /// The folder of the app's release.
    #[arg(long)]
    app_dir: Option<PathBuf>,
    /// A folder with the assets of past releases, for pages that are still open.
    #[arg(long)]
    past_app_dir: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Makes accounts and enrolment codes to try, and prints them. Not for real records.
    #[arg(long)]
    demonstration: bool,
    /// Loads sample records. Not for real records.
    #[arg(long, requires = "demonstration")]
    sample: bool,
    /// Prints the address, codes and accounts as one line of JSON, for tests.
    #[arg(long)]
    print_json: bool,
    /// The oldest generation of the app whose requests are taken; older ones are told to update.
    #[arg(long, default_value_t = danvan_core::wire::APP_GENERATION_OLDEST)]
    oldest_app: u32,
    /// Requests under way at a time; further ones are asked to come again.
    #[arg(long, default_value_t = Limits::default().under_way)]
    requests_under_way: usize,
    /// Requests a second that one device or person may keep up.
    #[arg(long, default_value_t = Limits::default().per_second)]
    requests_per_second: u32,
    /// Requests that one device or person may make at once after a rest.
    #[arg(long, default_value_t = Limits::default().at_once)]
    requests_at_once: u32,
    /// Cookies for HTTPS only: behind a proxy that speaks it.
    #[arg(long)]
    secure_cookies: bool,
    #[command(flatten)]
    hub: HubOptions,
    /// Speaks HTTPS with this certificate chain (PEM).
    #[arg(long, requires = "tls_key", conflicts_with = "tls_local")]
    tls_cert: Option<PathBuf>,
    /// The certificate's key (PEM).
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Speaks HTTPS with a certificate made here, for trials: every device must be told to trust it.
    #[arg(long)]
    tls_local: bool,
    /// A name or address that the certificate of --tls-local is for; localhost and the one listened at without.
    #[arg(long, requires = "tls_local")]
    tls_name: Vec<String>,
    /// Logs as lines of JSON.
    #[arg(long)]
    pub log_json: bool,
}

#[derive(Args)]
struct NewEnrolmentCode {
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

#[derive(Subcommand)]
enum UserCommand {
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

#[derive(Clone, Copy, ValueEnum)]
enum DeviceRole {
    FieldOfficer,
    CommuneLeader,
    HubMonitor,
    SectorUnit,
}

#[derive(Clone, Copy, ValueEnum)]
enum ConsoleRole {
    Specialist,
    Leader,
    Viewer,
    Administrator,
    Council,
}

impl Cli {
    /// Whether to log as JSON.
    pub fn log_json(&self) -> bool {
        matches!(&self.command, Command::Serve(serve) if serve.log_json)
    }

    /// Does what was asked.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Serve(serve) => serve.run().await,
            Command::EnrolmentCode(new) => new.run().await,
            Command::User(command) => command.run().await,
            Command::Backup(command) => command.run().await,
            Command::HubAddress(address) => address.run().await,
            Command::NewEpoch { books, attachments } => {
                let store = open_store(&books.database, &Catalogues::bundled()?).await?;
                let epoch: String = random_bytes::<8>()?.iter().map(|byte| format!("{byte:02x}")).collect();
                store.renew_epoch(&epoch).await?;
                let objects = Objects::open(&places(&books.database, attachments).objects)?;
                let lost = forget_lost(store.as_ref(), &objects).await?;
                store.close().await;
                say(&format!("epoch {epoch}, {lost} file(s) to be sent again"))
            }
        }
    }
}

impl Serve {
    fn tls(&self) -> Option<Tls> {
        if let (Some(certificate), Some(key)) = (self.tls_cert.clone(), self.tls_key.clone()) {
            return Some(Tls::Files { certificate, key });
        }
        let folder = match &self.books.database {
            Database::Sqlite(file) => file.parent().map(std::path::Path::to_owned).unwrap_or_default(),
            Database::Postgres(_) => PathBuf::new(),
        };
        let mut names = tls::names_of(&self.listen);
        names.extend(self.tls_name.iter().cloned());
        self.tls_local.then_some(Tls::Local { folder, names })
    }

    async fn run(self) -> anyhow::Result<()> {
        // Each phone that is connected holds a file open, and systems begin with a thousand.
        rlimit::increase_nofile_limit(u64::MAX)?;
        let tls = self.tls();
        if self.hub.is_asked_for() {
            return self.hub.run(self.books.database, self.listen, tls, self.print_json).await;
        }
        let running = start(Config {
            database: self.books.database,
            attachments: self.attachments,
            uploads: self.uploads,
            tls,
            app_dir: self.app_dir,
            past_app_dir: self.past_app_dir,
            listen: self.listen,
            demonstration: self.demonstration,
            sample: self.sample,
            secure_cookies: self.secure_cookies,
            oldest_app: self.oldest_app,
            limits: Limits {
                under_way: self.requests_under_way,
                per_second: self.requests_per_second,
                at_once: self.requests_at_once,
            },
            clock: Clock::system(),
        })
        .await?;
        // Listened for before anybody is told that the office is there: who reads it may ask for the stop at once.
        let asked_to_stop = asked_to_stop()?;
        announce(&running, self.print_json)?;
        asked_to_stop.await;
        running.stop().await
    }
}

fn announce(running: &Running, json: bool) -> anyhow::Result<()> {
    if json {
        let (codes, users) = match &running.demonstration {
            Some(demonstration) => (demonstration.codes.as_slice(), demonstration.users.as_slice()),
            None => Default::default(),
        };
        let line = serde_json::json!({ "address": running.url(), "codes": codes, "users": users });
        say(&line.to_string())?;
    }
    say(&format!("listening on {}", running.url()))?;
    if let Some(fingerprint) = &running.fingerprint {
        say(&format!("certificate {fingerprint}"))?;
    }
    match &running.demonstration {
        Some(demonstration) if !json => say(&demonstration.to_string()),
        _ => Ok(()),
    }
}

fn asked_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

impl NewEnrolmentCode {
    async fn run(self) -> anyhow::Result<()> {
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
    async fn run(self) -> anyhow::Result<()> {
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

/// Prints a line at once: tests and scripts wait for it.
fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}

/// Logs go to standard error: people's lines, or JSON.
pub fn log_to_stderr(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json {
        logs.json().init();
    } else {
        logs.with_ansi(std::io::stderr().is_terminal()).init();
    }
}
