//! The feed: order, pages, cursors, scope.

use std::collections::BTreeSet;

use danvan_core::record::RecordKind;

use crate::support::{TestOffice, also_on_postgres, nomination};

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let made: Vec<_> = (0..25).map(|number| device.create_activity(&format!("Hoạt động {number}"))).collect();
    device.push(&office, 0).await;
    let (mut cursor, mut read, mut pages) = (String::new(), Vec::new(), 0);
    loop {
        let page = device.feed(&office, &format!("?limit=10&after={cursor}")).await;
        read.extend(page.records.iter().map(|record| record.id));
        (cursor, pages) = (page.cursor, pages + 1);
        if !page.more {
            break;
        }
    }
    assert_eq!((read, pages), (made.clone(), 3));

    assert_eq!(device.feed(&office, &format!("?after={cursor}")).await.records.len(), 0);
    device.change(made[3], 1, "title", "Hoạt động 3", "Đổi tên");
    device.push(&office, 25).await;
    let page = device.feed(&office, &format!("?after={cursor}")).await;
    assert_eq!(page.records.iter().map(|record| record.id).collect::<Vec<_>>(), [made[3]]);
    assert_eq!(page.records[0].revision, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_bounded_in_bytes() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let unit = device.enrolment.home.clone();
    for _ in 0..7 {
        for _ in 0..10 {
            let mut body = nomination(&unit, "Lò Văn Dài");
            body.insert("achievement_report".to_owned(), "thành tích ".repeat(600).into());
            device.create(RecordKind::Nomination, body);
        }
        let from = device.sealed.len() - 10;
        assert!(device.push(&office, from).await.verdicts.iter().all(|verdict| !verdict.refused()));
    }
    let page = device.feed(&office, "?limit=1000").await;
    assert!(page.more && page.records.len() > 5 && page.records.len() < 70, "{}", page.records.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_cursor_begins_from_the_beginning() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Một");
    device.push(&office, 0).await;
    let end = device.feed(&office, "").await;
    let (before_seq, _) = end.cursor.rsplit_once('.').unwrap();
    let beyond = format!("{}.999999999.1", before_seq.rsplit_once('.').unwrap().0);
    let elsewhere = office.device("thu_lum").await.feed(&office, "").await.cursor;
    for cursor in
        ["", "nonsense", "%F0%9F%92%A5", "abc.def.1", &beyond, &elsewhere, &format!("{}0x", end.cursor)]
    {
        let page = device.feed(&office, &format!("?after={cursor}")).await;
        assert_eq!((page.records.len(), &page.cursor), (1, &end.cursor), "{cursor}");
    }
    assert_eq!(device.feed(&office, &format!("?after={}", end.cursor)).await.records.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_reads_his_scope_and_no_more() {
    let office = TestOffice::start().await;
    let mut by_name = Vec::new();
    for name in ["bum_nua", "thu_lum", "doan_ket_mttq", "don_pa_ve_su"] {
        let mut device = office.device(name).await;
        let record = device.create_activity(name);
        device.push(&office, 0).await;
        by_name.push((name, device, record));
    }
    let monitor = office.device("muong_te").await;
    let read = async |device: &crate::support::TestDevice| -> BTreeSet<String> {
        let page = device.feed(&office, "").await;
        page.records.iter().map(|record| record.body["title"].as_str().unwrap().to_owned()).collect()
    };
    // The post lies in Bum Nưa's area: both see each other's; the hub sees its members; nobody sees the rest.
    let expected = [
        ("bum_nua", vec!["bum_nua", "don_pa_ve_su"]),
        ("thu_lum", vec!["thu_lum"]),
        ("doan_ket_mttq", vec!["doan_ket_mttq"]),
        ("don_pa_ve_su", vec!["bum_nua", "don_pa_ve_su"]),
    ];
    for ((name, device, _), (_, titles)) in by_name.iter().zip(&expected) {
        assert_eq!(read(device).await, titles.iter().map(|title| (*title).to_owned()).collect(), "{name}");
    }
    let hub: BTreeSet<String> = ["bum_nua", "thu_lum", "don_pa_ve_su"].map(str::to_owned).into();
    assert_eq!(read(&monitor).await, hub);

    for (name, device, _) in &by_name {
        let seen = read(device).await;
        for (other, _, record) in &by_name {
            let answer = device.get(&office, &format!("/api/v1/records/{record}")).await;
            let expected = if seen.contains(*other) { 200 } else { 404 };
            assert_eq!(answer.status, expected, "{name} reads {other}");
        }
    }
}

also_on_postgres! {
    pages_follow_each_other_without_gap_or_repeat,
    a_page_is_bounded_in_bytes,
    a_foreign_cursor_begins_from_the_beginning,
    everyone_reads_his_scope_and_no_more,
}
