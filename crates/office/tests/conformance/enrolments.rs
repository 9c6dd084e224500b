//! Enrolment codes and devices.

use danvan_core::bundle::SecretKey;
use danvan_core::ids::{DeviceId, LogId};
use danvan_office::device_keys::How;
use danvan_office::enrolling::{Proof, Refusal, Way};
use danvan_office::store::{EnrolAttempt, EnrolOutcome, OfficeStore, StoreError, StoreResult};
use futures_util::future::join_all;

use crate::things::{AT_MS, HERE, THERE, attempt, code, device, digest, id, lost, province};

const fn refused(refusal: Refusal) -> EnrolOutcome {
    EnrolOutcome::Refused(refusal)
}

/// How the device came in.
fn way(outcome: &EnrolOutcome) -> Way {
    match outcome {
        EnrolOutcome::Enrolled { way, .. } => *way,
        EnrolOutcome::Refused(refusal) => panic!("{refusal:?}"),
    }
}

pub async fn a_code_is_used_up_but_repeats_until_its_token_is_used(store: &dyn OfficeStore) {
    let new = code("BUM", 1, "Lý Văn Sơn");
    store.add_code(&province(HERE), &new).await.unwrap();
    let taken = store.add_code(&province(THERE), &code("BUM", 1, "Khác")).await;
    assert!(matches!(taken, Err(StoreError::Exists(_))), "{taken:?}");

    let (one, log) = (id(DeviceId::from_random), id(LogId::from_random));
    let enrolled =
        |way| EnrolOutcome::Enrolled { province: province(HERE), grant: Box::new(new.grant.clone()), way };
    assert_eq!(store.enrol(&attempt("BUM", one, log, "token 1")).await.unwrap(), enrolled(Way::New));
    assert_eq!(store.codes(&province(HERE)).await.unwrap()[0].uses_left, 0);
    assert_eq!(store.codes(&province(THERE)).await.unwrap(), []);
    let other = attempt("BUM", id(DeviceId::from_random), id(LogId::from_random), "token 2");
    assert_eq!(store.enrol(&other).await.unwrap(), refused(Refusal::UnknownCode));

    // No use is left; the answer may have been lost.
    let again = attempt("BUM", one, log, "token 3");
    assert_eq!(store.enrol(&again).await.unwrap(), enrolled(Way::Repeat));
    let late = EnrolAttempt { at_ms: AT_MS + 1_000, ..attempt("BUM", one, log, "token 4") };
    assert_eq!(store.enrol(&late).await.unwrap(), refused(Refusal::DeviceKnown), "its life is over");
    let elsewhere = attempt("BUM", one, id(LogId::from_random), "token 4");
    assert_eq!(store.enrol(&elsewhere).await.unwrap(), refused(Refusal::DeviceKnown), "another log");
    for token in ["token 1", "token 3"] {
        assert_eq!(store.device_of_token(digest(token), AT_MS).await.unwrap().unwrap().id, one);
        let ended = attempt("BUM", one, log, "token 4");
        assert_eq!(store.enrol(&ended).await.unwrap(), refused(Refusal::DeviceKnown), "its token is used");
    }

    store.add_code(&province(HERE), &code("FRESH", 1, "Ai")).await.unwrap();
    let thief = attempt("FRESH", id(DeviceId::from_random), log, "token 4");
    assert_eq!(store.enrol(&thief).await.unwrap(), refused(Refusal::LogTaken));
    let expired = EnrolAttempt {
        at_ms: AT_MS + 1_000,
        ..attempt("FRESH", id(DeviceId::from_random), id(LogId::from_random), "token 5")
    };
    assert_eq!(store.enrol(&expired).await.unwrap(), refused(Refusal::UnknownCode));
}

