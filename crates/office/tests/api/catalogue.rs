//! Catalogue and health: what everybody may read.

use danvan_core::catalogue::Catalogue;
use reqwest::Method;

use crate::support::{Answer, TestOffice};

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_served_once_and_then_validated() {
    let office = TestOffice::start().await;
    let answer = office.get("/api/v1/catalogue/12").await;
    assert_eq!(answer.headers["content-type"], "application/json");
    let etag = answer.headers["etag"].to_str().unwrap().to_owned();
    let catalogue: Catalogue = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(catalogue, danvan_core::catalogue::bundled("12").unwrap());

    let again = office.request(Method::GET, "/api/v1/catalogue/12").header("if-none-match", &etag);
    let again = Answer::of(again).await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(again.headers["etag"], etag.as_str());

    let brotli = office.request(Method::GET, "/api/v1/catalogue/12").header("accept-encoding", "gzip, br");
    let brotli = brotli.send().await.unwrap();
    assert_eq!(brotli.headers()["content-encoding"], "br");
    assert_ne!(brotli.headers()["etag"], etag.as_str(), "other bytes, another strong validator");
    let length = brotli.bytes().await.unwrap().len();
    assert!(length * 5 < answer.text.len(), "{length}");

    let gzip = || office.request(Method::GET, "/api/v1/catalogue/12").header("accept-encoding", "gzip");
    let first = gzip().send().await.unwrap();
    assert_eq!(first.headers()["content-encoding"], "gzip");
    let again = Answer::of(gzip().header("if-none-match", &first.headers()["etag"])).await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));

    assert_eq!(office.get("/api/v1/catalogue/80").await.status, 200);
    assert_eq!(office.get("/api/v1/catalogue/99").await.problem(), (404, "not-found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_says_how_it_is() {
    let mut office = TestOffice::start().await;
    let before = office.get("/health").await.ok();
    assert_eq!(before["status"], "ok");
    office.restart().await;
    assert_eq!(office.get("/health").await.ok()["epoch"], before["epoch"], "a restart is the same office");
}
