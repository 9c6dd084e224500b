//! The same said by way of a hub: it passes on what a device has signed, and the province judges it as if it had come
//! straight.

use std::time::Duration;

use serde_json::{Value, json};

use super::desk::Desk;
use super::growth::{self, RECORD_MAX, change};
use super::hubs;
use super::phone::Phone;
use super::table::Table;
use super::wire::{Answer, Office};

const UNIT: &str = "03466@2025-07-01";
/// Texts of which nothing is seen; `contents` has all kinds of them.
const NOTHING: [&str; 3] = [" ", "\u{200b}\u{2060}\u{feff}", "\u{3164}\u{3164}\u{3164}"];

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let mut phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let folder = tempfile::TempDir::new().unwrap();
    let hub = hubs::start(office, &hubs::machine_code(&desk).await, folder.path());
    let token = hubs::session(&hub, &phone).await;

    for title in NOTHING {
        phone.create(title);
    }
    phone.say(json!({ "format": 0 }).to_string());
    phone.say("0".to_owned());
    let record = phone.create("Phình to ở khu vực");
    for number in 0..20 {
        let text = json!(format!("{number}{}", "x".repeat(62_000)));
        phone.say(phone.entry(record, &change(&format!("later_{number}"), &Value::Null, &text)).to_string());
    }
    let held = phone.push_as(&hub, &token, &phone.rest(0)).await;
    table.row("a hub holds whatever a device has signed", held.status, 200);
    let outcomes = verdicts(&hub, &phone, &token).await;
    let message = |outcome: &Value| outcome["problem"]["message"].as_str().unwrap_or_default().to_owned();
    let said: Vec<String> = outcomes.iter().take(5).map(message).collect();
    let right = ["required", "required", "required", "entry_unreadable", "entry_unreadable"];
    table.row(
        "by a hub: titles of which nothing is seen, what is no entry",
        said,
        right.map(str::to_owned).to_vec(),
    );
    let grown = outcomes.get(6..).unwrap_or_default();
    table.row("by a hub: of 20 unknown fields of 62 KB", growth::applied(grown), 4);
    table.row(
        "by a hub: the others are refused",
        growth::reasons(grown),
        vec!["unknown_too_much".to_owned()],
    );

    let (mut after, mut longest, mut whole) = (String::new(), 0, false);
    for _ in 0..300 {
        let page = hub.get(&format!("/api/v1/feed?limit=1000{after}"), &token).await;
        longest = longest.max(page.text.len());
        whole = page.text.contains("Phình to ở khu vực");
        if whole || page.status != 200 {
            break;
        }
        if let Some(cursor) = page.body["cursor"].as_str() {
            after = format!("&after={cursor}");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    table.row("a hub's devices get that record", whole, true);
    table.row("and every page before it ends in time", longest < RECORD_MAX + 512 * 1024, true);
}

/// What the province said of every entry, once the hub has it.
async fn verdicts(hub: &Office, phone: &Phone, token: &str) -> Vec<Value> {
    let mut seen: Option<Answer> = None;
    for _ in 0..300 {
        let answer = hub.get(&format!("/api/v1/logs/{}?from=0", phone.log), token).await;
        let verdicts = answer.body["verdicts"].as_array().cloned().unwrap_or_default();
        if verdicts.len() == phone.entries.len() {
            return verdicts.iter().map(|verdict| verdict["outcome"].clone()).collect();
        }
        seen = Some(answer);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the province's verdicts do not come: {:?}", seen.map(|answer| answer.text))
}
