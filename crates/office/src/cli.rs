//! The command line.

mod accounts;
mod backup;
mod codes;
mod devices;
mod epoch;
mod hub;
mod quarantine;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use clap::{Args, Parser, Subcommand};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::text::spelt_out;
use danvan_office::clock::Clock;
use danvan_office::connections::ConnectionLimits;
use danvan_office::log_pace::LogPace;
use danvan_office::pressure::Limits;
use danvan_office::store::OfficeStore;
use danvan_office::tls::{self, Tls};
use danvan_office::{Catalogues, Config, Database, PublicAddress, Running, open_known_store, start};
use hub::{HubAddress, HubOptions, HubPin, Ways};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use accounts::UserCommand;
use backup::BackupCommand;
use codes::{CodeCommand, NewEnrolmentCode};
use devices::DeviceCommand;
use epoch::NewEpoch;
use quarantine::QuarantineCommand;

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
    Serve(Box<Serve>),
    /// Issues an enrolment code and prints it.
    EnrolmentCode(NewEnrolmentCode),
    /// Enrolment codes that were issued.
    #[command(subcommand)]
    Code(CodeCommand),
    /// Console accounts and the people behind them.
    #[command(subcommand)]
    User(UserCommand),
    /// The register of devices.
    #[command(subcommand)]
    Device(DeviceCommand),
    /// What arrived after its device was revoked.
    #[command(subcommand)]
    Quarantine(QuarantineCommand),
    /// Sets the address where devices find a district's hub, or takes it away. In force from the next start on.
    HubAddress(HubAddress),
    /// Gives a hub another PIN and prints it; whoever typed the old one is asked again. In force at once.
    HubPin(HubPin),
    /// Gives the database another epoch: after a backup was put back, so that devices read everything again. Codes that
    /// are open in it are revoked and listed, and it prints what has to be decided again.
    NewEpoch(NewEpoch),
    #[command(flatten)]
    Backup(BackupCommand),
}

/// A province of the office's books.
#[derive(Args)]
pub struct ProvinceBooks {
    #[command(flatten)]
    pub books: Books,
    /// The province's code, such as 12.
    #[arg(long)]
    pub province: String,
}

impl ProvinceBooks {
    /// Opens the books.
    pub async fn open(&self) -> anyhow::Result<(Arc<dyn OfficeStore>, ProvinceCode)> {
        let catalogues = Catalogues::bundled()?;
        let province: ProvinceCode = self.province.as_str().into();
        anyhow::ensure!(catalogues.get(&province).is_some(), "no province {province}");
        Ok((open_known_store(&self.books.database, &catalogues).await?, province))
    }
}

/// By whom something was done, where nobody has signed in.
const BY: &str = "command";

/// A time as lists print it.
fn time(unix_ms: i64) -> String {
    danvan_office::clock::from_unix_ms(unix_ms)
        .map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string())
}

/// Where the office's books are.
#[derive(Args)]
pub struct Books {
    /// A file of SQLite, which `serve` makes where it is missing; or postgres://USER:PASSWORD@HOST/DATABASE, a database that exists and
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
    /// The last day (2027-06-30) on which devices whose app cannot sign yet may send; later they are told to update. Without
    /// it they may send on every day. A device that has signed once is never taken at its word again.
    #[arg(long, value_name = "DATE", value_parser = day_to_come)]
    unsigned_until: Option<NaiveDate>,
    /// Requests under way at a time; further ones are asked to come again.
    #[arg(long, default_value_t = Limits::default().under_way)]
    requests_under_way: usize,
    /// Requests a second that one device or person may keep up.
    #[arg(long, default_value_t = Limits::default().per_second)]
    requests_per_second: u32,
    /// Requests that one device or person may make at once after a rest.
    #[arg(long, default_value_t = Limits::default().at_once)]
    requests_at_once: u32,
    /// Requests under way of one device or person; further ones are asked to come again.
    #[arg(long, default_value_t = Limits::default().of_one)]
    requests_of_one: usize,
    /// Connections open at a time; further ones are closed at once. One address holds a quarter of them at most.
    #[arg(long, default_value_t = Limits::default().connections.open)]
    connections: usize,
    /// Where it is reached from outside, such as https://so.laichau.example. With https, as with a certificate of its own, cookies
    /// are for HTTPS only and browsers are told to come by HTTPS alone for a year. It then answers to this name, to those of --name and
    /// of its certificate, to the address in numbers that it is reached at, and to localhost on this machine; to no other.
    /// Headers such as X-Forwarded-Proto change nothing of this: anybody can send them.
    #[arg(long, env = "DANVAN_PUBLIC_ADDRESS", value_name = "URL")]
    public_address: Option<PublicAddress>,
    /// A further name or address that it answers to: at a hub, or beside --public-address.
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// Cookies for HTTPS only where nothing else says that there is a proxy that speaks it.
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
            Command::Code(command) => command.run().await,
            Command::User(command) => command.run().await,
            Command::Device(command) => command.run().await,
            Command::Quarantine(command) => command.run().await,
            Command::Backup(command) => command.run().await,
            Command::HubAddress(address) => address.run().await,
            Command::HubPin(pin) => pin.run().await,
            Command::NewEpoch(command) => command.run().await,
        }
    }
}

/// A day of these years. "27-06-30" reads as one of the year 27, which would end the time at once.
fn day_to_come(text: &str) -> Result<NaiveDate, String> {
    let day: NaiveDate = text.parse().map_err(|error| format!("{error}"))?;
    if day.year() < 2020 {
        return Err(format!("{day} lies before 2020: write the year with four digits"));
    }
    Ok(day)
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
            let ways =
                Ways { listen: self.listen, tls, public_address: self.public_address, names: self.name };
            return self.hub.run(self.books.database, ways, self.print_json).await;
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
            public_address: self.public_address,
            names: self.name,
            secure_cookies: self.secure_cookies,
            oldest_app: self.oldest_app,
            unsigned_until: self.unsigned_until,
            limits: Limits {
                under_way: self.requests_under_way,
                per_second: self.requests_per_second,
                at_once: self.requests_at_once,
                of_one: self.requests_of_one,
                connections: ConnectionLimits { open: self.connections, ..ConnectionLimits::default() },
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

/// Prints a line of a list: its parts, two spaces apart. Names and titles come from devices and people: nothing in them begins
/// another line or steers the terminal.
fn line(parts: &[&str]) -> anyhow::Result<()> {
    let parts: Vec<String> = parts.iter().map(|part| spelt_out(part)).collect();
    say(&parts.join("  "))
}

/// Prints a line at once: tests and scripts wait for it.
fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}

/// Logs go to standard error: people's lines, or JSON. Of one kind there are so many a minute ([`LogPace`]).
pub fn log_to_stderr(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let paced = tracing_subscriber::registry().with(filter).with(LogPace::default());
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // A defect that somebody sets off again and again fills no disk, either.
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a defect of the program")));
    if json {
        paced.with(lines.json()).init();
    } else {
        paced.with(lines.with_ansi(std::io::stderr().is_terminal())).init();
    }
}
