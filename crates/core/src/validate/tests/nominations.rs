//! What is said of a nomination, alone and beside others.

use serde_json::json;

use super::{complete, errors, nomination, one, warnings, with, without};
use crate::ids::RecordId;
use crate::message::Message;
use crate::record::RecordKind::{self, Nomination};
use crate::record::{Body, NominationBody, Record};
use crate::text::Amount;
use crate::validate::{
    REQUIRED_PAPERS, already_awarded, first_error, is_outlier, likely_duplicate, median, missing_papers,
    same_nominee,
};

#[test]
fn complete_nominations_of_all_three_kinds_have_nothing_against_them() {
    let household = complete(NominationBody::household("Hộ ông Sùng A Chu"));
    let collective = complete(NominationBody::collective("Tổ dân vận bản Nà Phung"));
    for body in [nomination(), household, collective] {
        assert_eq!(errors(Nomination, &body), []);
        assert_eq!(warnings(Nomination, &body), []);
    }
}

#[test]
fn each_kind_of_nominee_has_its_own_required_fields() {
    assert_eq!(
        errors(Nomination, &without(nomination(), "person_name")),
        one(Message::Required, "person_name")
    );
    assert_eq!(
        errors(Nomination, &without(nomination(), "person_position")),
        one(Message::Required, "person_position")
    );
    // A collective needs no person's name, but its own.
    let other = with(nomination(), "nominee_kind", json!("tap_the"));
    assert_eq!(errors(Nomination, &other), one(Message::Required, "collective_name"));
}

#[test]
fn what_the_form_insists_on_the_office_can_do_without() {
    let mut bare = nomination();
    for field in ["achievement_report", "proposed_on", "admin_unit", "dossier_items"] {
        bare.remove(field);
    }
    let said: Vec<Message> = errors(Nomination, &bare).into_iter().map(|(message, _)| message).collect();
    assert_eq!(said, [Message::Required, Message::Required, Message::Required]);
    assert_eq!(first_error(Nomination, &bare, Some(&super::CATALOGUE)), None);
}

#[test]
fn papers_that_are_missing_are_all_said_at_once_and_refused_by_nobody() {
    let missing = |body: &Body| -> Vec<&str> { missing_papers(Nomination, body).collect() };
    assert!(missing(&nomination()).is_empty());
    let none = without(nomination(), "dossier_items");
    let said: Vec<(Message, String)> = REQUIRED_PAPERS
        .iter()
        .map(|paper| (Message::DossierItemMissing, format!("dossier_items/{paper}")))
        .collect();
    assert_eq!(warnings(Nomination, &none), said);
    assert_eq!(missing(&none), REQUIRED_PAPERS);
    let marked = json!([{"item": "to_trinh", "status": "co"}, {"item": "bao_cao_thanh_tich", "status": "can_sua"},
        {"item": "bien_ban", "status": "thieu"}]);
    let marked = with(nomination(), "dossier_items", marked);
    assert_eq!(missing(&marked), ["bao_cao_thanh_tich", "bien_ban"]);
    assert_eq!(warnings(Nomination, &marked).len(), 2);
    for body in [none, marked] {
        assert_eq!(errors(Nomination, &body), []);
        assert_eq!(first_error(Nomination, &body, Some(&super::CATALOGUE)), None);
    }
    assert_eq!(missing_papers(RecordKind::Activity, &super::activity()).count(), 0);
}

#[test]
fn summary_and_dates() {
    let cases = [
        (
            with(nomination(), "achievement_summary", json!("đ".repeat(501))),
            Message::TooLong,
            "achievement_summary",
        ),
        (with(nomination(), "period_to", json!("2020-12-31")), Message::EndBeforeBegin, "period_to"),
        (with(nomination(), "person_birth_year", json!(19)), Message::WrongForm, "person_birth_year"),
        (with(nomination(), "vote_total", json!(-1)), Message::Negative, "vote_total"),
        (with(nomination(), "direct_worker", json!("yes")), Message::WrongForm, "direct_worker"),
    ];
    for (body, message, at) in cases {
        assert_eq!(errors(Nomination, &body), one(message, at));
    }
    assert_eq!(errors(Nomination, &with(nomination(), "achievement_summary", json!("đ".repeat(500)))), []);
}

#[test]
fn an_award_fits_its_nominee_and_its_time() {
    let collective = complete(NominationBody::collective("Tổ dân vận bản Nà Phung"));
    let medal = with(collective, "proposed_form", json!("KNC-DV"));
    assert_eq!(errors(Nomination, &medal), one(Message::AwardNotForKind, "proposed_form"));
    let board = with(nomination(), "proposed_form", json!("GK-BDV"));
    assert_eq!(
        errors(Nomination, &board),
        one(Message::AwardNotValid, "proposed_form"),
        "the board ended in 2025"
    );
    assert_eq!(errors(Nomination, &with(board.clone(), "proposed_on", json!("2025-02-28"))), []);
    // Without the day of the proposal the end of the period counts.
    let office =
        |body: &Body| first_error(Nomination, body, Some(&super::CATALOGUE)).map(|error| error.message);
    assert_eq!(office(&without(board, "proposed_on")), Some(Message::AwardNotValid));
    let unknown = with(nomination(), "proposed_form", json!("BK-2030"));
    assert_eq!(errors(Nomination, &unknown), one(Message::NotInList, "proposed_form"));
    assert_eq!(office(&unknown), None, "a newer catalogue may know it");
}

