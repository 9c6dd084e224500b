//! Which way a round goes: straight to the province, or to the hub of the district where the province is silent.

use std::cell::{Cell, RefCell};

use danvan_core::catalogue::HubId;

/// A hub as the catalogue names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubAt {
    /// The hub, as the catalogue names it for this address.
    pub id: HubId,
    /// Its origin.
    pub url: String,
    /// Its name.
    pub name: String,
}

/// The way of the present round.
#[derive(Debug, Default)]
pub struct Road {
    hub: RefCell<Option<HubAt>>,
    at_hub: Cell<bool>,
    hub_silent: Cell<bool>,
}

impl Road {
    /// A round begins: with the province, whatever the last one did.
    pub fn begin(&self, hub: Option<HubAt>) {
        self.hub.replace(hub);
        self.at_hub.set(false);
        self.hub_silent.set(false);
    }

    /// The hub that may be asked, if there is one.
    pub fn hub(&self) -> Option<HubAt> {
        self.hub.borrow().clone()
    }

    /// The hub that answers in this round.
    pub fn chosen(&self) -> Option<HubAt> {
        self.hub().filter(|_| self.at_hub.get())
    }

    /// The hub was asked in the province's place, and answered or not.
    pub fn tried(&self, answered: bool) {
        self.at_hub.set(answered);
        self.hub_silent.set(!answered);
    }

    /// The name of the hub that could not be reached either, in this round.
    pub fn silent(&self) -> Option<String> {
        self.hub().filter(|_| self.hub_silent.get()).map(|hub| hub.name)
    }
}
