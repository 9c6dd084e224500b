//! Devices whose batteries were out: in 1970, and in 2099. Nothing is ordered or refused by their clocks.

use danvan_core::entry::Action;
use danvan_core::ids::RecordId;
use danvan_core::record::RecordKind;
use serde_json::json;

use crate::support::{TestOffice, activity};

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_1970_and_2099_are_applied_in_the_order_of_their_arrival_and_pointed_out() {
    let office = TestOffice::start().await;
    let mut titles = Vec::new();
    let mut first = None;
    for (number, time) in
        ["2099-12-31T23:59:59+07:00", "1970-01-01T07:00:03+07:00", "2026-11-20T08:00:00+07:00"]
            .into_iter()
            .enumerate()
    {
        let mut device = office.device("bum_nua").await;
        let unit = device.enrolment.home.clone();
        let title = format!("Việc {number}");
        let record = RecordId::from_random(number as u64, [number as u8 + 1; 10]);
        let action = Action::Create { unit: unit.clone(), body: activity(&unit, &title) };
        let mut entry = device.entry(record, RecordKind::Activity, 0, action);
        entry.device_time = time.parse().unwrap();
        device.write(&entry);
        let answer = device.push(&office, 0).await;
        assert!(!answer.verdicts[0].refused(), "{time}: {answer:?}");
        titles.push((title, time));
        first = first.or(Some((device, record)));
        office.wait_seconds(60);
    }
    let (mut device, record) = first.unwrap();
    let page = device.feed(&office, "").await;
    let seen: Vec<_> = page
        .records
        .iter()
        .map(|record| {
            let step = &record.trail[0];
            (record.body["title"].as_str().unwrap().to_owned(), step.clock_was_off())
        })
        .collect();
    let expected: Vec<_> =
        titles.iter().map(|(title, time)| (title.clone(), !time.starts_with("2026"))).collect();
    assert_eq!(seen, expected, "in the order of arrival, and the two wrong clocks marked");
    // A change stamped 1970 over a record stamped 2099 is the later one all the same.
    let fields = vec![danvan_core::entry::FieldChange {
        at: danvan_core::entry::FieldPath::field("title"),
        seen: Some(json!("Việc 0")),
        written: Some(json!("Việc 0, sửa")),
    }];
    let mut change = device.entry(record, RecordKind::Activity, 1, Action::Change { fields });
    change.device_time = "1970-01-01T07:00:00+07:00".parse().unwrap();
    device.write(&change);
    device.push(&office, 1).await;
    let page = device.feed(&office, "").await;
    assert_eq!(page.records.last().unwrap().body["title"], "Việc 0, sửa");
}
