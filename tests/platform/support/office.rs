//! A scripted office: the core's own rules behind the transport, and faults on demand.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use danvan::net::{Lost, Reply, Request, Transport};
use danvan::platform::clock;
use danvan::platform::timer::breathe;
use danvan_core::access::{Author, Authority, Role, Scope};
use danvan_core::apply::{Context, Outcome, Verdict, apply};
use danvan_core::bundle::{OfficeSecrets, SecretKey};
use danvan_core::catalogue::{UnitId, bundled_json};
use danvan_core::entry::{Chain, Entry, Head, SealedEntry};
use danvan_core::ids::{LogId, RecordId, UserId};
use danvan_core::message::{Message, Problem};
use danvan_core::record::{Given, Record};
use danvan_core::wire::{
    APP_TOO_OLD, DEVICE_KNOWN, Enrolment, EnrolmentRequest, FeedPage, LogStatus, Push, PushAnswer, Receipt,
};
use serde::Serialize;

use super::UNIT;
use super::hub::{FakeHub, HUB};
use super::register::Register;
use super::uploads::Uploads;

/// What goes wrong with the next request of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not arrive.
    Lost,
    /// It arrives and is done; the answer does not come back.
    AnswerLost,
    /// A captive portal answers with a page.
    Portal,
    /// A captive portal sends the request to its own page.
    Redirect,
    /// The app is too old.
    TooOld,
    /// This status, as a problem document.
    Status(u16),
    /// This status, as a problem document of that kind, with a detail.
    Problem(u16, &'static str, &'static str),
}

/// The office. Cheap to clone.
#[derive(Clone, Default)]
pub struct FakeOffice {
    state: Rc<RefCell<State>>,
}

/// What it holds.
#[derive(Default)]
pub struct State {
    pub faults: VecDeque<Fault>,
    /// `METHOD path` of each request that arrived.
    pub heard: Vec<String>,
    pub logs: BTreeMap<LogId, Vec<SealedEntry>>,
    pub verdicts: BTreeMap<LogId, Vec<Verdict>>,
    pub records: BTreeMap<RecordId, Record>,
    /// Records in the order of their changes.
    pub feed: Vec<RecordId>,
    pub enrolments: Vec<EnrolmentRequest>,
    /// Devices and their keys.
    pub register: Register,
    pub epoch: u32,
    /// Enrols as an office of the time before it had keys.
    pub keyless: bool,
    /// Refuses every entry, with this reason.
    pub refuse: Option<Message>,
    /// Answers every entry so, as an office of another version.
    pub outcome: Option<Outcome>,
    /// Records as an office of another version gives them, at the end of each page.
    pub of_another_version: Vec<Given>,
    /// How many entries of each log lie in a backup.
    pub backed_up: Option<u64>,
    /// Photos and files.
    pub uploads: Uploads,
    /// Whether the catalogue names a hub for the district.
    pub district: bool,
    /// The hub.
    pub hub: FakeHub,
    /// Whether the province answers nothing at all.
    pub silent: bool,
    /// Requests whose `METHOD path` begins so are done, and their answers wait until this is lifted.
    pub answers_wait: Option<&'static str>,
    /// Requests whose `METHOD path` begins so are asked to come again after so many seconds.
    pub busy: Option<(&'static str, u32)>,
    /// How far the office's clock is ahead of the device's, in milliseconds; `None` says nothing of it.
    pub ahead_ms: Option<i64>,
    /// Requests for logs and feed that are under way, and the most there ever were.
    pub under_way: usize,
    pub under_way_most: usize,
}

impl FakeOffice {
    /// Looks at what it holds, or changes it.
    pub fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.borrow_mut())
    }

    /// Makes the next requests of rounds fail in these ways.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.with(|state| state.faults.extend(faults));
    }

    /// How many requests arrived whose `METHOD path` begins so.
    pub fn heard(&self, beginning: &str) -> usize {
        self.with(|state| state.heard.iter().filter(|heard| heard.starts_with(beginning)).count())
    }
}

