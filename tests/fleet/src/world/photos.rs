//! Photos in some worlds: people take them, records name them, and the core's uploader brings their bytes to the office
//! while the line is free, as the app's own shell drives it. They have dice of their own: worlds without photos play as
//! they did.

use std::rc::Rc;

use danvan_core::attachment::{ATTACHMENTS, AttachmentKind, AttachmentMeta};
use danvan_core::bundle::BundledFile;
use danvan_core::ids::Digest;
use danvan_core::record::{Body, fields};
use danvan_core::sync::uploads::{Answer, Call, Command, Event, Failure, Fate};
use danvan_core::sync::{Cause, Moment, Phase, Trigger};
use danvan_core::wire::Push;

use super::faults::Mood;
use super::{Happening, STORM_MS, World, carriers};
use crate::device::StoredPhoto;
use crate::dice::Dice;
use crate::office::{Blow, Piece};
use crate::planted::PlantedBug;

/// Worlds in a hundred that carry photos.
const CARRIED: u64 = 40;
/// The beginning of a picture of 1280 by 720 points.
const JPEG: [u8; 25] =
    [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 208, 5, 0, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1, 0xFF, 0xDA, 0, 2];
/// The longest photo; a proxy's limit makes several chunks of it.
const PHOTO_BYTES: u64 = 30_000;

/// What happens to photos on their way.
#[derive(Debug)]
pub(super) enum Step {
    Arrive { device: usize, life: u32, ticket: u64, call: Call, piece: Piece, heard: bool },
    Answer { device: usize, life: u32, ticket: u64, answer: Result<Answer, Failure> },
    Keep { device: usize, life: u32, ticket: u64, fates: Vec<(Digest, Fate)> },
    Wake { device: usize, life: u32, wish: u64 },
    Expire,
}

/// How a world is about photos.
#[derive(Debug)]
pub(super) struct Photos {
    dice: Dice,
    /// Whether there are any.
    pub carried: bool,
    /// A proxy lets no longer chunk through.
    chunk_max: u64,
}

impl Photos {
    pub(super) fn of_seed(seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ 0x5048_4F54_4F53);
        let carried = dice.percent(CARRIED);
        let chunk_max = if dice.percent(80) { dice.between(8_192, 20_000) } else { u64::MAX };
        Self { dice, carried, chunk_max }
    }
}

impl World {
    /// Uploads that nobody went on with for weeks.
    pub(super) fn plan_photos(&mut self) {
        if self.photos.carried && self.photos.dice.percent(50) {
            let at = self.photos.dice.below(STORM_MS);
            self.schedule(at, Happening::Photo(Step::Expire));
        }
    }

    /// A person may add a photo to what they write.
    pub(super) fn add_photo(&mut self, device: usize, body: &mut Body) {
        if !self.photos.carried || !self.photos.dice.percent(30) {
            return;
        }
        let taken = self.devices[device].stored.photos.len() as u64;
        let known: Vec<Digest> = self.devices[device].stored.photos.keys().copied().collect();
        let again = self.photos.dice.pick(&known).copied().filter(|_| self.photos.dice.percent(10));
        let sha256 = again.unwrap_or_else(|| {
            let bytes = self.photograph();
            let sha256 = Digest::of(&[&bytes]);
            let photo = StoredPhoto { bytes: Rc::new(bytes), taken, fate: Fate::NEW };
            self.devices[device].stored.photos.insert(sha256, photo);
            self.outcome.photos += 1;
            sha256
        });
        let bytes =
            self.devices[device].stored.photos.get(&sha256).map_or(0, |photo| photo.bytes.len() as u64);
        let meta = AttachmentMeta {
            key: sha256.to_string(),
            kind: AttachmentKind::Photo,
            name: Some("anh.jpg".to_owned()),
            mime: Some("image/jpeg".to_owned()),
            bytes,
            sha256,
            caption: None,
        };
        fields::set_item(body, ATTACHMENTS, "key", meta.to_item());
    }

