//! What travels between the console's pages and the office.

use danvan_core::figures::{Addend, AddendQuery, AwardFigures, AwardQuery, Figures, Query, UnitFigures};
use danvan_core::wire_console::{
    ChoicesRequest, ConsoleUser, EnrolmentCode, EnrolmentCodeAnswer, EnrolmentCodeRequest, EnrolmentReach,
    MoveRequest, RecordPage, RecordQuery, SignIn,
};

use crate::keeps;

#[test]
fn sessions() {
    let sign_in: SignIn = keeps(r#"{"username":"tam","password":"bí mật"}"#);
    assert_eq!(sign_in.username, "tam");
    keeps::<ConsoleUser>(
        r#"{"username":"tam","author":{"id":"018bcfe5-6800-7707-8707-070707070707","name":"Phạm Minh Tâm"},
            "role":"province_specialist","scope":{"type":"province"},"province":"12","place":"Lai Châu"}"#,
    );
}

#[test]
fn records() {
    keeps::<RecordQuery>(
        r#"{"kind":"nomination","state":"submitted","unit":"03466@2025-07-01","from":"2026-01-01","to":"2026-12-31",
            "q":"pa ve su","after":"c:9","limit":50}"#,
    );
    keeps::<RecordQuery>(r#"{"waiting":true}"#);
    assert_eq!(keeps::<RecordQuery>("{}"), RecordQuery::default());
    keeps::<RecordPage>(r#"{"records":[],"total":3,"next":"c:9"}"#);
    keeps::<MoveRequest>(r#"{"step":"return","reason":"Thiếu biên bản","revision":3}"#);
    keeps::<ChoicesRequest>(
        r#"{"choices":[
            {"log":"018bcfe5-6800-7909-8909-090909090909","number":8,"at":{"field":"title"},"seen":"Họp","take":true},
            {"log":"018bcfe5-6800-7909-8909-090909090909","number":9,"take":false}],"revision":3}"#,
    );
}

#[test]
fn enrolment_codes() {
    keeps::<EnrolmentReach>(r#"{"type":"units","units":["03466@2025-07-01"]}"#);
    keeps::<EnrolmentReach>(r#"{"type":"province"}"#);
    keeps::<EnrolmentCodeRequest>(
        r#"{"reach":{"type":"hub","hub":"12:muong_te"},"role":"hub_monitor","person":"Vàng Thị Đôi",
            "organisation":"12:mttq","uses":2,"days":14}"#,
    );
    let issued = r#"{"id":"7","role":"field_officer","person":"Lò Văn Bun","place":"Xã Bum Nưa",
        "units":["03466@2025-07-01"],"uses_left":1,"issued_at":"2026-11-22T08:00:00+07:00",
        "expires_at":"2026-12-06T08:00:00+07:00"}"#;
    keeps::<EnrolmentCode>(issued);
    keeps::<EnrolmentCodeAnswer>(&format!(r#"{{"code":"ABCD-EFGH","issued":{issued}}}"#));
}

#[test]
fn figures() {
    let lines = r#"{"lines":[{"indicator":"HT10","group":"luc_luong_vu_trang","amount":"157.5","qualifier":"tren",
        "words":["hàng trăm lượt"],"listed":[{"value":"97.5","qualifier":"bang"}],"addends":3},
        {"indicator":"TT01","group":"mttq_doan_the","qualifier":"bang","addends":1}]}"#;
    let figures: Figures = keeps(lines);
    assert_eq!(figures.lines[1].amount, None);
    keeps::<UnitFigures>(&format!(r#"{{"unit":"03466@2025-07-01","figures":{lines}}}"#));
    assert_eq!(keeps::<UnitFigures>(r#"{"unit":"03466@2025-07-01"}"#).figures, None);
    keeps::<Addend>(
        r#"{"record":"018bcfe5-6800-7101-8101-010101010101","title":"Giúp dân","unit":"03466@2025-07-01",
            "date":"2013-07-03","quantity":{"qualifier":"bang","words":"hàng trăm lượt"}}"#,
    );
    keeps::<Query>(
        r#"{"from":"2013-01-01","to":"2013-12-31","unit":"03466@2025-07-01","content":"C1.2","group":"cap_uy"}"#,
    );
    let of_line: AddendQuery =
        keeps(r#"{"indicator":"HT10","group":"luc_luong_vu_trang","from":"2013-01-01","content":"C1.2"}"#);
    assert_eq!(of_line.query().group, Some(of_line.group));
}

#[test]
fn awards() {
    keeps::<AwardQuery>(r#"{"from":"2020-01-01","to":"2020-12-31","campaign":"C5"}"#);
    keeps::<AwardFigures>(
        r#"{"lines":[{"form":"BK-UBND","collectives":14,"individuals":26,"households":0},
            {"collectives":0,"individuals":1,"households":0}]}"#,
    );
}
