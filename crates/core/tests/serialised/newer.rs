//! What another version wrote: read, and written back as it came.

use std::collections::BTreeSet;

use danvan_core::access::{Role, Scope};
use danvan_core::apply::{Outcome, Verdict};
use danvan_core::bundle::BundleProblem;
use danvan_core::catalogue::{ActorGroup, Qualifier};
use danvan_core::code::Code;
use danvan_core::entry::Entry;
use danvan_core::figures::{Figures, Query};
use danvan_core::message::{Message, Problem};
use danvan_core::record::{Given, Record, RecordKind};
use danvan_core::wire::{Enrolment, FeedPage, LogStatus, Receipt};
use danvan_core::wire_bundles::{BundleOutcome, BundleRow, FileProblem};
use danvan_core::wire_people::Road;
use danvan_core::workflow;
use serde_json::Value;

use crate::{keeps, reads};

/// A page as a province of another version gives it: a profile among known records, fields that nobody knows here, a
/// record whose history has another form, and something that names no record.
const PAGE: &str = r#"{"epoch":"e1","cursor":"e1.s.0.19","more":true,"records":[
    {"id":"018bcfe5-6800-7101-8101-010101010101","kind":"activity","unit":"03466@2025-07-01","revision":1,
     "state":"under_audit","body":{"title":"Họp bản","later":[1,{"of":null}]},"applied":{},"trail":[],
     "seal":{"key":"k1"}},
    {"id":"018bcfe5-6800-7202-8202-020202020202","kind":"village_profile","unit":"03466@2025-07-01","revision":4,
     "state":"open","body":{"name":"Bản Nậm Ngà","households":{"ha_nhi":61}},"applied":{},
     "trail":[{"revision":4,"did":"census","author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò"},
       "device_time":"2026-11-22T07:30:00+07:00","witness":"Sùng"}]},
    {"id":"018bcfe5-6800-7303-8303-030303030303","kind":"activity","unit":"03466@2025-07-01","revision":2,
     "state":"submitted","body":{"title":"Ra quân"},"applied":[7],"trail":{"of":"tomorrow"}},
    {"kind":"of tomorrow"}]}"#;

#[test]
fn a_page_of_another_version_is_a_page_and_goes_on_as_it_came() {
    let page: FeedPage = serde_json::from_str(PAGE).unwrap();
    let [known, profile, outline] = page.records.as_slice() else { panic!("{page:?}") };
    assert_eq!(
        (known.kind, known.state.as_str(), known.body["later"][0].as_u64()),
        (RecordKind::Activity, "under_audit", Some(1))
    );
    let title =
        |record: &Record| danvan_core::record::summary(record.kind, &record.body).title.map(str::to_owned);
    assert_eq!(
        (profile.kind.name(), profile.revision, title(profile).as_deref()),
        ("village_profile", 4, Some("Bản Nậm Ngà"))
    );
    assert!(!outline.kind.is_known());
    assert_eq!(
        (outline.revision, title(outline).as_deref(), outline.unit.as_str()),
        (2, Some("Ra quân"), "03466@2025-07-01")
    );
    assert_eq!(page.cursor, "e1.s.0.19");
    // What could not be kept is not there; everything else is, letter by letter.
    let mut came: Value = serde_json::from_str(PAGE).unwrap();
    came["records"].as_array_mut().unwrap().pop();
    let goes: Value = serde_json::from_str(&serde_json::to_string(&page).unwrap()).unwrap();
    assert_eq!(goes, came);
    let text = profile.text().unwrap();
    assert!(PAGE.contains(text.as_ref()));
    assert_eq!(Given::read(&text).unwrap(), *profile);
    assert_eq!(serde_json::to_value(Given::from(Record::clone(profile))).unwrap()["kind"], "village_profile");
}

#[test]
fn what_names_no_record_is_none() {
    for text in ["", "7", "[]", "{}", r#"{"id":"x"}"#, "{\"id\":7}"] {
        assert!(Given::read(text).is_none(), "{text}");
    }
}

