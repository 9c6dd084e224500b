//! Totals: work over every record that fits, however many and however large they are.
//!
//! It is done beside the threads that serve requests, one total at a time and of one person one at a time; whoever else
//! asks waits. Records are read in pieces and taken in one by one, so that a total needs the memory of a piece and of what
//! it comes to. Nothing is read any more for whoever has hung up.

use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use danvan_core::catalogue::{Catalogue, ProvinceCode};
use danvan_core::record::Record;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::error::ApiError;
use crate::state::Office;
use crate::store::{RecordFilter, StoreError, User, pieces, read};

/// How long somebody waits for their own earlier totals.
const PATIENCE: Duration = Duration::from_secs(60);
/// Records that are read at a time.
const PIECE_RECORDS: usize = 500;
/// Their texts in bytes. A record may have two megabytes.
const PIECE_BYTES: u64 = 8 * 1024 * 1024;

/// Why a total ended early.
#[derive(Debug)]
pub enum Ended {
    /// The store failed.
    Store(StoreError),
    /// Whoever asked has hung up.
    NobodyWaits,
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Ended> for ApiError {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Store(error) => error.into(),
            Ended::NobodyWaits => Self::busy(),
        }
    }
}

/// The records of one total. To be read on a thread that serves nobody.
pub struct Records {
    office: Office,
    province: ProvinceCode,
    filter: RecordFilter,
    runtime: Handle,
    asking: Weak<()>,
}

impl Records {
    /// Gives every record, in the order of identifiers, each as it stands when its turn comes.
    ///
    /// # Errors
    /// Where the store fails, or nobody waits for it any more.
    pub fn each(self, mut take: impl FnMut(&Record)) -> Result<(), Ended> {
        let store = &self.office.store;
        let lengths = self.runtime.block_on(store.lengths(&self.province, &self.filter))?;
        for piece in pieces(&lengths, PIECE_RECORDS, PIECE_BYTES) {
            for text in self.runtime.block_on(store.texts(&self.province, &piece))? {
                if self.asking.strong_count() == 0 {
                    return Err(Ended::NobodyWaits);
                }
                take(&read::record(&text)?);
            }
        }
        Ok(())
    }
}

impl Office {
    /// Answers with what `work` makes of the records that fit.
    ///
    /// # Errors
    /// Where the store fails, the province has no catalogue, or too many others wait.
    pub async fn total<T: Serialize>(
        &self,
        person: &User,
        filter: RecordFilter,
        work: impl FnOnce(Records, &Catalogue) -> Result<T, Ended> + Send + 'static,
    ) -> Result<Response, ApiError> {
        let own = self.totals.of(person.id);
        let Ok(_turn) = timeout(PATIENCE, own.lock()).await else { return Err(ApiError::busy()) };
        let asking = Arc::new(());
        let records = Records {
            office: self.clone(),
            province: person.province.clone(),
            filter,
            runtime: Handle::current(),
            asking: Arc::downgrade(&asking),
        };
        let (office, province) = (self.clone(), person.province.clone());
        let done = self.totals.slowly.run(move || -> Result<Vec<u8>, ApiError> {
            let total = work(records, office.catalogue(&province)?)?;
            // A list of many records takes a moment, too.
            Ok(serde_json::to_vec(&total).map_err(|error| StoreError::corrupt("total", error))?)
        });
        let text = done.await.map_err(|_| ApiError::busy())?;
        drop(asking);
        Ok(([(header::CONTENT_TYPE, "application/json")], text?).into_response())
    }
}
