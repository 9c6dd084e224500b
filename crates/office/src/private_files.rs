//! Files for the office's own user alone: the database holds keys and digests of passwords, and beside it lie photos of
//! people. What is made gets these rights from the process; what an earlier version left open is closed at the start.

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rustix::fs::Mode;

use crate::attachments::Places;
use crate::database::Database;

const OTHERS: u32 = 0o077;

/// Makes whatever this process creates from now on readable by its user alone.
pub fn create_privately() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// Closes to other users what lies there already: the database with what SQLite keeps beside it, photos, uploads.
///
/// # Errors
/// Where something is open to others and is not this user's to close.
pub fn close_to_others(database: &Database, places: &Places) -> anyhow::Result<()> {
    if let Database::Sqlite(file) = database {
        for end in ["", "-wal", "-shm", "-journal"] {
            close(&beside(file, end))?;
        }
    }
    // Where it is an address, no such folder is there.
    close(Path::new(&places.objects))?;
    close(&places.spool)
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(end);
    name.into()
}

/// A folder that others cannot enter hides all that lies in it.
fn close(path: &Path) -> anyhow::Result<()> {
    let Ok(found) = fs::metadata(path) else { return Ok(()) };
    let mode = found.permissions().mode();
    if mode & OTHERS == 0 {
        return Ok(());
    }
    tracing::warn!(path = %path.display(), "open to other users of this machine until now: closed");
    let closed = fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS));
    closed.with_context(|| format!("{} is open to other users of this machine", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_open_is_closed_and_the_rest_left() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("office.sqlite");
        let (objects, spool) = (file.with_extension("attachments"), file.with_extension("uploads"));
        let wal = beside(&file, "-wal");
        let others = folder.path().join("other.txt");
        for file in [&file, &wal, &others] {
            fs::write(file, "x").unwrap();
            fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
        }
        fs::create_dir(&objects).unwrap();
        fs::set_permissions(&objects, Permissions::from_mode(0o755)).unwrap();
        close_to_others(&Database::Sqlite(file.clone()), &Places::beside(&file)).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!([mode(&file), mode(&wal), mode(&objects), mode(&others)], [0o600, 0o600, 0o700, 0o644]);
        assert!(!spool.exists());
        close_to_others(&Database::Postgres("postgres://x/y".to_owned()), &Places::in_memory()).unwrap();
    }
}
