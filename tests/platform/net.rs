//! What the browser is asked for, and whose word an answer is.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use danvan::net::{Fetch, Lost, Office, Packing, Patience, Reply, Request, Transport, Upload, retry_after_s};
use danvan::platform::{browser, clock, locks};
use danvan_core::ids::{Digest, LogId};
use danvan_core::sync::uploads::{Call, Failure as UploadFailure};
use danvan_core::sync::{Failure, Moment, TRIES_AN_HOUR};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::name;

#[wasm_bindgen_test]
async fn a_page_that_is_not_json_is_seen_as_such() {
    let request = Request { method: "GET", path: "/".to_owned(), ..Request::default() };
    let reply = Fetch.send(request).await.expect("the test's own page");
    assert_eq!((reply.status, reply.json), (200, false));
}

#[wasm_bindgen_test]
async fn a_lock_is_held_by_one_and_free_again_when_dropped() {
    let name = name();
    let held = locks::try_acquire(&name).await.expect("free");
    assert!(locks::try_acquire(&name).await.is_none());
    drop(held);
    danvan::platform::timer::breathe().await;
    assert!(locks::try_acquire(&name).await.is_some());
}

#[wasm_bindgen_test]
fn browsers_inside_apps_are_recognised() {
    let zalo = "Mozilla/5.0 (Linux; Android 13; wv) Chrome/120 Mobile Safari/537.36 Zalo android/1 Zalo/1";
    assert_eq!(browser::in_app_of(zalo), Some("Zalo"));
    assert_eq!(browser::in_app_of("Mozilla/5.0 (Linux; Android 13) Chrome/156 Mobile Safari/537.36"), None);
}

#[wasm_bindgen_test]
fn the_clock_is_viet_nams() {
    assert_eq!(clock::local(0).to_string(), "1970-01-01 07:00:00 +07:00");
}

