//! Down the line: the feed and the catalogue, beside the rounds. A page that takes minutes keeps nothing from going up.

use std::sync::PoisonError;

use danvan_core::catalogue::HubId;
use serde::Deserialize;

use super::PassingError;
use crate::hub::feed::parts;
use crate::hub::store::{FeedState, not_enrolled};
use crate::hub::{Hub, Line, UpstreamError};
use crate::public_address::PublicAddress;
use crate::store::{StoreError, read};

/// Of a catalogue, the addresses of hubs.
#[derive(Deserialize)]
struct Addresses {
    hubs: Vec<HubAddress>,
}

#[derive(Deserialize)]
struct HubAddress {
    id: HubId,
    url: Option<String>,
}

impl Hub {
    /// Reads after every round, until it is dropped.
    pub(super) async fn keep_reading(&self) {
        loop {
            self.down.notified().await;
            let alone = self.reading.lock().await;
            let came = self.fetch_down().await;
            drop(alone);
            match came {
                Ok(0) => {}
                Ok(records) => tracing::info!(records, "came down"),
                Err(error) => {
                    tracing::warn!(%error, "the feed ended early");
                    self.set_line(Line::Down(error.words()));
                }
            }
        }
    }

    /// Fetches what is new; how many records. Whoever asks is the only one who reads.
    pub(super) async fn fetch_down(&self) -> Result<u64, PassingError> {
        let records = self.fetch_feed().await?;
        self.fetch_catalogue().await?;
        Ok(records)
    }

    async fn fetch_feed(&self) -> Result<u64, PassingError> {
        let mut state = self.file.feed_state().await?;
        let mut fetched = 0;
        loop {
            let page = self.upstream.feed(state.cursor.as_deref()).await?;
            let place = parts(&page.cursor).map(|(_, _, place)| place);
            let reached =
                place.ok_or_else(|| UpstreamError::Unreachable("a cursor of another version".to_owned()))?;
            let still = state.cursor.as_ref() == Some(&page.cursor) && page.records.is_empty();
            if !still {
                fetched += page.records.len() as u64;
                state = FeedState { cursor: Some(page.cursor), epoch: page.epoch, reached };
                self.file.keep_page(&state, &page.records).await?;
            }
            if !page.more {
                return Ok(fetched);
            }
        }
    }

    /// Takes from the catalogue under which name the province has its devices come here.
    pub(in crate::hub) async fn hear_own_name(&self) -> Result<(), StoreError> {
        let hub = self.file.identity().await?.and_then(|identity| identity.hub);
        let (Some(hub), Some((catalogue, _))) = (hub, self.file.catalogue().await?) else { return Ok(()) };
        let Addresses { hubs } = read::json("catalogue", &catalogue)?;
        let address = hubs.into_iter().find(|known| known.id == hub).and_then(|known| known.url);
        let name = address.and_then(|address| Some(address.parse::<PublicAddress>().ok()?.host().to_owned()));
        *self.told.write().unwrap_or_else(PoisonError::into_inner) = name;
        Ok(())
    }

    async fn fetch_catalogue(&self) -> Result<(), PassingError> {
        let identity = self.file.identity().await?.ok_or_else(not_enrolled)?;
        let known = self.file.catalogue().await?;
        let known = known.as_ref().map(|(_, etag)| etag.as_str());
        if let Some(fetched) = self.upstream.catalogue(&identity.province, known).await? {
            self.file.keep_catalogue(&fetched.json, &fetched.etag).await?;
            self.hear_own_name().await?;
        }
        Ok(())
    }
}
