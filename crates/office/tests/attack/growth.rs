//! Records that somebody makes grow, and what lists and others notice of it.

use danvan_core::ids::RecordId;
use serde_json::{Value, json};

use super::desk::Desk;
use super::phone::Phone;
use super::table::Table;
use super::wire::Office;

const UNIT: &str = "03466@2025-07-01";
/// No record may come to more, with its history; one entry has 64 KiB.
pub const RECORD_MAX: usize = 2 * 1024 * 1024 + 64 * 1024;
/// No line of a list.
const LINE_MAX: usize = 2_000;

pub async fn attack(office: &Office, table: &mut Table) {
    let (admin, specialist) = (Desk::open(office, "quantri").await, Desk::open(office, "chuyenvien").await);
    let mut phone = Phone::enrolled(office, &admin.code(&Value::Null, UNIT).await).await;
    let mut colleague = Phone::enrolled(office, &admin.code(&Value::Null, UNIT).await).await;
    let title = "Phình to";
    let record = phone.create(title);
    let pushed = phone.push(office, &phone.rest(0)).await;
    table.row("a record is made", pushed.status, 200);

    // New fields that nobody knows, again and again; then the same ones written and taken out in turns.
    let value = |number: usize| json!(format!("{number}{}", "x".repeat(62_000)));
    let new = (0..40).map(|number| change(&format!("later_{number}"), &Value::Null, &value(number)));
    let said = say(office, &mut phone, record, new.collect()).await;
    table.row("of 40 unknown fields of 62 KB", applied(&said), 4);
    table.row("the others are refused", reasons(&said), vec!["unknown_too_much".to_owned()]);
    let turns = (0..60).flat_map(|_| {
        let field = "later_0";
        [change(field, &value(0), &Value::Null), change(field, &Value::Null, &value(0))]
    });
    let said = say(office, &mut phone, record, turns.collect()).await;
    table.row("of 120 changes to and fro not all are taken", applied(&said) < 60, true);
    table.row("the others are refused with a reason", reasons(&said), vec!["record_full".to_owned()]);
    let full = specialist.get(&path(record)).await;
    table.row("the record stays below its bound", full.text.len() < RECORD_MAX, true);

    let list = specialist.get("/api/v1/records?q=phinh+to").await;
    table.row(
        "a list that shows it is small",
        (list.body["total"].clone(), list.text.len() < LINE_MAX),
        (json!(1), true),
    );
    let newest = specialist.get("/api/v1/records?limit=200").await;
    let lines = newest.body["records"].as_array().map_or(0, Vec::len);
    table.row("so is every page", newest.text.len() < LINE_MAX * lines, true);
    let feed = office.get("/api/v1/feed?limit=1000", phone.token()).await;
    table.row(
        "its devices get it whole, a page ends with it",
        (feed.status, feed.text.len() < RECORD_MAX + 512 * 1024),
        (200, true),
    );

    // Others write in it, and it takes its steps.
    let said =
        say(office, &mut colleague, record, vec![change("content", &json!(title), &json!("Đã sửa lại"))])
            .await;
    table.row("a colleague's correction is taken", applied(&said), 1);
    table.row(
        "the record is approved",
        step(&specialist, record, "approve", None).await,
        (200, json!("approved")),
    );

    // Hundreds of values that wait, on a record that is approved.
    let many = (0..400).map(|number| change(&format!("ý kiến {number}"), &Value::Null, &json!(number)));
    let said = say(office, &mut colleague, record, many.collect()).await;
    table.row("of 400 values beside an approved record wait", waiting(&said), 300);
    table.row("the others are refused so", reasons(&said), vec!["waits_too_much".to_owned()]);
    let list = specialist.get("/api/v1/records?waiting=true&q=phinh+to").await;
    table.row("the list says how many", list.body["records"][0]["waiting"].clone(), json!(300));
    table.row("and is as small as ever", list.text.len() < LINE_MAX, true);

    let seen = specialist.record(&record.to_string()).await;
    let choices: Vec<Value> = seen["proposals"].as_array().unwrap().iter().map(leave).collect();
    let chosen = specialist
        .post(
            &format!("{}/choices", path(record)),
            &json!({ "choices": choices, "revision": seen["revision"] }),
        )
        .await;
    table.row(
        "all of them are chosen of at once",
        (chosen.status, chosen.body["proposals"].is_null()),
        (200, true),
    );
    let reason = Some("Trả lại để rút gọn");
    table.row(
        "the record goes back",
        step(&specialist, record, "return", reason).await,
        (200, json!("returned")),
    );
    let lighter = change("later_1", &value(1), &Value::Null);
    table.row(
        "who filled it makes it smaller",
        applied(&say(office, &mut phone, record, vec![lighter]).await),
        1,
    );
    let again = json!({ "type": "move", "step": "resubmit" });
    table.row("and sends it in again", applied(&say(office, &mut phone, record, vec![again]).await), 1);
}

fn path(record: RecordId) -> String {
    format!("/api/v1/records/{record}")
}

pub fn change(field: &str, seen: &Value, written: &Value) -> Value {
    let mut change = json!({ "field": field });
    for (name, value) in [("seen", seen), ("written", written)] {
        if !value.is_null() {
            change[name] = value.clone();
        }
    }
    json!({ "type": "change", "fields": [change] })
}

/// A choice that keeps what stands.
fn leave(proposal: &Value) -> Value {
    json!({ "log": proposal["log"], "number": proposal["number"], "at": proposal["at"], "take": false })
}

/// Does one thing after the other to a record, and sends it in segments; the outcomes.
pub async fn say(office: &Office, phone: &mut Phone, record: RecordId, actions: Vec<Value>) -> Vec<Value> {
    let mut outcomes = Vec::new();
    for actions in actions.chunks(20) {
        let from = phone.entries.len();
        for action in actions {
            phone.say(phone.entry(record, action).to_string());
        }
        let answer = phone.push(office, &phone.rest(from)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let verdicts = answer.body["verdicts"].as_array().unwrap();
        outcomes.extend(verdicts.iter().map(|verdict| verdict["outcome"].clone()));
    }
    outcomes
}

fn count(outcomes: &[Value], kind: &str) -> usize {
    outcomes.iter().filter(|outcome| outcome["type"] == kind).count()
}

pub fn applied(outcomes: &[Value]) -> usize {
    count(outcomes, "applied")
}

fn waiting(outcomes: &[Value]) -> usize {
    count(outcomes, "merged")
}

/// The reasons of the refusals, each once.
pub fn reasons(outcomes: &[Value]) -> Vec<String> {
    let mut reasons: Vec<String> = outcomes
        .iter()
        .filter_map(|outcome| outcome["problem"]["message"].as_str().map(str::to_owned))
        .collect();
    reasons.sort();
    reasons.dedup();
    reasons
}

/// Takes a step; the status, and where the record stands then.
async fn step(desk: &Desk<'_>, record: RecordId, step: &str, reason: Option<&str>) -> (u16, Value) {
    let seen = desk.record(&record.to_string()).await;
    let request = json!({ "step": step, "reason": reason, "revision": seen["revision"] });
    let moved = desk.post(&format!("{}/moves", path(record)), &request).await;
    (moved.status, moved.body["state"].clone())
}
