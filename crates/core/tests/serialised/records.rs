//! Entries, records, verdicts.

use danvan_core::apply::{Outcome, Verdict};
use danvan_core::code::Code;
use danvan_core::entry::{Action, Entry, SealedEntry};
use danvan_core::message::{Message, Problem};
use danvan_core::record::Record;

use crate::{keeps, reads};

const HEAD: &str = r#""format":1,"author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"},"device_time":"2026-11-22T07:30:00+07:00","record":"018bcfe5-6800-7101-8101-010101010101","kind":"activity","base":2"#;

fn entry(action: &str) -> Entry {
    keeps(&format!(r#"{{{HEAD},"action":{action}}}"#))
}

#[test]
fn entries_of_each_action() {
    let create = entry(
        r#"{"type":"create","unit":"03466@2025-07-01","body":{"title":"Họp bản","later":{"of":["another",1,null]}}}"#,
    );
    let Action::Create { body, .. } = &create.action else { panic!("{create:?}") };
    assert_eq!(body["later"]["of"][1], 1, "unknown fields stay");
    entry(
        r#"{"type":"change","fields":[{"field":"title","seen":"Họp","written":"Họp bản"},
            {"field":"indicator_values","key":"TT01","written":{"indicator":"TT01","value":"320","qualifier":"tren"}},
            {"field":"result","seen":"Tốt"}]}"#,
    );
    entry(r#"{"type":"move","step":"return","reason":"Thiếu số liệu"}"#);
    entry(r#"{"type":"move","step":"resubmit","fields":[{"field":"title","written":"Họp bản"}]}"#);
    entry(r#"{"type":"delete","reason":"Ghi hai lần"}"#);
    entry(r#"{"type":"delete"}"#);
    entry(
        r#"{"type":"settle","choices":[
            {"log":"018bcfe5-6800-7909-8909-090909090909","number":8,"at":{"field":"title"},"seen":"Họp","take":true},
            {"log":"018bcfe5-6800-7909-8909-090909090909","number":9,"take":false}]}"#,
    );
}

#[test]
fn an_entry_tells_what_its_device_had_from_the_office() {
    let of_first_version = entry(r#"{"type":"delete"}"#);
    assert_eq!(of_first_version.mirrored, None);
    let text = format!(r#"{{{HEAD},"mirrored":1,"action":{{"type":"delete"}}}}"#);
    assert_eq!(keeps::<Entry>(&text).mirrored, Some(1));
}

#[test]
fn an_entry_is_written_in_one_way_only() {
    let text = format!(r#"{{{HEAD},"action":{{"type":"move","step":"approve"}}}}"#);
    assert_eq!(Entry::from_text(&text).unwrap().to_text().unwrap(), text);
}

#[test]
fn an_action_of_a_later_version_reads_as_such() {
    let later: Entry =
        reads(&format!(r#"{{{HEAD},"action":{{"type":"split","into":[1,2]}},"signature":"…"}}"#));
    assert_eq!(later.action, Action::Unknown);
}

#[test]
fn sealed_entries() {
    let digest = "ab".repeat(32);
    keeps::<SealedEntry>(&format!(
        r#"{{"log":"018bcfe5-6800-7909-8909-090909090909","number":4,"text":"{{\"format\":1}}","digest":"{digest}"}}"#
    ));
}

#[test]
fn a_whole_record() {
    let record: Record = keeps(
        r#"{"id":"018bcfe5-6800-7101-8101-010101010101","kind":"nomination","unit":"03466@2025-07-01","revision":3,
            "state":"returned","code":"ĐN-0007","body":{"person_name":"Lò Văn Bun","later":true},
            "proposals":[{"at":{"field":"person_name"},"seen":"Lò Bun","written":"Lò Văn Bùn",
                "author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Sùng A Chu"},
                "device_time":"2026-11-22T07:30:00+07:00","log":"018bcfe5-6800-7909-8909-090909090909","number":8,"revision":2}],
            "deleted":true,"applied":{"018bcfe5-6800-7909-8909-090909090909":9},
            "trail":[{"revision":1,"did":"create","author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"},
                "device_time":"2026-11-22T07:30:00+07:00"},
              {"revision":3,"did":"return","author":{"id":"018bcfe5-6800-7808-8808-080808080808","name":"Phạm Minh Tâm"},
                "device_time":"2026-11-22T09:00:00+07:00","received_at":"2026-11-22T09:00:01+07:00",
                "reason":"Thiếu biên bản","changed":[{"field":"dossier_items","key":"bien_ban"}]}]}"#,
    );
    assert_eq!(record.last_move().unwrap().reason.as_deref(), Some("Thiếu biên bản"));
}

/// A record in which a withdrawal waits and choices were made.
const SETTLED: &str = r#"{"id":"018bcfe5-6800-7101-8101-010101010101","kind":"activity","unit":"03466@2025-07-01","revision":4,
    "state":"submitted","body":{"title":"Hai"},
    "withdrawals":[{"reason":"Ghi hai lần","author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Sùng A Chu"},
        "device_time":"2026-11-22T07:30:00+07:00","log":"018bcfe5-6800-7909-8909-090909090909","number":8,"revision":2}],
    "applied":{},
    "trail":[{"revision":3,"did":"change","author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"},
        "device_time":"2026-11-22T07:30:00+07:00","changed":[{"field":"title"}],
        "log":"018bcfe5-6800-7909-8909-090909090909","replaced":[{"at":{"field":"title"},"value":"Một"}],
        "settled":[{"at":{"field":"title"},"seen":"Họp","written":"Hai",
            "author":{"id":"018bcfe5-6800-7808-8808-080808080808","name":"Sùng A Chu"},
            "device_time":"2026-11-22T07:00:00+07:00","log":"018bcfe5-6800-7909-8909-090909090909","number":3,"taken":true},
          {"reason":"Ghi hai lần","author":{"id":"018bcfe5-6800-7808-8808-080808080808","name":"Sùng A Chu"},
            "device_time":"2026-11-22T07:00:00+07:00","log":"018bcfe5-6800-7909-8909-090909090909","number":4}]}]}"#;

#[test]
fn a_record_with_choices() {
    let record: Record = keeps(SETTLED);
    let writer = record.writer(&danvan_core::entry::FieldPath::field("title")).unwrap();
    assert_eq!(writer.author.name, "Sùng A Chu");
    assert_eq!(record.waiting(), 1);
}

#[test]
fn an_app_of_the_first_version_reads_a_record_with_choices() {
    /// What the first version reads of a record.
    #[derive(serde::Deserialize)]
    struct First {
        revision: u64,
        body: danvan_core::record::Body,
        #[serde(default)]
        proposals: Vec<serde_json::Value>,
        trail: Vec<FirstStep>,
    }
    #[derive(serde::Deserialize)]
    struct FirstStep {
        did: String,
        #[serde(default)]
        changed: Vec<danvan_core::entry::FieldPath>,
    }
    let read: First = reads(SETTLED);
    assert_eq!((read.revision, read.proposals.len(), read.body.len()), (4, 0, 1));
    // A choice is one of the words that the first version knows, so that its own rules go on holding.
    assert_eq!((read.trail[0].did.as_str(), read.trail[0].changed.len()), ("change", 1));
}

#[test]
fn the_first_records_still_read() {
    let record: Record = reads(
        r#"{"id":"018bcfe5-6800-7101-8101-010101010101","kind":"activity","unit":"03466@2025-07-01","revision":1,
            "state":"submitted","body":{},"applied":{},"trail":[],
            "proposals":[{"at":{"field":"title"},"author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò"},
                "device_time":"2026-11-22T07:30:00+07:00","log":"018bcfe5-6800-7909-8909-090909090909","number":8}]}"#,
    );
    assert!(!record.deleted && record.code.is_none());
    assert_eq!(record.proposals[0].revision, 0);
}

