//! An office without a network around it: what answers requests, and the writer behind it. The program listens in
//! front of it; simulations hand it requests.

use std::sync::Arc;

use axum::Router;
use tokio::task::JoinHandle;

use crate::api;
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::intake::Intake;
use crate::state::Office;
use crate::store::{OfficeStore, StoreResult};

/// See the module's head.
pub struct Desk {
    /// Every route of the API.
    pub api: Router,
    /// The way to the writer.
    pub intake: Intake,
    /// The writer. It ends once nobody can reach it any more and what was waiting is committed.
    pub writer: JoinHandle<()>,
}

impl Desk {
    /// Opens the office that a store keeps. The writer runs on the present runtime.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn open(
        store: Arc<dyn OfficeStore>,
        catalogues: Catalogues,
        clock: Clock,
        secure_cookies: bool,
    ) -> StoreResult<Self> {
        let (epoch, salt) = (store.epoch().await?, store.code_salt().await?);
        let (intake, writer) = Intake::start(store.clone(), catalogues.clone(), clock.clone(), epoch.clone());
        let office = Office::new(store, intake.clone(), catalogues, clock, (epoch, salt), secure_cookies);
        Ok(Self { api: api::router(office), intake, writer })
    }
}
