//! Enrolment codes and devices.

use danvan_core::ids::{DeviceId, LogId};
use danvan_office::store::{EnrolAttempt, EnrolOutcome, OfficeStore, StoreError};
use futures_util::future::join_all;

use crate::things::{AT_MS, HERE, THERE, attempt, code, device, digest, id, province};

pub async fn a_code_is_used_up_but_repeats_for_its_device(store: &dyn OfficeStore) {
    let new = code("BUM", 1, "Lý Văn Sơn");
    store.add_code(&province(HERE), &new).await.unwrap();
    let taken = store.add_code(&province(THERE), &code("BUM", 1, "Khác")).await;
    assert!(matches!(taken, Err(StoreError::Exists(_))), "{taken:?}");

    let (one, log) = (id(DeviceId::from_random), id(LogId::from_random));
    let enrolled = EnrolOutcome::Enrolled { province: province(HERE), grant: new.grant.clone() };
    assert_eq!(store.enrol(&attempt("BUM", one, log, "token 1")).await.unwrap(), enrolled);
    assert_eq!(store.codes(&province(HERE)).await.unwrap()[0].uses_left, 0);
    assert_eq!(store.codes(&province(THERE)).await.unwrap(), []);
    let other = attempt("BUM", id(DeviceId::from_random), id(LogId::from_random), "token 2");
    assert_eq!(store.enrol(&other).await.unwrap(), EnrolOutcome::Unknown);

    // Uses and time have run out: the answer may still have been lost.
    let late = EnrolAttempt { at_ms: AT_MS + 5_000, ..attempt("BUM", one, log, "token 3") };
    assert_eq!(store.enrol(&late).await.unwrap(), enrolled);
    for token in ["token 1", "token 3"] {
        assert_eq!(store.device_of_token(digest(token)).await.unwrap().unwrap().id, one);
    }

    store.add_code(&province(HERE), &code("FRESH", 1, "Ai")).await.unwrap();
    let thief = attempt("FRESH", id(DeviceId::from_random), log, "token 4");
    assert_eq!(store.enrol(&thief).await.unwrap(), EnrolOutcome::LogTaken);
    let expired = EnrolAttempt {
        at_ms: AT_MS + 1_000,
        ..attempt("FRESH", id(DeviceId::from_random), id(LogId::from_random), "token 5")
    };
    assert_eq!(store.enrol(&expired).await.unwrap(), EnrolOutcome::Unknown);
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
    let found = store.device_of_token(digest("BUM")).await.unwrap().unwrap();
    assert_eq!((found.id, found.province, found.earlier.len()), (id, at.province.clone(), 0));
    assert_eq!(store.device_of_token(digest("another")).await.unwrap(), None);
    assert!(!store.revoke_device(&province(THERE), id, AT_MS).await.unwrap());
    assert!(store.revoke_device(&at.province, id, AT_MS).await.unwrap());
    // Known still, so that it can be told why nobody listens to it.
    let revoked = store.device_of_token(digest("BUM")).await.unwrap().unwrap();
    assert!(revoked.revoked && !found.revoked);
    assert_eq!(store.enrol(&attempt("BUM", id, at.log, "again")).await.unwrap(), EnrolOutcome::Revoked);
}

pub async fn later_enrolments_keep_earlier_persons(store: &dyn OfficeStore) {
    let (id, at) = device(store, "BUM", HERE).await;
    store.add_code(&province(HERE), &code("POST", 1, "Người sau")).await.unwrap();
    store.enrol(&attempt("POST", id, at.log, "later")).await.unwrap();
    let found = store.device_of_token(digest("later")).await.unwrap().unwrap();
    assert_eq!(found.grant.author.name, "Người sau");
    let earlier: Vec<_> = found.earlier.iter().map(|grant| grant.author.name.as_str()).collect();
    assert_eq!(earlier, ["Người ghi"]);
}
