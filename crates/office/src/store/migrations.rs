//! The steps by which a database comes to the tables of this version, as they lie in the program.

use std::borrow::Cow;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A step: its file's name, such as `0001_office`, and its statements. Once released it never changes: databases keep
/// its digest.
pub(crate) type Step = (&'static str, &'static str);

/// The steps of these names, from the folder `migrations` beside the one who asks.
macro_rules! steps {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("migrations/", $name, ".sql"))),)*]
    };
}

pub(crate) use steps;

/// What runs those steps that a database has not seen yet.
pub(crate) fn migrator(steps: &[Step]) -> Migrator {
    let migrations = steps.iter().filter_map(|(name, text)| {
        let (number, about) = name.split_once('_')?;
        let about = Cow::Owned(about.replace('_', " "));
        Some(Migration::new(number.parse().ok()?, about, MigrationType::Simple, text.into_sql_str(), false))
    });
    Migrator::with_migrations(migrations.collect())
}

#[cfg(test)]
mod tests {
    use super::{Step, migrator};

    #[test]
    fn every_file_of_the_folders_is_a_step() {
        let folders: [(&str, &[Step]); 3] = [
            ("store/sqlite", crate::store::sqlite::STEPS),
            ("store/postgres", crate::store::postgres::STEPS),
            ("hub/store", crate::hub::store::STEPS),
        ];
        for (folder, steps) in folders {
            let folder = format!("{}/src/{folder}/migrations", env!("CARGO_MANIFEST_DIR"));
            let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
            let mut names: Vec<_> =
                files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
            names.sort();
            let listed: Vec<_> = steps.iter().map(|(name, _)| (*name).to_owned()).collect();
            assert_eq!(listed, names);
            assert_eq!(migrator(steps).iter().count(), names.len());
        }
    }
}
