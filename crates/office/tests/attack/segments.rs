//! Forged, replayed, unsigned and re-signed segments, straight at the office.

use danvan_core::ids::LogId;
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::Desk;
use super::phone::{Phone, fresh, fresh_key, head_message};
use super::table::Table;
use super::wire::{Answer, Office, is};

const UNIT: &str = "03466@2025-07-01";

pub async fn attack(office: &Office, table: &mut Table) {
    let desk = Desk::open(office, "quantri").await;
    let mut phone = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    for title in ["Một", "Hai", "Ba"] {
        phone.create(title);
    }
    let other = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let good = phone.segment(0, 2, Some(&phone.key));
    let with = |signature: Value| {
        let mut push = good.clone();
        push["signature"] = signature;
        push
    };
    let head = |log, length| head_message(phone.device, log, length, phone.digest_at(length as usize));
    let by = |message: &[u8]| json!(phone.key.sign(message).unwrap());

    let mut unsigned = good.clone();
    unsigned.as_object_mut().unwrap().remove("signature");
    let tried = phone.push(office, &unsigned).await.outcome();
    table.row("an unsigned segment with a stolen token", tried, is(403, "unsigned"));
    for generation in ["1", "2", "999"] {
        let path = format!("/api/v1/logs/{}/entries", phone.log);
        let request = office.request(Method::POST, &path).bearer_auth(phone.token());
        let tried = Answer::of(request.header("danvan-app", generation).json(&unsigned)).await.outcome();
        table.row(&format!("the same as an app of generation {generation}"), tried, is(403, "unsigned"));
    }
    let forged = [
        ("signed by a key of my own", json!(fresh_key().sign(&head(phone.log, 2)).unwrap())),
        ("signed by another device of the commune", json!(other.key.sign(&head(phone.log, 2)).unwrap())),
        ("a signature over a longer log, replayed", by(&head(phone.log, 3))),
        ("a signature over a shorter log, replayed", by(&head(phone.log, 1))),
        (
            "a signature for another log, replayed",
            by(&head_message(phone.device, other.log, 2, phone.digest_at(2))),
        ),
        (
            "a signature for another device, replayed",
            by(&head_message(other.device, phone.log, 2, phone.digest_at(2))),
        ),
        ("a signature over an enrolment, replayed", {
            by(&super::phone::enrolment_message(phone.device, phone.log, &phone.key, "ABCD"))
        }),
        ("no point of the curve", json!("ff".repeat(64))),
    ];
    for (case, signature) in forged {
        let tried = phone.push(office, &with(signature)).await.outcome();
        table.row(&format!("a segment {case}"), tried, is(422, "bad-signature"));
    }
    let mut altered = good.clone();
    altered["entries"][1] = altered["entries"][0].clone();
    let tried = phone.push(office, &altered).await.status;
    table.row("a text altered under a good signature", tried, 422);
    table.row("nothing of all that is in the log", phone.length_at(office, phone.token()).await, 0);

    let tried = phone.push(office, &good).await.outcome();
    table.row("the device's own segment", tried, is(200, ""));
    let tried = phone.push(office, &good).await.outcome();
    table.row("the same once more changes nothing", tried, is(200, ""));
    table.row("two entries are in the log", phone.length_at(office, phone.token()).await, 2);
    let tried = phone.push_as(office, other.token(), &phone.rest(2)).await.status;
    table.row("another device brings the rest of this log", tried, 403);

    names_of_others(office, table, &desk).await;

    // The holder of the token goes on in a log of their own under this device.
    let mut fork = phone.clone();
    fork.log = LogId::from_random(1, fresh());
    fork.entries.clear();
    fork.create("Ai viết đây?");
    let tried = fork.push(office, &fork.segment(0, 1, Some(&fresh_key()))).await.outcome();
    table.row("a new log of the device, signed by a key of my own", tried, is(422, "bad-signature"));
    let tried = fork.push(office, &fork.segment(0, 1, None)).await.outcome();
    table.row("a new log of the device, unsigned", tried, is(403, "unsigned"));
    let mut fork = phone.clone();
    fork.entries.truncate(1);
    fork.create("Viết lại mục hai");
    let tried = fork.push(office, &fork.segment(1, 2, Some(&fresh_key()))).await.outcome();
    table.row("a re-signed head over another second entry", tried, is(422, "bad-signature"));
    let empty = phone.segment(2, 2, Some(&phone.key));
    let tried = phone.push(office, &empty).await.outcome();
    table.row("the device signs what is there by no entries", tried, is(200, ""));
    let mut asserted = phone.segment(3, 3, Some(&phone.key));
    asserted["from"] = json!(2);
    let tried = phone.push(office, &asserted).await.status;
    table.row("a head asserted by no entries that the log has not", tried >= 400, true);
}

/// What the names of logs and the public keys of others are good for: none of them is a secret.
async fn names_of_others(office: &Office, table: &mut Table, desk: &Desk<'_>) {
    let mut victim = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    let thief = Phone::enrolled(office, &desk.code(&Value::Null, UNIT).await).await;
    (victim.log, victim.entries) = (LogId::from_random(1, fresh()), Vec::new());
    victim.create("Nhật ký thứ hai");

    let mut squat = thief.clone();
    (squat.log, squat.entries) = (victim.log, Vec::new());
    let tried = squat.push(office, &squat.segment(0, 0, Some(&thief.key))).await.outcome();
    table.row("a log of somebody else opened by no entries is answered", tried, is(200, ""));
    let own = victim.push(office, &victim.rest(0)).await.outcome();
    table.row("and stays its device's", own, is(200, ""));

    // The same public key under another device, as a release-2 app would name it: what the first has signed is not theirs.
    (victim.log, victim.entries) = (LogId::from_random(1, fresh()), Vec::new());
    victim.create("Nhật ký thứ ba");
    let mut twin = Phone::unknown();
    let mut asking = twin.asking(&desk.code(&Value::Null, UNIT).await);
    asking["key"] = json!(victim.key.public().unwrap());
    asking.as_object_mut().unwrap().remove("proof");
    let answer = office.post("/api/v1/enrolments", None, &asking).await;
    twin.enrolled = answer.body;
    if answer.status == 201 {
        let tried = victim.push_as(office, twin.token(), &victim.rest(0)).await.outcome();
        table.row("another's signed segment under another's public key", tried, is(422, "bad-signature"));
    } else {
        table.row("another's public key without a proof", answer.status >= 400, true);
    }
    let own = victim.push(office, &victim.rest(0)).await.outcome();
    table.row("it is still its device's own", own, is(200, ""));

    // Many devices name one new log at once: it is one device's, and nobody else is enrolled with it.
    let log = LogId::from_random(1, fresh());
    let mut tries = Vec::new();
    for _ in 0..8 {
        let phone = Phone { log, ..Phone::unknown() };
        tries.push(phone.asking(&desk.code(&Value::Null, UNIT).await));
    }
    let tried = futures_util::future::join_all(
        tries.iter().map(|asking| office.post("/api/v1/enrolments", None, asking)),
    );
    let enrolled = tried.await.iter().filter(|answer| answer.status == 201).count();
    table.row("eight enrolments that name one log at once", enrolled, 1);
}
