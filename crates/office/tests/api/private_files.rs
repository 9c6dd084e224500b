//! What the program leaves on the disk is for its own user alone.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use danvan_office::Database;

use crate::support::Program;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Everything in a folder that others may read or enter.
fn open(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    found.filter(|path| mode(path) & 0o077 != 0).map(|path| path.display().to_string()).collect()
}

#[test]
fn nothing_of_the_office_is_readable_by_others() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("office.sqlite");
    let program = Program::start(&Database::Sqlite(file.clone()));
    assert_eq!(open(folder.path()), [""; 0]);
    assert_eq!(mode(&file), 0o600);
    assert!(fs::read_dir(folder.path()).unwrap().count() > 1, "what SQLite and uploads need lies beside it");
    drop(program);

    // As an earlier version left it.
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let _program = Program::start(&Database::Sqlite(file.clone()));
    assert_eq!(open(folder.path()), [""; 0]);
}
