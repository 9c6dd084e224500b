//! The running office.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use danvan_core::wire::APP_GENERATION_OLDEST;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::api;
use crate::app_files::with_app;
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::database::{Database, open_store};
use crate::demonstration::{self, Demonstration};
use crate::desk::Desk;
use crate::pressure::Limits;
use crate::state::Terms;
use crate::store::OfficeStore;

/// How long requests under way may take once the office is told to stop.
const STOP_PATIENCE: Duration = Duration::from_secs(20);

/// How to run an office.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the books are kept.
    pub database: Database,
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
    /// Whether cookies are for HTTPS only: behind a proxy that speaks it.
    pub secure_cookies: bool,
    /// How much it takes on at a time.
    pub limits: Limits,
    /// The oldest generation of apps whose requests are taken ([`danvan_core::wire::APP_GENERATION`]).
    pub oldest_app: u32,
    /// The time.
    pub clock: Clock,
}

impl Config {
    /// An office on a free port of this machine, with nothing in it.
    pub fn local(database: impl Into<Database>) -> Self {
        Self {
            database: database.into(),
            app_dir: None,
            past_app_dir: None,
            listen: "127.0.0.1:0".to_owned(),
            demonstration: false,
            sample: false,
            secure_cookies: false,
            limits: Limits::default(),
            oldest_app: APP_GENERATION_OLDEST,
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
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    writer: JoinHandle<()>,
    store: Arc<dyn OfficeStore>,
}

/// Starts an office. It listens when this returns.
///
/// # Errors
/// Where the database cannot be opened, the app's folder is missing, or the address is taken.
pub async fn start(config: Config) -> anyhow::Result<Running> {
    for folder in [&config.app_dir, &config.past_app_dir].into_iter().flatten() {
        anyhow::ensure!(folder.is_dir(), "{} is no folder", folder.display());
    }
    let catalogues = Catalogues::bundled()?;
    let store = open_store(&config.database, &catalogues).await?;
    let listener =
        TcpListener::bind(&config.listen).await.with_context(|| format!("listening on {}", config.listen))?;
    let address = listener.local_addr()?;

    let clock = config.clock.clone();
    let terms =
        Terms { secure_cookies: config.secure_cookies, limits: config.limits, oldest_app: config.oldest_app };
    let desk = Desk::open(store.clone(), catalogues.clone(), clock.clone(), terms).await?;
    let Desk { api: routes, intake, writer } = desk;
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
    let (stop, mut stopped) = watch::channel(false);
    let serving = axum::serve(listener, api::around(router)).with_graceful_shutdown(async move {
        // An error says that nobody is left who could ask for the stop.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    });
    let server = tokio::spawn(async move { serving.await });
    tracing::info!(%address, "listening");
    Ok(Running { address, demonstration, stop, server, writer, store })
}

impl Running {
    /// The address as pages and devices write it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops: no new requests; those under way are answered, their commits finish.
    ///
    /// # Errors
    /// Where the server had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        let mut server = self.server;
        match tokio::time::timeout(STOP_PATIENCE, &mut server).await {
            Ok(ended) => ended??,
            Err(_) => {
                tracing::warn!("requests under way took too long; stopping without their answers");
                server.abort();
            }
        }
        // Every way to the writer goes with the server's connections; what was waiting is committed first.
        if let Ok(ended) = tokio::time::timeout(STOP_PATIENCE, self.writer).await {
            ended?;
        }
        self.store.close().await;
        tracing::info!("stopped");
        Ok(())
    }
}