    fn photograph(&mut self) -> Vec<u8> {
        let length = self.photos.dice.between(600, PHOTO_BYTES);
        let mut bytes = JPEG.to_vec();
        while (bytes.len() as u64) < length {
            // 0xFF would begin a segment, and the office leaves out those that tell of place and time.
            bytes.extend(self.photos.dice.roll().to_le_bytes().map(|byte| byte.min(0xFE)));
        }
        bytes.extend([0xFF, 0xD9]);
        bytes
    }

    pub(super) fn photo_step(&mut self, step: Step) {
        match step {
            Step::Arrive { .. } => self.upload_arrives(step),
            Step::Answer { device, life, ticket, answer } => {
                if self.devices[device].life == life && self.devices[device].engine.is_some() {
                    self.note(|| format!("device {device} hears of photos .{ticket} {answer:?}"));
                    self.tell_uploads(
                        device,
                        match answer {
                            Ok(answer) => Event::Answered { ticket, answer },
                            Err(failure) => Event::Failed { ticket, failure },
                        },
                    );
                }
            }
            Step::Keep { device, life, ticket, fates } if self.devices[device].life == life => {
                if self.devices[device].engine.is_none() {
                    // The app died meanwhile; sometimes the transaction was durable, and nobody heard of it.
                    if self.photos.dice.percent(40) {
                        self.devices[device].stored.keep_fates(&fates);
                    }
                    return;
                }
                if self.photos.dice.percent(self.weather.store_refuses) {
                    return self.tell_uploads(device, Event::NotKept { ticket });
                }
                self.devices[device].stored.keep_fates(&fates);
                self.check_photos(device);
                self.tell_uploads(device, Event::Kept { ticket });
            }
            Step::Keep { .. } => {}
            Step::Wake { device, life, wish } => {
                let here = &self.devices[device];
                let (present, idle) = (
                    here.life == life && here.engine.is_some() && here.uploading.wish == wish,
                    here.uploading.uploader.is_idle(),
                );
                match (present, idle) {
                    (true, true) => self.free_line(device),
                    (true, false) => self.tell_uploads(device, Event::Timer),
                    (false, _) => {}
                }
            }
            Step::Expire => {
                self.note(|| "*** uploads expire".to_owned());
                self.office.expire_uploads();
            }
        }
    }

    /// A trigger comes: a round takes the line.
    pub(super) fn round_begins(&mut self, device: usize, trigger: Trigger) {
        let moment = self.photo_moment();
        let here = &mut self.devices[device];
        if here.engine.as_ref().is_some_and(|engine| engine.status().phase == Phase::Idle) {
            here.uploading.uploader.handle(Event::Hold, moment);
            match trigger.cause() {
                Cause::Time => {}
                Cause::Occasion => drop(here.uploading.uploader.handle(Event::Occasion, moment)),
                Cause::Person => drop(here.uploading.uploader.handle(Event::Pressed, moment)),
            }
            here.uploading.in_round = true;
            here.uploading.biding = trigger == Trigger::Online;
        }
    }

    /// The engine may have come to rest: the line is free for photos after a round that ended well.
    pub(super) fn round_may_end(&mut self, device: usize) {
        let here = &mut self.devices[device];
        let Some(status) = here.engine.as_ref().map(danvan_core::sync::Engine::status) else { return };
        if status.phase != Phase::Idle {
            here.uploading.biding = false;
        } else if std::mem::take(&mut here.uploading.in_round) {
            let well = status.trouble.is_none() && !status.store_trouble && !here.uploading.biding;
            if well && !status.at_hub {
                self.free_line(device);
            }
        }
    }

    fn free_line(&mut self, device: usize) {
        let here = &self.devices[device];
        let idle = here.engine.as_ref().is_some_and(|engine| engine.status().phase == Phase::Idle);
        let waiting = here.stored.logs.iter().any(|log| log.confirmed < log.end());
        if !self.photos.carried || !idle || here.uploading.in_round || waiting {
            return;
        }
        let photos = here.stored.photos_to_send(self.bug);
        let epoch = here.stored.current().epoch.clone().unwrap_or_default();
        self.tell_uploads(device, Event::Files(photos));
        self.tell_uploads(device, Event::Free { epoch });
    }

