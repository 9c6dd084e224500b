//! People, their accounts and their codes, as an administrator manages them.

use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::support::{Answer, TestConsole, TestDevice, TestOffice, also_on_postgres};

/// The person of that name.
async fn person(admin: &TestConsole<'_>, name: &str) -> Value {
    let people = admin.get("/api/v1/people").await.ok();
    people["people"].as_array().unwrap().iter().find(|person| person["name"] == name).unwrap().clone()
}

async fn act(admin: &TestConsole<'_>, person: &Value, action: Value) -> Answer {
    admin.post(&format!("/api/v1/people/{}/actions", person["id"].as_str().unwrap()), &action).await
}

async fn sign_in(office: &TestOffice, username: &str, password: &str) -> Answer {
    office.post("/api/v1/sessions", &json!({ "username": username, "password": password })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_made_changed_disabled_and_let_in_again() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let new = json!({ "name": " Lò Văn Mới ", "account": { "username": " Moi ", "role": "viewer" } });
    let made = admin.post("/api/v1/people", &new).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let (them, first) = (&made.body["person"], made.body["password"].as_str().unwrap());
    assert_eq!(them["accounts"], json!([{ "username": "moi", "role": "viewer" }]));
    assert_eq!(&person(&admin, "Lò Văn Mới").await, them);
    let session = sign_in(&office, "moi", first).await;
    assert_eq!(session.status, 201);
    let cookie = session.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let current = async || {
        let request = office.request(Method::GET, "/api/v1/sessions/current").header(header::COOKIE, &cookie);
        Answer::of(request).await
    };
    assert_eq!(current().await.ok()["author"]["id"], them["id"], "one identity");

    act(&admin, them, json!({ "type": "change_role", "role": "province_specialist" })).await.ok();
    assert_eq!(current().await.ok()["role"], "province_specialist", "in force at once");

    let disabled = act(&admin, them, json!({ "type": "disable" })).await.ok();
    assert!(disabled["person"]["disabled_at"].is_string());
    assert_eq!(current().await.problem(), (401, "not-signed-in"), "sessions end at once");
    let refused = sign_in(&office, "moi", first).await;
    assert_eq!(refused.problem(), (403, "account-disabled"));
    assert!(refused.body["title"].as_str().unwrap().contains("khóa"));
    assert_eq!(
        sign_in(&office, "moi", "khác").await.problem(),
        (401, "wrong-password"),
        "nobody else is told"
    );

    act(&admin, them, json!({ "type": "enable" })).await.ok();
    assert_eq!(sign_in(&office, "moi", first).await.status, 201);
    let again = act(&admin, them, json!({ "type": "new_password" })).await.ok();
    assert_eq!(sign_in(&office, "moi", first).await.problem(), (401, "wrong-password"));
    assert_eq!(sign_in(&office, "moi", again["password"].as_str().unwrap()).await.status, 201);
    assert!(!admin.get("/api/v1/people").await.text.contains(again["password"].as_str().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_may_do_to_people_is_refused_in_words() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    for name in ["chuyenvien", "lanhdao", "xem"] {
        let console = office.console(name).await;
        for path in ["/api/v1/people", "/api/v1/devices"] {
            assert_eq!(console.get(path).await.problem(), (403, "role-may-not"), "{name} {path}");
        }
        let new = json!({ "name": "Ai" });
        assert_eq!(console.post("/api/v1/people", &new).await.problem(), (403, "role-may-not"));
    }
    let me = admin.get("/api/v1/sessions/current").await.ok()["author"].clone();
    for action in [
        json!({ "type": "change_role", "role": "province_leader" }),
        json!({ "type": "change_role", "role": "viewer" }),
        json!({ "type": "disable" }),
        json!({ "type": "add_account", "account": { "username": "hai", "role": "province_leader" } }),
    ] {
        assert_eq!(act(&admin, &me, action.clone()).await.problem(), (422, "invalid"), "{action}");
    }
    assert_eq!(admin.get("/api/v1/sessions/current").await.ok()["role"], "administrator");

    for (new, why) in [
        (json!({ "name": "  " }), "no name"),
        (json!({ "name": "x".repeat(201) }), "a long name"),
        (json!({ "name": "Ai", "account": { "username": "", "role": "viewer" } }), "no username"),
        (json!({ "name": "\u{200b}\u{202e}" }), "nothing that can be seen"),
        (json!({ "name": "\u{2800} 7" }), "no letter"),
        (json!({ "name": "Ai", "account": { "username": "..", "role": "viewer" } }), "dots alone"),
        (json!({ "name": "Ai", "account": { "username": "lò văn thử", "role": "viewer" } }), "marks, spaces"),
        (json!({ "name": "Ai", "account": { "username": "xem\u{200b}", "role": "viewer" } }), "a look-alike"),
        (
            json!({ "name": "Ai", "account": { "username": "x\u{435}m", "role": "viewer" } }),
            "another alphabet",
        ),
        (
            json!({ "name": "Ai", "account": { "username": "ai", "role": "field_officer" } }),
            "a role for devices",
        ),
        (
            json!({ "name": "Ai", "account": { "username": "ai", "role": "hub_monitor" } }),
            "a role for devices",
        ),
    ] {
        assert_eq!(admin.post("/api/v1/people", &new).await.problem(), (422, "invalid"), "{why}");
    }
    let taken = json!({ "name": "Ai", "account": { "username": "XEM", "role": "viewer" } });
    assert_eq!(admin.post("/api/v1/people", &taken).await.problem(), (422, "username-taken"));
    let without =
        admin.post("/api/v1/people", &json!({ "name": "Không tài khoản" })).await.ok()["person"].clone();
    for action in [json!({ "type": "new_password" }), json!({ "type": "change_role", "role": "viewer" })] {
        assert_eq!(act(&admin, &without, action.clone()).await.problem(), (422, "invalid"), "{action}");
    }
    assert_eq!(act(&admin, &without, json!({ "type": "fly" })).await.problem(), (400, "malformed"));
    let given = json!({ "type": "add_account", "account": { "username": "them", "role": "viewer" } });
    let given = act(&admin, &without, given).await.ok();
    assert_eq!(sign_in(&office, "them", given["password"].as_str().unwrap()).await.status, 201);
    let nobody = json!({ "id": "00000000-0000-7000-8000-000000000000" });
    assert_eq!(act(&admin, &nobody, json!({ "type": "disable" })).await.problem(), (404, "not-found"));

    // With another administrator there, one may go.
    let second = json!({ "name": "Quản trị hai", "account": { "username": "hai", "role": "administrator" } });
    admin.post("/api/v1/people", &second).await.ok();
    act(&admin, &me, json!({ "type": "disable" })).await.ok();
    assert_eq!(admin.get("/api/v1/people").await.problem(), (401, "not-signed-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_kept_without_what_nobody_sees_and_listed_by_given_name() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let typed = ["Vàng A Tủa", "\u{202e}Đỗ Thị\n Én\u{200b}", "Bùi Văn Đức"];
    for name in typed {
        assert_eq!(admin.post("/api/v1/people", &json!({ "name": name })).await.status, 201);
    }
    let people = admin.get("/api/v1/people").await.ok();
    let names = people["people"].as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap());
    let wanted = ["Bùi Văn Đức", "Đỗ Thị Én", "Vàng A Tủa"];
    assert_eq!(names.filter(|name| wanted.contains(name)).collect::<Vec<_>>(), wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_of_a_disabled_person_are_not_shown_as_usable_and_enrol_nobody() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let ask = json!({
        "reach": { "type": "units", "units": ["03439@2025-07-01"] }, "role": "field_officer", "person": "Lò Văn Khóa",
    });
    let issued = admin.post("/api/v1/enrolment-codes", &ask).await.ok();
    let them = person(&admin, "Lò Văn Khóa").await;
    assert_eq!(them["open_codes"], 1);
    act(&admin, &them, json!({ "type": "disable" })).await.ok();
    assert_eq!(person(&admin, "Lò Văn Khóa").await["open_codes"], Value::Null);
    let codes = admin.get("/api/v1/enrolment-codes").await.ok();
    let code = |codes: &Value| {
        codes.as_array().unwrap().iter().find(|code| code["id"] == issued["issued"]["id"]).unwrap().clone()
    };
    assert_eq!(code(&codes)["disabled"], true);
    let device = office.device("bum_nua").await;
    let request = json!(device.enrolment_request(issued["code"].as_str().unwrap()));
    let refused = office.post("/api/v1/enrolments", &request).await;
    assert_eq!(refused.problem(), (422, "unknown-code"));
    act(&admin, &them, json!({ "type": "enable" })).await.ok();
    let codes = admin.get("/api/v1/enrolment-codes").await.ok();
    assert_eq!(code(&codes)["disabled"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_is_no_person_and_no_person_a_machine() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let of_machine = |who: Value| {
        let mut ask = json!({ "reach": { "type": "hub", "hub": "12:muong_te" }, "role": "hub_machine" });
        ask.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        ask
    };
    let of_person = |who: &Value| json!({ "reach": { "type": "hub", "hub": "12:muong_te" }, "role": "hub_monitor", "person_id": who["id"] });
    admin.post("/api/v1/enrolment-codes", &of_machine(json!({ "person": "Máy thử" }))).await.ok();
    let machine = person(&admin, "Máy thử").await;
    assert_eq!(machine["machine"], true);
    let account = json!({ "type": "add_account", "account": { "username": "may", "role": "viewer" } });
    assert_eq!(act(&admin, &machine, account).await.problem(), (422, "invalid"));
    assert_eq!(admin.post("/api/v1/enrolment-codes", &of_person(&machine)).await.problem(), (422, "invalid"));
    admin.post("/api/v1/enrolment-codes", &of_machine(json!({ "person_id": machine["id"] }))).await.ok();

    for name in ["Lò Thị Mai", "Lý Văn Sơn"] {
        let somebody = person(&admin, name).await;
        assert_eq!(somebody["machine"], Value::Null, "{name}");
        let code =
            admin.post("/api/v1/enrolment-codes", &of_machine(json!({ "person_id": somebody["id"] }))).await;
        assert_eq!(code.problem(), (422, "invalid"), "{name}");
        admin.post("/api/v1/enrolment-codes", &of_person(&somebody)).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_changes_their_own_password_with_the_old_one() {
    let office = TestOffice::start().await;
    let (here, elsewhere) = (office.console("xem").await, office.console("xem").await);
    let old =
        office.demonstration().users.iter().find(|user| user.username == "xem").unwrap().password.clone();
    let path = "/api/v1/sessions/current/password";
    let change = |old: &str, new: &str| json!({ "old": old, "new": new });
    assert_eq!(
        office.post(path, &change(&old, "mười ký tự trở lên")).await.problem(),
        (401, "not-signed-in")
    );
    for new in ["ngắn", &old, &"x".repeat(1_025)] {
        assert_eq!(here.post(path, &change(&old, new)).await.problem(), (422, "invalid"), "{new}");
    }
    let wrong = here.post(path, &change("không phải", "mười ký tự trở lên")).await;
    assert_eq!(wrong.problem(), (401, "wrong-password"));
    assert_eq!(here.post(path, &change(&old, "mười ký tự trở lên")).await.status, 204);
    assert_eq!(here.get("/api/v1/sessions/current").await.status, 200, "this session goes on");
    assert_eq!(elsewhere.get("/api/v1/sessions/current").await.problem(), (401, "not-signed-in"));
    assert_eq!(sign_in(&office, "xem", &old).await.problem(), (401, "wrong-password"));
    assert_eq!(sign_in(&office, "xem", "mười ký tự trở lên").await.status, 201);
    // One was wrong before; that the right one came after it takes nothing back.
    for _ in 0..9 {
        assert_eq!(
            here.post(path, &change("đoán", "một mật khẩu khác")).await.problem(),
            (401, "wrong-password")
        );
    }
    let guessed = here.post(path, &change("mười ký tự trở lên", "một mật khẩu khác")).await;
    assert_eq!(guessed.problem(), (429, "too-many"), "as many as for signing in, in this session alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_issued_to_a_person_and_show_how_they_stand() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let request = |person: Value| {
        let mut code = json!({ "reach": { "type": "units", "units": ["03466@2025-07-01"] }, "role": "field_officer", "uses": 2 });
        code.as_object_mut().unwrap().extend(person.as_object().unwrap().clone());
        code
    };
    let first = admin.post("/api/v1/enrolment-codes", &request(json!({ "person": "Lò Thử" }))).await.ok();
    let id = first["issued"]["person_id"].clone();
    assert_eq!((&first["issued"]["state"], &person(&admin, "Lò Thử").await["id"]), (&json!("open"), &id));
    let second = admin
        .post("/api/v1/enrolment-codes", &request(json!({ "person_id": id, "person": "Tên khác" })))
        .await
        .ok();
    assert_eq!((&second["issued"]["person"], &second["issued"]["person_id"]), (&json!("Lò Thử"), &id));
    assert_eq!(person(&admin, "Lò Thử").await["open_codes"], 2);
    let nobody = request(json!({ "person_id": "00000000-0000-7000-8000-000000000000" }));
    assert_eq!(admin.post("/api/v1/enrolment-codes", &nobody).await.problem(), (422, "invalid"));

    let code = |issued: &Value| issued["code"].as_str().unwrap().to_owned();
    let one = TestDevice::enrol_with(&office, &code(&first)).await;
    let two = TestDevice::enrol_with(&office, &code(&second)).await;
    assert_eq!(one.enrolment.author, two.enrolment.author, "one person with two devices");
    let them = person(&admin, "Lò Thử").await;
    assert_eq!((them["devices"].as_array().unwrap().len(), them["grants"].as_array().unwrap().len()), (2, 1));

    let listed = async |issued: &Value| {
        let codes = admin.get("/api/v1/enrolment-codes").await.ok();
        codes.as_array().unwrap().iter().find(|code| code["id"] == issued["issued"]["id"]).unwrap().clone()
    };
    assert_eq!(listed(&first).await["used_by"][0]["device"], one.id.to_string());
    let revoke = async |id: &str| {
        Answer::of(admin.request(Method::DELETE, &format!("/api/v1/enrolment-codes/{id}"))).await
    };
    let revoked = revoke(first["issued"]["id"].as_str().unwrap()).await.ok();
    assert_eq!((&revoked["state"], revoked["revoked_by"].is_string()), (&json!("revoked"), true));
    assert_eq!(revoke("khong-co").await.problem(), (404, "not-found"));
    let repeat = json!({ "code": code(&first), "device": one.id, "log": one.log(), "device_name": "Máy" });
    let repeat = office.post("/api/v1/enrolments", &repeat).await;
    assert_ne!(repeat.status, 201, "a revoked code is not repeated: {}", repeat.text);
    office.wait_seconds(15 * 24 * 3600);
    assert_eq!(office.console("quantri").await.get("/api/v1/people").await.status, 200);
    let admin = office.console("quantri").await;
    let codes = admin.get("/api/v1/enrolment-codes").await.ok();
    let state = |id: &Value| {
        codes.as_array().unwrap().iter().find(|code| &code["id"] == id).unwrap()["state"].clone()
    };
    assert_eq!(
        (state(&first["issued"]["id"]), state(&second["issued"]["id"])),
        (json!("revoked"), json!("expired"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_persons_devices_end_with_their_access_and_the_answer_names_them() {
    let office = TestOffice::start().await;
    let admin = office.console("quantri").await;
    let mut device = office.device("bum_nua").await;
    let them = person(&admin, &device.enrolment.author.name).await;
    let answer = act(&admin, &them, json!({ "type": "disable" })).await.ok();
    assert_eq!(answer["person"]["devices"][0]["device"], device.id.to_string());
    assert_eq!(answer["person"]["devices"][0]["revoked"], Value::Null, "it was not revoked itself");
    device.create_activity("Vẫn ghi");
    let kept = device.try_push(&office, &device.segment(0)).await;
    assert_eq!(kept.problem(), (403, "device-revoked"));
    assert!(kept.text.contains("người giữ máy này đã kết thúc"), "{}", kept.text);
    let register = admin.get("/api/v1/devices").await.ok();
    let lines = register["devices"].as_array().unwrap();
    let line = lines.iter().find(|line| line["device"] == json!(device.id)).unwrap();
    assert_eq!((&line["holder_disabled"], &line["quarantined"]), (&json!(true), &json!(1)));
    let again = json!({ "reach": { "type": "units", "units": ["03466@2025-07-01"] }, "role": "field_officer", "person_id": them["id"] });
    assert_eq!(admin.post("/api/v1/enrolment-codes", &again).await.problem(), (422, "invalid"));
    act(&admin, &them, json!({ "type": "enable" })).await.ok();
    let answer = device.push(&office, 0).await;
    assert!(answer.verdicts.iter().all(|verdict| !verdict.refused()));
}

also_on_postgres! {
    an_account_is_made_changed_disabled_and_let_in_again,
    what_nobody_may_do_to_people_is_refused_in_words,
    everybody_changes_their_own_password_with_the_old_one,
    codes_are_issued_to_a_person_and_show_how_they_stand,
    a_disabled_persons_devices_end_with_their_access_and_the_answer_names_them,
}