#[test]
fn codes_of_each_list() {
    assert_eq!(keeps::<Role>("\"village_head\""), Role::Other(Code::of("village_head")));
    assert_eq!(keeps::<Role>("\"hub_machine\""), Role::HubMachine);
    assert_eq!(keeps::<RecordKind>("\"village_profile\""), RecordKind::named("village_profile"));
    assert_eq!(keeps::<Message>("\"device_revoked\""), Message::Other(Code::of("device_revoked")));
    assert_eq!(keeps::<BundleProblem>("\"unsigned\""), BundleProblem::Other(Code::of("unsigned")));
    assert_eq!(keeps::<BundleOutcome>("\"buried\""), BundleOutcome::Other(Code::of("buried")));
    assert_eq!(keeps::<FileProblem>("\"virus\""), FileProblem::Other(Code::of("virus")));
}

#[test]
fn an_unknown_role_may_nothing_and_an_unknown_kind_has_nothing() {
    let role = Role::Other(Code::of("village_head"));
    for role in [role, Role::HubMachine] {
        assert!(!role.records() && !role.opens_console());
        for kind in [RecordKind::Activity, RecordKind::Nomination] {
            let of = workflow::of(kind);
            assert!(of.states.iter().all(|state| of.steps_from(state.name, role).next().is_none()));
        }
    }
    let kind = RecordKind::named("village_profile");
    assert!(!kind.is_known() && workflow::of(kind).states.is_empty());
    assert!(danvan_core::record::schema::fields(kind).is_empty());
    assert_eq!(
        (kind.key_of_list("indicator_values"), RecordKind::from_name("village_profile")),
        (None, None)
    );
}

#[test]
fn outcomes_are_kept_whole() {
    let deferred: Verdict = keeps(
        r#"{"number":3,"record":"018bcfe5-6800-7101-8101-010101010101","revision":2,
            "outcome":{"type":"deferred","until":{"key":"lost"},"problem":{"message":"device_revoked"}}}"#,
    );
    assert!(matches!(deferred.outcome, Outcome::Other(_)) && !deferred.refused());
    keeps::<Verdict>(r#"{"number":3,"revision":0,"outcome":"quarantined"}"#);
    // One that is known, in a form that is not: neither refused nor applied.
    keeps::<Verdict>(r#"{"number":3,"revision":0,"outcome":{"type":"refused","problems":["a","b"]}}"#);
    let refused: Verdict = keeps(
        r#"{"number":3,"revision":0,"outcome":{"type":"refused","problem":{"message":"device_revoked"}}}"#,
    );
    assert_eq!(
        refused.outcome,
        Outcome::Refused { problem: Problem::of(Message::Other(Code::of("device_revoked"))) }
    );
}

#[test]
fn an_answer_with_an_unknown_outcome_is_an_answer() {
    let digest = "ab".repeat(32);
    let status: LogStatus = keeps(&format!(
        r#"{{"receipt":{{"log":"018bcfe5-6800-7909-8909-090909090909","head":{{"length":2,"digest":"{digest}"}},
            "received_at":"2026-11-27T07:30:00+07:00","epoch":"e"}},
          "verdicts":[{{"number":0,"revision":1,"outcome":{{"type":"applied"}}}},
            {{"number":1,"revision":0,"outcome":{{"type":"deferred"}}}}]}}"#
    ));
    assert_eq!(status.verdicts.len(), 2);
}

#[test]
fn an_enrolment_with_an_unknown_role() {
    let enrolled: Enrolment = keeps(
        r#"{"token":"t","author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"},
            "role":"village_head","scope":{"type":"province"},"province":"12","home":"03466@2025-07-01","place":"Xã"}"#,
    );
    assert!(!enrolled.role.records());
}

#[test]
fn a_row_of_a_bundle_with_an_unknown_outcome() {
    let digest = "ab".repeat(32);
    keeps::<BundleRow>(&format!(
        r#"{{"digest":"{digest}","outcome":"quarantined","problem":"unsigned","brought_at":"2026-11-27T07:30:00+07:00",
            "refused_files":[{{"sha256":"{digest}","name":"a.jpg","problem":"virus"}}]}}"#
    ));
}

