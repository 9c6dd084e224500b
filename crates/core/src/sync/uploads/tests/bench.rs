//! A small office and a small shell around the uploader.

use std::collections::BTreeMap;

use super::*;
use crate::sync::Moment;

/// What happens to the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// It arrives and is answered.
    None,
    /// It does not arrive.
    Lost,
    /// It is done; the answer is lost.
    AnswerLost,
    /// The office is busy and asks for seconds.
    Busy(u32),
    /// The device's battery is out before the answer; the office has done it.
    PowerCut,
    /// The battery is out, and where the uploads stood is lost with it.
    PlacesLost,
    /// The office forgets the uploads that are not whole, then answers.
    Forgets,
    /// The office comes back empty, under another epoch, then answers.
    Emptied,
    /// The office stands at another offset than it said: another tab of an older version sent to it.
    Elsewhere,
    /// A chunk does not arrive as it was sent.
    Damaged,
    /// An entry is saved while the request is under way.
    Entry,
    /// The office keeps from now on what it takes.
    Mends,
}

/// The office's side of the uploads.
#[derive(Debug, Default)]
pub struct ModelOffice {
    pub epoch: u32,
    pub whole: Vec<Digest>,
    uploads: BTreeMap<String, (Digest, u64, u64)>,
    begun: u32,
    /// Hashes it does not take.
    pub refuses: Vec<Digest>,
    /// Takes every byte of these and never says that it has the file.
    pub swallows: Vec<Digest>,
}

impl ModelOffice {
    pub fn answer(&mut self, call: &Call) -> Result<Answer, Failure> {
        match call {
            Call::Known { sha256 } => {
                let known = sha256.iter().copied().filter(|hash| self.whole.contains(hash)).collect();
                Ok(Answer::Known { epoch: self.epoch.to_string(), known })
            }
            Call::Create { sha256, .. } if self.refuses.contains(sha256) => {
                Err(Failure::Refused("Không nhận loại tệp này".to_owned()))
            }
            Call::Create { sha256, bytes } => {
                let begun = self.uploads.iter().find(|(_, (hash, _, at))| hash == sha256 && at < bytes);
                if let Some((address, (_, _, at))) = begun {
                    return Ok(Answer::Created { address: address.clone(), offset: *at });
                }
                self.begun += 1;
                let address = format!("/api/v1/uploads/{}", self.begun);
                self.uploads.insert(address.clone(), (*sha256, *bytes, 0));
                Ok(Answer::Created { address, offset: 0 })
            }
            Call::Offset { address, .. } => {
                self.uploads.get(address).map(|upload| Answer::Offset(upload.2)).ok_or(Failure::Gone)
            }
            Call::Chunk { sha256, address, offset, length, .. } => {
                let Some((hash, bytes, at)) = self.uploads.get_mut(address) else {
                    return Err(Failure::Gone);
                };
                assert_eq!(hash, sha256, "a file's bytes go into another file's upload");
                if *at != *offset {
                    return Err(Failure::Elsewhere);
                }
                *at += length;
                assert!(*at <= *bytes, "more than the file has");
                if *at == *bytes && !self.swallows.contains(hash) {
                    self.whole.push(*hash);
                }
                Ok(Answer::Offset(*at))
            }
        }
    }

    pub fn forget(&mut self) {
        self.uploads.retain(|_, (_, bytes, at)| at == bytes);
    }

    pub fn empty(&mut self) {
        self.epoch += 1;
        self.whole.clear();
        self.uploads.clear();
    }

    fn shift(&mut self) {
        for (_, bytes, at) in self.uploads.values_mut() {
            if *at < *bytes {
                *at /= 2;
            }
        }
    }
}

/// A device whose store holds the files.
pub struct Bench {
    pub uploader: Uploader,
    pub office: ModelOffice,
    pub store: Vec<LocalFile>,
    pub now: u64,
    /// What was asked, in short.
    pub told: Vec<String>,
    /// Bytes of chunks sent.
    pub sent: u64,
    /// Bytes of chunks whose fate the device could not know.
    pub in_doubt: u64,
    pub chunk_most: u64,
    wake: Option<u64>,
    open: Vec<Command>,
}

pub fn hash(number: usize) -> Digest {
    Digest::of(&[&number.to_le_bytes()])
}

impl Bench {
    pub fn new(sizes: &[u64]) -> Self {
        let files = sizes.iter().enumerate();
        let store: Vec<LocalFile> = files
            .map(|(number, bytes)| LocalFile { sha256: hash(number), bytes: *bytes, fate: Fate::NEW })
            .collect();
        Self {
            uploader: Uploader::new(),
            office: ModelOffice::default(),
            store,
            now: 1_000,
            told: Vec::new(),
            sent: 0,
            in_doubt: 0,
            chunk_most: 0,
            wake: None,
            open: Vec::new(),
        }
    }

    fn tell(&mut self, event: Event) {
        let moment = Moment { now_ms: self.now, dice: 1 << 20 };
        let commands = self.uploader.handle(event, moment);
        let requests = commands.iter().filter(|command| matches!(command, Command::Send { .. })).count();
        assert!(requests <= 1, "two requests at once");
        self.open.extend(commands);
    }

