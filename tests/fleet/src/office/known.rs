//! What every simulated office begins with, made once for all seeds.

use std::sync::LazyLock;

use danvan_core::bundle::{OfficeKeys, OfficeSecrets, SecretKey};
use danvan_office::Catalogues;
use danvan_office::store::sqlite::SqliteStore;
use danvan_office::store::{BundleStore, OfficeStore};

/// The province of all simulations.
pub const PROVINCE: &str = "12";

/// The provinces' catalogues as the office serves them.
///
/// # Panics
/// Where the bundled data are faulty, which the core's own tests would have told.
pub fn catalogues() -> &'static Catalogues {
    static ALL: LazyLock<Catalogues> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "without catalogues there is nothing to simulate")]
        Catalogues::bundled().expect("the bundled catalogues can be read")
    });
    &ALL
}

/// The keys of every simulated office.
pub fn office_secrets() -> &'static OfficeSecrets {
    static SECRETS: LazyLock<OfficeSecrets> = LazyLock::new(|| OfficeSecrets {
        seal: SecretKey::derive([1; 32]),
        sign: SecretKey::derive([2; 32]),
    });
    &SECRETS
}

/// What devices know of them.
pub fn office_keys() -> Option<&'static OfficeKeys> {
    static KEYS: LazyLock<Option<OfficeKeys>> = LazyLock::new(|| office_secrets().public());
    KEYS.as_ref()
}

/// An office's database with its tables and provinces and nothing else in it.
pub(super) fn empty_image() -> &'static [u8] {
    static IMAGE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "without a database there is nothing to simulate")]
        make_image().expect("SQLite gives a database in memory")
    });
    &IMAGE
}

fn make_image() -> anyhow::Result<Vec<u8>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(async {
        let store = SqliteStore::in_memory("none", b"0123456789abcdef").await?;
        for province in catalogues().provinces() {
            store.ensure_province(province).await?;
        }
        store.secrets(office_secrets()).await?;
        Ok(store.image().await?)
    })
}
