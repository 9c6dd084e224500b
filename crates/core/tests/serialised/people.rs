//! What travels between the console's pages and the office about people, devices and what waits for a judgement.

use danvan_core::access::Role;
use danvan_core::wire_alarms::{AlarmKind, AlarmList};
use danvan_core::wire_people::{
    AllowanceRequest, DecisionAnswer, DecisionRequest, DeviceLine, DeviceList, NewPerson, PasswordChange,
    Person, PersonAction, PersonAnswer, PersonList, QuarantineItem, QuarantineList, RevocationRequest, Road,
};

use crate::{keeps, reads};

const PERSON: &str = r#"{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"}"#;

#[test]
fn people() {
    let bare: Person = keeps(PERSON);
    assert_eq!((bare.name.as_str(), bare.accounts.len(), bare.open_codes), ("Lò Văn Bun", 0, 0));
    keeps::<PersonList>(&format!(
        r#"{{"people":[{PERSON},{{"id":"018bcfe5-6800-7707-8707-070707070708","name":"Sùng A Páo",
            "disabled_at":"2026-11-22T07:30:00+07:00","accounts":[{{"username":"pao","role":"viewer"}}],
            "grants":[{{"role":"field_officer","place":"Xã Bum Nưa","home":"03466@2025-07-01"}}],
            "devices":[{{"device":"018bcfe5-6800-7505-8505-050505050505","name":"Máy của Páo","revoked":true}},
                {{"device":"018bcfe5-6800-7505-8505-050505050506","name":"Máy xã"}}],"open_codes":2}},
            {{"id":"018bcfe5-6800-7707-8707-070707070709","name":"Máy khu vực Mường Tè","machine":true}}]}}"#
    ));
    // A list of another version: roles that are not known here, fields that nobody knows here.
    let later: PersonList = reads(
        r#"{"people":[{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Bun","trusted_by":["x"],
            "accounts":[{"username":"bun","role":"archivist","second_factor":true}]}],"of":"tomorrow"}"#,
    );
    assert!(!later.people[0].accounts[0].role.opens_console());
}