#[test]
fn an_entry_of_an_unknown_kind_is_read() {
    let entry: Entry = keeps(
        r#"{"format":1,"author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"},
            "device_time":"2026-11-22T07:30:00+07:00","record":"018bcfe5-6800-7101-8101-010101010101",
            "kind":"village_profile","base":0,
            "action":{"type":"create","unit":"03466@2025-07-01","body":{"title":"Bản Nậm Ngà","households":[61,{"of":2}]}}}"#,
    );
    assert_eq!(entry.kind.name(), "village_profile");
}

#[test]
fn an_unknown_scope_reaches_nothing_and_goes_on_as_it_came() {
    for text in [
        r#"{"type":"district","hub":"12:muong_te","units":["03466@2025-07-01"]}"#,
        r#"{"type":"units","units":"03466@2025-07-01"}"#,
        r#""province""#,
    ] {
        let scope: Scope = keeps(text);
        assert!(matches!(scope, Scope::Other(_)), "{scope:?}");
        assert!(!scope.covers(&"03466@2025-07-01".into()));
        assert!(scope.units().is_some_and(BTreeSet::is_empty), "no query takes it for the whole province");
    }
    assert_eq!(Scope::Province.units(), None);
    let enrolled: Enrolment = keeps(
        r#"{"token":"t","author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"},
            "role":"field_officer","scope":{"type":"district","hub":"12:muong_te"},"province":"12",
            "home":"03466@2025-07-01","place":"Xã"}"#,
    );
    assert!(!enrolled.scope.covers(&enrolled.home));
}

#[test]
fn fields_beside_the_known_ones_go_on_with_a_word_of_the_province() {
    let digest = "ab".repeat(32);
    let receipt = format!(
        r#"{{"log":"018bcfe5-6800-7909-8909-090909090909","head":{{"length":2,"digest":"{digest}"}},
            "received_at":"2026-11-27T07:30:00+07:00","epoch":"e","witness":{{"of":["tomorrow",1.5,null]}}}}"#
    );
    let known: Receipt = keeps(&receipt);
    assert!(!known.further.is_empty());
    keeps::<Verdict>(
        r#"{"number":3,"record":"018bcfe5-6800-7101-8101-010101010101","revision":2,"outcome":{"type":"applied"},
            "judged_by":"018bcfe5-6800-7707-8707-070707070707"}"#,
    );
    keeps::<BundleRow>(&format!(
        r#"{{"digest":"{digest}","outcome":"taken","fresh":2,"brought_at":"2026-11-27T07:30:00+07:00",
            "receipt":{receipt},"carried_by":[{{"person":"Lò"}}]}}"#
    ));
    keeps::<LogStatus>(&format!(
        r#"{{"receipt":{receipt},"verdicts":[{{"number":0,"revision":1,"outcome":{{"type":"applied"}},"seen":true}}]}}"#
    ));
}

#[test]
fn a_road_of_another_version() {
    assert_eq!(keeps::<Road>("\"carrier_pigeon\""), Road::Other(Code::of("carrier_pigeon")));
}

#[test]
fn figures_of_another_version_are_read_and_look_no_more_exact_than_they_were_meant() {
    let figures: Figures = reads(
        r#"{"lines":[{"indicator":"B02","group":"doanh_nghiep","amount":"320","qualifier":"it_nhat",
            "listed":[{"value":"7","qualifier":"it_nhat"}],"addends":1}],"of":"tomorrow"}"#,
    );
    let [line] = figures.lines.as_slice() else { panic!("{figures:?}") };
    assert_eq!((line.group, line.qualifier), (ActorGroup::Khac, Qualifier::Khoang));
    assert_eq!(line.listed[0].qualifier, Qualifier::Khoang);
    // A question is answered for what it asks, or not at all.
    assert!(serde_json::from_str::<Query>(r#"{"group":"doanh_nghiep"}"#).is_err());
}
