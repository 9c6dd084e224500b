//! Drives the core's uploader: after a round that ended well, under the same lock as the round, it brings the bytes of
//! photos and files to the office.

use std::cell::RefCell;
use std::rc::Rc;

use danvan_core::attachment::upload::UploadMetadata;
use danvan_core::ids::Digest;
use danvan_core::sync::Cause;
use danvan_core::sync::uploads::{Call, Command, Event, Failure, Status, Uploader};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen_futures::spawn_local;

use super::driver::{moment, stand_back_ms};
use super::files;
use super::inner::Inner;
use super::kept_waits::KeptWaits;
use crate::net::Upload;
use crate::platform::clock;
use crate::platform::timer::Alarm;

/// The uploader with what the browser adds to it.
#[derive(Debug)]
pub struct Uploading {
    uploader: RefCell<Uploader>,
    alarm: Alarm,
    kept: KeptWaits,
    /// The file that is being sent, so that it is not read anew for each chunk.
    open: RefCell<Option<(Digest, ArrayBuffer)>>,
}

impl Uploading {
    /// Of the device whose store has this name.
    pub fn new(store: &str) -> Self {
        Self {
            uploader: RefCell::default(),
            alarm: Alarm::default(),
            kept: KeptWaits::new(store, "files"),
            open: RefCell::default(),
        }
    }

    /// What to show of it.
    pub fn status(&self) -> Status {
        self.uploader.borrow().status().clone()
    }

    /// Whether it lets go of the line.
    pub fn is_idle(&self) -> bool {
        self.uploader.borrow().is_idle()
    }

    /// Hears of what waits in other tabs, or has waited before this page.
    pub fn take_waits(&self) {
        self.kept.take(|text, ahead_ms, now_ms| {
            let mut uploader = self.uploader.borrow_mut();
            uploader.take_waits(text, ahead_ms, now_ms);
            uploader.kept_waits(0)
        });
    }

    /// A round is asked for.
    pub fn hear(&self, cause: Cause) {
        let event = match cause {
            Cause::Time => return,
            Cause::Occasion => Event::Occasion,
            Cause::Person => Event::Pressed,
        };
        self.uploader.borrow_mut().handle(event, moment());
    }

    /// A round begins: nothing follows the request under way.
    pub fn hold(&self) {
        self.uploader.borrow_mut().handle(Event::Hold, moment());
    }
}

impl Inner {
    /// Connects the alarm; call it once the device stands.
    pub fn upload_by_alarm(self: &Rc<Self>) {
        let inner = Rc::downgrade(self);
        self.uploading.alarm.on_ring(move || {
            let Some(inner) = inner.upgrade() else { return };
            if !inner.uploading.is_idle() {
                return inner.tell_uploads(Event::Timer);
            }
            spawn_local(async move {
                // A round of this tab frees the line when it ends.
                if inner.is_in_round() {
                    return;
                }
                if inner.take_lock().await {
                    inner.free_line().await;
                    inner.let_lock_go();
                } else {
                    // Another tab sends for this one, as long as it is open.
                    inner.uploading.alarm.set(stand_back_ms());
                }
            });
        });
    }

    /// The entries are through: the line is free for files. Called with the lock held.
    pub async fn free_line(self: &Rc<Self>) {
        let Ok(Some((logs, _))) = self.logs().await else { return };
        let Ok(files) = files::to_send(&self.vault).await else { return };
        // A round has begun meanwhile, or an entry waits for one.
        if self.is_in_round() || logs.waiting() > 0 {
            return;
        }
        let receipt = logs.current().and_then(|row| row.receipt.as_ref());
        let epoch = receipt.map(|receipt| receipt.epoch.clone()).unwrap_or_default();
        self.uploading.uploader.borrow_mut().handle(Event::Files(files), moment());
        self.tell_uploads(Event::Free { epoch });
    }

    /// Hands an event to the uploader and begins what it commands.
    fn tell_uploads(self: &Rc<Self>, event: Event) {
        let commands = {
            let mut uploader = self.uploading.uploader.borrow_mut();
            let commands = uploader.handle(event, moment());
            self.uploading.kept.keep(|ahead_ms| uploader.kept_waits(ahead_ms));
            commands
        };
        let show = commands.contains(&Command::Show);
        for command in commands {
            self.obey_uploads(command);
        }
        if self.uploading.is_idle() {
            self.uploading.open.take();
            self.let_lock_go();
        }
        if show {
            let inner = self.clone();
            spawn_local(async move { inner.show_files().await });
        }
    }

    fn obey_uploads(self: &Rc<Self>, command: Command) {
        match command {
            Command::Show => {}
            Command::WakeAt { at_ms } => {
                self.uploading.alarm.set(at_ms.saturating_sub(clock::monotonic_ms()));
            }
            Command::Send { ticket, call } => {
                let inner = self.clone();
                spawn_local(async move {
                    let event = match inner.request(&call).await {
                        Ok(answer) => Event::Answered { ticket, answer },
                        Err(failure) => Event::Failed { ticket, failure },
                    };
                    inner.tell_uploads(event);
                });
            }
            Command::Keep { ticket, fates } => {
                let inner = self.clone();
                spawn_local(async move {
                    let kept = {
                        let _alone = inner.gate.lock().await;
                        files::keep(&inner, &fates).await
                    };
                    inner.tell_uploads(match kept {
                        Ok(()) => Event::Kept { ticket },
                        Err(_) => Event::NotKept { ticket },
                    });
                });
            }
        }
    }

    async fn request(&self, call: &Call) -> Result<danvan_core::sync::uploads::Answer, Failure> {
        let session = self.session().ok_or(Failure::NotAllowed)?;
        let with = match call {
            Call::Known { .. } | Call::Offset { .. } => Upload::Bare,
            Call::Create { sha256, .. } => Upload::Metadata(self.metadata(*sha256).await?),
            Call::Chunk { sha256, offset, length, .. } => {
                Upload::Chunk(self.chunk(*sha256, *offset, *length).await?)
            }
        };
        self.office.upload(call, with, &session.enrolment.token).await
    }

    async fn metadata(&self, sha256: Digest) -> Result<UploadMetadata, Failure> {
        let found = files::of(&self.vault, &[sha256]).await.map_err(|_| Failure::Lost)?.pop();
        let row = found.ok_or(Failure::Missing)?.row;
        let record = row.records.first().copied();
        Ok(UploadMetadata { sha256, filename: Some(row.name), filetype: Some(row.mime), record })
    }

    async fn chunk(&self, sha256: Digest, offset: u64, length: u64) -> Result<Vec<u8>, Failure> {
        let open = self.uploading.open.borrow().clone().filter(|(open, _)| *open == sha256);
        let bytes = match open {
            Some((_, bytes)) => bytes,
            None => {
                let read = self.vault.file(&sha256.to_string()).await.map_err(|_| Failure::Lost)?;
                // Bytes that the browser has damaged would be refused at the end, again and again.
                let whole = |bytes: &ArrayBuffer| Digest::of(&[&Uint8Array::new(bytes).to_vec()]) == sha256;
                read.filter(whole).ok_or(Failure::Missing)?
            }
        };
        let end = u32::try_from(offset + length).map_err(|_| Failure::Missing)?;
        if end > bytes.byte_length() {
            return Err(Failure::Missing);
        }
        self.uploading.open.replace(Some((sha256, bytes.clone())));
        let begin = u32::try_from(offset).map_err(|_| Failure::Missing)?;
        Ok(Uint8Array::new(&bytes).subarray(begin, end).to_vec())
    }
}
