//! Lists of people, devices and codes, page by page.

use std::slice;

use serde_json::{Value, json};

use crate::support::{TestConsole, TestOffice, also_on_postgres};

/// Every page of a list from the first on, and back again; the lines in their order.
async fn pages(admin: &TestConsole<'_>, path: &str, field: &str, limit: usize) -> Vec<Value> {
    let page = async |after: &str| {
        let joint = if path.contains('?') { '&' } else { '?' };
        admin.get(&format!("{path}{joint}limit={limit}&after={after}")).await.ok()
    };
    let (mut after, mut all, mut seen) = (String::new(), Vec::new(), Vec::new());
    loop {
        let found = page(&after).await;
        let lines = found[field].as_array().unwrap();
        assert!(lines.len() <= limit);
        assert_eq!(found["before"], all.len(), "{path}");
        all.extend(lines.iter().cloned());
        seen.push(found.clone());
        let Some(next) = found["next"].as_str() else {
            assert_eq!(found["total"], all.len(), "{path}");
            break;
        };
        after = next.to_owned();
    }
    while let Some(last) = seen.pop() {
        match (last["previous"].as_str(), seen.last()) {
            (Some(previous), Some(before)) => assert_eq!(page(previous).await, *before, "back in {path}"),
            (None, None) => {}
            other => panic!("{path}: {other:?}"),
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn people_devices_and_codes_come_in_pages() {
    let office = TestOffice::start().await;
    walk(&office).await;
}

async fn walk(office: &TestOffice) {
    let admin = office.console("quantri").await;
    let mut first = office.device("bum_nua").await;
    let second = office.device("thu_lum").await;
    first.create_activity("Một");
    first.push(office, 0).await;
    for name in ["Lò Thị Ánh", "Lò Văn Bảy", "Giàng A Chu", "Giàng A Chu"] {
        assert_eq!(admin.post("/api/v1/people", &json!({ "name": name })).await.status, 201);
    }
    for (path, field) in [("/api/v1/people", "people"), ("/api/v1/devices", "devices")] {
        let whole = admin.get(path).await.ok();
        let lines = whole[field].as_array().unwrap();
        assert!(lines.len() > 1 && whole["next"].is_null(), "what is asked for as before comes as before");
        assert_eq!(whole["total"], lines.len());
        for limit in [1, 2, 3, 500] {
            assert_eq!(pages(&admin, path, field, limit).await, *lines, "{path} by {limit}");
        }
    }
    let codes = admin.get("/api/v1/enrolment-codes").await.ok();
    let newest = codes.as_array().expect("pages of before get the list alone");
    for limit in [1, 2, 500] {
        assert_eq!(pages(&admin, "/api/v1/enrolment-codes", "codes", limit).await, *newest);
    }

    // Words, whatever marks they carry; a name as it is written, and nothing that only contains it.
    let names = async |query: &str| -> Vec<String> {
        let found = admin.get(&format!("/api/v1/people?limit=50&{query}")).await.ok();
        found["people"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("q=lo+anh").await, ["Lò Thị Ánh"]);
    assert_eq!(names("name=giang+a+chu").await, ["Giàng A Chu", "Giàng A Chu"]);
    assert_eq!(names("name=giang+a").await, [""; 0]);
    assert_eq!(pages(&admin, "/api/v1/people?q=giang+chu", "people", 1).await.len(), 2);

    // Devices by unit and state.
    let devices = async |query: &str| -> Vec<Value> {
        let found = admin.get(&format!("/api/v1/devices?limit=50&{query}")).await.ok();
        found["devices"].as_array().unwrap().iter().map(|line| line["device"].clone()).collect()
    };
    assert_eq!(devices(&format!("q={}", first.id)).await, [json!(first.id)]);
    assert_eq!(devices("unit=03439@2025-07-01").await, [json!(second.id)]);
    assert_eq!(devices("state=revoked").await, [Value::Null; 0]);
    let revocation = format!("/api/v1/devices/{}/revocation", second.id);
    admin.post(&revocation, &json!({ "reason": "Mất máy ở chợ" })).await.ok();
    assert_eq!(devices("state=revoked").await, [json!(second.id)]);
    assert_eq!(devices("state=used").await, [json!(first.id)]);
    assert_eq!(devices("state=of_tomorrow").await.len(), 2);

    // Codes by state and person, with how many there are of each.
    let page = async |query: &str| admin.get(&format!("/api/v1/enrolment-codes?limit=50&{query}")).await.ok();
    let all = page("").await;
    assert_eq!(all["counts"]["all"], newest.len());
    let used = page("state=used").await;
    assert_eq!(used["codes"].as_array().unwrap().len(), used["counts"]["used"].as_u64().unwrap() as usize);
    assert_eq!(used["counts"], all["counts"]);
    let person = newest[0]["person_id"].as_str().unwrap();
    let theirs = page(&format!("person={person}")).await;
    assert!(theirs["codes"].as_array().unwrap().iter().all(|code| code["person_id"] == person));
    assert_eq!(page("q=nobody").await["codes"], json!([]));

    // What is no place begins from the beginning; what is no number is said to be none.
    for path in ["/api/v1/people", "/api/v1/devices", "/api/v1/enrolment-codes"] {
        assert_eq!(admin.get(&format!("{path}?limit=2&after=hm")).await.ok()["before"], 0);
        assert_eq!(admin.get(&format!("{path}?limit=viele")).await.problem(), (400, "malformed"));
        let huge = admin.get(&format!("{path}?limit=4000000000&q={}", "qqq%20".repeat(500))).await;
        assert_eq!(huge.ok()["total"], 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_were_enrolled_lately_stand_by_their_enrolment() {
    let office = TestOffice::start().await;
    lately(&office).await;
}

async fn lately(office: &TestOffice) {
    const DAY_S: i64 = 24 * 3600;
    let of = async |query: &str| -> Vec<Value> {
        let admin = office.console("quantri").await;
        let lines = pages(&admin, &format!("/api/v1/devices?{query}"), "devices", 1).await;
        lines.iter().map(|line| line["device"].clone()).collect()
    };
    let mut first = office.device("bum_nua").await;
    office.wait_seconds(DAY_S);
    let second = office.device("thu_lum").await;
    office.wait_seconds(60);
    first.create_activity("Một");
    first.push(office, 0).await;
    let (first, second) = (json!(first.id), json!(second.id));
    assert_eq!(of("state=used").await, [first.clone(), second.clone()], "who is heard of comes first");
    assert_eq!(of("state=new").await, [second.clone(), first.clone()], "who was enrolled last comes first");
    assert_eq!(of("state=new&unit=03439@2025-07-01").await, slice::from_ref(&second));
    // A week after its enrolment it is no new device any more.
    office.wait_seconds(6 * DAY_S - 120);
    assert_eq!(of("state=new").await.len(), 2);
    office.wait_seconds(120);
    assert_eq!(of("state=new").await, [second]);
    office.wait_seconds(DAY_S);
    assert_eq!(of("state=new").await, [Value::Null; 0]);
    assert_eq!(of("state=used").await.len(), 2);
}

also_on_postgres! {
    people_devices_and_codes_come_in_pages,
    devices_that_were_enrolled_lately_stand_by_their_enrolment,
}
