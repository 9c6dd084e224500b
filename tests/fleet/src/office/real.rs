//! The real office: its routes, its writer and its store on SQLite in memory.

mod identity;
mod objects;
mod surroundings;

pub use identity::Judged;
pub use objects::Piece;
pub use surroundings::Surroundings;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use danvan_core::bundle::PublicKey;
use danvan_core::ids::{DeviceId, Digest, RecordId};
use danvan_core::sync::{Answer, Call, Failure};
use danvan_core::wire::APP_GENERATION_OLDEST;
use danvan_core::wire_bundles::BundleRow;
use danvan_core::wire_console::MoveRequest;
use danvan_office::afterwards::Afterwards;
use danvan_office::attachments::{Attachments, Places};
use danvan_office::intake::{Intake, Writer};
use danvan_office::pressure::Limits;
use danvan_office::store::OfficeStore;
use danvan_office::store::sqlite::SqliteStore;
use danvan_office::{Desk, Terms};
use futures_util::FutureExt;

use self::objects::Folders;
use super::audit::{self, ReadSoFar};
use super::blows::Blows;
use super::enrolling::Known;
use super::http::{self, Credential, Reply};
use super::{Blow, Books, Caller, Station, enrolling, known, planted, turns};
use crate::calls::{self, Asked};
use crate::planted::PlantedBug;

/// Records of one page of the feed: few, so that reading it takes several pages.
const PAGE: u32 = 6;

/// A copy of the database with what the fleet knows of it.
#[derive(Clone)]
struct Image {
    bytes: Vec<u8>,
    enrolled: Known,
    photos: BTreeSet<Digest>,
}

/// The running program around one database.
struct Process {
    store: SqliteStore,
    blows: Blows,
    api: Router,
    intake: Intake,
    afterwards: Afterwards,
    /// Stands still between two requests.
    writer: Writer,
}

/// An office.
pub struct RealOffice {
    name: &'static str,
    surroundings: Surroundings,
    bug: Option<PlantedBug>,
    process: Process,
    enrolled: Known,
    /// What administrators have decided, whatever a backup says.
    judged: identity::Judgements,
    /// Codes that were made, those that a restore took away included.
    codes: u64,
    epoch: String,
    restored: u32,
    backup: Option<Image>,
    /// What a planted bug has made durable, while it promised more.
    durable: Option<Image>,
    armed: Option<Blow>,
    pushes: u64,
    books: Books,
    so_far: ReadSoFar,
    folders: Option<Folders>,
    /// The photos that the database names.
    photos: BTreeSet<Digest>,
    found: Vec<(&'static str, String)>,
}

impl RealOffice {
    /// An empty office. `name` tells its epochs from another office's.
    ///
    /// # Errors
    /// Where SQLite gives no database.
    pub fn open(name: &'static str, surroundings: &Surroundings, bug: Option<PlantedBug>) -> Result<Self> {
        let epoch = format!("{name}-0");
        let runtime = Rc::clone(&surroundings.runtime);
        let folders = surroundings.folder.as_ref().map(|folder| Folders::below(folder.path(), name));
        let began = start(known::empty_image(), &epoch, surroundings, (folders.as_ref(), bug));
        let process = runtime.block_on(began)?;
        Ok(Self {
            name,
            surroundings: surroundings.clone(),
            bug,
            process,
            enrolled: Known::new(),
            judged: identity::Judgements::default(),
            codes: 0,
            epoch,
            restored: 0,
            backup: None,
            durable: None,
            armed: None,
            pushes: 0,
            books: Books::default(),
            so_far: ReadSoFar::default(),
            folders,
            photos: BTreeSet::new(),
            found: Vec::new(),
        })
    }

    /// Everything it holds, to be checked against what devices hold.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// Its epoch.
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// What was found wrong with the office itself since the last question.
    pub fn take_findings(&mut self) -> Vec<(&'static str, String)> {
        std::mem::take(&mut self.found)
    }

    /// The next request meets this blow.
    pub fn arm(&mut self, blow: Blow) {
        self.armed = Some(blow);
    }

    /// The process dies and starts again: what was committed stays.
    pub fn restart(&mut self) {
        self.run(async |office| office.start_again().await);
    }

    /// Takes a backup.
    pub fn back_up(&mut self) {
        self.run(async |office| {
            office.backup = Some(office.image().await?);
            Ok(())
        });
    }

    /// Goes back to the last backup, if there is one, under a new epoch; says whether it did.
    pub fn restore(&mut self) -> bool {
        let Some(backup) = self.backup.clone() else { return false };
        self.restored += 1;
        if self.bug != Some(PlantedBug::EpochKept) {
            self.epoch = format!("{}-{}", self.name, self.restored);
        }
        self.durable = None;
        self.run(async |office| {
            office.restore_files(&backup.photos)?;
            office.begin_from(backup).await
        });
        true
    }

