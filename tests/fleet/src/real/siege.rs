//! What attackers cost everybody else: ordinary devices push while somebody sends pushes of a million entries, fifty
//! strangers send bodies that never end, and one guesses passwords and codes. The same attackers beside the office, at a
//! listener that does nothing, tell what the machine itself costs: its cores are theirs, too.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use danvan_core::ids::LogId;
use danvan_core::sync::{Answer, Call};
use serde_json::json;

use super::api::gzipped;
use super::bench::{Sender, bodies, say, sender};
use super::load::Told;
use super::{Api, ChildOffice};

/// Devices that do their work.
const DEVICES: usize = 8;
/// The time between two pushes of one of them: half of what one may keep up.
const PUSH_EVERY: Duration = Duration::from_millis(100);
/// Pushes of one device within a round.
const PUSHES: usize = 100;
/// Rounds of each kind, in turn, so that what else the machine does meets all of them.
const ROUNDS: usize = 3;
/// Entries that are none in the attacker's push.
const MILLION: usize = 1_000_000;
/// The time between two of them.
const MILLION_EVERY: Duration = Duration::from_millis(200);
/// Strangers that send slowly, and the time between two of their bytes.
const SLOW: usize = 50;
const BYTE_EVERY: Duration = Duration::from_millis(500);
/// The time between two guesses.
const GUESS_EVERY: Duration = Duration::from_millis(10);

/// Measures and prints lines of JSON.
///
/// # Errors
/// Where the office fails or refuses an ordinary device.
pub fn measure(program: &Path) -> Result<()> {
    let office = ChildOffice::start(program)?;
    let nothing = Nothing::listen()?;
    let (bodies, pushes) = (bodies()?, 3 * ROUNDS * PUSHES);
    let senders: Result<Vec<Sender>> =
        (0..DEVICES).map(|place| sender(office.url(), office.cast(), place, pushes, 1, &bodies)).collect();
    let attacker = sender(office.url(), office.cast(), DEVICES, 1, 1, &bodies)?;
    let attack = Attack { token: attacker.token, log: attacker.log, million: million()? };

    let mut senders = senders?;
    let (mut alone, mut beside, mut besieged) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.extend(ordinary(&mut senders)?);
        beside.extend(attack.at(nothing.url(), || ordinary(&mut senders))?);
        besieged.extend(attack.at(office.url(), || ordinary(&mut senders))?);
    }
    let name = |what: &str| format!("a push of one entry, {DEVICES} devices, 10 a second each, {what}");
    let p99 = |what: &str, all: &mut Vec<f64>| {
        all.sort_by(f64::total_cmp);
        say(&name(&format!("{what}: p50")), rounded(Told::percentile(all, 50)), "ms", "");
        let p99 = Told::percentile(all, 99);
        say(&name(&format!("{what}: p99")), rounded(p99), "ms", "");
        p99
    };
    p99("alone", &mut alone);
    let idle = p99("attackers at an idle listener", &mut beside);
    let office = p99("attackers at the office", &mut besieged);
    say(&name("attackers at the office : at an idle listener, p99"), rounded(office / idle), ": 1", "<= 1.5");
    Ok(())
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// A round of the devices' work: milliseconds of each push.
fn ordinary(senders: &mut [Sender]) -> Result<Vec<f64>> {
    std::thread::scope(|scope| {
        let at_work: Vec<_> =
            senders.iter_mut().map(|sender| scope.spawn(|| one_after_the_other(sender))).collect();
        let mut all = Vec::new();
        for device in at_work {
            all.extend(device.join().map_err(|_| anyhow!("a device panicked"))??);
        }
        Ok(all)
    })
}

fn one_after_the_other(sender: &mut Sender) -> Result<Vec<f64>> {
    let mut took_ms = Vec::with_capacity(PUSHES);
    for push in sender.pushes.drain(..PUSHES) {
        let begun = Instant::now();
        let answer = sender.api.call(&sender.token, &Call::Push { log: sender.log, push });
        let took = begun.elapsed();
        let Ok(Answer::Pushed(answer)) = answer else { anyhow::bail!("the office answers {answer:?}") };
        ensure!(answer.verdicts.iter().all(|verdict| !verdict.refused()), "an entry was refused");
        took_ms.push(took.as_secs_f64() * 1_000.0);
        std::thread::sleep(PUSH_EVERY.saturating_sub(took));
    }
    Ok(took_ms)
}

