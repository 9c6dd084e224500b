//! Bundles and receipt files in people's pockets: in any order, late, twice, damaged, and forged.

use std::rc::Rc;

use chrono::DateTime;
use danvan_core::bundle::{BundledFile, Origin, ReceiptFile, SecretKey, seal};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::proof::segment;
use danvan_core::sync::{KeptWord, carried, own_word};
use danvan_core::wire::{LogStatus, Push};
use serde_json::value::RawValue;

use super::network::tail;
use super::{AppVersion, Happening, World};
use crate::device::{Change, Device, StoredLog};
use crate::office::{PROVINCE, office_keys, office_secrets};
use crate::planted::PlantedBug;
use crate::versions::status_of_later_office;

/// The longest way of a file, in virtual milliseconds.
const WAY_MS: u64 = 10 * 60_000;

impl World {
    /// "Xuất gói": some stretch of the log goes into a file.
    pub(super) fn export(&mut self, device: usize) {
        let choice = (self.dice.below(100), self.dice.roll());
        let (mut seed, mut draws) = ([0; 32], [0; 4]);
        draws.iter_mut().for_each(|draw| *draw = self.dice.roll());
        let bytes = draws.iter().flat_map(|draw| draw.to_le_bytes());
        seed.iter_mut().zip(bytes).for_each(|(byte, random)| *byte = random);
        let Some((file, words)) = pack(&self.devices[device], choice, seed) else { return };
        self.note(|| format!("device {device} packs {words}"));
        self.outcome.bundles += 1;
        if self.bug == Some(PlantedBug::ExportConfirms) {
            if let Some(log) = self.devices[device].stored.logs.last_mut() {
                log.confirmed = log.end();
            }
            self.check_received(device);
        }
        seed[0] ^= 1;
        let photos = self.pack_photos(device, seed);
        for file in [Some(file), photos].into_iter().flatten().map(Rc::new) {
            for _ in 0..self.dice.between(1, 4) {
                let way = self.dice.between(20_000, WAY_MS);
                self.schedule(way, Happening::Brought { device, file: Rc::clone(&file) });
            }
        }
    }

    /// Somebody brings a file to the office, and may take a receipt back.
    pub(super) fn bring(&mut self, device: usize, file: &[u8]) {
        let mut file = file.to_vec();
        let damaged = self.dice.percent(12);
        if damaged {
            self.damage(&mut file);
        }
        let carrier = usize::try_from(self.dice.below(self.devices.len() as u64)).unwrap_or(0);
        let row = self.office.bring(&self.devices[carrier].caller, file);
        self.note(|| format!("office <- a bundle of device {device}, damaged {damaged}: {row:?}"));
        if damaged && row.as_ref().is_some_and(|row| row.fresh > 0) {
            self.violated("what is damaged changes nothing", || format!("a bundle of device {device}"));
        }
        if self.dice.percent(70) {
            self.fetch_receipt(device);
        }
    }

    fn fetch_receipt(&mut self, device: usize) {
        let caller = self.devices[device].caller.clone();
        let Some(mut file) = self.office.receipt_file(&caller) else { return };
        let forged = self.dice.percent(20);
        if !forged && self.dice.percent(10) {
            self.damage(&mut file);
        }
        let file = Rc::new(file);
        for _ in 0..self.dice.between(1, 3) {
            let way = self.dice.between(20_000, WAY_MS);
            self.schedule(way, Happening::ReceiptBrought { device, file: Rc::clone(&file), forged });
        }
    }

    /// "Nhập biên nhận", by the rules of the app.
    pub(super) fn take_receipt(&mut self, device: usize, file: &[u8]) {
        let here = &self.devices[device];
        let Some(keys) = office_keys().filter(|_| here.engine.is_some()) else { return };
        let read = ReceiptFile::read(file, &keys.sign).ok();
        let believed = || {
            let sent = file.get(14..file.len().checked_sub(64)?)?;
            serde_json::from_slice::<ReceiptFile>(sent).ok()
        };
        let read = if self.bug == Some(PlantedBug::ReceiptUnsigned) { read.or_else(believed) } else { read };
        let Some(receipt) = read.filter(|receipt| receipt.device == here.caller.device) else { return };
        let word = carried(&receipt, &words(&here.stored.logs));
        let fates = word.as_ref().map(|word| here.stored.fates_by(word)).unwrap_or_default();
        let mut news = word.map(|word| word.logs).unwrap_or_default();
        news.retain(|status| here.stored.log(status.receipt.log).is_some_and(|log| is_own(log, status)));
        self.take_photo_receipt(device, &fates);
        self.note(|| format!("device {device} takes a receipt file with {} logs", news.len()));
        let older = self.devices[device].version == AppVersion::Older;
        for status in news {
            let later = status_of_later_office(&status).filter(|_| older);
            let LogStatus { receipt, verdicts, held: _ } = later.unwrap_or(status);
            self.outcome.receipts += 1;
            self.transact(device, None, Change::Receipt { receipt, verdicts, held: None });
        }
    }

