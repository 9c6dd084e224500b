//! A record as the line of a list: what tells it from others and what can be done with it, however large the record is.
//! What it holds and what happened to it is read with the record itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::fields::ATTACHMENTS;
use super::{Body, NomineeKind, Record, RecordKind, TrailStep, summary};
use crate::catalogue::UnitId;
use crate::ids::{LogId, RecordId};

/// One more with each change of [`RecordLine::of`]: offices keep lines, and make those of another format anew.
pub const LINE_FORMAT: u32 = 1;

/// The longest text of a line, in characters: as long as titles may be.
const TEXT_CHARS_MAX: usize = 300;

/// The fields of an activity that a list shows, and those that pages of before looked at.
const OF_ACTIVITY: [&str; 6] = ["type_code", "title", "date_from", "date_to", "place_text", "villages"];
/// The same of a nomination; beside them the field that holds the nominee's name.
const OF_NOMINATION: [&str; 5] =
    ["nominee_kind", "proposed_form", "proposed_on", "period_to", "household_place"];

/// A line of `GET /api/v1/records`.
///
/// It reads as a [`Record`] too, with little content and the last step of its history alone: pages that were opened before
/// there were lines go on showing lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordLine {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: RecordKind,
    /// The unit it belongs to.
    pub unit: UnitId,
    /// Its revision.
    pub revision: u64,
    /// Where it stands in [`crate::workflow`].
    pub state: String,
    /// The number the office gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What a list shows of its content: title, days, places, form of award; long texts are cut.
    pub body: Body,
    /// Whether it was withdrawn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// How many values and withdrawals wait in it for a person's choice.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub waiting: u64,
    /// How many photos and files it names.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub files: u64,
    /// Empty; see [`Record::applied`].
    pub applied: BTreeMap<LogId, u64>,
    /// The last step of its history, without what it changed.
    pub trail: Vec<TrailStep>,
}

impl RecordLine {
    /// The line of a record.
    pub fn of(record: &Record) -> Self {
        let files = record.body.get(ATTACHMENTS).and_then(Value::as_array).map_or(0, Vec::len);
        Self {
            id: record.id,
            kind: record.kind,
            unit: record.unit.clone(),
            revision: record.revision,
            state: record.state.clone(),
            code: record.code.clone(),
            body: listed(record.kind, &record.body),
            deleted: record.deleted,
            waiting: record.waiting() as u64,
            files: files as u64,
            applied: BTreeMap::new(),
            trail: record.trail.last().map(in_short).into_iter().collect(),
        }
    }
}

/// Reads the lines of a page. One of another version that cannot be read as a line is the line of what can be read of it;
/// what does not say which record it is could not be opened anyway, and is left out.
pub(crate) fn page<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RecordLine>, D::Error> {
    let line = |text: &str| {
        let line = serde_json::from_str(text).ok();
        line.or_else(|| Record::read(text).map(|record| RecordLine::of(&record)))
    };
    let texts = Vec::<Box<RawValue>>::deserialize(deserializer)?;
    Ok(texts.iter().filter_map(|text| line(text.get())).collect())
}

/// What lists show of a body.
fn listed(kind: RecordKind, body: &Body) -> Body {
    let fields: Vec<&str> = match kind {
        RecordKind::Activity => OF_ACTIVITY.to_vec(),
        RecordKind::Nomination => {
            let nominee = body.get("nominee_kind").and_then(Value::as_str).and_then(NomineeKind::from_code);
            OF_NOMINATION.into_iter().chain(nominee.map(NomineeKind::name_field)).collect()
        }
        // Where its title stands is that version's business; where it most likely stands, a line has it as the title.
        RecordKind::Other(_) => {
            let title = summary(kind, body).title.map(|title| Value::from(cut(title)));
            return title.map(|title| ("title".to_owned(), title)).into_iter().collect();
        }
    };
    fields.into_iter().filter_map(|field| Some((field.to_owned(), short(body.get(field)?)?))).collect()
}

