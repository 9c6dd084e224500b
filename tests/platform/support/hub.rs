//! A scripted hub beside the scripted office: it holds what it gets and repeats what it was told.

use std::collections::BTreeMap;

use chrono::DateTime;
use danvan::net::{Reply, Request};
use danvan_core::entry::{Chain, Head, SealedEntry};
use danvan_core::ids::{Digest, LogId};
use danvan_core::proof;
use danvan_core::wire::{
    FeedPage, Held, HubChallenge, HubSession, HubSessionRequest, LogStatus, Push, PushAnswer, Receipt,
};

use super::office::json;
use super::register::Register;

/// Its origin, as the catalogue names it for Mường Tè.
pub const HUB: &str = "https://hub.test";
/// Its identifier there.
const ID: &str = "12:muong_te";
/// Its name.
pub const NAME: &str = "Khu vực Mường Tè";

/// What it holds.
#[derive(Default)]
pub struct FakeHub {
    /// Whether it answers.
    pub up: bool,
    /// Logs as devices brought them.
    pub logs: BTreeMap<LogId, Vec<SealedEntry>>,
    /// Whether it is of the time before sessions.
    pub old: bool,
    /// The challenge that is open.
    pub challenge: Option<Digest>,
    /// The token that is good here, and how many there have been.
    pub token: Option<String>,
    pub sessions: usize,
    /// Every token that it was shown.
    pub shown: Vec<String>,
    /// The province's last word: how much of each log, and in which epoch.
    pub told: Option<(u64, String)>,
}

impl FakeHub {
    /// Answers a request to [`HUB`].
    pub fn answer(&mut self, request: &Request, register: &Register) -> Reply {
        let path = request.path.trim_start_matches(HUB).split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.trim_start_matches("/api/v1/").split('/').collect();
        let body = request.body.as_deref().unwrap_or_default();
        self.shown.extend(request.token.clone());
        match parts.as_slice() {
            ["hub-sessions", ..] if self.old => return refused(404),
            ["hub-sessions", ..] => {}
            _ if request.token != self.token => return refused(401),
            _ => {}
        }
        match (request.method, parts.as_slice()) {
            ("POST", ["hub-sessions", "challenges"]) => {
                self.sessions += 1;
                let challenge = Digest::of(&[&self.sessions.to_be_bytes()]);
                self.challenge = Some(challenge);
                json(&HubChallenge { challenge })
            }
            ("POST", ["hub-sessions"]) => {
                let asked: HubSessionRequest = serde_json::from_str(body).expect("a proof");
                assert_eq!(Some(asked.challenge), self.challenge.take());
                let message = proof::hub_session(&"12".into(), &ID.into(), asked.device, &asked.challenge);
                let key = register.key_of(asked.device).expect("a device with a key");
                assert!(key.verifies(&message, &asked.proof), "not by the device, or not for this hub");
                self.token = Some(format!("hub-token-{}", self.sessions));
                json(&HubSession { token: self.token.clone().expect("a token") })
            }
            ("GET", ["logs", log]) => {
                let (receipt, held) = self.word(LogId::parse(log).expect("a log"));
                json(&LogStatus { receipt, verdicts: Vec::new(), held: Some(held) })
            }
            ("POST", ["logs", log, "entries"]) => {
                let log = LogId::parse(log).expect("a log");
                let push: Push = serde_json::from_str(body).expect("a push");
                let signature = push.signature.expect("a signed segment");
                let signed = register.devices.iter().any(|(device, known)| {
                    let message = proof::segment(*device, log, &push.head());
                    known.keys.iter().any(|key| key.verifies(&message, &signature))
                });
                assert!(signed);
                let known = self.logs.entry(log).or_default();
                assert_eq!(push.from, known.len() as u64, "nothing is sent twice");
                let mut chain = Chain::resume(log, Head { length: push.from, digest: push.previous });
                known.extend(push.entries.iter().map(|text| chain.append(text.get().to_owned())));
                let (receipt, held) = self.word(log);
                json(&PushAnswer { receipt, verdicts: Vec::new(), forked: None, held: Some(held) })
            }
            ("GET", ["feed"]) => {
                let cursor = request.path.split_once("after=").map_or("", |(_, after)| after).to_owned();
                json(&FeedPage { epoch: String::new(), records: Vec::new(), cursor, more: false })
            }
            other => panic!("nobody asks a hub that: {other:?}"),
        }
    }

    fn word(&self, log: LogId) -> (Receipt, Held) {
        let known = self.logs.get(&log).map(Vec::as_slice).unwrap_or_default();
        let at = |length: u64| {
            let last =
                length.checked_sub(1).and_then(|last| known.get(usize::try_from(last).expect("small")));
            Head { length, digest: last.map_or(Chain::genesis(log), |last| last.digest) }
        };
        let received_at = DateTime::UNIX_EPOCH.fixed_offset();
        let (told, epoch) = self.told.clone().unwrap_or_default();
        let held = Held {
            hub: ID.into(),
            name: NAME.to_owned(),
            head: at(known.len() as u64),
            received_at,
            earlier_epochs: Vec::new(),
            signed: None,
        };
        (
            Receipt { log, head: at(told), received_at, epoch, backed_up: None, further: Default::default() },
            held,
        )
    }
}

fn refused(status: u16) -> Reply {
    let body = format!(r#"{{"type":"/problems/x","title":"Không được","status":{status}}}"#);
    Reply { status, json: true, body, ..Reply::default() }
}
