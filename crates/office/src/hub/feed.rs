//! The feed as far as the hub has it, under the cursors that the province gives.

use danvan_core::wire::FeedPage;

use super::store::{KnownDevice, Place};
use super::{Hub, StoreResult};
use crate::api::device::feed::{PAGE_BYTES, fingerprint};

impl Hub {
    /// Records in a device's scope after a cursor, whoever gave it. A cursor that lies beyond what the hub has read, or
    /// of an epoch that the hub does not know to be older than its own, is given back as it is: the device has newer
    /// records than the hub, and old ones must not come over them.
    pub async fn feed(
        &self,
        device: &KnownDevice,
        after: Option<&str>,
        limit: usize,
    ) -> StoreResult<FeedPage> {
        let state = self.file.feed_state().await?;
        let unchanged = |after: Option<&str>| FeedPage {
            epoch: state.epoch.clone(),
            records: Vec::new(),
            cursor: after.unwrap_or_default().to_owned(),
            more: false,
        };
        if state.cursor.is_none() {
            return Ok(unchanged(after));
        }
        let scope = fingerprint(&device.scope);
        let place = match after.filter(|after| !after.is_empty()).map(parts) {
            None => Place::default(),
            Some(Some((epoch, _, _))) if epoch != state.epoch => {
                let epochs = self.file.epochs().await?;
                let earlier = epochs.iter().take_while(|known| **known != state.epoch);
                if !earlier.into_iter().any(|earlier| earlier == epoch) {
                    return Ok(unchanged(after));
                }
                Place::default()
            }
            Some(Some((_, given_for, place))) if given_for == scope => place,
            // Of another scope, or no cursor at all: from the beginning, as at the province.
            Some(_) => Place::default(),
        };
        if place.is_after(&state.reached) {
            return Ok(unchanged(after));
        }
        let (records, parted) = self.file.records_after(&device.scope, &place, limit, PAGE_BYTES).await?;
        let more = parted.is_some();
        let reached = parted.unwrap_or(state.reached);
        let cursor = format!("{}.{scope}.{}", state.epoch, reached.as_str());
        Ok(FeedPage { epoch: state.epoch, records, cursor, more })
    }
}

/// Epoch, scope and place of a cursor.
pub(super) fn parts(cursor: &str) -> Option<(&str, &str, Place)> {
    let (epoch, rest) = cursor.split_once('.')?;
    let (scope, place) = rest.split_once('.')?;
    Some((epoch, scope, Place::read(place)?))
}
