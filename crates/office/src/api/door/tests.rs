//! Who holds up whom, with callers that say who they are.

use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{Request, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use danvan_core::ids::{DeviceId, UserId};
use futures_util::{StreamExt, poll, stream};
use http_body_util::BodyExt;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};
use tower::ServiceExt;

use super::*;
use crate::api::extract::PieceBody;
use crate::store::{StoreError, StoreResult};

/// Knows whoever names a device in a header.
#[derive(Clone)]
struct Names;

#[async_trait]
impl KnowsCallers for Names {
    async fn caller(&self, parts: &mut Parts) -> StoreResult<Caller> {
        if parts.headers.contains_key("lost") {
            return Err(StoreError::Database("it does not answer".to_owned()));
        }
        let number = |name: &str| -> Option<u64> { parts.headers.get(name)?.to_str().ok()?.parse().ok() };
        if let Some(person) = number("person") {
            return Ok(Caller::Person(UserId::from_random(person, [1; 10])));
        }
        let named = number("device");
        Ok(named
            .map_or(Caller::Stranger(None), |number| Caller::Device(DeviceId::from_random(number, [1; 10]))))
    }
}

fn door(under_way: usize, of_one: usize) -> Router {
    let limits = Limits { under_way, of_one, ..Limits::default() };
    Router::new()
        .route("/length", post(|PieceBody(piece): PieceBody| async move { piece.len().to_string() }))
        .route("/known", post(async || StatusCode::UNAUTHORIZED))
        .route("/wait", get(|| async { pending::<()>().await }))
        .route("/", get(async || "well"))
        .layer(from_fn_with_state(Door::new(Names, limits), enter::<Names>))
}

fn from(device: Option<u64>, request: axum::http::request::Builder) -> axum::http::request::Builder {
    match device {
        Some(number) => request.header("device", number),
        None => request,
    }
}

fn asking(device: Option<u64>, path: &str) -> Request<Body> {
    from(device, Request::get(path)).body(Body::empty()).unwrap()
}

fn sending(device: Option<u64>, path: &str, body: Body) -> Request<Body> {
    from(device, Request::post(path)).body(body).unwrap()
}

/// A body of which the beginning comes, and never the end.
fn endless() -> Body {
    Body::from_stream(stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"x"))]).chain(stream::pending()))
}

