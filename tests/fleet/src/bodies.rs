//! The contents of simulated records: as few fields as the rules ask for, with a number that tells them apart.

use danvan_core::record::{Body, RecordKind};
use serde_json::{Value, json};

/// A new body.
pub fn new(kind: RecordKind, unit: &str, value: u64) -> Body {
    let body = match kind {
        RecordKind::Activity => json!({
            "type_code": "HD01",
            "title": format!("Tuyên truyền {value}"),
            "date_from": "2026-10-05",
            "admin_unit": unit,
            "lead_org": format!("{unit}:mttq"),
            "actor_group": "mttq_doan_the",
            "content": "Vận động bà con.",
            "indicator_values": [{"indicator": "TT01", "value": value.to_string(), "qualifier": "bang"}],
        }),
        RecordKind::Nomination => json!({
            "nominee_kind": "ca_nhan",
            "person_name": format!("Lò Văn {value}"),
            "person_gender": "nam",
            "person_position": "Trưởng bản",
            "person_organisation": format!("{unit}:mttq"),
            "admin_unit": unit,
            "campaign": "C3",
            "field": "kinh_te",
            "proposed_form": "BK-UBND",
            "proposed_level": "tinh",
            "proposed_on": "2026-10-05",
            "period_from": "2021-01-01",
            "period_to": "2025-12-31",
            "achievement_summary": "Vận động bà con đổi mới cách làm.",
        }),
        RecordKind::Other(_) => Value::Null,
    };
    match body {
        Value::Object(body) => body,
        _ => Body::new(),
    }
}

/// Changes one place: 0 a field that everybody changes, 1 an item of a keyed list, otherwise a field of one's own.
pub fn change(kind: RecordKind, body: &mut Body, choice: u64, value: u64) {
    let (list, key, shared) = match kind {
        RecordKind::Activity => ("follow_ups", "recommendation", "result"),
        RecordKind::Nomination => ("evidence", "caption", "model"),
        RecordKind::Other(_) => return,
    };
    match choice {
        0 => {
            body.insert(shared.to_owned(), json!(format!("Kết quả lần {value}")));
        }
        1 => {
            let items = body.entry(list).or_insert_with(|| json!([]));
            if let Some(items) = items.as_array_mut() {
                items.push(json!({"key": format!("k{value}"), key: "Theo dõi"}));
            }
        }
        _ => {
            body.insert(format!("note_{}", value % 4), json!(value));
        }
    }
}