#[test]
fn who_was_dissolved_is_not_commended_after_the_reorganisation() {
    let team = complete(NominationBody::collective("Tập thể Ban Dân vận Tỉnh ủy"));
    let named = with(team.clone(), "collective_organisation", json!("12:ban_dan_van"));
    let dissolved = one(Message::DissolvedBody, "collective_organisation");
    assert_eq!(errors(Nomination, &named), dissolved);
    let commune = with(team.clone(), "collective_organisation", json!("03448@early:mttq"));
    assert_eq!(errors(Nomination, &commune), dissolved);
    assert_eq!(errors(Nomination, &with(named.clone(), "proposed_on", json!("2025-06-30"))), []);
    let today = with(team, "collective_organisation", json!("03466@2025-07-01:mttq"));
    assert_eq!(errors(Nomination, &today), []);
    let by_name = complete(NominationBody::collective("Ban dân vận tỉnh ủy"));
    assert_eq!(errors(Nomination, &by_name), one(Message::DissolvedBody, "collective_name"));
    assert_eq!(first_error(Nomination, &named, None), None, "without a catalogue nobody knows");
}

#[test]
fn votes() {
    let vote = |total: u64, agreed: u64, against: u64| {
        let body = with(nomination(), "vote_total", json!(total));
        with(with(body, "vote_for", json!(agreed)), "vote_against", json!(against))
    };
    assert_eq!(warnings(Nomination, &vote(10, 6, 4)), one(Message::VoteBelowThreshold, "vote_for"));
    assert_eq!(warnings(Nomination, &vote(10, 7, 3)), []);
    assert_eq!(errors(Nomination, &vote(10, 7, 4)), one(Message::PartAboveWhole, "vote_for"));
}

fn record(seed: u8, kind: RecordKind, state: &str, body: Body) -> Record {
    let text = json!({
        "id": RecordId::from_random(1, [seed; 10]), "kind": kind, "unit": "03466@2025-07-01", "revision": 1,
        "state": state, "body": body, "applied": {}, "trail": [],
    });
    serde_json::from_value(text).unwrap()
}

#[test]
fn the_same_nominee_twice_in_a_campaign() {
    let first = record(1, Nomination, "submitted", nomination());
    let again = record(2, Nomination, "submitted", with(nomination(), "person_name", json!("LÒ VĂN  BUN")));
    assert!(same_nominee(&first, &again) && same_nominee(&again, &first));
    assert!(!same_nominee(&first, &first), "not with itself");
    let younger = |year: u64| with(nomination(), "person_birth_year", json!(year));
    let born = |seed, year| record(seed, Nomination, "submitted", younger(year));
    assert!(!same_nominee(&born(3, 1970), &born(4, 1980)));
    let elsewhere = with(nomination(), "admin_unit", json!("03439@2025-07-01"));
    assert!(!same_nominee(&first, &record(5, Nomination, "submitted", elsewhere)));
    let other = with(nomination(), "campaign", json!("C7"));
    assert!(!same_nominee(&first, &record(6, Nomination, "submitted", other)));
}

#[test]
fn the_same_time_awarded_already() {
    let now = record(1, Nomination, "submitted", nomination());
    let then = |state: &str, to: &str| {
        let body = with(with(nomination(), "period_from", json!("2016-01-01")), "period_to", json!(to));
        record(2, Nomination, state, with(body, "campaign", json!("C5")))
    };
    assert!(already_awarded(&now, &then("awarded", "2021-06-30")));
    assert!(!already_awarded(&now, &then("awarded", "2020-12-31")));
    assert!(!already_awarded(&now, &then("submitted", "2021-06-30")));
}

#[test]
fn likely_duplicates_and_outliers() {
    let activity = |seed, title: &str| {
        record(seed, RecordKind::Activity, "submitted", with(super::activity(), "title", json!(title)))
    };
    let first = activity(1, "Đối thoại với nhân dân");
    assert!(likely_duplicate(&first, &activity(2, "đối thoại VỚI nhân  dân")));
    assert!(!likely_duplicate(&first, &activity(3, "Đối thoại với thanh niên")));
    assert!(!likely_duplicate(&first, &first));
    assert!(!likely_duplicate(&first, &Record { deleted: true, ..activity(4, "Đối thoại với nhân dân") }));
    let whole = |number: i64| Amount::from_whole(number).unwrap();
    assert_eq!(median([5, 1, 9].map(whole)), Some(whole(5)));
    assert_eq!(median([4, 1, 9, 5].map(whole)), Some(whole(4)));
    assert_eq!(median([]), None);
    assert!(is_outlier(whole(51), whole(5)) && !is_outlier(whole(50), whole(5)));
    assert!(!is_outlier(whole(50), Amount::ZERO));
}