#[wasm_bindgen_test]
fn a_wait_that_is_neither_whole_seconds_nor_a_date_says_nothing() {
    let now = Some(js_sys::Date::parse("Tue, 24 Nov 2026 08:00:00 GMT") as i64);
    for rubbish in ["-5", "0.5", "+5", "1e3", "soon 5", "2026-11-24", "", " ", "5, 5", "Mon"] {
        assert_eq!(retry_after_s(rubbish, now), None, "{rubbish:?}");
    }
    for (says, seconds) in [
        ("0", 0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Tuesday, 24-Nov-26 08:00:40 GMT", 40),
        ("99999999999999999999", danvan_core::sync::LONGEST_ASKED_S),
    ] {
        assert_eq!(retry_after_s(says, now), Some(seconds), "{says:?}");
    }
}

/// When a busy office is asked again from a press on, whatever the dice.
fn asked_again(asked_s: Option<u32>, dice: u32) -> Vec<u64> {
    let (mut patience, mut now_ms, mut times) = (Patience::begin(7), 7, Vec::new());
    while let Some(wait_ms) = patience.wait_ms(asked_s, Moment { now_ms, dice }) {
        now_ms += wait_ms;
        times.push(now_ms);
        assert!(times.len() < 100, "without end");
    }
    times
}

#[wasm_bindgen_test]
fn a_busy_office_is_asked_again_seldom_whatever_it_says() {
    for dice in [0, u32::MAX / 2, u32::MAX] {
        for seconds in [0, 1, 3, 60] {
            let times = asked_again(Some(seconds), dice);
            assert!((3..=TRIES_AN_HOUR).contains(&times.len()), "{seconds} s: {times:?}");
            assert!(times.iter().all(|at| *at < 7 + 240_000));
            let least_ms = u64::from(seconds.max(1)) * 1_000;
            assert!(times[0] >= 7 + least_ms && times.windows(2).all(|pair| pair[1] - pair[0] >= least_ms));
        }
        // So long nobody waits before a page, and what does not say how long is the person's to judge.
        assert!(asked_again(Some(61), dice).is_empty() && asked_again(None, dice).is_empty());
    }
}

/// Something that answers everything in the same way.
struct Always(Reply);

impl Transport for Always {
    fn send(&self, _: Request) -> Pin<Box<dyn Future<Output = Result<Reply, Lost>> + '_>> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

fn office_behind(reply: Reply) -> Office {
    Office::new(Rc::new(Always(reply)))
}

/// What gateways say in JSON, one of them as RFC 9457 has it.
fn of_a_gateway(status: u16) -> [Reply; 2] {
    [
        r#"{"message":"Payload Too Large","request_id":"abc"}"#.to_owned(),
        format!(r#"{{"type":"about:blank","title":"Not acceptable","status":{status}}}"#),
    ]
    .map(|body| Reply { status, json: true, date_ms: Some(0), body, ..Reply::default() })
}

fn of_the_office(status: u16) -> Reply {
    let body = format!(r#"{{"type":"/problems/x","title":"Không được","status":{status}}}"#);
    Reply { status, json: true, body, ..Reply::default() }
}

#[wasm_bindgen_test]
async fn a_photo_is_refused_for_good_by_the_office_alone() {
    let sha256 = Digest::of(&[b"photo"]);
    let create = Call::Create { sha256, bytes: 9 };
    let address = "/api/v1/uploads/1".to_owned();
    let chunk = Call::Chunk { sha256, address, offset: 0, length: 5, by_post: false };
    for call in [&create, &chunk] {
        for status in [400, 401, 403, 404, 409, 410, 413, 415, 422, 423, 460] {
            let stranger = if status == 413 { UploadFailure::ChunkTooLarge } else { UploadFailure::Blocked };
            for reply in of_a_gateway(status) {
                let answer = office_behind(reply).upload(call, Upload::Bare, "token").await;
                assert_eq!(answer, Err(stranger.clone()), "{status} {call:?}");
            }
        }
        for status in [413, 415, 422] {
            // By its problem, or by the protocol that it speaks where a problem has no place.
            let tus = Reply { tus: true, ..Reply { status, ..Reply::default() } };
            for (reply, words) in
                [(of_the_office(status), "Không được".to_owned()), (tus, status.to_string())]
            {
                let answer = office_behind(reply).upload(call, Upload::Bare, "token").await;
                assert_eq!(answer, Err(UploadFailure::Refused(words)), "{status} {call:?}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn a_gateway_s_refusal_in_json_is_not_the_province_s_word() {
    let log = LogId::from_random(1, [1; 10]);
    for status in [400, 401, 403, 404, 409, 415, 422, 426] {
        for reply in of_a_gateway(status) {
            let office = office_behind(reply);
            assert_eq!(office.log_status(log, "token").await, Err(Failure::Lost), "{status}");
            assert_eq!(office.clock_ahead_ms(), None, "a gateway has a clock of its own");
        }
        let said = office_behind(of_the_office(status)).log_status(log, "token").await;
        assert!(matches!(said, Err(Failure::NotAllowed | Failure::Rejected(_))), "{status}: {said:?}");
    }
}

/// Sends so many long bodies by a network that answers `refusal` to packed or plain ones; whether each one was packed.
async fn ways(packing: &Packing, bodies: usize, refused: impl Fn(bool) -> Option<Reply>) -> Vec<(bool, u16)> {
    let sent = RefCell::new(Vec::new());
    for _ in 0..bodies {
        let send = async |packed: bool| {
            let reply = refused(packed).unwrap_or(Reply { status: 200, json: true, ..Reply::default() });
            sent.borrow_mut().push((packed, reply.status));
            Ok(reply)
        };
        packing.sent(send).await.expect("a reply");
    }
    sent.into_inner()
}

#[wasm_bindgen_test]
async fn where_nothing_compressed_is_let_through_bodies_go_as_they_are() {
    let page = |status| Reply { status, body: "<h1>Gateway</h1>".to_owned(), ..Reply::default() };
    for status in [400, 403, 406, 415, 501] {
        for refusal in [page(status), of_a_gateway(status)[0].clone()] {
            let refused = |packed: bool| packed.then(|| refusal.clone());
            let expected = [(true, status), (false, 200), (false, 200), (false, 200)];
            assert_eq!(ways(&Packing::default(), 3, refused).await, expected, "{status}");
        }
        // The office's own refusal, and any other trouble, is no matter of packing.
        let office = |_| Some(of_the_office(status));
        assert_eq!(ways(&Packing::default(), 2, office).await, [(true, status); 2]);
    }
    let busy = |_| Some(page(503));
    assert_eq!(ways(&Packing::default(), 2, busy).await, [(true, 503); 2]);
}

#[wasm_bindgen_test]
async fn a_network_that_refuses_both_ways_is_not_asked_twice_each_time() {
    let page = || Reply { status: 400, body: "<h1>Gateway</h1>".to_owned(), ..Reply::default() };
    let packing = Packing::default();
    let sent = ways(&packing, 6, |_| Some(page())).await;
    assert_eq!(sent.len(), 7, "once the other way at once: {sent:?}");
    // Both ways are tried in turn; once it lets packed ones through again, they are packed.
    assert!(sent[2..].contains(&(true, 400)) && sent[2..].contains(&(false, 400)));
    let sent = ways(&packing, 3, |_| None).await;
    assert_eq!(sent[1..], [(true, 200), (true, 200)]);
    let sent = ways(&packing, 2, |packed| packed.then(page)).await;
    assert_eq!(sent, [(true, 400), (false, 200), (false, 200)]);
}