impl Transport for FakeOffice {
    fn send(&self, request: Request) -> Pin<Box<dyn Future<Output = Result<Reply, Lost>> + '_>> {
        Box::pin(async move {
            breathe().await;
            if request.path.starts_with(HUB) {
                return self.with(|state| {
                    if state.hub.up { Ok(state.hub.answer(&request, &state.register)) } else { Err(Lost) }
                });
            }
            if self.with(|state| state.silent) {
                return Err(Lost);
            }
            // The catalogue is asked for beside a round: it must not take what was meant for the round.
            let of_the_round = !request.path.starts_with("/api/v1/catalogue");
            let fault = self.with(|state| if of_the_round { state.faults.pop_front() } else { None });
            match fault {
                Some(Fault::Lost) => return Err(Lost),
                Some(Fault::Portal) => {
                    return Ok(Reply {
                        status: 200,
                        body: "<html>WiFi</html>".to_owned(),
                        ..Reply::default()
                    });
                }
                Some(Fault::Redirect) => return Ok(Reply { redirected: true, ..Reply::default() }),
                Some(Fault::TooOld) => {
                    let body = format!(
                        r#"{{"type":"{APP_TOO_OLD}","title":"Ứng dụng trên máy đã cũ","status":426}}"#
                    );
                    return Ok(Reply { status: 426, json: true, body, ..Reply::default() });
                }
                Some(Fault::Status(status)) => {
                    let body = format!(r#"{{"type":"/problems/x","title":"Không được","status":{status}}}"#);
                    return Ok(Reply { status, json: true, body, ..Reply::default() });
                }
                Some(Fault::Problem(status, kind, detail)) => return Ok(problem(status, kind, detail)),
                Some(Fault::AnswerLost) | None => {}
            }
            self.with(|state| state.begin(of_the_round));
            breathe().await;
            let reply = self.with(|state| state.dated(&request));
            breathe().await;
            while self.with(|state| state.lets_wait(&request)) {
                breathe().await;
            }
            self.with(|state| state.under_way -= usize::from(of_the_round));
            if fault == Some(Fault::AnswerLost) { Err(Lost) } else { Ok(reply) }
        })
    }
}

impl State {
    fn begin(&mut self, of_the_round: bool) {
        self.under_way += usize::from(of_the_round);
        self.under_way_most = self.under_way_most.max(self.under_way);
    }

    fn lets_wait(&self, request: &Request) -> bool {
        self.answers_wait.is_some_and(|beginning| line_of(request).starts_with(beginning))
    }

    fn dated(&mut self, request: &Request) -> Reply {
        let line = line_of(request);
        let busy = self.busy.filter(|(beginning, _)| line.starts_with(beginning));
        let mut reply = match busy {
            Some((_, seconds)) => {
                self.heard.push(line);
                let body = r#"{"type":"/problems/busy","title":"Bận","status":503}"#.to_owned();
                Reply { status: 503, json: true, body, retry_after_s: Some(seconds), ..Reply::default() }
            }
            None => self.answer(request),
        };
        let now_ms = i64::try_from(clock::unix_ms()).expect("a year of this millennium");
        reply.date_ms = self.ahead_ms.map(|ahead| now_ms + ahead);
        reply
    }

    fn answer(&mut self, request: &Request) -> Reply {
        self.heard.push(line_of(request));
        let path = request.path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_start_matches("/api/v1/").split('/').collect();
        let body = request.body.as_deref().unwrap_or_default();
        match (request.method, parts.as_slice()) {
            ("POST", ["enrolments"]) => {
                self.enrol(&serde_json::from_str(body).expect("a request"), request.token.as_deref())
            }
            ("GET", ["logs", log]) => {
                let log = LogId::parse(log).expect("a log");
                let verdicts = self.verdicts.get(&log).cloned().unwrap_or_default();
                let from: u64 =
                    request.path.rsplit('=').next().and_then(|from| from.parse().ok()).expect("from");
                let verdicts = verdicts.into_iter().filter(|verdict| verdict.number >= from).collect();
                json(&LogStatus { receipt: self.receipt(log), verdicts, held: None })
            }
            ("POST", ["logs", log, "entries"]) => {
                let (log, push) = (LogId::parse(log).expect("a log"), serde_json::from_str(body));
                let push = push.expect("a push");
                match self.register.check(request.token.as_deref(), log, &push) {
                    Ok(()) => self.push(log, &push),
                    Err(kind) => problem(403, kind, "Phần gửi này không có chữ ký đúng."),
                }
            }
            ("PUT", ["devices", "me", "key"]) => {
                let asked = serde_json::from_str(body).expect("a key");
                match self.register.change_key(request.token.as_deref(), &asked) {
                    true => json(&office_secrets().public()),
                    false => problem(403, DEVICE_KNOWN, "Máy này đã có khóa khác."),
                }
            }
            ("GET", ["feed"]) => self.page(&request.path),
            (_, ["attachments" | "uploads", ..]) => {
                self.uploads.answer(request, &parts, &self.epoch.to_string())
            }
            ("GET", ["catalogue", province]) => catalogue(province, request.known.as_deref(), self.district),
            other => panic!("nobody asks that: {other:?}"),
        }
    }

    fn enrol(&mut self, request: &EnrolmentRequest, token: Option<&str>) -> Reply {
        self.enrolments.push(request.clone());
        let given = format!("token-{}", self.enrolments.len());
        if let Err(kind) = self.register.enrol(request, token, &given, self.keyless) {
            return problem(403, kind, "Cần mã cấp cho đúng người đang dùng máy.");
        }
        json(&Enrolment {
            token: given,
            author: author(),
            role: Role::FieldOfficer,
            scope: scope(),
            province: "12".to_owned(),
            home: UnitId::from(UNIT),
            place: "Xã Bum Tở".to_owned(),
            organisation: None,
            office_keys: office_secrets().public().filter(|_| !self.keyless),
        })
    }

