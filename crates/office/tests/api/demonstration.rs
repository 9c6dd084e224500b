//! The demonstration's sample: there once, however often it is loaded.

use crate::support::TestOffice;

const TABLE: &str = include_str!("../../src/demonstration/sample.tsv");
/// Nominations that the sample has beside the table.
const NOMINATIONS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_is_loaded_once_and_lies_in_its_own_half_year() {
    let mut office = TestOffice::with(|config| config.sample = true).await;
    let elsewhere = TABLE.lines().filter(|line| line.starts_with("tan_ninh")).count();
    let here = TABLE.lines().count() - 1 - elsewhere + NOMINATIONS;
    let half_year = "/api/v1/records?limit=200&from=2026-07-01&to=2026-12-31";
    let first = office.console("xem").await.get(half_year).await.ok();
    assert_eq!(first["total"], here);
    assert_eq!(office.console("xem").await.get("/api/v1/records").await.ok()["total"], here);
    assert_eq!(office.console("tn.chuyenvien").await.get("/api/v1/records").await.ok()["total"], elsewhere);
    let awards = office.console("xem").await.get("/api/v1/awards").await.ok();
    assert_eq!(awards["lines"].as_array().unwrap().len(), 0, "the sample decides nothing");

    office.restart_with(|config| config.sample = true).await;
    assert_eq!(office.console("xem").await.get(half_year).await.ok(), first);
}
