//! An office without a network around it: what answers requests, and the writer behind it. The program listens in
//! front of it; simulations hand it requests.

use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use danvan_core::bundle::{OfficeKeys, OfficeSecrets, SecretKey};

use crate::afterwards::Afterwards;
use crate::api;
use crate::attachments::Attachments;
use crate::bundles;
use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::intake::{Intake, Writer};
use crate::secrets::random_bytes;
use crate::state::{Office, Terms};
use crate::store::OfficeStore;

/// See the module's head.
pub struct Desk {
    /// Every route of the API.
    pub api: Router,
    /// What goes on after answers.
    pub afterwards: Afterwards,
    /// The way to the writer.
    pub intake: Intake,
    /// The writer, to be run beside the routes. It ends once nobody can reach it any more and what was waiting is
    /// committed.
    pub writer: Writer,
}

impl Desk {
    /// Opens the office that a store and its files keep, and takes in what waited there.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn open(
        (store, attachments): (Arc<dyn OfficeStore>, Arc<Attachments>),
        catalogues: Catalogues,
        clock: Clock,
        terms: Terms,
    ) -> anyhow::Result<Self> {
        let (office, mut writer) = office((store, attachments), catalogues, clock, &terms).await?;
        let intake = office.intake.clone();
        tokio::select! {
            biased;
            () = &mut writer => {}
            () = bundles::release_all(&office) => {}
        }
        let afterwards = office.afterwards.clone();
        Ok(Self { afterwards, api: api::router(office, terms.limits), intake, writer })
    }
}

/// The office that a store and its files keep, without routes, and its writer: for commands that do what the office does.
///
/// # Errors
/// Where the store cannot be read.
pub async fn office(
    (store, attachments): (Arc<dyn OfficeStore>, Arc<Attachments>),
    catalogues: Catalogues,
    clock: Clock,
    terms: &Terms,
) -> anyhow::Result<(Office, Writer)> {
    let (epoch, salt) = (store.epoch().await?, store.code_salt().await?);
    let keys = office_keys(store.as_ref()).await?;
    let sign = keys.0.sign.clone();
    let (intake, writer) =
        Intake::start(store.clone(), catalogues.clone(), clock.clone(), epoch.clone(), sign);
    let office = Office::new((store, attachments), intake, catalogues, clock, (epoch, salt), keys, terms);
    Ok((office, writer))
}

/// The office's key pairs, made where its database has none yet.
async fn office_keys(store: &dyn OfficeStore) -> anyhow::Result<(OfficeSecrets, OfficeKeys)> {
    let fresh =
        OfficeSecrets { seal: SecretKey::derive(random_bytes()?), sign: SecretKey::derive(random_bytes()?) };
    let secrets = store.secrets(&fresh).await?;
    let keys = secrets.public().context("the office's keys are no keys")?;
    Ok((secrets, keys))
}
