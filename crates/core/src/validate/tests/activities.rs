//! What is said of an activity.

use serde_json::{Value, json};

use super::{activity, errors, one, warnings, with, without};
use crate::message::Message;
use crate::record::RecordKind::Activity;
use crate::validate::first_error;

fn figures(items: Value) -> crate::record::Body {
    with(activity(), "indicator_values", items)
}

#[test]
fn a_complete_activity_has_nothing_against_it() {
    assert_eq!(errors(Activity, &activity()), []);
    assert_eq!(warnings(Activity, &activity()), []);
}

#[test]
fn required_fields() {
    for field in ["type_code", "title", "date_from", "admin_unit", "lead_org", "actor_group", "content"] {
        assert_eq!(errors(Activity, &without(activity(), field)), one(Message::Required, field));
        assert_eq!(errors(Activity, &with(activity(), field, json!("  "))), one(Message::Required, field));
        assert_eq!(errors(Activity, &with(activity(), field, Value::Null)), one(Message::Required, field));
    }
}

#[test]
fn forms_and_lengths() {
    let cases = [
        ("title", json!("ạ".repeat(301)), Message::TooLong),
        ("title", json!(5), Message::WrongForm),
        ("date_from", json!("1/3/2026"), Message::WrongForm),
        ("date_from", json!("2026-02-30"), Message::WrongForm),
        ("date_from", json!("1026-02-03"), Message::WrongForm),
        ("date_to", json!("2026-02-28"), Message::EndBeforeBegin),
        ("villages", json!("Phí Chi A"), Message::WrongForm),
        ("villages", json!(["Phí Chi A", "x".repeat(101)]), Message::TooLong),
        ("geo", json!({"lat": "22.1234", "lon": "102.8"}), Message::WrongForm),
        ("geo", json!({"lat": "91", "lon": "102.8"}), Message::WrongForm),
        ("geo", json!([22, 102]), Message::WrongForm),
        ("type_code", json!("nhay_mua"), Message::NotInList),
        ("time_of_day", json!("nua_dem"), Message::NotInList),
        ("ethnic_groups", json!(["DT_THAI", "DT_X"]), Message::NotInList),
        ("admin_unit", json!("03466"), Message::NotInList),
        ("indicator_values", json!({"TT01": 1}), Message::WrongForm),
        ("indicator_values", json!([{"value": "1"}]), Message::WrongForm),
    ];
    for (field, value, message) in cases {
        assert_eq!(errors(Activity, &with(activity(), field, value.clone())), one(message, field), "{value}");
    }
    let fine = [
        ("title", json!("ạ".repeat(300))),
        ("geo", json!({"lat": "22.394", "lon": "102.812"})),
        ("date_to", json!("2026-03-01")),
        ("lead_org", json!("Tổ dân vận bản Phí Chi A")),
        ("admin_unit", json!("03448@early")),
    ];
    for (field, value) in fine {
        assert_eq!(errors(Activity, &with(activity(), field, value)), [], "{field}");
    }
}

#[test]
fn figures_are_numbers_or_words() {
    let cases = [
        (json!({"indicator": "TT03"}), Message::Required),
        (json!({"indicator": "TT03", "value": "320", "words": "hàng trăm"}), Message::NumberBesideWords),
        (json!({"indicator": "TT03", "value": "-1"}), Message::Negative),
        (json!({"indicator": "TT03", "value": "1000000000000"}), Message::TooLarge),
        (json!({"indicator": "TT03", "value": "1.5"}), Message::TooManyDecimals),
        (json!({"indicator": "TT03", "value": "1", "qualifier": "xap_xi"}), Message::NotInList),
        (json!({"indicator": "TT99", "value": "1"}), Message::NotInList),
        (json!({"indicator": "CS08", "numerator": "5", "denominator": "4"}), Message::PartAboveWhole),
        (json!({"indicator": "CS08", "numerator": "5"}), Message::Required),
    ];
    for (item, message) in cases {
        let at = format!("indicator_values/{}", item["indicator"].as_str().unwrap());
        assert_eq!(errors(Activity, &figures(json!([item]))), one(message, &at), "{item}");
    }
    let no_text = errors(Activity, &figures(json!([{"indicator": "TT03", "value": 320}])));
    assert_eq!(no_text[0], (Message::WrongForm, "indicator_values/TT03".to_owned()));
    let twice = json!([{"indicator": "TT03", "value": "1"}, {"indicator": "TT03", "value": "2"}]);
    assert_eq!(errors(Activity, &figures(twice)), one(Message::Duplicate, "indicator_values/TT03"));
    let fine = json!([
        {"indicator": "HT01", "value": "157.5"},
        {"indicator": "HT10", "words": "hàng trăm lượt"},
        {"indicator": "CS08", "numerator": "39", "denominator": "40"},
    ]);
    assert_eq!(errors(Activity, &figures(fine)), []);
}