pub async fn nobody_takes_a_known_device_over(store: &dyn OfficeStore) {
    let (victim, at) = device(store, "BUM", HERE).await;
    let keys = store.device_keys(&at.province, victim).await.unwrap();
    store.add_code(&at.province, &code("FRESH", 1, "Kẻ gian")).await.unwrap();
    let theirs = attempt("FRESH", id(DeviceId::from_random), at.log, "thief");
    for (proof, log, refusal) in [
        (theirs.proof, id(LogId::from_random), Refusal::DeviceKnown),
        (theirs.proof, at.log, Refusal::DeviceKnown),
        (Proof::Wrong, at.log, Refusal::DeviceKnown),
        (Proof::Absent { key: None }, at.log, Refusal::AppTooOld),
        (Proof::Absent { key: keys.current() }, at.log, Refusal::AppTooOld),
    ] {
        let takeover = EnrolAttempt { device: victim, log, proof, ..theirs.clone() };
        assert_eq!(store.enrol(&takeover).await.unwrap(), refused(refusal), "{takeover:?}");
    }
    assert_eq!(store.device_of_token(digest("thief"), AT_MS).await.unwrap(), None);
    let found = store.device_of_token(digest("BUM"), AT_MS).await.unwrap().unwrap();
    assert_eq!((found.id, found.grant.author.name.as_str(), found.earlier.len()), (victim, "Người ghi", 0));
    assert_eq!(store.device_keys(&at.province, victim).await.unwrap(), keys);
    assert_eq!(store.latest_logs_of(&at.province, victim, 5).await.unwrap(), [at.log]);
    let own = EnrolAttempt { log: id(LogId::from_random), ..theirs };
    assert_eq!(way(&store.enrol(&own).await.unwrap()), Way::New, "the code was not used");
}

/// As [`nobody_takes_a_known_device_over`], where both come at once and nobody is known yet.
pub async fn who_comes_first_has_the_device(store: &dyn OfficeStore) {
    let device = id(DeviceId::from_random);
    let mut attempts = Vec::new();
    for number in 0..6 {
        let text = format!("CODE {number}");
        store.add_code(&province(HERE), &code(&text, 1, &text)).await.unwrap();
        let proof = attempt("", id(DeviceId::from_random), id(LogId::from_random), "").proof;
        attempts.push(EnrolAttempt { proof, ..attempt(&text, device, id(LogId::from_random), &text) });
    }
    let outcomes = join_all(attempts.iter().map(|attempt| store.enrol(attempt))).await;
    let came_in = |outcome: &&StoreResult<EnrolOutcome>| matches!(outcome, Ok(EnrolOutcome::Enrolled { .. }));
    assert_eq!(outcomes.iter().filter(came_in).count(), 1, "{outcomes:?}");
    assert_eq!(store.device_keys(&province(HERE), device).await.unwrap().history.len(), 1);
}

pub async fn a_lost_key_gets_a_successor(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let person = store.device_of_token(digest("BUM"), AT_MS).await.unwrap().unwrap().grant;
    let mut fresh = code("SAME", 1, "Người ghi");
    fresh.grant = person;
    store.add_code(&at.province, &fresh).await.unwrap();
    store.add_code(&at.province, &code("OTHER", 1, "Người khác")).await.unwrap();
    let next = SecretKey::derive([7; 32]).public().unwrap();
    let lost =
        EnrolAttempt { proof: Proof::By(next), at_ms: AT_MS + 5, ..attempt("SAME", one, at.log, "next") };
    let carried = EnrolAttempt { carried: Some(digest("BUM")), ..lost.clone() };

    let stranger = EnrolAttempt { carried: Some(digest("nobody's")), ..lost.clone() };
    let another = EnrolAttempt { code: digest("OTHER"), ..carried.clone() };
    let strange = EnrolAttempt { code: digest("OTHER"), ..stranger.clone() };
    for refusal in [&lost, &stranger, &strange] {
        assert_eq!(store.enrol(refusal).await.unwrap(), refused(Refusal::DeviceKnown));
    }
    assert_eq!(
        store.enrol(&another).await.unwrap(),
        refused(Refusal::CodeOfAnother),
        "told to its token only"
    );
    assert_eq!(way(&store.enrol(&carried).await.unwrap()), Way::Successor);
    let keys = store.device_keys(&at.province, one).await.unwrap();
    assert_eq!(keys.current(), Some(next));
    let history: Vec<_> = keys.history.iter().map(|held| (held.since_ms, held.until_ms, held.how)).collect();
    assert_eq!(history, [(AT_MS, Some(AT_MS + 5), How::Enrolled), (AT_MS + 5, None, How::Successor)]);
    assert!(keys.signs);
    assert_eq!(store.device_of_token(digest("BUM"), AT_MS).await.unwrap(), None, "it ends with the lost key");
    let again = EnrolAttempt { token: digest("next again"), ..carried };
    assert_eq!(way(&store.enrol(&again).await.unwrap()), Way::Repeat, "the answer may have been lost");
    for token in ["next", "next again"] {
        assert!(store.device_of_token(digest(token), AT_MS).await.unwrap().is_some(), "{token}");
    }
    assert_eq!(store.device_keys(&at.province, one).await.unwrap(), keys);
}