    /// A step of the workflow, taken at the console; says whether the office took it.
    pub fn step(&mut self, console: &Caller, record: RecordId, step: &str, reason: Option<String>) -> bool {
        let revision = self.books.records.get(&record).map_or(0, |record| record.revision);
        let request = MoveRequest { step: step.to_owned(), reason, revision };
        let mut taken = false;
        self.run(async |office| {
            let session = enrolling::sign_in(&office.process.store, &mut office.enrolled, console).await?;
            let path = format!("/api/v1/records/{record}/moves");
            let body = serde_json::to_vec(&request)?;
            let api = office.process.api.clone();
            let asked = http::ask(api, &path, Credential::Session(&session), Some(body));
            let reply = turns::beside(&mut office.process.writer, asked).await;
            taken = reply.is_some_and(|reply| reply.status == 200);
            office.read_on().await
        });
        taken
    }

    /// Somebody brings a bundle, whoever's; what became of it, where the office could say.
    pub fn bring(&mut self, carrier: &Caller, file: Vec<u8>) -> Option<BundleRow> {
        let mut row = None;
        self.run(async |office| {
            let token = office.meet(carrier).await?;
            let pool = office.process.store.pool();
            planted::before_bundle(office.bug, pool, &office.books, &file).await?;
            let credential = Credential::Token(&token);
            let api = office.process.api.clone();
            let sent = http::send_file(api, "/api/v1/bundles?name=goi", credential, file);
            let reply = turns::beside(&mut office.process.writer, sent).await;
            row = reply.and_then(|reply| serde_json::from_slice(&reply.body).ok());
            office.read_on().await
        });
        row
    }

    /// The office's word to a device as a file.
    pub fn receipt_file(&mut self, caller: &Caller) -> Option<Vec<u8>> {
        let mut file = None;
        self.run(async |office| {
            let token = office.meet(caller).await?;
            let path = format!("/api/v1/receipts/{}", caller.device);
            let reply = http::ask(office.process.api.clone(), &path, Credential::Token(&token), None).await;
            file = reply.filter(|reply| reply.status == 200).map(|reply| reply.body);
            Ok(())
        });
        file
    }

    /// Requests that arrive at the same time: the writer takes them into one transaction where it can.
    pub fn answer_together(&mut self, asked: &[(&Caller, &Call)]) -> Vec<Result<Answer, Failure>> {
        let mut answers = Vec::new();
        self.run(async |office| {
            answers = office.answers(asked).await?;
            Ok(())
        });
        answers.resize_with(asked.len(), || Err(Failure::Lost));
        answers
    }

    /// A hub's request on behalf of the devices that it serves; nothing where no answer comes.
    pub fn relay(&mut self, hub: &Caller, asked: &Asked) -> Option<Reply> {
        let mut reply = None;
        self.run(async |office| {
            let token = office.meet(hub).await?;
            let asked = planted::before_relay(office.bug, asked);
            let blow = office.armed.take();
            if let Some(blow) = blow {
                office.process.blows.arm(blow);
            }
            let api = office.process.api.clone();
            let asks = http::ask(api, &asked.path, Credential::Token(&token), asked.body.clone());
            let Process { intake, writer, store, afterwards, .. } = &mut office.process;
            let around = (&*intake, store.pool(), &*afterwards);
            let answer = turns::together(writer, around, vec![asks.boxed_local()]).await?.pop().flatten();
            office.process.blows.disarm();
            if let Some(Blow::PowerCut { .. } | Blow::PowerCutBeforeAnswer) = blow {
                return office.start_again().await;
            }
            reply = answer;
            office.pushes += u64::from(asked.body.is_some());
            office.read_on().await?;
            office.keep_durable().await
        });
        reply
    }

    /// Looks at everything once more, from nothing; `keys` are all that each device ever had.
    pub fn audit(&mut self, keys: &BTreeMap<DeviceId, Vec<PublicKey>>) {
        self.run(async |office| {
            let (mut books, mut so_far) = (Books::default(), ReadSoFar::default());
            audit::read_on(office.process.store.pool(), &mut so_far, &mut books).await?;
            if books != office.books {
                office.found.push(("what the office has said stands", office.name.to_owned()));
            }
            if let Err(problem) = audit::check_heads(office.process.store.pool(), &books).await {
                office.found.push(("the office's chains hold", problem.to_string()));
            }
            let keys = planted::with_mover(office.bug, keys);
            if let Err(problem) = audit::check_signed(office.process.store.pool(), &keys).await {
                office.found.push(("what a log holds its device has signed", problem.to_string()));
            }
            Ok(())
        });
    }

    fn run(&mut self, work: impl AsyncFnOnce(&mut Self) -> Result<()>) {
        let runtime = Rc::clone(&self.surroundings.runtime);
        if let Err(problem) = runtime.block_on(work(self)) {
            self.found.push(("the office can be asked", format!("{}: {problem:#}", self.name)));
        }
    }

