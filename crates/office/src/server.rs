//! The running office.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::NaiveDate;
use danvan_core::wire::APP_GENERATION_OLDEST;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::api;
use crate::app_files::{policy, with_app};
use crate::attachments::{Attachments, Places, Swept};
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::connections::serve;
use crate::database::{Database, open_store};
use crate::demonstration::{self, Demonstration};
use crate::desk::Desk;
use crate::own_names::{OwnNames, https_only, only_by};
use crate::pressure::Limits;
use crate::private_files::close_to_others;
use crate::public_address::PublicAddress;
use crate::state::Terms;
use crate::store::OfficeStore;
use crate::tls::{Tls, use_ring};

/// How long requests under way may take once the office is told to stop.
const STOP_PATIENCE: Duration = Duration::from_secs(20);

/// How to run an office.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the books are kept.
    pub database: Database,
    /// Where photos and files lie; beside the database's file where nothing is said.
    pub attachments: Option<String>,
    /// The folder of uploads under way; beside the database's file where nothing is said.
    pub uploads: Option<PathBuf>,
    /// The folder of the app's release; without it the office answers the API only.
    pub app_dir: Option<PathBuf>,
    /// A folder with the assets of past releases, for pages that are still open.
    pub past_app_dir: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one.
    pub listen: String,
    /// Whether to make the demonstration's accounts and codes.
    pub demonstration: bool,
    /// Whether to load the demonstration's sample records.
    pub sample: bool,
    /// Where it is reached from outside; without it, it answers to every name.
    pub public_address: Option<PublicAddress>,
    /// Further names that it answers to beside its public address.
    pub names: Vec<String>,
    /// Whether cookies are for HTTPS only although neither certificate nor public address say so.
    pub secure_cookies: bool,
    /// The certificate, where no proxy speaks HTTPS for the office.
    pub tls: Option<Tls>,
    /// How much it takes on at a time.
    pub limits: Limits,
    /// The oldest generation of apps whose requests are taken ([`danvan_core::wire::APP_GENERATION`]).
    pub oldest_app: u32,
    /// The last day on which devices that have never signed may send without a signature; without, every day.
    pub unsigned_until: Option<NaiveDate>,
    /// The time.
    pub clock: Clock,
}

impl Config {
    /// Where photos, files and uploads lie.
    pub fn places(&self) -> Places {
        let mut places = self.database.places();
        if let Some(objects) = &self.attachments {
            places.objects.clone_from(objects);
        }
        if let Some(spool) = &self.uploads {
            places.spool.clone_from(spool);
        }
        places
    }

    /// An office on a free port of this machine, with nothing in it.
    pub fn local(database: impl Into<Database>) -> Self {
        Self {
            database: database.into(),
            attachments: None,
            uploads: None,
            app_dir: None,
            past_app_dir: None,
            listen: "127.0.0.1:0".to_owned(),
            demonstration: false,
            sample: false,
            public_address: None,
            names: Vec::new(),
            secure_cookies: false,
            tls: None,
            limits: Limits::default(),
            oldest_app: APP_GENERATION_OLDEST,
            unsigned_until: None,
            clock: Clock::system(),
        }
    }
}

/// An office that listens.
pub struct Running {
    /// Where.
    pub address: SocketAddr,
    /// What the demonstration offers, if there is one.
    pub demonstration: Option<Demonstration>,
    /// The fingerprint of its certificate, if it speaks HTTPS itself.
    pub fingerprint: Option<String>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    writer: JoinHandle<()>,
    sweeper: JoinHandle<()>,
    store: Arc<dyn OfficeStore>,
}