#[test]
fn a_parent_is_not_below_its_children_but_may_stand_alone() {
    let houses = |parent: &str, qualifier: &str, of_them: &str| {
        figures(json!([
            {"indicator": "HT05", "value": parent, "qualifier": qualifier},
            {"indicator": "HT06", "value": "40"},
            {"indicator": "HT07", "value": "27", "qualifier": of_them},
        ]))
    };
    let below = one(Message::ParentBelowChildren, "indicator_values/HT05");
    assert_eq!(errors(Activity, &houses("66", "bang", "bang")), below);
    assert_eq!(errors(Activity, &houses("66", "gan", "tren")), below);
    assert_eq!(errors(Activity, &houses("67", "bang", "bang")), []);
    assert_eq!(errors(Activity, &houses("66", "tren", "bang")), [], "over 66 may be 67");
    assert_eq!(errors(Activity, &houses("66", "bang", "gan")), [], "nearly 27 may be 26");
    assert_eq!(errors(Activity, &figures(json!([{"indicator": "HT05", "value": "66"}]))), []);
}

#[test]
fn the_armed_forces_give_no_coordinates() {
    let soldiers = with(activity(), "actor_group", json!("luc_luong_vu_trang"));
    let located = with(soldiers, "geo", json!({"lat": "22.394", "lon": "102.812"}));
    assert_eq!(errors(Activity, &located), one(Message::LocationOfArmedForces, "geo"));
}

#[test]
fn warnings_never_block() {
    let sessions = json!([{"indicator": "TT01", "value": "3"}]);
    let attended =
        json!([{"indicator": "TT01", "value": "3"}, {"indicator": "TT03", "words": "hàng trăm lượt"}]);
    let cases = [
        (with(activity(), "date_from", json!("2026-11-23")), Message::DateInFuture, "date_from"),
        (
            with(activity(), "campaign_contents", json!(["C1.2"])),
            Message::OutsideCampaign,
            "campaign_contents",
        ),
        (without(activity(), "indicator_values"), Message::FigureRequired, "indicator_values"),
        (figures(sessions), Message::ParticipantsMissing, "indicator_values"),
        (with(activity(), "content", json!("Kính gửi\nTỐI MẬT\nvề việc")), Message::SecrecyMark, "content"),
        (with(activity(), "result", json!("Độ mật: Mật")), Message::EntryNewer, ""),
        (with(activity(), "result", json!("Độ mật: MẬT.")), Message::SecrecyMark, "result"),
        (with(activity(), "content", json!("C«ng t¸c d©n vËn")), Message::LegacyEncoding, "content"),
    ];
    for (body, message, at) in cases {
        assert_eq!(errors(Activity, &body), []);
        let expected = if message == Message::EntryNewer { vec![] } else { one(message, at) };
        assert_eq!(warnings(Activity, &body), expected);
    }
    assert_eq!(warnings(Activity, &figures(attended)), []);
    let honey = with(activity(), "content", json!("Hướng dẫn nuôi ong lấy mật\nMật ong bạc hà"));
    assert_eq!(warnings(Activity, &honey), []);
}

#[test]
fn files_name_bytes_that_can_be_sent() {
    let sha256 = "0f".repeat(32);
    let files = |items: Value| with(activity(), "attachments", items);
    let photo = json!({"key": "a", "kind": "anh", "bytes": 204_800, "sha256": sha256});
    assert_eq!(errors(Activity, &files(json!([photo]))), []);
    // The message at the form, and whether the office refuses the record for it.
    let cases = [
        (json!([{"key": "a", "sha256": "zz".repeat(32)}]), Message::WrongForm, "attachments/a", true),
        (json!([{"key": "a", "sha256": "0f"}]), Message::WrongForm, "attachments/a", true),
        (json!([photo, photo]), Message::Duplicate, "attachments/a", true),
        (json!([{"key": "a", "kind": "anh"}]), Message::Required, "attachments/a", false),
        (
            json!([{"key": "a", "bytes": 10_485_761, "sha256": sha256}]),
            Message::TooLarge,
            "attachments/a",
            false,
        ),
        (
            json!((0..21).map(|key| json!({"key": key.to_string(), "sha256": sha256})).collect::<Vec<_>>()),
            Message::TooLong,
            "attachments",
            false,
        ),
    ];
    for (items, message, at, at_the_office) in cases {
        let body = files(items);
        assert_eq!(errors(Activity, &body), one(message, at), "{body:?}");
        let refused = first_error(Activity, &body, None).map(|problem| problem.message);
        assert_eq!(refused, at_the_office.then_some(message), "{body:?}");
    }
}
