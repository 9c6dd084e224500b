//! The console: sessions, lists, moves, codes.

use danvan_core::record::RecordKind;
use danvan_core::wire::ACCOUNT_HEADER;
use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::support::{Answer, TestConsole, TestOffice, activity, also_on_postgres, message, nomination};

#[tokio::test(flavor = "multi_thread")]
async fn a_session_begins_is_known_and_ends() {
    let office = TestOffice::start().await;
    let console = office.console("chuyenvien").await;
    let mut user = console.get("/api/v1/sessions/current").await.ok();
    user["author"]["id"] = "…".into();
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(user, @r#"
        {
          "author": {
            "id": "…",
            "name": "Lò Thị Mai"
          },
          "place": "Tỉnh Lai Châu",
          "province": "12",
          "role": "province_specialist",
          "scope": {
            "type": "province"
          },
          "username": "chuyenvien"
        }
        "#);
    }
    let out = Answer::of(console.request(Method::DELETE, "/api/v1/sessions/current")).await;
    assert_eq!(out.status, 204);
    assert!(out.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(console.get("/api/v1/sessions/current").await.problem(), (401, "not-signed-in"));
    assert_eq!(
        console.get("/api/v1/sessions/current?maybe=true").await.status,
        204,
        "no error in a browser's log"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let office = TestOffice::start().await;
    let user = &office.demonstration().users[0];
    let sign_in = json!({ "username": " CHUYENVIEN ", "password": user.password });
    let answer = office.post("/api/v1/sessions", &sign_in).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let console = office.console("chuyenvien").await;
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let forged = console.request(Method::DELETE, "/api/v1/sessions/current").header(name, value);
        assert_eq!(Answer::of(forged).await.problem(), (403, "other-origin"));
    }
    assert_eq!(console.get("/api/v1/sessions/current").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_itself() {
    let office = TestOffice::start().await;
    let console = office.console("xem").await;
    office.wait_seconds(12 * 3600 - 1);
    assert_eq!(console.get("/api/v1/records").await.status, 200);
    office.wait_seconds(1);
    assert_eq!(console.get("/api/v1/records").await.problem(), (401, "not-signed-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_cannot_be_guessed_at_leisure() {
    let office = TestOffice::start().await;
    let guess = json!({ "username": "lanhdao", "password": "mat khau" });
    for _ in 0..10 {
        assert_eq!(office.post("/api/v1/sessions", &guess).await.problem(), (401, "wrong-password"));
    }
    assert_eq!(office.post("/api/v1/sessions", &guess).await.problem(), (429, "too-many"));
    // Another account is not shut out with it, and an unknown one is answered like a wrong password.
    office.console("chuyenvien").await;
    let nobody = json!({ "username": "ai do", "password": "x" });
    assert_eq!(office.post("/api/v1/sessions", &nobody).await.problem(), (401, "wrong-password"));
    office.wait_seconds(15 * 60 + 1);
    office.console("lanhdao").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nomination_is_returned_corrected_received_and_recognised() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let unit = device.enrolment.home.clone();
    let record = device.create(RecordKind::Nomination, nomination(&unit, "Lý Mí Sùng"));
    device.push(&office, 0).await;
    let id = record.to_string();
    let specialist = office.console("chuyenvien").await;
    let leader = office.console("lanhdao").await;

    let short = specialist.take(&id, "return", Some("thiếu")).await;
    assert_eq!(short.problem(), (422, "refused"));
    assert_eq!(short.body["problem"]["message"], "reason_too_short");
    let returned = specialist.take(&id, "return", Some("Bổ sung biên bản họp xét")).await.ok();
    assert_eq!((&returned["state"], &returned["revision"]), (&json!("returned"), &json!(2)));
    // The feed brings the reason home.
    let page = device.feed(&office, "").await;
    assert_eq!(page.records[0].last_move().unwrap().reason.as_deref(), Some("Bổ sung biên bản họp xét"));

    let resubmit = json!({ "type": "move", "step": "resubmit", "fields": [
        { "field": "person_position", "seen": "Trưởng bản", "written": "Bí thư chi bộ" } ] });
    let action = serde_json::from_value(resubmit).unwrap();
    device.write(&device.entry(record, RecordKind::Nomination, 2, action));
    let answer = device.push(&office, 1).await;
    assert_eq!(message(&answer.verdicts[0].outcome), None, "{answer:?}");

    let received = specialist.take(&id, "receive", None).await.ok();
    assert_eq!(received["code"], "HS-2026-0001");
    assert_eq!(specialist.take(&id, "recognise", None).await.body["problem"]["message"], "role_may_not");
    let recognised = leader.take(&id, "recognise", None).await.ok();
    assert_eq!(recognised["state"], "recognised");
    let did: Vec<_> =
        recognised["trail"].as_array().unwrap().iter().map(|step| step["did"].clone()).collect();
    assert_eq!(did, ["create", "return", "resubmit", "receive", "recognise"]);
    let awards = leader.get("/api/v1/awards").await.ok();
    assert_eq!(awards["lines"][0]["individuals"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_given_out_once_and_in_order() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let unit = device.enrolment.home.clone();
    let made: Vec<_> = (0..6)
        .map(|n| device.create(RecordKind::Nomination, nomination(&unit, &format!("Người {n}"))))
        .collect();
    device.push(&office, 0).await;
    let specialist = office.console("chuyenvien").await;
    let ids: Vec<String> = made.iter().map(ToString::to_string).collect();
    let moves = ids.iter().map(|id| specialist.take(id, "receive", None));
    let mut codes: Vec<_> = futures_util::future::join_all(moves)
        .await
        .into_iter()
        .map(|answer| answer.ok()["code"].to_string())
        .collect();
    codes.sort();
    let expected: Vec<String> = (1..=6).map(|number| format!("\"HS-2026-000{number}\"")).collect();
    assert_eq!(codes, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_decides_on_something_old_is_told() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let record = device.create_activity("Ban đầu");
    device.push(&office, 0).await;
    device.change(record, 1, "title", "Ban đầu", "Đã sửa");
    device.push(&office, 1).await;
    let specialist = office.console("chuyenvien").await;
    let path = format!("/api/v1/records/{record}/moves");
    let stale = json!({ "step": "approve", "revision": 1 });
    assert_eq!(specialist.post(&path, &stale).await.problem(), (409, "changed-since"));
    let fresh = json!({ "step": "approve", "revision": 2 });
    assert_eq!(specialist.post(&path, &fresh).await.ok()["state"], "approved");
    assert_eq!(
        specialist.post(&path, &fresh).await.problem(),
        (409, "changed-since"),
        "the button was pressed twice"
    );
    let nowhere = "/api/v1/records/00000000-0000-7000-8000-000000000000/moves";
    assert_eq!(specialist.post(nowhere, &fresh).await.problem(), (404, "not-found"));
    let viewer = office.console("xem").await;
    assert_eq!(
        viewer.take(&record.to_string(), "return", Some("mười ký tự trở lên")).await.body["problem"]["message"],
        "role_may_not"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_found_by_words_filters_and_pages() {
    let office = TestOffice::start().await;
    let mut bum_nua = office.device("bum_nua").await;
    let mut thu_lum = office.device("thu_lum").await;
    let unit = bum_nua.enrolment.home.clone();
    let mut early = activity(&unit, "Tuyên truyền biên giới");
    early.insert("date_from".to_owned(), "2026-03-05".into());
    bum_nua.create(RecordKind::Activity, early);
    bum_nua.create_activity("Đối thoại ở bản Nậm Củm");
    bum_nua.create(RecordKind::Nomination, nomination(&unit, "Lỳ Hừ Xá"));
    bum_nua.push(&office, 0).await;
    thu_lum.create_activity("Làm đường nội đồng");
    thu_lum.push(&office, 0).await;

    let console = office.console("xem").await;
    let titles = async |query: &str| -> Vec<String> {
        let page = console.get(&format!("/api/v1/records?{query}")).await.ok();
        let records = page["records"].as_array().unwrap();
        assert_eq!(page["total"], records.len(), "{query}");
        let name = |record: &Value| {
            record["body"]["title"].as_str().or(record["body"]["person_name"].as_str()).unwrap().to_owned()
        };
        records.iter().map(name).collect()
    };
    let all = ["Làm đường nội đồng", "Lỳ Hừ Xá", "Đối thoại ở bản Nậm Củm", "Tuyên truyền biên giới"];
    assert_eq!(titles("").await, all);
    assert_eq!(titles("kind=nomination").await, all[1..2]);
    assert_eq!(titles("unit=03439@2025-07-01").await, all[..1]);
    assert_eq!(titles("q=nam+cum").await, all[2..3]);
    assert_eq!(titles("q=BI%C3%8AN%20giới").await, all[3..]);
    assert_eq!(titles("q=li+hu").await, all[1..2], "i and y are one to a search");
    assert_eq!(titles("from=2026-01-01&to=2026-06-30").await, all[3..]);
    assert_eq!(titles("state=approved").await, all[..0]);
    assert_eq!(titles("q=%25%27%20OR%201=1").await, all[..0]);
    assert_eq!(console.get("/api/v1/records?from=gestern").await.problem(), (400, "malformed"));

    let (mut next, mut paged) = (String::new(), 0);
    loop {
        let page = console.get(&format!("/api/v1/records?limit=3&after={next}")).await.ok();
        assert_eq!(page["total"], 4);
        paged += page["records"].as_array().unwrap().len();
        let Some(more) = page["next"].as_str() else { break };
        next = more.to_owned();
    }
    assert_eq!(paged, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_issue_codes_and_lists_hide_them() {
    let office = TestOffice::start().await;
    let request = json!({
        "reach": { "type": "hub", "hub": "12:than_uyen" }, "role": "hub_monitor", "person": "Hà Văn Thử", "uses": 2,
    });
    for name in ["chuyenvien", "lanhdao", "xem"] {
        let console = office.console(name).await;
        assert_eq!(console.post("/api/v1/enrolment-codes", &request).await.problem(), (403, "role-may-not"));
        assert_eq!(console.get("/api/v1/enrolment-codes").await.problem(), (403, "role-may-not"));
    }
    let admin = office.console("quantri").await;
    let issued = admin.post("/api/v1/enrolment-codes", &request).await;
    assert_eq!(issued.status, 201);
    let code = issued.body["code"].as_str().unwrap().to_owned();
    assert!(code.starts_with("THA-"), "{code}");
    let listed = admin.get("/api/v1/enrolment-codes").await;
    assert!(!listed.text.contains(&code));
    assert_eq!(
        listed.ok().as_array().unwrap().iter().find(|line| line["person"] == "Hà Văn Thử").unwrap(),
        &issued.body["issued"]
    );

    for (field, value) in [
        ("reach", json!({ "type": "hub", "hub": "80:nowhere" })),
        ("reach", json!({ "type": "units", "units": [] })),
        ("reach", json!({ "type": "units", "units": ["03448@early"] })),
        ("reach", json!({ "type": "units", "units": ["25459@2025-07-01"] })),
        ("role", json!("administrator")),
        ("role", json!("province_leader")),
        ("person", json!("  ")),
        ("organisation", json!("không có")),
        ("uses", json!(0)),
        ("days", json!(4000)),
    ] {
        let mut wrong = request.clone();
        wrong[field] = value;
        let answer = admin.post("/api/v1/enrolment-codes", &wrong).await;
        assert_eq!(answer.problem(), (422, "invalid"), "{field}");
    }
}

also_on_postgres! {
    a_session_begins_is_known_and_ends,
    the_cookie_is_out_of_reach_of_scripts_and_other_sites,
    a_session_ends_by_itself,
    passwords_cannot_be_guessed_at_leisure,
    a_nomination_is_returned_corrected_received_and_recognised,
    numbers_are_given_out_once_and_in_order,
    who_decides_on_something_old_is_told,
    records_are_found_by_words_filters_and_pages,
    only_administrators_issue_codes_and_lists_hide_them,
}

/// Somebody signs in at another window of the same browser: what the first page sends goes out under nobody's name.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_account_than_the_session_s_does_and_reads_nothing() {
    let office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    let record = device.create_activity("Làm đường");
    device.push(&office, 0).await;
    let specialist = office.console("chuyenvien").await;
    let leader = office.console("lanhdao").await;
    let who = async |console: &TestConsole<'_>| {
        let user = console.get("/api/v1/sessions/current").await.ok();
        user["author"]["id"].as_str().unwrap().to_owned()
    };
    let (first, second) = (who(&specialist).await, who(&leader).await);
    let path = format!("/api/v1/records/{record}/moves");
    let approve = json!({ "step": "approve", "reason": null, "revision": 1 });
    for named in [first.as_str(), "", "không ai", "00000000-0000-7000-8000-000000000000"] {
        let named = reqwest::header::HeaderValue::from_bytes(named.as_bytes()).unwrap();
        let request =
            leader.request(Method::POST, &path).header(ACCOUNT_HEADER, named.clone()).json(&approve);
        assert_eq!(Answer::of(request).await.problem(), (401, "other-account"), "{named:?}");
        let request = leader.request(Method::GET, "/api/v1/records").header(ACCOUNT_HEADER, named);
        assert_eq!(Answer::of(request).await.problem(), (401, "other-account"));
    }
    let own = leader.request(Method::GET, "/api/v1/records").header(ACCOUNT_HEADER, &second);
    Answer::of(own).await.ok();
    let own = specialist.request(Method::POST, &path).header(ACCOUNT_HEADER, &first).json(&approve);
    let moved = Answer::of(own).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    assert_eq!(moved.body["trail"].as_array().unwrap().last().unwrap()["author"]["id"], json!(first));
}
