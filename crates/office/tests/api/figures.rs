//! Figures through the API: the acceptance figures of two source articles, and who has reported.

use std::collections::BTreeMap;

use danvan_core::acceptance::{s2_awards, s2_nominations, s4_activities, s4_figures};
use danvan_core::catalogue::{ActorGroup, bundled};
use danvan_core::figures::{Addend, AwardFigures, Figures, print_figure};
use danvan_core::ids::RecordId;
use danvan_core::record::{Body, RecordKind};
use danvan_core::text::Locale;
use danvan_core::wire_console::UnitStatus;
use serde_json::json;

use crate::support::{TestDevice, TestOffice};

/// One device for each unit, enrolled by a code that the administrator issues for it.
async fn devices_of(
    office: &TestOffice,
    units: impl Iterator<Item = String>,
) -> BTreeMap<String, TestDevice> {
    let admin = office.console("quantri").await;
    let mut devices = BTreeMap::new();
    for unit in units {
        if devices.contains_key(&unit) {
            continue;
        }
        let request = json!({
            "reach": { "type": "units", "units": [unit] }, "role": "field_officer", "person": "Người ghi",
        });
        let issued = admin.post("/api/v1/enrolment-codes", &request).await.ok();
        let device = TestDevice::enrol_with(office, issued["code"].as_str().unwrap()).await;
        devices.insert(unit, device);
    }
    devices
}

async fn enter(office: &TestOffice, kind: RecordKind, samples: Vec<(String, Body)>) -> Vec<RecordId> {
    let mut devices = devices_of(office, samples.iter().map(|(unit, _)| unit.clone())).await;
    let mut made = Vec::new();
    for (unit, body) in samples {
        made.push(devices.get_mut(&unit).unwrap().create_in(&unit.as_str().into(), kind, body));
    }
    for device in devices.values() {
        let answer = device.push(office, 0).await;
        assert!(answer.verdicts.iter().all(|verdict| !verdict.refused()), "{answer:?}");
    }
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_s4_print_as_the_article_has_them() {
    let office = TestOffice::start().await;
    let catalogue = bundled("12").unwrap();
    let samples = s4_activities(&catalogue).into_iter().map(|one| (one.unit.as_str().to_owned(), one.body));
    let made = enter(&office, RecordKind::Activity, samples.collect()).await;

    let console = office.console("lanhdao").await;
    let period = "from=2013-01-01&to=2013-12-31";
    let figures: Figures =
        serde_json::from_value(console.get(&format!("/api/v1/figures?{period}")).await.ok()).unwrap();
    let expected = s4_figures();
    assert!(!expected.is_empty());
    for figure in &expected {
        let line =
            figures.line(figure.indicator.as_str(), figure.group).unwrap_or_else(|| panic!("{figure:?}"));
        assert_eq!(print_figure(line, Locale::Vi), figure.printed, "{}", figure.quote);
    }
    assert_eq!(figures.lines.len(), expected.len(), "nothing beside what was entered");

    for line in &figures.lines {
        let query = format!("indicator={}&group={}&{period}", line.indicator, line.group.code());
        let behind = console.get(&format!("/api/v1/figures/records?{query}")).await.ok();
        let behind: Vec<Addend> = serde_json::from_value(behind).unwrap();
        assert_eq!(behind.len(), line.addends as usize);
        assert!(behind.iter().all(|addend| made.contains(&addend.record)));
    }
    let none: Figures =
        serde_json::from_value(console.get("/api/v1/figures?from=2014-01-01").await.ok()).unwrap();
    assert!(none.lines.is_empty());
    let army = format!("/api/v1/figures?{period}&group={}", ActorGroup::LucLuongVuTrang.code());
    let army: Figures = serde_json::from_value(console.get(&army).await.ok()).unwrap();
    assert!(!army.lines.is_empty() && army.lines.len() < figures.lines.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_awards_of_s2_count_once_they_are_recognised() {
    let office = TestOffice::start().await;
    let catalogue = bundled("12").unwrap();
    let samples = s2_nominations(&catalogue).into_iter().map(|one| (one.unit.as_str().to_owned(), one.body));
    let made = enter(&office, RecordKind::Nomination, samples.collect()).await;
    assert_eq!(made.len(), 91);

    let (specialist, leader) = (office.console("chuyenvien").await, office.console("lanhdao").await);
    let before: AwardFigures = serde_json::from_value(leader.get("/api/v1/awards").await.ok()).unwrap();
    assert!(before.lines.is_empty(), "what nobody recognised is no award");
    for record in &made {
        specialist.take(&record.to_string(), "receive", None).await.ok();
        leader.take(&record.to_string(), "recognise", None).await.ok();
    }
    let awards: AwardFigures = serde_json::from_value(leader.get("/api/v1/awards").await.ok()).unwrap();
    for expected in s2_awards() {
        let line = awards.line(expected.form.as_str()).unwrap();
        assert_eq!(
            (line.collectives, line.individuals),
            (expected.collectives, expected.individuals),
            "{}",
            expected.quote
        );
    }
    assert_eq!(awards.total().total(), 91);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_sent_nothing_is_listed_as_never_heard_of() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Một");
    device.create_activity("Hai");
    device.push(&office, 0).await;
    let console = office.console("chuyenvien").await;
    let path = "/api/v1/units/status?from=2026-10-01&to=2026-12-31";
    let units: Vec<UnitStatus> = serde_json::from_value(console.get(path).await.ok()).unwrap();
    assert_eq!(units.len(), 38);
    for unit in &units {
        let here = unit.unit == device.enrolment.home;
        assert_eq!((unit.records, unit.last_heard.is_some()), (if here { 2 } else { 0 }, here));
    }
    let earlier = console.get("/api/v1/units/status?to=2026-01-01").await.ok();
    assert!(earlier.as_array().unwrap().iter().all(|unit| unit["records"] == 0));
}