    async fn answers(&mut self, asked: &[(&Caller, &Call)]) -> Result<Vec<Result<Answer, Failure>>> {
        let mut prepared = Vec::new();
        for (caller, call) in asked {
            let token = self.meet(caller).await?;
            let pool = self.process.store.pool();
            let call =
                planted::before(self.bug, pool, &self.epoch, &self.books, (caller.device, call)).await?;
            prepared.push((token, calls::asked(&call, Some(PAGE)), call));
        }
        let blow = self.armed.take();
        if let Some(blow) = blow {
            self.process.blows.arm(blow);
        }
        let Process { intake, writer, api, store, afterwards, .. } = &mut self.process;
        let requests = prepared.iter().map(|(token, asked, call)| {
            let api = api.clone();
            async move {
                let asked = asked.as_ref().map_err(Clone::clone)?;
                let credential = Credential::Token(token);
                let reply = http::ask(api, &asked.path, credential, asked.body.clone()).await;
                let reply = reply.ok_or(Failure::Lost)?;
                calls::answer(call, reply.status, reply.retry_after_s, &reply.body)
            }
            .boxed_local()
        });
        let mut answers =
            turns::together(writer, (intake, store.pool(), afterwards), requests.collect()).await?;
        self.process.blows.disarm();
        if let Some(Blow::PowerCut { .. } | Blow::PowerCutBeforeAnswer) = blow {
            self.start_again().await?;
            return Ok(vec![Err(Failure::Lost); asked.len()]);
        }
        for (((token, _, call), (caller, _)), answer) in prepared.iter().zip(asked).zip(&mut answers) {
            self.pushes += u64::from(matches!(call, Call::Push { .. }));
            let api = self.process.api.clone();
            let altered = planted::after(self.bug, api, (caller.device, token), call, self.pushes, answer);
            turns::beside(&mut self.process.writer, altered).await;
        }
        self.read_on().await?;
        self.keep_durable().await?;
        Ok(answers)
    }

    /// A planted bug writes only now and then what it has long promised.
    async fn keep_durable(&mut self) -> Result<()> {
        let due = self.pushes.is_multiple_of(3) || self.durable.is_none();
        if self.bug == Some(PlantedBug::AnswerBeforeCommit) && due {
            self.durable = Some(self.image().await?);
        }
        Ok(())
    }

    async fn image(&self) -> Result<Image> {
        let bytes = self.process.store.image().await.context("copying the database")?;
        Ok(Image { bytes, enrolled: self.enrolled.clone(), photos: self.photos.clone() })
    }

    async fn start_again(&mut self) -> Result<()> {
        let image = match self.durable.clone() {
            Some(durable) => durable,
            None => self.image().await?,
        };
        self.begin_from(image).await
    }

    async fn begin_from(&mut self, image: Image) -> Result<()> {
        let how = (self.folders.as_ref(), self.bug);
        self.process = start(&image.bytes, &self.epoch, &self.surroundings, how).await?;
        self.forget_lost().await?;
        self.enrolled = image.enrolled;
        self.books = Books::default();
        self.so_far = ReadSoFar::default();
        self.judge_again().await?;
        self.read_on().await
    }

    async fn read_on(&mut self) -> Result<()> {
        audit::read_on(self.process.store.pool(), &mut self.so_far, &mut self.books).await?;
        self.check_revoked().await?;
        self.see_photos().await
    }
}

impl Station for RealOffice {
    fn answer(&mut self, caller: &Caller, call: &Call) -> Result<Answer, Failure> {
        self.answer_together(&[(caller, call)]).pop().unwrap_or(Err(Failure::Lost))
    }
}

/// Starts the program on a database that begins as an image.
async fn start(
    image: &[u8],
    epoch: &str,
    surroundings: &Surroundings,
    (folders, bug): (Option<&Folders>, Option<PlantedBug>),
) -> Result<Process> {
    let store = SqliteStore::from_image(image).await?;
    store.renew_epoch(epoch).await?;
    planted::prepare(bug, store.pool()).await?;
    let blows = Blows::at(store.pool()).await?;
    let catalogues = known::catalogues().clone();
    let kept: Arc<dyn OfficeStore> = Arc::new(store.clone());
    let places = folders.map_or_else(Places::in_memory, Folders::places);
    let attachments = Attachments::open(&places, kept.clone(), surroundings.clock())?;
    // The world's devices are few and hasty; what a rush does is measured elsewhere.
    let limits = Limits { at_once: u32::MAX, ..Limits::default() };
    let terms =
        Terms { secure_cookies: false, limits, oldest_app: APP_GENERATION_OLDEST, unsigned_until: None };
    let desk = Desk::open((kept, Arc::new(attachments)), catalogues, surroundings.clock(), terms).await?;
    let Desk { api, afterwards, intake, writer } = desk;
    Ok(Process { store, blows, api, intake, afterwards, writer })
}
