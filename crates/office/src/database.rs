//! Which database an office keeps its books in.

use danvan_core::hexadecimal;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::Context;

use crate::attachments::Places;
use crate::catalogues::Catalogues;
use crate::secrets::random_bytes;
use crate::store::OfficeStore;
use crate::store::postgres::PostgresStore;
use crate::store::sqlite::SqliteStore;

/// A file of SQLite, or the address of a PostgreSQL database.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A file; created if it is missing.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/name`, with libpq's parameters. It must exist; its tables are made.
    Postgres(String),
}

/// What is written where a database is expected and names none.
#[derive(Debug, thiserror::Error)]
#[error("neither a file, sqlite:FILE, nor postgres://USER@HOST/DATABASE")]
pub struct UnknownDatabase;

impl FromStr for Database {
    type Err = UnknownDatabase;

    fn from_str(text: &str) -> Result<Self, UnknownDatabase> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let file = match text.strip_prefix("sqlite:") {
            // As many write it: sqlite:///var/lib/office.sqlite, sqlite://office.sqlite.
            Some(file) => file.strip_prefix("//").unwrap_or(file),
            None if text.contains("://") => return Err(UnknownDatabase),
            None => text,
        };
        if file.is_empty() { Err(UnknownDatabase) } else { Ok(Self::Sqlite(file.into())) }
    }
}

impl Database {
    /// Where files lie that no other place was named for: beside the file; for PostgreSQL in the working folder.
    pub fn places(&self) -> Places {
        match self {
            Self::Sqlite(file) => Places::beside(file),
            Self::Postgres(_) => Places::beside(Path::new("office")),
        }
    }
}

impl From<PathBuf> for Database {
    fn from(file: PathBuf) -> Self {
        Self::Sqlite(file)
    }
}

impl From<&Path> for Database {
    fn from(file: &Path) -> Self {
        Self::Sqlite(file.to_path_buf())
    }
}

impl From<&PathBuf> for Database {
    fn from(file: &PathBuf) -> Self {
        Self::Sqlite(file.clone())
    }
}

impl From<&Self> for Database {
    fn from(database: &Self) -> Self {
        database.clone()
    }
}

/// Without user and password: this goes into logs and errors.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "{}", file.display()),
            Self::Postgres(url) => {
                let place = url.split_once("://").map_or("", |(_, rest)| rest);
                let place = place.split(['?', '#']).next().unwrap_or_default();
                write!(f, "postgres://{}", place.rsplit('@').next().unwrap_or_default())
            }
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Opens a database that is there already. Only an office that serves makes one: a name mistyped in another command would
/// leave an empty one behind, and answer as if nobody had ever been there.
///
/// # Errors
/// Where there is no such file, or it cannot be opened.
pub async fn open_known_store(
    database: &Database,
    catalogues: &Catalogues,
) -> anyhow::Result<Arc<dyn OfficeStore>> {
    if let Database::Sqlite(file) = database {
        anyhow::ensure!(file.is_file(), "no database at {database}: `serve` makes one");
    }
    open_store(database, catalogues).await
}

/// Opens the database and makes this program's provinces known to it.
///
/// # Errors
/// Where it cannot be opened.
pub async fn open_store(
    database: impl Into<Database>,
    catalogues: &Catalogues,
) -> anyhow::Result<Arc<dyn OfficeStore>> {
    let database = database.into();
    let epoch = hexadecimal::write(&random_bytes::<8>()?);
    let salt = random_bytes::<16>()?;
    let store: Arc<dyn OfficeStore> = match &database {
        Database::Sqlite(file) => {
            let store = SqliteStore::open(file, &epoch, &salt).await;
            Arc::new(store.with_context(|| format!("opening {database}"))?)
        }
        Database::Postgres(url) => {
            let store = PostgresStore::open(url, &epoch, &salt).await;
            Arc::new(store.with_context(|| format!("opening {database}"))?)
        }
    };
    for province in catalogues.provinces() {
        store.ensure_province(province).await?;
    }
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_addresses_are_told_apart() {
        let read = |text: &str| text.parse::<Database>().ok();
        let file = |file: &str| Some(Database::Sqlite(file.into()));
        assert_eq!(read("office.sqlite"), file("office.sqlite"));
        assert_eq!(read("/var/lib/so.sqlite"), file("/var/lib/so.sqlite"));
        assert_eq!(read("sqlite:office.sqlite"), file("office.sqlite"));
        assert_eq!(read("sqlite://office.sqlite"), file("office.sqlite"));
        assert_eq!(read("sqlite:///var/lib/so.sqlite"), file("/var/lib/so.sqlite"));
        for url in ["postgres://a@b/c", "postgresql:///c?host=/run/postgresql"] {
            assert_eq!(read(url), Some(Database::Postgres(url.to_owned())));
        }
        for nothing in ["", "sqlite:", "mysql://a@b/c", "https://example.org"] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn what_is_shown_has_no_password() {
        for url in [
            "postgres://so:p@ss@db.example:5432/so?sslpassword=secret",
            "postgres://so:p@ss@db.example:5432/so",
        ] {
            let database = Database::Postgres(url.to_owned());
            assert_eq!(
                format!("{database} {database:?}"),
                "postgres://db.example:5432/so postgres://db.example:5432/so"
            );
        }
        assert_eq!(Database::Postgres("postgres:///so?host=/run".to_owned()).to_string(), "postgres:///so");
    }
}
