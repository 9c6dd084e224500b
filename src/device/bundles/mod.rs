//! Bundles out, receipt files in: the way to the office without a network.

mod pack;
mod receipts;

use std::rc::Rc;

use danvan_core::bundle::SecretKey;

pub use pack::{PackFailure, PackedFile, pack};
pub use receipts::{ReceiptFailure, take_receipt};

use super::inner::{Inner, said};
use super::store::{Batch, StoreError, Table};
use super::{Session, keys};
use crate::platform::random;

/// The device's key, made where there is none yet.
pub async fn secret(inner: &Inner) -> Result<SecretKey, StoreError> {
    loop {
        let kept = inner.vault.one(Table::Meta, keys::KEY).await?;
        if let Some(secret) = kept.as_deref().and_then(SecretKey::from_hexadecimal) {
            return Ok(secret);
        }
        let secret = SecretKey::derive(random::seed());
        let mut batch = Batch::strict();
        batch.expect(Table::Meta, keys::KEY, kept);
        batch.put(Table::Meta, keys::KEY, secret.to_hexadecimal());
        match inner.vault.write(batch).await {
            // Another tab made one: that one counts.
            Err(StoreError::Changed) => {}
            written => return written.map(|()| secret),
        }
    }
}

/// Tells the office the key, and keeps the office's: for a device that was enrolled before there were bundles.
pub async fn exchange_keys(inner: &Inner) {
    let Some(session) = inner.session().filter(|session| session.enrolment.office_keys.is_none()) else {
        return;
    };
    let Some(key) = secret(inner).await.ok().and_then(|secret| secret.public()) else { return };
    let Ok(keys) = inner.office.register_key(key, &session.enrolment.token).await else { return };
    let mut told = Session::clone(&session);
    told.enrolment.office_keys = Some(keys);
    let Ok(text) = said(&told) else { return };
    let mut batch = Batch::strict();
    batch.put(Table::Meta, keys::SESSION, text);
    // If it is not kept, it is asked for again after the next round.
    if inner.vault.write(batch).await.is_ok() {
        let told = Rc::new(told);
        inner.perch.set_session(&told);
        inner.set_session(told);
    }
}