    fn push(&mut self, log: LogId, push: &Push) -> Reply {
        let held = self.logs.entry(log).or_default().clone();
        let mut chain = Chain::resume(log, Head { length: push.from, digest: push.previous });
        let mut answer =
            PushAnswer { receipt: self.receipt(log), verdicts: Vec::new(), forked: None, held: None };
        for text in &push.entries {
            let sealed = chain.append(text.get().to_owned());
            match held.get(usize::try_from(sealed.number).expect("small")) {
                Some(known) if known.digest == sealed.digest => {
                    let known = self.verdicts[&log][usize::try_from(sealed.number).expect("small")].clone();
                    answer.verdicts.push(known);
                }
                Some(_) => {
                    answer.forked = Some(sealed.number);
                    break;
                }
                None => answer.verdicts.push(self.apply(sealed)),
            }
        }
        assert_eq!(push.last, chain.head().digest, "a damaged stretch");
        answer.receipt = self.receipt(log);
        json(&answer)
    }

    fn apply(&mut self, sealed: SealedEntry) -> Verdict {
        let entry = Entry::from_text(&sealed.text).expect("an entry");
        let scope = scope();
        let context = Context {
            authority: Authority { role: Role::FieldOfficer, scope: &scope },
            known_as: None,
            device: None,
            log: sealed.log,
            number: sealed.number,
            received_at: Some(clock::now()),
            catalogue: None,
            next_code: None,
        };
        let (record, outcome) = match (self.refuse, &self.outcome) {
            (Some(message), _) => (None, Outcome::Refused { problem: Problem::of(message) }),
            (None, Some(outcome)) => (None, outcome.clone()),
            (None, None) => apply(self.records.get(&entry.record), &entry, &context),
        };
        let revision = record.as_ref().map_or(0, |record| record.revision);
        if let Some(record) = record {
            self.feed.retain(|id| *id != record.id);
            self.feed.push(record.id);
            self.records.insert(record.id, record);
        }
        let verdict = Verdict {
            number: sealed.number,
            record: Some(entry.record),
            revision,
            outcome,
            further: Default::default(),
        };
        self.verdicts.entry(sealed.log).or_default().push(verdict.clone());
        self.logs.entry(sealed.log).or_default().push(sealed);
        verdict
    }

    fn receipt(&self, log: LogId) -> Receipt {
        let last = self.logs.get(&log).and_then(|entries| entries.last());
        let head = last
            .map_or(Chain::open(log).head(), |last| Head { length: last.number + 1, digest: last.digest });
        Receipt {
            log,
            head,
            received_at: clock::now(),
            epoch: self.epoch.to_string(),
            backed_up: self.backed_up,
            further: Default::default(),
        }
    }

    /// The cursor is the number of changes seen; the script never changes a record twice between two pages.
    fn page(&self, path: &str) -> Reply {
        let after =
            path.split("after=").nth(1).and_then(|after| after.split('.').nth(1)?.parse().ok()).unwrap_or(0);
        let epoch = self.epoch.to_string();
        let after = if path.contains(&format!("after={epoch}.")) { after } else { 0 };
        let changed = self.feed.iter().skip(after);
        let records = changed.map(|id| self.records[id].clone().into());
        let records = records.chain(self.of_another_version.iter().cloned()).collect();
        json(&FeedPage { cursor: format!("{epoch}.{}", self.feed.len()), epoch, records, more: false })
    }
}

fn line_of(request: &Request) -> String {
    format!("{} {}", request.method, request.path)
}

/// The office's keys, always the same.
pub fn office_secrets() -> OfficeSecrets {
    OfficeSecrets { seal: SecretKey::derive([1; 32]), sign: SecretKey::derive([2; 32]) }
}

/// The one person.
pub fn author() -> Author {
    let id = UserId::parse("01900000-0000-7000-8000-000000000001").expect("an identifier");
    Author { id, name: "Lò Thị Mai".to_owned() }
}

fn scope() -> Scope {
    Scope::Units { units: [UnitId::from(UNIT)].into() }
}

fn catalogue(province: &str, known: Option<&str>, district: bool) -> Reply {
    if known == Some("\"1\"") {
        return Reply { status: 304, ..Reply::default() };
    }
    let mut body = bundled_json(province).expect("a catalogue");
    if district {
        let named = format!(r#""id":"12:muong_te","url":"{HUB}","#);
        body = body.replacen(r#""id":"12:muong_te","#, &named, 1);
        assert!(body.contains(HUB), "the catalogue knows the hub");
    }
    Reply { status: 200, json: true, etag: Some("\"1\"".to_owned()), body, ..Reply::default() }
}

fn problem(status: u16, kind: &str, detail: &str) -> Reply {
    let body = format!(r#"{{"type":"{kind}","title":"Không được","status":{status},"detail":"{detail}"}}"#);
    Reply { status, json: true, body, ..Reply::default() }
}

pub fn json(value: &impl Serialize) -> Reply {
    let body = serde_json::to_string(value).expect("JSON");
    Reply { status: 200, json: true, body, ..Reply::default() }
}
