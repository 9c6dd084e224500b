//! Backups by the command line.

use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use danvan_office::attachments::{Objects, Places, back_up};
use danvan_office::clock::Clock;
use danvan_office::store::sqlite::SqliteStore;
use danvan_office::store::{BackupPoint, OfficeStore};
use danvan_office::{Catalogues, Database, open_known_store};

use super::{Books, say};

#[derive(Subcommand)]
pub enum BackupCommand {
    /// Copies the database and its files into a folder, while the office serves, and says in the database how far the
    /// copy goes. A folder from the time before is brought up to date.
    Backup {
        /// The SQLite file.
        #[arg(long)]
        database: PathBuf,
        /// Where photos and files lie, as for `serve`.
        #[arg(long, env = "DANVAN_ATTACHMENTS")]
        attachments: Option<String>,
        /// The backup's folder; on another disk.
        #[arg(long)]
        to: PathBuf,
    },
    /// Prints where everything stands, for a backup by other means (pg_dump) that begins afterwards.
    BackupPoint {
        #[command(flatten)]
        books: Books,
    },
    /// Says in the database that a backup holds everything up to a point that was printed before it.
    BackupMark {
        #[command(flatten)]
        books: Books,
        /// The file with the point.
        #[arg(long)]
        point: PathBuf,
    },
}

impl BackupCommand {
    pub async fn run(self) -> anyhow::Result<()> {
        let now_ms = Clock::system().unix_ms();
        match self {
            Self::Backup { database, attachments, to } => {
                anyhow::ensure!(database.is_file(), "no database at {}", database.display());
                let store = SqliteStore::open(&database, "unused", &[]).await?;
                let objects = Objects::open(&places(&Database::from(&database), attachments).objects)?;
                let point = back_up(&store, &objects, &to, now_ms).await;
                let point = point.with_context(|| format!("backing up to {}", to.display()))?;
                store.close().await;
                let entries: u64 = point.logs.iter().map(|log| log.length).sum();
                say(&format!("{entries} entries, {} file(s) in {}", point.attachments.len(), to.display()))
            }
            Self::BackupPoint { books } => {
                let store = open_known_store(&books.database, &Catalogues::bundled()?).await?;
                let point = store.backup_point().await?;
                store.close().await;
                say(&serde_json::to_string(&point)?)
            }
            Self::BackupMark { books, point } => {
                let text = std::fs::read(&point).with_context(|| format!("reading {}", point.display()))?;
                let point: BackupPoint = serde_json::from_slice(&text)?;
                let store = open_known_store(&books.database, &Catalogues::bundled()?).await?;
                let marked = store.mark_backed_up(&point, now_ms).await?;
                store.close().await;
                anyhow::ensure!(marked, "the point is of another epoch of the database");
                say(&format!("{} logs marked", point.logs.len()))
            }
        }
    }
}

/// Where the files of a database lie, unless another place is named.
pub fn places(database: &Database, objects: Option<String>) -> Places {
    let beside = database.places();
    Places { objects: objects.unwrap_or(beside.objects), ..beside }
}