#[test]
fn verdicts_of_each_outcome() {
    keeps::<Verdict>(
        r#"{"number":3,"record":"018bcfe5-6800-7101-8101-010101010101","revision":2,"outcome":{"type":"applied"}}"#,
    );
    keeps::<Verdict>(
        r#"{"number":3,"record":"018bcfe5-6800-7101-8101-010101010101","revision":2,"outcome":{"type":"merged","waiting":[{"field":"title"}]}}"#,
    );
    let refused: Verdict = keeps(
        r#"{"number":3,"revision":0,"outcome":{"type":"refused","problem":{"message":"too_long","at":{"field":"title"}}}}"#,
    );
    let problem = Problem::at(Message::TooLong, danvan_core::entry::FieldPath::field("title"));
    assert_eq!(refused.outcome, Outcome::Refused { problem });
}

#[test]
fn messages_keep_their_names() {
    let names = [
        "entry_unreadable",
        "entry_newer",
        "scope_outside",
        "role_may_not",
        "record_missing",
        "record_exists",
        "kind_differs",
        "record_deleted",
        "record_locked",
        "changed_since",
        "step_not_open",
        "reason_too_short",
        "nothing_changed",
        "nothing_waits",
        "required",
        "too_long",
        "wrong_form",
        "not_in_list",
        "end_before_begin",
        "negative",
        "too_many_decimals",
        "too_large",
        "duplicate",
        "figure_required",
        "number_beside_words",
        "part_above_whole",
        "parent_below_children",
        "location_of_armed_forces",
        "same_nominee",
        "dissolved_body",
        "dossier_item_missing",
        "award_not_for_kind",
        "award_not_valid",
        "date_in_future",
        "date_long_ago",
        "outside_campaign",
        "participants_missing",
        "outlier",
        "likely_duplicate",
        "already_awarded",
        "vote_below_threshold",
        "legacy_encoding",
        "secrecy_mark",
    ];
    for name in names {
        assert!(!matches!(keeps::<Message>(&format!("\"{name}\"")), Message::Other(_)));
    }
    assert_eq!(keeps::<Message>("\"of_tomorrow\""), Message::Other(Code::of("of_tomorrow")));
}
