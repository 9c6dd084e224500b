//! The device's photos, and the uploader that brings them to the office while the app runs.

use std::collections::{BTreeMap, BTreeSet};

use danvan_core::attachment::{ATTACHMENTS, AttachmentMeta, attachments_of};
use danvan_core::entry::{Action, Entry};
use danvan_core::ids::{Digest, RecordId};
use danvan_core::sync::Carried;
use danvan_core::sync::uploads::{Fate, LocalFile, Uploader};
use serde_json::Value;

use super::Stored;
use crate::planted::PlantedBug;

/// The uploader of a running app, with what the shell remembers beside it.
#[derive(Debug, Default)]
pub struct Uploading {
    /// The core's own.
    pub uploader: Uploader,
    /// The number of its last wish to be woken.
    pub wish: u64,
    /// A round was begun whose end has not been noticed yet.
    pub in_round: bool,
    /// The network has come back and the engine has chosen its moment: until then nothing else is asked either.
    pub biding: bool,
}

/// The photos that an entry names.
fn named_by(entry: &Entry) -> Vec<Digest> {
    let metas = match &entry.action {
        Action::Create { body, .. } => attachments_of(body),
        Action::Change { fields } | Action::Move { fields, .. } => {
            let lists = fields.iter().filter(|change| change.at.field == ATTACHMENTS);
            let items =
                lists.filter_map(|change| change.written.as_ref()).flat_map(|written| match written {
                    Value::Array(items) => items.iter().collect(),
                    item => vec![item],
                });
            items.filter_map(Value::as_object).filter_map(AttachmentMeta::of_item).collect()
        }
        _ => Vec::new(),
    };
    metas.into_iter().map(|meta| meta.sha256).collect()
}

impl Stored {
    /// The photos of this device that its entries name, each with a record that names it.
    pub fn named_photos(&self) -> BTreeMap<Digest, RecordId> {
        let entries = self.logs.iter().flat_map(|log| &log.entries);
        let named = entries
            .flat_map(|kept| named_by(&kept.entry).into_iter().map(|sha256| (sha256, kept.entry.record)));
        named.filter(|(sha256, _)| self.photos.contains_key(sha256)).collect()
    }

    /// What the uploader is told.
    pub fn photos_to_send(&self, bug: Option<PlantedBug>) -> Vec<LocalFile> {
        let named = self.named_photos();
        let mut photos: Vec<_> =
            self.photos.iter().filter(|(sha256, _)| named.contains_key(sha256)).collect();
        photos.sort_by_key(|(_, photo)| photo.taken);
        let epoch = self.current().epoch.clone().unwrap_or_default();
        let told = photos.into_iter().map(|(sha256, photo)| {
            let of_another = matches!(photo.fate, Fate::Confirmed { .. });
            let kept = bug == Some(PlantedBug::PhotoOfAnotherEpoch) && of_another;
            let fate = if kept { Fate::Confirmed { epoch: epoch.clone() } } else { photo.fate.clone() };
            LocalFile { sha256: *sha256, bytes: photo.bytes.len() as u64, fate }
        });
        told.collect()
    }

    /// The photos of the records that are shown as received by the word of this epoch: of each, all entries are
    /// confirmed, and all photos that this device holds.
    pub fn received_photos(&self, epoch: &str, bug: Option<PlantedBug>) -> Vec<(RecordId, Digest)> {
        let mut waiting = BTreeSet::new();
        let mut named: BTreeMap<RecordId, BTreeSet<Digest>> = BTreeMap::new();
        for log in &self.logs {
            let confirmed = if log.epoch.as_deref() == Some(epoch) { log.confirmed } else { 0 };
            for kept in log.entries.iter().filter(|kept| kept.sealed.number < log.end()) {
                if kept.sealed.number >= confirmed {
                    waiting.insert(kept.entry.record);
                }
                named.entry(kept.entry.record).or_default().extend(named_by(&kept.entry));
            }
        }
        let confirmed = |sha256: &Digest| {
            let fate = self.photos.get(sha256).map(|photo| &photo.fate);
            bug == Some(PlantedBug::ReceivedByEntries)
                || fate.is_none_or(|fate| matches!(fate, Fate::Confirmed { epoch: by } if by == epoch))
        };
        named.retain(|record, photos| !waiting.contains(record) && photos.iter().all(confirmed));
        let shown = named
            .into_iter()
            .flat_map(|(record, photos)| photos.into_iter().map(move |sha256| (record, sha256)));
        shown.filter(|(_, sha256)| self.photos.contains_key(sha256)).collect()
    }

    /// What a receipt file makes of the photos that entries name.
    pub fn fates_by(&self, word: &Carried<'_>) -> Vec<(Digest, Fate)> {
        let named = self.named_photos().into_keys().filter_map(|sha256| {
            let photo = self.photos.get(&sha256)?;
            Some((sha256, word.fate_of(sha256, &photo.fate)?))
        });
        named.collect()
    }

    /// Keeps what has become of photos, those of others left out.
    pub fn keep_fates(&mut self, fates: &[(Digest, Fate)]) {
        for (sha256, fate) in fates {
            if let Some(photo) = self.photos.get_mut(sha256) {
                photo.fate = fate.clone();
            }
        }
    }
}