    /// As after a start: the store's files, and a free line.
    pub fn free(&mut self) {
        self.tell(Event::Files(self.store.clone()));
        self.tell(Event::Free { epoch: self.office.epoch.to_string() });
    }

    /// As after a round that a person asked for.
    pub fn press(&mut self) {
        self.tell(Event::Pressed);
        self.free();
    }

    /// Does one command; `false` where there is none.
    fn step(&mut self, mishap: &mut impl FnMut(&Call) -> Mishap) -> bool {
        if self.open.is_empty() {
            return false;
        }
        match self.open.remove(0) {
            Command::Send { ticket, call } => self.request(ticket, &call, mishap(&call)),
            Command::Keep { ticket, fates } => {
                for (sha256, fate) in fates {
                    let file = self.store.iter_mut().find(|file| file.sha256 == sha256);
                    if let Some(file) = file {
                        file.fate = fate;
                    }
                }
                self.tell(Event::Kept { ticket });
            }
            Command::WakeAt { at_ms } => self.wake = Some(at_ms),
            Command::Show => {}
        }
        true
    }

    fn request(&mut self, ticket: u64, call: &Call, mishap: Mishap) {
        let mut took = 900;
        if let Call::Chunk { length, .. } = call {
            assert!(*length > 0, "an empty chunk");
            self.sent += length;
            self.chunk_most = self.chunk_most.max(*length);
            took += length / 25;
            if matches!(mishap, Mishap::Lost | Mishap::Damaged | Mishap::Busy(_) | Mishap::Elsewhere) {
                self.in_doubt += length;
            }
        }
        self.told.push(short(call));
        self.now += took;
        match mishap {
            Mishap::Forgets => self.office.forget(),
            Mishap::Emptied => self.office.empty(),
            Mishap::Elsewhere => self.office.shift(),
            Mishap::Mends => self.office.swallows.clear(),
            _ => {}
        }
        let failure = match mishap {
            Mishap::Lost => Some(Failure::Lost),
            Mishap::Busy(seconds) => Some(Failure::Busy { retry_after_s: Some(seconds) }),
            Mishap::Damaged if matches!(call, Call::Chunk { .. }) => Some(Failure::Damaged),
            _ => None,
        };
        if let Some(failure) = failure {
            return self.tell(Event::Failed { ticket, failure });
        }
        let answer = self.office.answer(call);
        match mishap {
            Mishap::AnswerLost => return self.tell(Event::Failed { ticket, failure: Failure::Lost }),
            Mishap::PowerCut | Mishap::PlacesLost => {
                if mishap == Mishap::PlacesLost {
                    for file in &mut self.store {
                        if matches!(file.fate, Fate::Waiting { .. }) {
                            file.fate = Fate::NEW;
                        }
                    }
                }
                self.uploader = Uploader::new();
                self.open.clear();
                self.wake = None;
                return self.free();
            }
            Mishap::Entry => self.tell(Event::Hold),
            _ => {}
        }
        match answer {
            Ok(answer) => self.tell(Event::Answered { ticket, answer }),
            Err(failure) => self.tell(Event::Failed { ticket, failure }),
        }
    }

    /// Works until something that begins so was asked.
    pub fn work_until_told(&mut self, beginning: &str) {
        while !self.told.last().is_some_and(|told| told.starts_with(beginning)) {
            assert!(self.step(&mut |_| Mishap::None), "nobody asked");
        }
    }

    /// Works until nothing is left to do, ringing the alarm and freeing the line when it rests.
    pub fn work(&mut self, mut mishap: impl FnMut(&Call) -> Mishap) {
        for _ in 0..20_000 {
            if self.step(&mut mishap) {
                continue;
            }
            assert!(self.uploader.is_idle(), "it waits for something that nobody was asked for");
            match self.wake.take() {
                Some(at) if self.uploader.status().trouble.is_some() => {
                    self.now = self.now.max(at);
                    self.tell(Event::Timer);
                }
                // The engine's round comes by: the files are told anew, the line is free.
                _ if !self.settled() => self.free(),
                _ => return,
            }
        }
        panic!("no end: {:?}", &self.told[self.told.len() - 30..]);
    }

    fn settled(&self) -> bool {
        let epoch = self.office.epoch.to_string();
        self.store.iter().all(|file| match &file.fate {
            Fate::Waiting { .. } => false,
            Fate::Confirmed { epoch: known } => *known == epoch,
            Fate::Refused { .. } | Fate::Missing => true,
        })
    }

    pub fn all_bytes(&self) -> u64 {
        self.store.iter().map(|file| file.bytes).sum()
    }
}

fn short(call: &Call) -> String {
    match call {
        Call::Known { sha256 } => format!("known {}", sha256.len()),
        Call::Create { bytes, .. } => format!("create {bytes}"),
        Call::Offset { .. } => "head".to_owned(),
        Call::Chunk { offset, length, .. } => format!("patch {offset}+{length}"),
    }
}