    fn photo_moment(&mut self) -> Moment {
        Moment { now_ms: self.now, dice: self.photos.dice.word() }
    }

    fn tell_uploads(&mut self, device: usize, event: Event) {
        let moment = self.photo_moment();
        let life = self.devices[device].life;
        for command in self.devices[device].uploading.uploader.handle(event, moment) {
            match command {
                Command::Send { ticket, call } => self.send_photo(device, ticket, call),
                Command::Keep { ticket, fates } => {
                    let after = self.photos.dice.between(5, 60);
                    self.schedule(after, Happening::Photo(Step::Keep { device, life, ticket, fates }));
                }
                Command::WakeAt { at_ms } => {
                    self.devices[device].uploading.wish += 1;
                    let wish = self.devices[device].uploading.wish;
                    let after = at_ms.saturating_sub(self.now).max(1);
                    self.schedule(after, Happening::Photo(Step::Wake { device, life, wish }));
                }
                Command::Show => {}
            }
        }
    }

    fn send_photo(&mut self, device: usize, ticket: u64, call: Call) {
        let life = self.devices[device].life;
        let mut piece = Piece::default();
        match &call {
            Call::Offset { sha256, .. } => {
                self.outcome.resumed += 1;
                let fate = self.devices[device].stored.photos.get(sha256).map(|photo| &photo.fate);
                if self.bug == Some(PlantedBug::OffsetTrusted)
                    && let Some(Fate::Waiting { place: Some(place) }) = fate
                {
                    return self.come_back(device, ticket, Ok(Answer::Offset(place.offset)));
                }
            }
            Call::Chunk { sha256, offset, length, .. } => {
                self.outcome.chunks += 1;
                let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
                let (from, until) = (place(*offset), place(offset + length));
                let bytes = self.devices[device]
                    .stored
                    .photos
                    .get(sha256)
                    .and_then(|photo| photo.bytes.get(from..until));
                let Some(bytes) = bytes else { return self.come_back(device, ticket, Err(Failure::Missing)) };
                piece = Piece::of(bytes);
                if *length > self.photos.chunk_max && !self.calm {
                    return self.come_back(device, ticket, Err(Failure::ChunkTooLarge));
                }
            }
            Call::Known { .. } | Call::Create { .. } => {}
        }
        let mood = if self.now < self.weather.mood_until { self.weather.mood } else { Mood::Office };
        let lost = self.photos.dice.percent(self.weather.lost_requests);
        if self.now < self.devices[device].offline_until || mood == Mood::Portal || lost {
            return self.lose_photo(device, ticket);
        }
        match mood {
            Mood::Busy => {
                return self.come_back(device, ticket, Err(Failure::Busy { retry_after_s: Some(20) }));
            }
            Mood::NotAllowed => return self.come_back(device, ticket, Err(Failure::NotAllowed)),
            Mood::Office | Mood::Portal | Mood::Foreign => {}
        }
        if self.photos.dice.percent(self.weather.repeated) {
            let after = self.photo_way() + self.photos.dice.below(180_000);
            let (call, piece) = (call.clone(), piece.clone());
            let repeated = Step::Arrive { device, life, ticket, call, piece, heard: false };
            self.schedule(after, Happening::Photo(repeated));
        }
        let way = self.photo_way();
        if let Some(byte) = piece.bytes.first_mut().filter(|_| !self.calm && self.photos.dice.percent(3)) {
            *byte ^= 1;
        }
        self.schedule(way, Happening::Photo(Step::Arrive { device, life, ticket, call, piece, heard: true }));
    }

