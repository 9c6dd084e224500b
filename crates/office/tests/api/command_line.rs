//! The program's smaller commands, on the file of an office.

use std::process::Command;

use serde_json::json;

use crate::support::TestOffice;

/// Runs the program; what it printed on success.
fn run(office: &TestOffice, arguments: &[&str]) -> Option<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_danvan-office"))
        .args(arguments)
        .arg("--database")
        .arg(office.database())
        .output()
        .unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_and_codes_are_made_beside_a_running_office() {
    let office = TestOffice::start().await;
    let account =
        ["user", "add", "--province", "12", "--username", "Moi", "--name", "Lò Mới", "--role", "leader"];
    let printed = run(&office, &account).unwrap();
    let password = printed.trim().strip_prefix("password ").unwrap();
    let sign_in = |password: &str| json!({ "username": "moi", "password": password });
    let user = office.post("/api/v1/sessions", &sign_in(password)).await.ok();
    assert_eq!((&user["role"], &user["author"]["name"]), (&json!("province_leader"), &json!("Lò Mới")));
    assert_eq!(run(&office, &account), None, "the username is taken");

    let printed = run(&office, &["user", "new-password", "--username", "moi"]).unwrap();
    assert_eq!(office.post("/api/v1/sessions", &sign_in(password)).await.problem(), (401, "wrong-password"));
    let password = printed.trim().strip_prefix("password ").unwrap();
    office.post("/api/v1/sessions", &sign_in(password)).await.ok();

    let unit = "03439@2025-07-01";
    let code = [
        "enrolment-code",
        "--province",
        "12",
        "--unit",
        unit,
        "--role",
        "commune-leader",
        "--person",
        "Pờ Thử",
    ];
    let printed = run(&office, &code).unwrap();
    let device =
        crate::support::TestDevice::enrol_with(&office, printed.split_whitespace().next().unwrap()).await;
    assert_eq!(device.enrolment.author.name, "Pờ Thử");
    let nowhere =
        ["enrolment-code", "--province", "12", "--unit", "1@2", "--role", "commune-leader", "--person", "X"];
    assert_eq!(run(&office, &nowhere), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_codes_devices_and_quarantine_are_managed_beside_a_running_office() {
    let office = TestOffice::start().await;
    let run = |arguments: &[&str]| run(&office, arguments);
    let mut device = office.device("bum_nua").await;
    let at = ["--province", "12"];
    let of = |words: &[&'static str]| words.iter().copied().chain(at).map(str::to_owned).collect::<Vec<_>>();
    let run_at = |words: &[&'static str], more: &[&str]| {
        let words = of(words);
        run(&words.iter().map(String::as_str).chain(more.iter().copied()).collect::<Vec<_>>())
    };

    let password =
        office.demonstration().users.iter().find(|user| user.username == "xem").unwrap().password.clone();
    let sign_in =
        async || office.post("/api/v1/sessions", &json!({ "username": "xem", "password": password })).await;
    run(&["user", "disable", "--username", "xem"]).unwrap();
    assert_eq!(sign_in().await.problem(), (403, "account-disabled"));
    run(&["user", "enable", "--username", "xem"]).unwrap();
    run(&["user", "role", "--username", "xem", "--role", "council"]).unwrap();
    assert_eq!(sign_in().await.ok()["role"], "council");
    // Whoever has no account is known by an identifier.
    let listed = run_at(&["user", "list"], &[]).unwrap();
    let officer = listed.lines().find(|line| line.contains("Lý Văn Sơn")).unwrap();
    let officer = officer.split_whitespace().next().unwrap();
    run_at(&["user", "disable"], &["--person-id", officer]).unwrap();
    assert_eq!(device.get(&office, "/api/v1/feed").await.problem(), (403, "device-revoked"));
    run_at(&["user", "enable"], &["--person-id", officer]).unwrap();
    assert_eq!(device.get(&office, "/api/v1/feed").await.status, 200);
    let account = ["--person-id", officer, "--username", "son", "--role", "viewer"];
    run_at(&["user", "add"], &account).unwrap();
    assert_eq!(run_at(&["user", "add"], &account), None, "they have one");
    assert_eq!(run(&["user", "disable", "--username", "quantri"]), None, "the last administrator");
    assert_eq!(run(&["user", "role", "--username", "quantri", "--role", "viewer"]), None);

    let listed = run_at(&["code", "list"], &[]).unwrap();
    let code = listed.lines().find(|line| line.contains(" open ")).unwrap();
    let code = code.split_whitespace().next().unwrap();
    run_at(&["code", "revoke"], &["--code", code]).unwrap();
    assert_eq!(run_at(&["code", "revoke"], &["--code", code]), None);
    let listed = run_at(&["code", "list"], &[]).unwrap();
    assert!(listed.lines().any(|line| line.starts_with(code) && line.contains("revoked")), "{listed}");

    let id = device.id.to_string();
    assert_eq!(run_at(&["device", "revoke"], &["--device", &id, "--reason", "ngắn"]), None);
    run_at(&["device", "revoke"], &["--device", &id, "--reason", "Mất máy ở chợ"]).unwrap();
    let listed = run_at(&["device", "list"], &[]).unwrap();
    assert!(listed.lines().any(|line| line.starts_with(&id) && line.contains("revoked")), "{listed}");
    device.create_activity("Sau khi mất");
    assert_eq!(device.try_push(&office, &device.segment(0)).await.problem(), (403, "device-revoked"));

    let listed = run_at(&["quarantine", "list"], &[]).unwrap();
    let (head, below) = listed.split_once('\n').unwrap();
    for said in [&id, "revoked", "1 waiting", &device.enrolment.author.name, "Mất máy ở chợ"] {
        assert!(head.contains(said), "{said}: {listed}");
    }
    assert!(below.contains("waits") && below.contains("entry 1  Sau khi mất"), "{listed}");
    let item = below.split_whitespace().next().unwrap();
    assert_eq!(run_at(&["quarantine", "list"], &["--device", &id]).unwrap(), listed);
    let behind = run_at(&["quarantine", "list"], &["--device", &id, "--after", item]).unwrap();
    assert!(!behind.contains(item), "{behind}");
    run_at(&["quarantine", "leave"], &["--id", item]).unwrap();
    run_at(&["quarantine", "take"], &["--id", item, "--note", "Người ghi xác nhận"]).unwrap();
    assert_eq!(run_at(&["quarantine", "take"], &["--id", item]), None, "it was taken");
    run_at(&["device", "allow"], &["--device", &id]).unwrap();
    let records = office.console("chuyenvien").await.get("/api/v1/records").await.ok();
    assert_eq!(records["records"][0]["body"]["title"], "Sau khi mất");
    device.create_activity("Tiếp");
    device.push(&office, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_is_answered_in_one_line_and_never_with_a_backtrace() {
    let office = TestOffice::start().await;
    let known = office.database().display().to_string();
    let nowhere = format!("{known}.not-there");
    let add = |province, username, database| {
        let person = ["--username", username, "--name", "Lò Thử", "--role", "viewer", "--database", database];
        [&["user", "add", "--province", province][..], &person].concat()
    };
    for (arguments, says) in [
        (vec!["user", "new-password", "--username", "khong-ai", "--database", &known], "khong-ai"),
        (vec!["user", "list", "--province", "12", "--database", &nowhere], "not-there"),
        (vec!["backup", "--database", &nowhere, "--to", &nowhere], "not-there"),
        (add("99", "thu", &known), "99"),
        (add("12", "thử nhầm", &known), ""),
        (add("12", "quantri", &known), ""),
        (vec!["serve", "--database", &known, "--listen", "nowhere"], "nowhere"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_danvan-office"));
        command.args(&arguments).env("RUST_BACKTRACE", "full").env("RUST_LOG", "error");
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}");
        assert!(said.lines().count() == 1 && said.starts_with("error: "), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restored_backup_a_new_epoch_makes_devices_read_everything_again() {
    let mut office = TestOffice::start().await;
    let mut device = office.device("bum_nua").await;
    device.create_activity("Một");
    let before = device.push(&office, 0).await.receipt.epoch;
    let cursor = device.feed(&office, "").await.cursor;
    run(&office, &["new-epoch"]).unwrap();
    office.restart().await;
    let page = device.feed(&office, &format!("?after={cursor}")).await;
    assert_eq!(page.records.len(), 1);
    assert_ne!(page.epoch, before);
    assert_eq!(device.status(&office, 0).await.receipt.epoch, page.epoch);
}
