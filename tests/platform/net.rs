//! What the browser is asked for.

use danvan::net::{Fetch, Request, Transport};
use danvan::platform::{browser, clock, locks};
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
