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
