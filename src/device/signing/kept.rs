//! Keys in the store: a row of text names one, and holds it only where the browser keeps none.

use danvan_core::bundle::{PublicKey, SecretKey};

use crate::device::store::{Batch, StoreError, Table, Vault};
use crate::platform::random;
use crate::platform::signer::Signer;

/// A key as it stands in the store.
pub struct Kept {
    /// The key.
    pub signer: Signer,
    /// The text of its row.
    pub text: String,
}

/// The key of a row; `None` where there is none, or where what the row names is gone.
pub async fn kept(vault: &Vault, row: &str) -> Result<Option<Kept>, StoreError> {
    let text = vault.one(Table::Meta, row).await?;
    named(vault, text.as_deref()).await
}

/// The key of a row, made there where there is none: by the browser, or a readable one where the browser or the store
/// keeps none.
pub async fn made(vault: &Vault, row: &str) -> Result<Kept, StoreError> {
    let by_browser = match made_by_browser(vault, row).await {
        Err(StoreError::NoSecrets) => None,
        made => made?,
    };
    let made = match by_browser {
        Some(kept) => Some(kept),
        None => make(vault, row, async || Signer::of_seed(SecretKey::derive(random::seed()))).await?,
    };
    made.ok_or_else(|| StoreError::Broken("no key could be made".to_owned()))
}

/// The key of a row, made there by the browser where there is none; `None` where the browser makes none.
pub async fn made_by_browser(vault: &Vault, row: &str) -> Result<Option<Kept>, StoreError> {
    make(vault, row, Signer::by_browser).await
}

async fn make(
    vault: &Vault,
    row: &str,
    new: impl AsyncFn() -> Option<Signer>,
) -> Result<Option<Kept>, StoreError> {
    loop {
        let before = vault.one(Table::Meta, row).await?;
        if let Some(kept) = named(vault, before.as_deref()).await? {
            return Ok(Some(kept));
        }
        let Some(signer) = new().await else { return Ok(None) };
        let mut batch = Batch::strict();
        batch.expect(Table::Meta, row, before);
        let text = match &signer {
            Signer::Seed { secret, .. } => secret.to_hexadecimal(),
            Signer::Browser { secret, public } => {
                batch.put_secret(public.to_hexadecimal(), secret.clone());
                public.to_hexadecimal()
            }
        };
        batch.put(Table::Meta, row, text.clone());
        match vault.write(batch).await {
            // Another tab made one: that one counts.
            Err(StoreError::Changed) => {}
            written => return written.map(|()| Some(Kept { signer, text })),
        }
    }
}

async fn named(vault: &Vault, text: Option<&str>) -> Result<Option<Kept>, StoreError> {
    let Some(text) = text else { return Ok(None) };
    let signer = match PublicKey::from_hexadecimal(text) {
        Some(public) => vault.secret(text).await?.map(|secret| Signer::Browser { secret, public }),
        None => SecretKey::from_hexadecimal(text).and_then(Signer::of_seed),
    };
    Ok(signer.map(|signer| Kept { signer, text: text.to_owned() }))
}