pub async fn used_uses_outlive_the_tokens_that_used_them(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    assert_eq!(way(&store.enrol(&attempt("BUM", one, at.log, "second")).await.unwrap()), Way::Repeat);
    store.device_of_token(digest("BUM"), AT_MS).await.unwrap().unwrap();
    for number in 1..=3 {
        let text = format!("CODE {number}");
        store.add_code(&at.province, &code(&text, 1, "Người ghi")).await.unwrap();
        let later = EnrolAttempt { at_ms: AT_MS + number, ..attempt(&text, one, at.log, &text) };
        assert_eq!(way(&store.enrol(&later).await.unwrap()), Way::Again);
        let repeat = attempt("BUM", one, at.log, "third");
        assert_eq!(store.enrol(&repeat).await.unwrap(), refused(Refusal::DeviceKnown));
    }
    assert_eq!(store.device_of_token(digest("BUM"), AT_MS).await.unwrap(), None, "three are kept");
}

pub async fn ten_devices_share_one_use_only_once(store: &dyn OfficeStore) {
    store.add_code(&province(HERE), &code("BUM", 3, "Lý Văn Sơn")).await.unwrap();
    let attempts: Vec<_> = (0..10)
        .map(|n| attempt("BUM", id(DeviceId::from_random), id(LogId::from_random), &format!("token {n}")))
        .collect();
    let outcomes = join_all(attempts.iter().map(|attempt| store.enrol(attempt))).await;
    let enrolled = outcomes.iter().filter(|outcome| matches!(outcome, Ok(EnrolOutcome::Enrolled { .. })));
    assert_eq!(enrolled.count(), 3);
}

pub async fn a_token_names_its_device_until_it_is_revoked(store: &dyn OfficeStore) {
    let (id, at) = device(store, "BUM", HERE).await;
    let found = store.device_of_token(digest("BUM"), AT_MS).await.unwrap().unwrap();
    assert_eq!((found.id, found.province, found.earlier.len()), (id, at.province.clone(), 0));
    assert_eq!(store.device_of_token(digest("another"), AT_MS).await.unwrap(), None);
    assert!(!store.judge_device(&province(THERE), id, &lost()).await.unwrap());
    assert!(store.judge_device(&at.province, id, &lost()).await.unwrap());
    // Known still, so that it can be told why nobody listens to it.
    let revoked = store.device_of_token(digest("BUM"), AT_MS).await.unwrap().unwrap();
    assert!(revoked.revoked && !found.revoked);
    assert_eq!(store.enrol(&attempt("BUM", id, at.log, "again")).await.unwrap(), refused(Refusal::Revoked));
}

pub async fn later_enrolments_keep_earlier_persons(store: &dyn OfficeStore) {
    let (id, at) = device(store, "BUM", HERE).await;
    store.add_code(&province(HERE), &code("POST", 1, "Người sau")).await.unwrap();
    store.enrol(&attempt("POST", id, at.log, "later")).await.unwrap();
    let found = store.device_of_token(digest("later"), AT_MS).await.unwrap().unwrap();
    assert_eq!(found.grant.author.name, "Người sau");
    let earlier: Vec<_> = found.earlier.iter().map(|grant| grant.author.name.as_str()).collect();
    assert_eq!(earlier, ["Người ghi"]);
}