    fn upload_arrives(&mut self, step: Step) {
        let Step::Arrive { device, life, ticket, call, piece, heard } = step else { return };
        let caller = self.devices[device].caller.clone();
        let record = match &call {
            Call::Create { sha256, .. } => self.devices[device].stored.named_photos().get(sha256).copied(),
            _ => None,
        };
        let foreign = self.now < self.weather.mood_until && self.weather.mood == Mood::Foreign;
        let mut answer = if foreign {
            let foreign = self.foreign.as_mut();
            foreign.map_or(Err(Failure::Lost), |foreign| foreign.upload(&caller, &call, record, &piece))
        } else {
            self.office_may_be_struck();
            self.office.upload(&caller, &call, record, &piece)
        };
        self.note(|| format!("office <- {device}#{life} photos .{ticket} {call:?} : {answer:?}"));
        if self.bug == Some(PlantedBug::BegunIsKnown)
            && let (Call::Known { sha256 }, Ok(Answer::Known { known, .. })) = (&call, &mut answer)
        {
            let photos = &self.devices[device].stored.photos;
            let begun = |sha256: &&Digest| {
                let fate = photos.get(sha256).map(|photo| &photo.fate);
                matches!(fate, Some(Fate::Waiting { place: Some(_) }))
            };
            known.extend(sha256.iter().filter(begun));
        }
        if heard && self.devices[device].life == life {
            if self.photos.dice.percent(self.weather.lost_answers) {
                return self.lose_photo(device, ticket);
            }
            self.come_back(device, ticket, answer);
        }
    }

    fn office_may_be_struck(&mut self) {
        if !self.photos.dice.percent(self.weather.office_blows) {
            return;
        }
        let after = self.photos.dice.word() % 20;
        let blows =
            [Blow::Breaks { after }, Blow::CommitFails, Blow::PowerCut { after }, Blow::PowerCutBeforeAnswer];
        if let Some(blow) = self.photos.dice.pick(&blows).copied() {
            self.note(|| format!("office meets {blow:?}"));
            self.office.arm(blow);
            self.outcome.blows += 1;
        }
    }

    fn come_back(&mut self, device: usize, ticket: u64, answer: Result<Answer, Failure>) {
        let (life, way) = (self.devices[device].life, self.photo_way());
        self.schedule(way, Happening::Photo(Step::Answer { device, life, ticket, answer }));
    }

    /// Lost: the device hears of it, or hears nothing for ever.
    fn lose_photo(&mut self, device: usize, ticket: u64) {
        if !self.photos.dice.percent(self.weather.silent) {
            self.come_back(device, ticket, Err(Failure::Lost));
        }
    }

    fn photo_way(&mut self) -> u64 {
        let way = self.photos.dice.between(10, self.weather.latency_ms.max(11));
        if self.photos.dice.percent(self.weather.late) { way + self.photos.dice.below(170_000) } else { way }
    }

    /// Photos that the office lacks, in a file of their own behind the log's end, as the app packs them.
    pub(super) fn pack_photos(&self, device: usize, seed: [u8; 32]) -> Option<Vec<u8>> {
        let here = &self.devices[device];
        let lacking = |sha256: &Digest| {
            let photo = here.stored.photos.get(sha256)?;
            let content = photo.bytes.to_vec();
            (!matches!(photo.fate, Fate::Confirmed { .. })).then_some(content)
        };
        let named = here.stored.named_photos().into_iter();
        let files: Vec<_> = named
            .filter_map(|(sha256, record)| {
                let (name, mime) = ("anh.jpg".to_owned(), "image/jpeg".to_owned());
                Some(BundledFile { sha256, record, name, mime, content: lacking(&sha256)? })
            })
            .collect();
        let log = here.stored.current();
        let digest = log.head_at(log.end()).digest;
        let push =
            Push { from: log.end(), previous: digest, last: digest, entries: Vec::new(), signature: None };
        if files.is_empty() { None } else { carriers::sealed(here, log, &push, &files, seed) }
    }

    /// What a receipt file says of photos, kept by the rules of the app.
    pub(super) fn take_photo_receipt(&mut self, device: usize, fates: &[(Digest, Fate)]) {
        self.devices[device].stored.keep_fates(fates);
        self.check_photos(device);
    }

    /// Whether no photo is on its way any more.
    pub(super) fn photos_rest(&self) -> bool {
        self.devices.iter().filter(|device| device.engine.is_some()).all(|device| {
            let uploader = &device.uploading.uploader;
            uploader.is_idle() && uploader.status().trouble.is_none()
        })
    }
}
