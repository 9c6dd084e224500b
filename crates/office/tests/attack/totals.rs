//! Totals over large records, asked for many times at once.

use std::fs;
use std::time::Instant;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::Desk;
use super::growth::{change, say};
use super::phone::Phone;
use super::table::Table;
use super::wire::{Answer, Office};

const UNIT: &str = "03466@2025-07-01";
const RECORDS: usize = 24;
/// Read at once, these records of nearly a megabyte took ninety; a piece of them and one that is read take twenty.
const MEMORY_MAX_KB: u64 = 48 * 1024;

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let mut phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let mut calm = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    calm.create("Đẩy lên");
    for number in 0..RECORDS {
        let record = phone.create(&format!("Rất lớn {number}"));
        let from = phone.entries.len() - 1;
        assert_eq!(phone.push(office, &phone.rest(from)).await.status, 200);
        let value = json!("x".repeat(60_000));
        let turns = (0..15)
            .flat_map(|_| [change("later", &Value::Null, &value), change("later", &value, &Value::Null)]);
        say(office, &mut phone, record, turns.collect()).await;
    }
    let viewer = desk.another("lanhdao").await;
    let one = viewer.get("/api/v1/figures").await;
    table.row("a total over them", one.status, 200);

    let before = peak_from_now(office);
    let began = Instant::now();
    let others = async {
        let health = Answer::of(office.request(Method::GET, "/health")).await.status;
        let push = calm.push(office, &calm.rest(0)).await.status;
        println!("    health and a push beside six totals: {:?}", began.elapsed());
        (health, push, began.elapsed())
    };
    let paths = ["figures", "units/status", "awards", "figures", "units/status", "figures"];
    let asked = paths.map(|path| format!("/api/v1/{path}"));
    let (totals, (health, push, waited)) =
        tokio::join!(join_all(asked.iter().map(|path| viewer.get(path))), others);
    let all = began.elapsed();
    println!("    six totals: {all:?}");
    table.row("health and a push beside six of them", (health, push), (200, 200));
    table.row("do not wait until they are through", waited < all / 2, true);
    let statuses: Vec<u16> = totals.iter().map(|answer| answer.status).collect();
    table.row("each is answered", statuses, vec![200; 6]);
    table.row("and says the same", totals[0].text == totals[5].text && totals[0].text == one.text, true);
    let more = peak(office).saturating_sub(before);
    println!("    six totals took {} MB more", more / 1024);
    table.row("they take little memory", more < MEMORY_MAX_KB, true);
}

/// How much memory the program has; its peak is counted anew from here on. In kB.
fn peak_from_now(office: &Office) -> u64 {
    fs::write(format!("/proc/{}/clear_refs", office.program.child.id()), "5").unwrap();
    peak(office)
}

/// The most memory that the program has had, in kB.
fn peak(office: &Office) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", office.program.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
