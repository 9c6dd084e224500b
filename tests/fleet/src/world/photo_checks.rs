//! What must be true of photos: always, and once the world has healed.

use danvan_core::sync::uploads::Fate;

use super::World;

impl World {
    /// What is shown as received has its photos at the office, as long as the office is the one that said so.
    pub(super) fn check_photos(&mut self, device: usize) {
        if !self.photos.carried {
            return;
        }
        let shown = self.devices[device].stored.received_photos(self.office.epoch(), self.bug);
        let lacking = shown.into_iter().find(|(_, sha256)| !self.office.has_photo(*sha256));
        if let Some((record, sha256)) = lacking {
            self.violated("received means that the photos are there", || {
                format!("device {device}: {record} names {sha256}")
            });
        }
    }

    /// After healing every photo that a kept entry names is at the office, whole, and its device knows.
    pub(super) fn check_photos_end(&mut self) {
        let mut lacking = Vec::new();
        for (place, device) in self.devices.iter().enumerate().filter(|(place, _)| !self.is_revoked(*place)) {
            for (sha256, record) in device.stored.named_photos() {
                let fate = device.stored.photos.get(&sha256).map(|photo| &photo.fate);
                let told = matches!(fate, Some(Fate::Confirmed { epoch }) if epoch == self.office.epoch());
                if !told || !self.office.has_photo(sha256) {
                    let trouble = &device.uploading.uploader.status().trouble;
                    lacking.push(format!("device {place}: {record} names {sha256}: {fate:?}, {trouble:?}"));
                }
            }
        }
        if let Some(first) = lacking.into_iter().next() {
            self.violated("every photo arrives", || first);
        }
    }
}
