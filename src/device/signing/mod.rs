//! The key that the device signs with: where it stands, when one is made, and what is signed.
//!
//! A device gets one key, at its enrolment. From then on a key is replaced before the office's eyes only: by the key
//! that goes ([`moving`]), or, where that is lost, with an administrator's code ([`super::enrol`]). Nothing here makes a
//! key by itself for a device that had one.

mod kept;
mod moving;

use std::rc::Rc;

use danvan_core::proof;
use danvan_core::sync::{Answer, Call, Failure};
use leptos::prelude::{Update, WithUntracked};

pub use kept::{Kept, kept, made};
pub use moving::hand_over;

use super::Session;
use super::inner::Inner;
use super::keys;
use super::store::StoreError;
use crate::net::Caller;
use crate::platform::signer::Signer;

/// Whether the office knows a key of this device: it has told its own in exchange.
pub fn is_registered(session: &Session) -> bool {
    session.enrolment.office_keys.is_some()
}

impl Inner {
    /// The device's key, where it stands.
    pub async fn signer(&self) -> Result<Option<Signer>, StoreError> {
        Ok(kept(&self.vault, keys::KEY).await?.map(|kept| kept.signer))
    }

    /// Looks whether the device has lost the key that the office knows, and shows it.
    pub async fn look_for_key(&self) {
        let registered = self.session().is_some_and(|session| is_registered(&session));
        // A store that cannot be read now has lost nothing yet.
        let Ok(signer) = self.signer().await else { return };
        let lost = registered && signer.is_none();
        if self.status.with_untracked(|status| status.key_lost != lost) {
            self.status.update(|status| status.key_lost = lost);
        }
    }

    /// Sends a call of the engine; what brings entries is signed.
    pub async fn send(self: &Rc<Self>, mut call: Call) -> Result<Answer, Failure> {
        let session = self.session().ok_or(Failure::NotAllowed)?;
        let mut registered = is_registered(&session);
        if matches!(call, Call::Push { .. }) {
            // The office is told a first key before anything is signed with it.
            registered = registered || moving::register_first(self).await;
            self.look_for_key().await;
        }
        let signer = self.signer().await.map_err(|_| Failure::Lost)?.filter(|_| registered);
        if let Call::Push { log, push } = &mut call
            && registered
        {
            let signer = signer.as_ref().ok_or(Failure::Unproven)?;
            let signature = signer.sign(&proof::segment(session.device, *log, &push.head())).await;
            push.signature = Some(signature.ok_or(Failure::Unproven)?);
        }
        let caller = Caller { session: &session, signer: signer.as_ref() };
        self.office.call(&call, &caller).await
    }

    /// What is due about the key after a round with the province that ended well.
    pub async fn settle_key(self: &Rc<Self>) {
        match self.session().filter(|_| self.may_ask()) {
            Some(session) if is_registered(&session) => hand_over(self).await,
            Some(_) => drop(moving::register_first(self).await),
            None => {}
        }
    }
}