    /// A receipt for everything that the device has as it is handed over, signed by somebody else.
    pub(super) fn forged(&self, device: usize, file: &[u8]) -> Option<Vec<u8>> {
        let mut receipt = ReceiptFile::read(file, &office_keys()?.sign).ok()?;
        for status in &mut receipt.logs {
            // The office also lists the log that the enrolment named, which no device of the fleet writes.
            if let Some(log) = self.devices[device].stored.log(status.receipt.log) {
                status.receipt.head = log.head_at(log.end());
            }
        }
        receipt.write(&SecretKey::derive([7; 32]))
    }

    fn damage(&mut self, file: &mut Vec<u8>) {
        let place = usize::try_from(self.dice.below(file.len() as u64)).unwrap_or(0);
        if self.dice.percent(30) {
            file.truncate(place);
        } else if let Some(byte) = file.get_mut(place) {
            *byte ^= 1 << self.dice.below(8);
        }
    }
}

/// A file with a stretch: mostly what is not confirmed, now and then everything or just anything.
fn pack(device: &Device, (how, random): (u64, u64), seed: [u8; 32]) -> Option<(Vec<u8>, String)> {
    if !device.carries || device.key_lost {
        return None;
    }
    let logs = &device.stored.logs;
    let log = if how < 80 { logs.last()? } else { logs.get(usize::try_from(random).ok()? % logs.len())? };
    let end = log.end();
    let from = match how {
        0..50 => log.confirmed.min(end),
        50..65 => 0,
        _ => random % end.max(1),
    };
    let until = if how % 4 == 0 { from + 1 + random % (end - from).max(1) } else { end };
    let entries: Vec<_> = (from..until.min(end)).filter_map(|number| log.at(number)).collect();
    let last = entries.last()?.sealed.digest;
    let texts = entries.iter().map(|kept| RawValue::from_string(kept.sealed.text.clone()));
    let push = Push {
        from,
        previous: log.head_at(from).digest,
        last,
        entries: texts.collect::<Result<_, _>>().ok()?,
        signature: None,
    };
    let words = format!("{} {from}+{}", tail(&log.id), push.entries.len());
    Some((sealed(device, log, &push, &[], seed)?, words))
}

/// A file of a device that has a key.
pub(super) fn sealed(
    device: &Device,
    log: &StoredLog,
    push: &Push,
    files: &[BundledFile],
    seed: [u8; 32],
) -> Option<Vec<u8>> {
    let origin = Origin {
        province: ProvinceCode::from(PROVINCE),
        unit: device.caller.grant.home.clone(),
        device: device.caller.device,
        log: log.id,
        made_at: DateTime::UNIX_EPOCH.fixed_offset(),
    };
    let signature = device.secret.sign(&segment(device.caller.device, log.id, &push.head()));
    let push = Push { signature, ..push.clone() };
    seal(origin, &push, files, &office_secrets().public()?, &device.secret, seed)
}

/// What the device kept of the office's words.
fn words(logs: &[StoredLog]) -> Vec<KeptWord<'_>> {
    fn word(log: &StoredLog) -> KeptWord<'_> {
        KeptWord { log: log.id, epoch: log.epoch.as_deref(), confirmed: log.confirmed }
    }
    logs.iter().map(word).collect()
}

/// Whether the office's head is what this device wrote there.
fn is_own(log: &StoredLog, status: &LogStatus) -> bool {
    let head = status.receipt.head;
    let last = head.length.checked_sub(1).and_then(|last| log.at(last));
    own_word(log.id, log.end(), head, last.map(|kept| kept.sealed.digest))
}