/// A text, or the first of several; nothing of any other form.
fn short(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => Some(Value::from(cut(text))),
        Value::Array(texts) => {
            let first = texts.iter().find_map(Value::as_str)?;
            Some(Value::from(vec![cut(first)]))
        }
        _ => None,
    }
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

/// A step without its reason and what it changed.
fn in_short(step: &TrailStep) -> TrailStep {
    TrailStep {
        revision: step.revision,
        did: cut(&step.did),
        author: step.author.clone(),
        written_as: None,
        device_time: step.device_time,
        received_at: step.received_at,
        reason: None,
        changed: Vec::new(),
        log: step.log,
        device: None,
        replaced: Vec::new(),
        settled: Vec::new(),
    }
}

fn is_nought(count: &u64) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::record::Given;

    fn record(kind: &str, body: &Value) -> Record {
        let step = |revision: u64| {
            json!({
                "revision": revision, "did": "change",
                "author": { "id": "018bcfe5-6800-7707-8707-070707070707", "name": "Lò" },
                "device_time": "2026-11-22T07:30:00+07:00", "received_at": "2026-11-22T07:31:00+07:00",
                "reason": "x".repeat(1_000),
                "replaced": [{ "at": { "field": "later" }, "value": "x".repeat(60_000) }],
            })
        };
        serde_json::from_value(json!({
            "id": "018bcfe5-6800-7101-8101-010101010101", "kind": kind, "unit": "03466@2025-07-01", "revision": 9,
            "state": "submitted", "code": "HS-2026-0001", "body": body,
            "applied": { "018bcfe5-6800-7909-8909-090909090909": 3 },
            "trail": [step(1), step(2)],
        }))
        .unwrap()
    }

    #[test]
    fn a_line_is_short_whatever_the_record_holds_and_reads_as_a_record() {
        let long = "ầ".repeat(60_000);
        let activity = record(
            "activity",
            &json!({
                "type_code": "khac", "title": long, "date_from": "2026-03-01", "villages": [long, long], "content": long,
                "later": { "of": long }, "attachments": [{ "key": "a" }, { "key": "b" }], "place_text": { "of": long },
            }),
        );
        let line = RecordLine::of(&activity);
        let text = serde_json::to_string(&line).unwrap();
        assert!(text.len() < 4_000, "{}", text.len());
        assert_eq!((line.files, line.waiting, line.trail.len(), line.trail[0].revision), (2, 0, 1, 2));
        assert_eq!(serde_json::from_str::<RecordLine>(&text).unwrap(), line);
        let of_before: Record = Given::read(&text).unwrap().into_record();
        assert_eq!(of_before.kind, RecordKind::Activity);
        let seen = summary(of_before.kind, &of_before.body);
        assert_eq!(seen.title.map(|title| title.chars().count()), Some(TEXT_CHARS_MAX));
        assert_eq!(seen.date, summary(activity.kind, &activity.body).date);
        assert!(seen.place.is_some_and(|place| place.starts_with('ầ')));
    }

    #[test]
    fn a_line_shows_what_the_summary_shows() {
        for (kind, body) in [
            ("activity", json!({ "title": "Họp", "date_from": "2026-03-01", "place_text": "Nhà văn hoá" })),
            (
                "activity",
                json!({ "title": "Họp", "date_from": "2026-03-01", "villages": ["Nậm Củm"], "place_text": "x" }),
            ),
            (
                "nomination",
                json!({ "nominee_kind": "ca_nhan", "person_name": "Lò Văn Bun", "proposed_on": "2026-03-01" }),
            ),
            (
                "nomination",
                json!({ "nominee_kind": "ho_gia_dinh", "household_name": "Lò", "household_place": "Bum Nưa",
                "period_to": "2025-12-31", "person_name": "khác" }),
            ),
            ("nomination", json!({ "nominee_kind": "tap_the", "collective_name": "Bản Nậm Củm" })),
            ("village_profile", json!({ "name": "Bản Nậm Ngà", "households": 61 })),
        ] {
            let record = record(kind, &body);
            let line = RecordLine::of(&record);
            assert_eq!(summary(line.kind, &line.body), summary(record.kind, &record.body), "{body}");
        }
    }
}