#[test]
fn deeds_about_people() {
    keeps::<NewPerson>(r#"{"name":"Giàng A Sử"}"#);
    keeps::<NewPerson>(r#"{"name":"Giàng A Sử","account":{"username":"su","role":"administrator"}}"#);
    for (text, action) in [
        (r#"{"type":"disable"}"#, PersonAction::Disable),
        (r#"{"type":"enable"}"#, PersonAction::Enable),
        (r#"{"type":"new_password"}"#, PersonAction::NewPassword),
        (r#"{"type":"change_role","role":"viewer"}"#, PersonAction::ChangeRole { role: Role::Viewer }),
    ] {
        assert_eq!(keeps::<PersonAction>(text), action);
    }
    keeps::<PersonAction>(r#"{"type":"add_account","account":{"username":"su","role":"council"}}"#);
    // An action that is not known here is not done in part.
    assert!(serde_json::from_str::<PersonAction>(r#"{"type":"merge_with","person":"x"}"#).is_err());
    let answer: PersonAnswer = keeps(&format!(r#"{{"person":{PERSON},"password":"bí mật"}}"#));
    assert_eq!(answer.password.as_deref(), Some("bí mật"));
    keeps::<PersonAnswer>(&format!(r#"{{"person":{PERSON}}}"#));
    keeps::<PasswordChange>(r#"{"old":"cũ","new":"mới tinh mười chữ"}"#);
}

const LINE: &str = r#""device":"018bcfe5-6800-7505-8505-050505050505","name":"Máy của Bun",
    "holder":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"},"role":"field_officer",
    "home":"03466@2025-07-01","place":"Xã Bum Nưa","known_since":"2026-11-22T07:30:00+07:00""#;

#[test]
fn devices() {
    let bare: DeviceLine = keeps(&format!("{{{LINE}}}"));
    assert_eq!((bare.signs, bare.revoked, bare.keys.len(), bare.history.len()), (None, false, 0, 0));
    keeps::<DeviceList>(&format!(
        r#"{{"devices":[{{{LINE},"last_contact":"2026-11-27T07:30:00+07:00","last_entries":"2026-11-27T07:31:00+07:00",
            "app":{{"generation":2,"build":"3.0.0"}},"entries":7,"waiting_bundles":1,"quarantined":2,
            "enrolments":[{{"at":"2026-11-22T07:30:00+07:00","code":"c1",
                "person":{{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"}}}}],
            "signs":true,
            "keys":[{{"fingerprint":"0f0f","from":"2026-11-23T07:30:00+07:00","after_loss":true}},
                {{"fingerprint":"1e1e","from":"2026-11-22T07:30:00+07:00","until":"2026-11-23T07:30:00+07:00"}}],
            "revoked":true,
            "history":[{{"revoked":true,"at":"2026-11-27T08:00:00+07:00","by":"command","reason":"Mất máy ở chợ"}}]}}]}}"#
    ));
    let later: DeviceLine = reads(&format!(r#"{{{LINE},"app":{{"generation":9,"os":"y"}},"attested":[]}}"#));
    assert_eq!(later.app.unwrap().generation, 9);
    keeps::<RevocationRequest>(r#"{"reason":"Mất máy ở chợ"}"#);
    keeps::<AllowanceRequest>(r#"{"note":"Đã tìm thấy"}"#);
    assert_eq!(keeps::<AllowanceRequest>("{}"), AllowanceRequest::default());
}

const ITEM: &str = r#""id":"ab","device":"018bcfe5-6800-7505-8505-050505050505","device_name":"Máy của Bun",
    "log":"018bcfe5-6800-7909-8909-090909090909","from":3,"count":2,"road":"hub","bytes":412,
    "arrived_at":"2026-11-27T08:10:00+07:00""#;

#[test]
fn quarantine() {
    let bare: QuarantineItem = keeps(&format!("{{{ITEM}}}"));
    assert_eq!((bare.road, bare.device_revoked, bare.decision), (Road::Hub, false, None));
    let whole = format!(
        r#"{{{ITEM},"device_revoked":true,
            "holds":[{{"record":"018bcfe5-6800-7101-8101-010101010101","title":"Họp bản",
                "author":{{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Lò Văn Bun"}},"entries":2}}],
            "others":1,"files":3,
            "decision":{{"take":true,"at":"2026-11-27T09:00:00+07:00","by":"Phạm Minh Tâm","note":"Đã hỏi lại"}}}}"#
    );
    keeps::<QuarantineList>(&format!(r#"{{"items":[{whole},{{{ITEM}}}]}}"#));
    keeps::<DecisionAnswer>(&format!(r#"{{"item":{whole},"refused":1,"forked":true,"still_waiting":4}}"#));
    keeps::<DecisionAnswer>(&format!(r#"{{"item":{{{ITEM}}}}}"#));
    keeps::<DecisionRequest>(r#"{"take":false,"note":"Không rõ ai ghi"}"#);
    assert_eq!(reads::<DecisionRequest>(r#"{"take":true}"#).note, "");
    for (text, road) in [("network", Road::Network), ("hub", Road::Hub), ("bundle", Road::Bundle)] {
        assert_eq!(keeps::<Road>(&format!("\"{text}\"")), road);
    }
}

#[test]
fn alarms() {
    let list: AlarmList = keeps(
        r#"{"alarms":[{"id":"0011223344556677","kind":"guessing_password","subject":"lanhdao","since":"2026-11-22T07:30:00+07:00",
            "last":"2026-11-22T07:45:00+07:00","count":12,"detail":"Có người nhập sai mật khẩu nhiều lần."},
            {"id":"8899aabbccddeeff","kind":"guessing_codes","since":"2026-11-21T07:30:00+07:00","last":"2026-11-21T07:30:00+07:00",
            "count":1,"detail":"Có người nhập sai mã.","acknowledged_at":"2026-11-21T08:00:00+07:00","acknowledged_by":"Lò Thị Mai"}]}"#,
    );
    assert_eq!(list.alarms[0].kind, AlarmKind::GuessingPassword);
    // Of another version: a kind that is not known here, a field that nobody knows here, no sentence.
    let later: AlarmList = reads(
        r#"{"alarms":[{"id":"x","kind":"disk_full","since":"2026-11-21T07:30:00+07:00","last":"2026-11-21T07:30:00+07:00",
            "count":1,"severity":3}]}"#,
    );
    assert_eq!(later.alarms[0].kind.name(), "disk_full");
}
