//! Telling the office a key: the first one of a device that has none there, and the browser's own in place of the
//! readable seed that earlier releases kept.

use std::rc::Rc;

use danvan_core::bundle::OfficeKeys;
use danvan_core::proof;
use danvan_core::sync::Failure;
use danvan_core::wire_bundles::DeviceKeyRequest;

use super::is_registered;
use super::kept::{kept, made, made_by_browser};
use crate::device::driver::Aside;
use crate::device::inner::{Inner, said};
use crate::device::store::{Batch, Table};
use crate::device::{Session, keys};

/// Tells the office the device's first key and keeps the office's: for a device that was enrolled by release 1, or by
/// an office of that time. Whether the office knows it now.
pub async fn register_first(inner: &Rc<Inner>) -> bool {
    let may = |session: &Rc<Session>| !is_registered(session) && inner.may_ask_for(Aside::FirstKey);
    let session = inner.session().filter(may);
    let Some(session) = session.filter(|_| inner.office.road.chosen().is_none()) else { return false };
    let Ok(key) = made(&inner.vault, keys::KEY).await else { return false };
    let request = DeviceKeyRequest { key: key.signer.public(), by_previous: None };
    let answer = inner.office.register_key(&request, &session.enrolment.token).await;
    inner.heed(Aside::FirstKey, answer.as_ref().err());
    let Ok(office_keys) = answer else { return false };
    keep_office_keys(inner, &session, office_keys).await
}

async fn keep_office_keys(inner: &Inner, session: &Session, office_keys: OfficeKeys) -> bool {
    let mut told = Session::clone(session);
    told.enrolment.office_keys = Some(office_keys);
    let Ok(text) = said(&told) else { return false };
    let mut batch = Batch::strict();
    batch.put(Table::Meta, keys::SESSION, text);
    // If it is not kept, it is asked for again.
    if inner.vault.write(batch).await.is_err() {
        return false;
    }
    let told = Rc::new(told);
    inner.perch.set_session(&told);
    inner.set_session(told);
    true
}

/// Hands the readable seed over to a key of the browser. Both are kept until the office has answered: a lost answer or
/// an end in between is followed by the same request, which changes nothing more. Then the seed goes.
pub async fn hand_over(inner: &Rc<Inner>) {
    let may = |session: &Rc<Session>| {
        let refused = inner.handing_over_refused.get();
        is_registered(session) && !refused && inner.may_ask_for(Aside::NextKey)
    };
    let Some(session) = inner.session().filter(may) else { return };
    let Ok(Some(seed)) = kept(&inner.vault, keys::KEY).await else { return };
    if !seed.signer.is_readable() {
        return;
    }
    // Where the browser or the store keeps no key, the seed stays.
    let Ok(Some(next)) = made_by_browser(&inner.vault, keys::NEXT_KEY).await else { return };
    if next.signer.is_readable() {
        return;
    }
    let key = next.signer.public();
    let Some(signature) = seed.signer.sign(&proof::key_change(session.device, &key)).await else { return };
    let request = DeviceKeyRequest { key, by_previous: Some(signature) };
    let answer = inner.office.register_key(&request, &session.enrolment.token).await;
    inner.heed(Aside::NextKey, answer.as_ref().err());
    match answer {
        Ok(_) => {
            let mut batch = Batch::strict();
            batch.expect(Table::Meta, keys::KEY, Some(seed.text));
            batch.expect(Table::Meta, keys::NEXT_KEY, Some(next.text.clone()));
            batch.delete(Table::Meta, keys::NEXT_KEY);
            batch.put(Table::Meta, keys::KEY, next.text);
            // If it is not kept, the next round asks again.
            let _ = inner.vault.write(batch).await;
        }
        Err(failure) => {
            // As from a store that was put back from an old copy: the seed is good for what it has signed.
            let refused = matches!(failure, Failure::NotAllowed | Failure::Unproven | Failure::Rejected(_));
            inner.handing_over_refused.set(refused);
        }
    }
}
