//! What entries and forms say: times that nobody means, formats that do not exist, texts of which nothing is seen.

use danvan_core::ids::RecordId;
use serde_json::{Value, json};

use super::desk::Desk;
use super::phone::{Phone, fresh};
use super::table::Table;
use super::wire::{Office, is};

const COMMUNE: &str = "03466@2025-07-01";
/// Texts of which nothing is seen.
const NOTHING: [&str; 8] = [
    " ",
    "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
    "\u{301}\u{323}\u{301}\u{323}\u{301}\u{323}\u{301}\u{323}\u{301}\u{323}\u{301}\u{323}",
    "\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}\u{3164}",
    "\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}",
    "\u{e0041}\u{e0042}\u{e0041}\u{e0042}\u{e0041}\u{e0042}\u{e0041}\u{e0042}\u{e0041}\u{e0042}\u{e0041}",
    "\u{202e}\u{2066}\u{2069}\u{202c}\u{200f}\u{202e}\u{2066}\u{2069}\u{202c}\u{200f}\u{202e}\u{2066}",
    "\u{a0}\u{3000}\u{feff}\u{2060}\u{ad}\u{a0}\u{3000}\u{feff}\u{2060}\u{ad}\u{a0}\u{3000}\u{feff}",
];

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let mut phone = Phone::enrolled(office, &desk.code(&Value::Null, COMMUNE).await).await;
    titles(office, table, &mut phone).await;
    formats(office, table, &mut phone).await;
    times(office, table, &mut phone).await;
    forms(office, table, &desk).await;
}

async fn titles(office: &Office, table: &mut Table, phone: &mut Phone) {
    let mut said = Vec::new();
    for text in NOTHING {
        said.push(pushed(office, phone, |entry| entry["action"]["body"]["title"] = json!(text)).await);
    }
    let right = vec![("refused".to_owned(), "required".to_owned()); NOTHING.len()];
    table.row("titles of which nothing is seen", said, right);
    let seen = pushed(office, phone, |entry| entry["action"]["body"]["title"] = json!("\u{200b}Họp\u{200b}"));
    table.row("one with something to see among it", seen.await.0, "applied".to_owned());
}

async fn formats(office: &Office, table: &mut Table, phone: &mut Phone) {
    let cases = [
        ("format", json!(0), "entry_unreadable"),
        ("format", json!(-1), "entry_unreadable"),
        ("format", json!(1.5), "entry_unreadable"),
        ("format", json!("1"), "entry_unreadable"),
        ("format", json!(2), "entry_newer"),
        ("format", json!(65_535), "entry_newer"),
        ("kind", json!("khen_thuong"), "entry_newer"),
        ("action", json!({ "type": "burn" }), "entry_newer"),
        ("action", json!({ "type": "move", "step": "burn" }), "record_missing"),
    ];
    for (field, value, right) in cases {
        let case = format!("an entry whose {field} is {value}");
        let said = pushed(office, phone, |entry| entry[field] = value).await;
        table.row(&case, said, ("refused".to_owned(), right.to_owned()));
    }
}

async fn times(office: &Office, table: &mut Table, phone: &mut Phone) {
    for day in
        ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "20261120"]
    {
        let said = pushed(office, phone, |entry| entry["action"]["body"]["date_from"] = json!(day)).await;
        table.row(&format!("a day {day}"), said, ("refused".to_owned(), "wrong_form".to_owned()));
    }
    let turned =
        pushed(office, phone, |entry| entry["action"]["body"]["date_to"] = json!("2026-11-19")).await;
    table.row("an end before its beginning", turned, ("refused".to_owned(), "end_before_begin".to_owned()));

    // A clock is shown, never ordered by: whatever it says, the entry is taken, and every page goes on.
    let clocks = [
        "0001-01-01T00:00:00+14:00",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "+262142-12-31T23:59:59Z",
        "-262143-01-01T00:00:00Z",
        "+262142-12-31T23:59:59-15:00",
        "-262143-01-01T00:00:00+15:00",
        "2026-11-20T08:00:00+15:00",
        "2026-11-20T08:00:00-23:59",
        "2016-12-31T23:59:60Z",
        "1970-01-01T00:00:00+07:00",
    ];
    let mut said = Vec::new();
    for clock in clocks {
        let (outcome, _) = pushed(office, phone, |entry| entry["device_time"] = json!(clock)).await;
        said.push((clock, outcome));
    }
    let strange: Vec<_> = said.into_iter().filter(|(_, outcome)| outcome != "applied").collect();
    println!("     refused clocks: {strange:?}");
    let unreadable = strange.iter().all(|(clock, _)| clock.starts_with(['+', '-']));
    table.row(
        "clocks of the years 0 to 9999, of all places of the earth and beyond, are taken",
        unreadable,
        true,
    );
    let no_time = pushed(office, phone, |entry| entry["device_time"] = json!("yesterday")).await;
    table.row("no time at all", no_time, ("refused".to_owned(), "entry_unreadable".to_owned()));

    let specialist = Desk::open(office, "chuyenvien").await;
    let mut seen = Vec::new();
    for path in [
        "/api/v1/records?limit=100",
        "/api/v1/records?limit=100&order=day",
        "/api/v1/figures?from=2026-01-01&to=2026-12-31",
    ] {
        seen.push(specialist.get(path).await.status < 500);
    }
    seen.push(office.get("/api/v1/feed", phone.token()).await.status == 200);
    table.row("lists, figures and the feed after it", seen, vec![true; 4]);
}

/// What the console's forms take.
async fn forms(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    let phone = Phone::enrolled(office, &desk.code(&Value::Null, COMMUNE).await).await;
    for text in NOTHING {
        let code = json!({
            "reach": { "type": "units", "units": [COMMUNE] }, "role": "field_officer", "person": text,
        });
        let of_code = desk.post("/api/v1/enrolment-codes", &code).await.outcome();
        let revoke = format!("/api/v1/devices/{}/revocation", phone.device);
        let of_reason = desk.post(&revoke, &json!({ "reason": text })).await.outcome();
        let of_person = desk.post("/api/v1/people", &json!({ "name": text })).await.status;
        let mut device = Phone::unknown().asking(&desk.code(&Value::Null, COMMUNE).await);
        device["device_name"] = json!(text);
        let of_device = office.post("/api/v1/enrolments", None, &device).await.outcome();
        let case =
            format!("{} as a person, a reason, a device", text.escape_unicode().take(8).collect::<String>());
        let refused = is(422, "invalid");
        table.row(
            &case,
            (of_code, of_reason, of_device, (400..500).contains(&of_person)),
            (refused.clone(), refused.clone(), refused, true),
        );
    }
}

/// Pushes an entry that creates an activity, changed in one place: the outcome and its message.
async fn pushed(office: &Office, phone: &mut Phone, change: impl FnOnce(&mut Value)) -> (String, String) {
    let mut text: Value = entry(phone);
    change(&mut text);
    let from = phone.entries.len();
    phone.say(text.to_string());
    let answer = phone.push(office, &phone.rest(from)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let outcome = &answer.body["verdicts"][0]["outcome"];
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (word(&outcome["type"]), word(&outcome["problem"]["message"]))
}

fn entry(phone: &Phone) -> Value {
    let mut scratch = phone.clone();
    scratch.create("Tuyên truyền");
    let (text, _) = scratch.entries.pop().unwrap();
    let mut entry: Value = serde_json::from_str(&text).unwrap();
    entry["record"] = json!(RecordId::from_random(1, fresh()));
    entry
}