/// A million entries of two bytes, packed to a few thousand. Its digests are wrong: whoever looks at them has read it.
fn million() -> Result<Vec<u8>> {
    let zeros = vec!["0"; MILLION].join(",");
    let digest = "0".repeat(64);
    gzipped(
        format!("{{\"from\":0,\"previous\":\"{digest}\",\"last\":\"{digest}\",\"entries\":[{zeros}]}}")
            .as_bytes(),
    )
}

/// What attackers have: a stolen device's token, and their connections.
struct Attack {
    token: String,
    log: LogId,
    million: Vec<u8>,
}

impl Attack {
    /// Attacks an address while something else is done. The pace does not depend on what is answered.
    fn at<T>(&self, url: &str, meanwhile: impl FnOnce() -> Result<T>) -> Result<T> {
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| self.push_millions(url, &over));
            scope.spawn(|| guess(url, &over));
            scope.spawn(|| send_slowly(url, &over));
            let done = meanwhile();
            over.store(true, Ordering::Relaxed);
            done
        })
    }

    fn push_millions(&self, url: &str, over: &AtomicBool) {
        let mut api = Api::new(url);
        let path = format!("/api/v1/logs/{}/entries", self.log);
        let headers =
            [("authorization", format!("Bearer {}", self.token)), ("content-encoding", "gzip".to_owned())];
        paced(over, MILLION_EVERY, || {
            // Whatever is answered.
            let _ = api.send(&path, &headers, self.million.clone(), false);
        });
    }
}

fn guess(url: &str, over: &AtomicBool) {
    let (mut api, mut turn) = (Api::new(url), 0_u64);
    paced(over, GUESS_EVERY, || {
        turn += 1;
        let _ = if turn.is_multiple_of(2) {
            let password = format!("mật khẩu {turn}");
            api.post("/api/v1/sessions", &[], &json!({ "username": "lanhdao", "password": password }), false)
        } else {
            let id = |kind: u64| format!("0190a0a0-{kind:04x}-7000-8000-{turn:012x}");
            let request = json!({
                "code": format!("BUM-{turn:08}"), "device": id(1), "log": id(2), "device_name": "Máy đoán",
            });
            api.post("/api/v1/enrolments", &[], &request, false)
        };
    });
}

fn send_slowly(url: &str, over: &AtomicBool) {
    let host = url.trim_start_matches("http://");
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: \
         2000\r\n\r\n"
    );
    let mut streams: Vec<Option<TcpStream>> = (0..SLOW).map(|_| None).collect();
    paced(over, BYTE_EVERY, || {
        for stream in &mut streams {
            let sent = match stream {
                Some(open) => open.write_all(b" ").is_ok(),
                None => false,
            };
            if !sent {
                // Closed by the other side, or not open yet: another one.
                *stream =
                    TcpStream::connect(host).ok().filter(|mut open| open.write_all(head.as_bytes()).is_ok());
            }
        }
    });
}

/// Does something again and again, at the same pace however long it takes, if it can be kept.
fn paced(over: &AtomicBool, every: Duration, mut work: impl FnMut()) {
    while !over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        work();
        std::thread::sleep(every.saturating_sub(begun.elapsed()));
    }
}

/// A listener that reads what comes and answers as little as there is.
struct Nothing {
    url: String,
    over: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Nothing {
    fn listen() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no port for the idle listener")?;
        let url = format!("http://{}", listener.local_addr()?);
        let over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&over);
        let listening = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::spawn(move || answer(stream));
            }
        });
        Ok(Self { url, over, listening: Some(listening) })
    }

    fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Nothing {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes it up.
        drop(TcpStream::connect(self.url.trim_start_matches("http://")));
        if let Some(listening) = self.listening.take() {
            // It has nothing to tell.
            let _ = listening.join();
        }
    }
}

/// Answers each request that has come whole; others are waited for, as long as they are open.
fn answer(mut stream: TcpStream) {
    let (mut kept, mut piece) = (Vec::new(), [0; 16 * 1024]);
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        kept.extend_from_slice(piece.get(..read).unwrap_or_default());
        let text = String::from_utf8_lossy(&kept).to_ascii_lowercase();
        let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        let whole =
            kept.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at + 4) + length.unwrap_or(0);
        if kept.len() >= whole {
            kept.drain(..whole);
            let answer =
                b"HTTP/1.1 429 Too Many Requests\r\ncontent-type: text/plain\r\ncontent-length: 0\r\n\r\n";
            if stream.write_all(answer).is_err() {
                return;
            }
        }
    }
}