async fn status(router: &Router, request: Request<Body>) -> u16 {
    router.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn who_is_slow_holds_no_turn() {
    let router = door(4, 2);
    let mut slow: Vec<_> = (0..50)
        .map(|number| {
            let device = (number % 2 == 0).then_some(number);
            Box::pin(router.clone().oneshot(sending(device, "/length", endless())))
        })
        .collect();
    for request in &mut slow {
        assert!(poll!(request).is_pending());
    }
    assert_eq!(status(&router, asking(None, "/")).await, 200);
    assert_eq!(status(&router, asking(Some(1_000), "/")).await, 200);
}

#[tokio::test]
async fn one_has_a_share_and_strangers_have_theirs() {
    let router = door(8, 2);
    let mut waiting: Vec<_> =
        (0..2).map(|_| Box::pin(router.clone().oneshot(asking(Some(1), "/wait")))).collect();
    for request in &mut waiting {
        assert!(poll!(request).is_pending());
    }
    assert_eq!(status(&router, asking(Some(1), "/")).await, 429, "it has two under way");
    assert_eq!(status(&router, asking(Some(2), "/")).await, 200);
    waiting.extend((0..2).map(|_| Box::pin(router.clone().oneshot(asking(None, "/wait")))));
    for request in &mut waiting {
        assert!(poll!(request).is_pending());
    }
    assert_eq!(status(&router, asking(None, "/")).await, 503, "strangers have a quarter of the turns");
    assert_eq!(status(&router, asking(Some(2), "/")).await, 200);
    waiting.clear();
    assert_eq!(status(&router, asking(Some(1), "/")).await, 200, "what has ended counts no more");
    assert_eq!(status(&router, asking(None, "/")).await, 200);
}

#[tokio::test]
async fn nobody_is_taken_for_a_stranger_because_the_store_does_not_answer() {
    let router = door(4, 2);
    let long = Body::from(vec![b'x'; 300_000]);
    let request = Request::post("/length").header("lost", "1").body(long).unwrap();
    assert_eq!(status(&router, request).await, 503, "and not 413, at which a device sends less");
}

#[tokio::test]
async fn strangers_send_little_and_others_as_much_as_a_request_may_have() {
    let router = door(4, 2);
    let body = |bytes: usize| Body::from(vec![b'x'; bytes]);
    let all_of_it = router.clone().oneshot(sending(None, "/length", body(16_000))).await.unwrap();
    assert_eq!(all_of_it.into_body().collect().await.unwrap().to_bytes(), "16000");
    assert_eq!(status(&router, sending(None, "/length", body(17_000))).await, 413);
    assert_eq!(status(&router, sending(None, "/known", body(1_000_000))).await, 401, "first who it is");
    assert_eq!(status(&router, sending(Some(1), "/length", body(REQUEST_BYTES_MAX))).await, 200);
    assert_eq!(status(&router, sending(Some(1), "/length", body(REQUEST_BYTES_MAX + 1))).await, 413);
    assert_eq!(status(&router, sending(Some(1), "/length", body(3 * REQUEST_BYTES_MAX))).await, 413);
}

#[tokio::test]
async fn a_body_has_a_deadline_that_goes_on_with_its_bytes() {
    let began = Instant::now();
    let after = |measure: Measure, bytes| (measure.deadline(began, bytes) - began).as_secs();
    assert_eq!(after(Measure::of_known(100), 0), 60);
    assert_eq!(after(Measure::of_known(100), 256 * 30), 90);
    assert_eq!(after(Measure::of_stranger(100), 0), 20);
    assert_eq!(after(Measure::of_strangers_file(), 0), 30);
    assert_eq!(after(Measure::of_strangers_file(), 16 * 1024 * 60), 90);
    assert_eq!(after(Measure::of_strangers_file(), BUNDLE_BYTES_MAX), 30 + 2_048);
    assert_eq!(after(Measure::of_known_file(), 256 * 3_600 * 9), 2 * 3_600, "whatever its pace");
    let late = Measure { grace: Duration::ZERO, ..Measure::of_known(100) };
    assert_eq!(receive(endless(), late, 100).await, Received::TooSlow);
    let (body, rest) = paced(endless(), late);
    assert!(body.collect().await.is_err());
    drop(rest);
    // What unpacks a body asks once more behind its end.
    let (mut body, _rest) = paced(Body::from("x"), Measure::of_known(100));
    let frames = [body.frame().await, body.frame().await, body.frame().await];
    assert_eq!(frames.map(|frame| frame.is_some()), [true, false, false]);
}

#[tokio::test]
async fn a_handler_of_large_bodies_refuses_before_the_body_has_come() {
    let (answered, was_answered) = oneshot::channel::<()>();
    let answered = Arc::new(std::sync::Mutex::new(Some(answered)));
    let handler = move || async move {
        answered.lock().unwrap().take().unwrap().send(()).unwrap();
        StatusCode::UNAUTHORIZED
    };
    let router = Router::new()
        .route("/api/v1/bundles", post(handler))
        .layer(from_fn_with_state(Door::of_streams(Names), enter_streaming::<Names>));
    // The rest of the body waits for the handler's word, and is read all the same.
    let rest = stream::once(async move {
        was_answered.await.unwrap();
        Ok::<_, Infallible>(Bytes::from_static(b"rest"))
    });
    let (read, was_read) = oneshot::channel::<()>();
    let end = stream::once(async move {
        read.send(()).unwrap();
        Ok(Bytes::new())
    });
    let body = Body::from_stream(stream::iter([Ok(Bytes::from_static(b"first"))]).chain(rest).chain(end));
    let answer = router.oneshot(sending(Some(1), "/api/v1/bundles", body));
    let answer = timeout(Duration::from_secs(20), answer).await.expect("it waits for the body");
    assert_eq!(answer.unwrap().status(), StatusCode::UNAUTHORIZED);
    was_read.await.expect("the other side hears the answer");
}

#[tokio::test]
async fn one_with_slow_files_holds_up_nobody_else() {
    let handler = |PieceBody(piece): PieceBody| async move { piece.len().to_string() };
    let router = Router::new()
        .route("/", post(handler))
        .layer(from_fn_with_state(Door::of_streams(Names), enter_streaming::<Names>));
    let mut slow: Vec<_> =
        (0..2).map(|_| Box::pin(router.clone().oneshot(sending(Some(1), "/", endless())))).collect();
    for request in &mut slow {
        assert!(poll!(request).is_pending());
    }
    assert_eq!(status(&router, sending(Some(1), "/", Body::from("x"))).await, 429);
    assert_eq!(status(&router, sending(Some(2), "/", Body::from("x"))).await, 200);
}

/// Knows the same, and takes files of everybody, as a hub does.
#[derive(Clone)]
struct TakesFiles;

#[async_trait]
impl KnowsCallers for TakesFiles {
    async fn caller(&self, parts: &mut Parts) -> StoreResult<Caller> {
        Names.caller(parts).await
    }

    fn strangers_bring_files(&self) -> bool {
        true
    }
}

/// A file that a stranger brings from an address to another one.
fn brought(from: &str, at: &str, body: Body) -> Request<Body> {
    let mut request = sending(None, "/", body);
    let address = |text: &str| SocketAddr::new(text.parse().unwrap(), 1);
    request.extensions_mut().insert(ConnectInfo(address(from)));
    request.extensions_mut().insert(ReachedAt(address(at)));
    request
}

#[tokio::test]
async fn strangers_with_slow_files_leave_the_way_of_devices_open() {
    let handler = |PieceBody(piece): PieceBody| async move { piece.len().to_string() };
    let router = Router::new()
        .route("/", post(handler))
        .layer(from_fn_with_state(Door::of_streams(TakesFiles), enter_streaming::<TakesFiles>));
    let hub = "10.0.0.1";
    let mut slow: Vec<_> = (2..6)
        .flat_map(|last| [format!("10.0.0.{last}"), format!("10.0.0.{last}")])
        .map(|from| Box::pin(router.clone().oneshot(brought(&from, hub, endless()))))
        .collect();
    for request in &mut slow {
        assert!(poll!(request).is_pending());
    }
    assert_eq!(
        status(&router, brought("10.0.0.7", hub, Body::from("x"))).await,
        503,
        "strangers have their part"
    );
    assert_eq!(status(&router, brought(hub, hub, Body::from("x"))).await, 200, "who sits at the hub");
    assert_eq!(status(&router, brought("127.0.0.1", "127.0.0.1", Body::from("x"))).await, 200);
    let mut devices: Vec<_> = (1..3)
        .flat_map(|device| [device, device])
        .map(|device| Box::pin(router.clone().oneshot(sending(Some(device), "/", endless()))))
        .collect();
    for request in devices.iter_mut().skip(1) {
        assert!(poll!(request).is_pending());
    }
    assert_eq!(status(&router, sending(Some(1), "/", Body::from("x"))).await, 200, "devices have theirs");
    slow.clear();
    assert_eq!(status(&router, brought("10.0.0.7", hub, Body::from("x"))).await, 200);
}

#[tokio::test]
async fn devices_with_slow_files_leave_the_way_of_people_open() {
    let handler = |PieceBody(piece): PieceBody| async move { piece.len().to_string() };
    let router = Router::new()
        .route("/", post(handler))
        .layer(from_fn_with_state(Door::of_streams(Names), enter_streaming::<Names>));
    let mut slow: Vec<_> = (0..8)
        .map(|place| Box::pin(router.clone().oneshot(sending(Some(place / 2), "/", endless()))))
        .collect();
    for request in &mut slow {
        assert!(poll!(request).is_pending());
    }
    assert_eq!(status(&router, sending(Some(9), "/", Body::from("x"))).await, 503, "devices have their part");
    let mut of_person = sending(None, "/", Body::from("x"));
    of_person.headers_mut().insert("person", "1".parse().unwrap());
    assert_eq!(status(&router, of_person).await, 200);
}