/// Starts an office. It listens when this returns.
///
/// # Errors
/// Where the database cannot be opened, the app's folder is missing, or the address is taken.
pub async fn start(config: Config) -> anyhow::Result<Running> {
    use_ring();
    for folder in [&config.app_dir, &config.past_app_dir].into_iter().flatten() {
        anyhow::ensure!(folder.is_dir(), "{} is no folder", folder.display());
    }
    let catalogues = Catalogues::bundled()?;
    // What is somebody else's is refused first, and stays as it is.
    let store = open_store(&config.database, &catalogues).await?;
    close_to_others(&config.database, &config.places())?;
    let catalogues = catalogues.with_hub_addresses(store.as_ref()).await?;
    let policy = policy(&catalogues.hub_addresses());
    let tls = config.tls.as_ref().map(Tls::ready).transpose()?;
    let https = tls.is_some() || config.public_address.as_ref().is_some_and(PublicAddress::is_https);
    let listener =
        TcpListener::bind(&config.listen).await.with_context(|| format!("listening on {}", config.listen))?;
    let address = listener.local_addr()?;

    let clock = config.clock.clone();
    let attachments = Arc::new(Attachments::open(&config.places(), store.clone(), clock.clone())?);
    let kept = (store.clone(), attachments.clone());
    let terms = Terms {
        secure_cookies: config.secure_cookies || https,
        limits: config.limits,
        oldest_app: config.oldest_app,
        unsigned_until: config.unsigned_until,
    };
    let desk = Desk::open(kept, catalogues.clone(), clock.clone(), terms).await?;
    let Desk { api: routes, intake, writer, .. } = desk;
    let writer = tokio::spawn(writer);
    let salt = store.code_salt().await?;
    let demonstration = if config.demonstration {
        Some(demonstration::prepare(store.as_ref(), &catalogues, &salt, &clock).await?)
    } else {
        None
    };
    if config.sample {
        demonstration::load_sample(store.as_ref(), &intake, &catalogues, &salt, &clock).await?;
    }
    // From here on only the routes lead to the writer: it ends with them.
    drop(intake);

    let router = with_app(routes, config.app_dir.as_deref(), config.past_app_dir.as_deref());
    let (stop, stopped) = watch::channel(false);
    let sweeper = tokio::spawn(sweep_uploads(attachments, stop.subscribe()));
    let connections = config.limits.connections;
    let router = match &config.public_address {
        Some(address) => {
            let given = config.names.iter().map(String::as_str).chain([address.host()]);
            only_by(router, OwnNames::new(given, tls.as_ref().map(|tls| &tls.certificate)))
        }
        None => router,
    };
    let router = api::around(router, policy);
    let router = if https { https_only(router) } else { router };
    let server = serve(listener, tls.as_ref(), router, stopped, connections);
    tracing::info!(%address, "listening");
    let fingerprint = tls.map(|tls| tls.fingerprint);
    Ok(Running { address, demonstration, fingerprint, stop, server, writer, sweeper, store })
}

/// Removes uploads that nobody goes on with and files that nothing speaks of, now and every hour.
async fn sweep_uploads(attachments: Arc<Attachments>, mut stopped: watch::Receiver<bool>) {
    let mut hours = tokio::time::interval(Duration::from_secs(3600));
    loop {
        tokio::select! {
            // An error says that nobody is left who could ask for the stop.
            () = async { drop(stopped.wait_for(|stopped| *stopped).await) } => return,
            _ = hours.tick() => {}
        }
        match attachments.sweep().await {
            Ok(swept) if swept == Swept::default() => {}
            Ok(swept) => tracing::info!(?swept, "looked through uploads and files"),
            Err(error) => tracing::warn!(%error, "uploads and files could not be looked through"),
        }
    }
}

/// Waits until requests under way are answered; those that take too long go without.
///
/// # Errors
/// Where the server had failed.
pub async fn ended(mut server: JoinHandle<()>) -> anyhow::Result<()> {
    match tokio::time::timeout(STOP_PATIENCE, &mut server).await {
        Ok(ended) => ended?,
        Err(_) => {
            tracing::warn!("requests under way took too long; stopping without their answers");
            server.abort();
        }
    }
    Ok(())
}

impl Running {
    /// The address as pages and devices write it.
    pub fn url(&self) -> String {
        let scheme = if self.fingerprint.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Stops: no new requests; those under way are answered, their commits finish.
    ///
    /// # Errors
    /// Where the server had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        ended(self.server).await?;
        self.sweeper.await?;
        // Every way to the writer goes with the server's connections; what was waiting is committed first.
        if let Ok(ended) = tokio::time::timeout(STOP_PATIENCE, self.writer).await {
            ended?;
        }
        self.store.close().await;
        tracing::info!("stopped");
        Ok(())
    }
}
