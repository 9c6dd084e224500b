//! Running as a hub, and telling devices where hubs are.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use danvan_office::clock::Clock;
use danvan_office::hub::pin::NewPin;
use danvan_office::hub::store::HubFile;
use danvan_office::hub::{HubConfig, origin, server};
use danvan_office::tls::Tls;
use danvan_office::{Catalogues, Database, PublicAddress, open_known_store};

use super::{Books, asked_to_stop, say};

/// What makes a hub of the program.
#[derive(Args)]
pub struct HubOptions {
    /// Runs as a hub of the province at this address: keeps the logs of a district and passes them on.
    #[arg(long, conflicts_with_all = ["demonstration", "sample", "app_dir", "past_app_dir"])]
    upstream: Option<String>,
    /// The enrolment code of the hub, at its first start.
    #[arg(long, requires = "upstream")]
    hub_code: Option<String>,
    /// The certificate (PEM) of the province's own certificate authority, where the machine does not know it.
    #[arg(long, requires = "upstream")]
    upstream_ca: Option<PathBuf>,
    /// A further origin from which devices' pages come; the province's own is known.
    #[arg(long, requires = "upstream")]
    app_origin: Vec<String>,
}

impl HubOptions {
    /// Whether the program is to run as a hub.
    pub fn is_asked_for(&self) -> bool {
        self.upstream.is_some()
    }

    /// Runs until it is asked to stop.
    pub async fn run(self, database: Database, ways: Ways, print_json: bool) -> anyhow::Result<()> {
        let Database::Sqlite(database) = database else {
            anyhow::bail!("a hub keeps its logs in a file of SQLite: --database hub.sqlite");
        };
        let upstream = self.upstream.unwrap_or_default();
        let authority = self.upstream_ca.as_ref().map(std::fs::read).transpose()?;
        let running = server::start(HubConfig {
            database,
            upstream,
            code: self.hub_code,
            authority,
            origins: self.app_origin,
            listen: ways.listen,
            public_address: ways.public_address,
            names: ways.names,
            tls: ways.tls,
            clock: Clock::system(),
        })
        .await?;
        let asked_to_stop = asked_to_stop()?;
        if print_json {
            let line =
                serde_json::json!({ "address": running.url(), "hub": running.name, "pin": running.pin });
            say(&line.to_string())?;
        }
        say(&format!("listening on {}", running.url()))?;
        if let Some(fingerprint) = &running.fingerprint {
            say(&format!("certificate {fingerprint}"))?;
        }
        say(&format!("hub {}", running.name))?;
        if let Some(pin) = running.pin.as_ref().filter(|_| !print_json) {
            say(&format!("PIN {pin}  (for its page; shown once, `hub-pin` gives another)"))?;
        }
        asked_to_stop.await;
        running.stop().await
    }
}

/// By which ways a hub is reached.
pub struct Ways {
    /// Where to listen.
    pub listen: String,
    /// The certificate.
    pub tls: Option<Tls>,
    /// Where it is reached from outside.
    pub public_address: Option<PublicAddress>,
    /// Further names.
    pub names: Vec<String>,
}

/// See the command line's own words.
#[derive(Args)]
pub struct HubPin {
    /// The hub's own file.
    #[arg(long)]
    database: PathBuf,
    /// Reads the new PIN from standard input, 8 to 16 digits, instead of drawing one.
    #[arg(long)]
    choose: bool,
}

impl HubPin {
    pub async fn run(self) -> anyhow::Result<()> {
        anyhow::ensure!(self.database.is_file(), "no hub's file at {}", self.database.display());
        let file = HubFile::open(&self.database).await?;
        anyhow::ensure!(file.identity().await?.is_some(), "{} is no hub's file", self.database.display());
        let pin = if self.choose {
            if std::io::stdin().is_terminal() {
                eprintln!("The new PIN, 8 to 16 digits, then Enter:");
            }
            let mut typed = String::new();
            std::io::stdin().read_line(&mut typed)?;
            NewPin::chosen(&typed)?
        } else {
            NewPin::random()?
        };
        file.keep_pin(&pin.digest, Clock::system().unix_ms()).await?;
        file.close().await;
        say(&format!("PIN {}", pin.text))
    }
}

/// See the command line's own words.
#[derive(Args)]
pub struct HubAddress {
    #[command(flatten)]
    books: Books,
    /// A district centre, such as 12:than_uyen.
    #[arg(long)]
    hub: String,
    /// Its origin, such as https://10.0.0.5:8443; without it the hub has no address any more.
    #[arg(long)]
    url: Option<String>,
}

impl HubAddress {
    pub async fn run(self) -> anyhow::Result<()> {
        let catalogues = Catalogues::bundled()?;
        let hub = self.hub.as_str().into();
        let province = catalogues
            .provinces()
            .find(|province| catalogues.get(province).is_some_and(|catalogue| catalogue.hub(&hub).is_some()));
        let province = province.ok_or_else(|| anyhow::anyhow!("no hub {hub}"))?.clone();
        let url = self.url.as_deref().map(origin).transpose()?;
        let store = open_known_store(&self.books.database, &catalogues).await?;
        store.set_hub_address(&province, &hub, url.as_deref()).await?;
        store.close().await;
        match url {
            Some(url) => say(&format!("{hub} {url}; in force from the office's next start on")),
            None => say(&format!("{hub} has no address any more, from the office's next start on")),
        }
    }
}
