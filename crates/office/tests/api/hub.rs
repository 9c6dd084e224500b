//! A hub and its province in one process, over TCP: what a device brings to the hub while the line is down, and what
//! becomes of it.

use danvan_core::apply::Outcome;
use danvan_core::entry::Head;
use danvan_office::hub::Passed;

use crate::support::{Line, TestDevice, TestHub, TestOffice};

fn head(device: &TestDevice) -> Head {
    device.chain.head()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_while_the_line_is_down_is_held_and_goes_on_when_it_is_up() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    hub.line.set(false);
    for number in 0..12 {
        device.create_activity(&format!("Hoạt động {number}"));
    }
    let answer = hub.push(&device, 0).await;
    let held = answer.held.unwrap();
    assert_eq!((held.head, held.name.as_str()), (head(&device), "Khu vực Mường Tè"));
    assert_eq!(
        (answer.receipt.head.length, answer.receipt.epoch.as_str()),
        (0, ""),
        "the province has said nothing"
    );
    assert!(answer.verdicts.is_empty(), "a hub judges nothing");
    assert!(hub.pass_on().await.is_err(), "the line is down");
    assert_eq!(device.status(&office, 0).await.receipt.head.length, 0);

    hub.line.set(true);
    assert_eq!(hub.pass_on().await.unwrap(), Passed { entries: 12, records: 12, ..Passed::default() });
    let at_province = device.status(&office, 0).await;
    assert_eq!(at_province.receipt.head, head(&device));
    let at_hub = hub.status(&device, 0).await;
    assert_eq!(at_hub.receipt, at_province.receipt, "the province's word, passed on");
    assert_eq!(at_hub.verdicts, at_province.verdicts);
    assert!(at_hub.verdicts.iter().all(|verdict| verdict.outcome == Outcome::Applied));
    assert_eq!(hub.pass_on().await.unwrap(), Passed::default(), "nothing is sent twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_logs_on_the_line_at_once_do_not_wait_for_each_other() {
    let office = TestOffice::start().await;
    let hub = TestHub::start(&office).await;
    let mut devices = Vec::new();
    for _ in 0..12 {
        let device = TestDevice::enrol_with(&office, &office.code("bum_nua")).await;
        devices.push(device);
    }
    hub.pass_on().await.unwrap();
    for turn in 0..3 {
        for device in &mut devices {
            device.create_activity(&format!("Lượt {turn}"));
            hub.push(device, turn).await;
        }
        let round = tokio::time::timeout(std::time::Duration::from_secs(20), hub.pass_on()).await;
        round.expect("a round waits for itself").unwrap();
        // Rounds begin by themselves too: what counts is where the entries are.
        for device in &devices {
            assert_eq!(device.status(&office, 0).await.receipt.head, head(device));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_another_device_opened_here_begins_anew_once_the_province_names_its_owner() {
    let office = TestOffice::start().await;
    let hub = TestHub::start(&office).await;
    let mut owner = office.device("bum_nua").await;
    let thief = TestDevice::enrol_with(&office, &office.code("bum_nua")).await;
    hub.pass_on().await.unwrap();
    // A second log of the owner, whose name the thief has read on a stick.
    owner = owner.with_new_log();
    owner.create_activity("Một");
    let mut squat =
        TestDevice { chain: danvan_core::entry::Chain::open(owner.log()), ..thief.with_new_log() };
    squat.create_activity("Của tôi");
    hub.push(&squat, 0).await;
    assert_eq!(hub.try_push(&owner, 0).await.problem(), (403, "not-your-log"));
    owner.push(&office, 0).await;
    hub.pass_on().await.unwrap();
    assert_eq!(hub.push(&owner, 0).await.held.unwrap().head, head(&owner));
    assert_eq!(hub.try_push(&squat, 0).await.problem(), (403, "not-your-log"));
    let apart = hub.running().hub.file.forked_entries(owner.log()).await.unwrap();
    assert!(apart.len() == 1 && apart[0].1.contains("Của tôi"), "nothing is dropped: {apart:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_goes_by_both_ways_doubles_nothing() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    device.create_activity("Một");
    hub.push(&device, 0).await;
    device.create_activity("Hai");
    // Straight to the province, with what lies at the hub too; then the hub passes its own on.
    assert_eq!(device.push(&office, 0).await.receipt.head.length, 2);
    hub.pass_on().await.unwrap();
    assert_eq!(hub.status(&device, 0).await.receipt.head.length, 1, "of its own log only");
    device.create_activity("Ba");
    let held = hub.push(&device, 1).await.held.unwrap();
    assert_eq!(held.head.length, 3);
    hub.pass_on().await.unwrap();
    let again = device.push(&office, 0).await;
    assert_eq!((again.receipt.head, again.forked), (head(&device), None));
    assert_eq!(device.feed(&office, "").await.records.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_stops_or_loses_its_disk_loses_nothing_for_good() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let mut hub = TestHub::start(&office).await;
    hub.line.set(false);
    device.create_activity("Một");
    device.create_activity("Hai");
    hub.push(&device, 0).await;
    hub.restart().await;
    assert_eq!(hub.status(&device, 0).await.held.unwrap().head, head(&device), "held over the restart");

    hub.line.set(true);
    hub.lose_database(&office).await;
    let status = hub.status(&device, 0).await;
    assert_eq!(status.held.unwrap().head.length, 0, "it says what it has, and the device sends again");
    assert_eq!(hub.push(&device, 0).await.held.unwrap().head, head(&device));
    hub.pass_on().await.unwrap();
    assert_eq!(device.status(&office, 0).await.receipt.head, head(&device));
    assert_eq!(hub.status(&device, 0).await.receipt.head, head(&device));
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_log_forked_at_the_province_the_hub_adopts_it_and_keeps_its_own_apart() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    device.create_activity("Chung");
    hub.push(&device, 0).await;
    hub.pass_on().await.unwrap();
    let mut clone = device.copied();
    hub.line.set(false);
    device.create_activity("Của máy gốc");
    hub.push(&device, 1).await;
    clone.create_activity("Của bản sao");
    clone.create_activity("Của bản sao, tiếp");
    clone.push(&office, 1).await;

    hub.line.set(true);
    hub.pass_on().await.unwrap();
    let status = hub.status(&device, 0).await;
    assert_eq!(status.held.unwrap().head, head(&clone), "the province's log stands at the hub too");
    assert_eq!(status.receipt.head, head(&clone));
    let apart = hub.running().hub.file.forked_entries(device.log()).await.unwrap();
    assert_eq!(apart, [(1, device.sealed[1].text.clone())]);
    // The device compares from the beginning and finds the place.
    let answer = hub.push(&device, 0).await;
    assert_eq!(answer.forked, Some(1));
    let mut after = device.with_new_log();
    after.append(device.sealed[1].text.clone());
    assert_eq!(hub.push(&after, 0).await.held.unwrap().head.length, 1);
    hub.pass_on().await.unwrap();
    let titles: Vec<String> = after
        .feed(&office, "")
        .await
        .records
        .iter()
        .map(|record| record.body["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(titles, ["Chung", "Của bản sao", "Của bản sao, tiếp", "Của máy gốc"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_cursor_works_at_hub_and_province() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let hub = TestHub::start(&office).await;
    for number in 0..5 {
        device.create_activity(&format!("Hoạt động {number}"));
    }
    device.push(&office, 0).await;
    hub.pass_on().await.unwrap();

    let first = hub.feed(&device, "").await;
    assert_eq!(first.records.len(), 5);
    assert_eq!(first.cursor, device.feed(&office, "").await.cursor);
    device.create_activity("Sau");
    device.push(&office, 5).await;
    let at_province = device.feed(&office, &format!("?after={}", first.cursor)).await;
    assert_eq!(at_province.records.len(), 1, "the hub's cursor goes on at the province");
    // The hub is behind: it must not hand out old records over new ones, nor send the device back.
    let behind = hub.feed(&device, &at_province.cursor).await;
    assert_eq!((behind.records.len(), behind.more, &behind.cursor), (0, false, &at_province.cursor));
    hub.pass_on().await.unwrap();
    assert_eq!(hub.feed(&device, &first.cursor).await.records, at_province.records);

    let foreign = office.device("thu_lum").await;
    hub.pass_on().await.unwrap();
    assert!(hub.feed(&foreign, "").await.records.is_empty(), "each reads his own scope");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_province_gets_the_lost_stretch_from_the_hub() {
    let mut office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Một");
    device.push(&office, 0).await;
    let mut hub = TestHub::start(&office).await;
    let backup = office.copy_after_stop().await;
    hub.line = Line::to(&office).await;
    hub.restart().await;
    device.create_activity("Hai");
    hub.push(&device, 0).await;
    hub.pass_on().await.unwrap();
    let before = hub.status(&device, 0).await;
    assert_eq!(before.receipt.head.length, 2);
    let cursor = hub.feed(&device, "").await.cursor;

    office.put_back(&backup, "after the restore").await;
    hub.line = Line::to(&office).await;
    // A hub that starts passes on at once where it can.
    hub.line.set(false);
    hub.restart().await;
    assert_eq!(
        hub.status(&device, 0).await.receipt,
        before.receipt,
        "the old word until there is a newer one"
    );
    hub.line.set(true);
    hub.pass_on().await.unwrap();
    let after = hub.status(&device, 0).await;
    assert_eq!((after.receipt.head, after.receipt.epoch.as_str()), (head(&device), "after the restore"));
    assert_eq!(after.held.unwrap().earlier_epochs, [before.receipt.epoch]);
    assert_eq!(device.status(&office, 0).await.receipt.head, head(&device));
    let page = hub.feed(&device, &cursor).await;
    assert_eq!(page.records.len(), 2, "another epoch begins from the beginning");
    assert_eq!(page.cursor, device.feed(&office, "").await.cursor);
}
