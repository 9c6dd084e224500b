//! What is believed of an entry: its author's name, its unit.

use serde_json::{Value, json};

use super::desk::Desk;
use super::phone::Phone;
use super::table::Table;
use super::wire::Office;

const UNIT: &str = "03466@2025-07-01";
const LEADER: &str = "Vàng A Páo";

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let mut phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let (id, home) = (phone.enrolled["author"]["id"].clone(), phone.enrolled["home"].clone());

    let as_leader =
        phone.create_as("Theo lời lãnh đạo", json!({ "id": id, "name": LEADER }), &home, json!({}));
    let long = "Ư".repeat(20_000);
    let as_long = phone.create_as("Tên dài", json!({ "id": id, "name": long }), &home, json!({}));
    let pushed = phone.push(office, &phone.rest(0)).await;
    table.row("entries under other names are taken", pushed.status, 200);
    let step = desk.record(&as_leader.to_string()).await["trail"][0].clone();
    table.row(
        "and shown under the name of the account",
        step["author"]["name"].as_str(),
        Some("Giàng A Chính"),
    );
    table.row("with what was written beside it", step.to_string().contains(LEADER), true);
    let record = desk.record(&as_long.to_string()).await.to_string();
    table.row("a name of 20,000 letters is cut", record.matches('Ư').count() < 1_000, true);

    let leader = phone.clone();
    let mut forger = leader;
    let stranger = json!({ "id": "018bcfe5-6800-7070-8707-070707070707", "name": LEADER });
    let record = forger.create_as("Của người khác", stranger, &home, json!({}));
    let pushed = forger.push(office, &forger.rest(2)).await;
    let outcome = pushed.body["verdicts"][0]["outcome"]["type"].clone();
    table.row("an entry of a person who never held the device", outcome, json!("refused"));
    table.row("makes no record", desk.get(&format!("/api/v1/records/{record}")).await.status, 404);

    let province = json!({ "reach": { "type": "province" }, "role": "sector_unit", "person": "Ban chỉ huy" });
    let mut wide = Phone::enrolled(office, &desk.code_of(&province).await).await;
    let author = wide.enrolled["author"].clone();
    let units =
        ["".to_owned(), "x".repeat(8_000), "25459@2025-07-01".to_owned(), "03466@1999-01-01".to_owned()];
    for unit in &units {
        wide.create_as("Ở đâu?", author.clone(), &json!(unit), json!({}));
    }
    let pushed = wide.push(office, &wide.rest(0)).await;
    let verdicts = pushed.body["verdicts"].as_array().cloned().unwrap_or_default();
    for (unit, place) in units.iter().zip(0..) {
        let outcome = verdicts.get(place).map(|verdict| verdict["outcome"]["type"].clone());
        let name: String = unit.chars().take(20).collect();
        table.row(&format!("a record for the unit {name:?}"), outcome, Some(json!("refused")));
    }
}
