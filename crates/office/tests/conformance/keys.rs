//! The keys of devices.

use danvan_core::bundle::SecretKey;
use danvan_core::ids::{DeviceId, LogId};
use danvan_office::device_keys::{DeviceKeys, How};
use danvan_office::enrolling::Proof;
use danvan_office::store::{EnrolAttempt, Judgement, KeyChange, OfficeStore};

use crate::things::{AT_MS, HERE, THERE, attempt, code, device, id, now, province, secret_of};

fn change(seed: u8, by: Option<DeviceId>) -> KeyChange {
    KeyChange {
        key: SecretKey::derive([seed; 32]).public().unwrap(),
        by: by.and_then(|device| secret_of(device).public()),
        at_ms: AT_MS + 5,
    }
}

pub async fn a_key_hands_over_and_nothing_else_replaces_it(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let here = &at.province;
    let before = store.device_keys(here, one).await.unwrap();
    assert_eq!((before.history.len(), before.current()), (1, secret_of(one).public()));
    assert!(!store.change_key(here, one, &change(1, None)).await.unwrap());
    assert!(!store.change_key(here, one, &change(1, Some(id(DeviceId::from_random)))).await.unwrap());
    assert_eq!(store.device_keys(here, one).await.unwrap(), before, "nothing has changed");

    assert!(store.change_key(here, one, &change(1, Some(one))).await.unwrap());
    assert!(store.change_key(here, one, &change(1, None)).await.unwrap(), "it is today's");
    assert!(!store.change_key(here, one, &change(2, Some(one))).await.unwrap(), "it has handed over already");
    let keys = store.device_keys(here, one).await.unwrap();
    assert_eq!(keys.current(), Some(change(1, None).key));
    let history: Vec<_> = keys.history.iter().map(|held| (held.since_ms, held.until_ms, held.how)).collect();
    assert_eq!(history, [(AT_MS, Some(AT_MS + 5), How::Enrolled), (AT_MS + 5, None, How::HandedOver)]);
    let back = KeyChange { key: secret_of(one).public().unwrap(), by: keys.current(), at_ms: AT_MS };
    assert!(!store.change_key(here, one, &back).await.unwrap(), "no key comes back");
    assert_eq!(store.device_keys(&province(THERE), one).await.unwrap(), DeviceKeys::default());
}

pub async fn the_writer_sees_that_a_device_is_refused(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let here = &at.province;
    let refused = async |device| store.begin().await.unwrap().is_refused(here, device).await.unwrap();
    assert!(!refused(one).await && !refused(id(DeviceId::from_random)).await);
    let judgement = |revoked| Judgement {
        revoked,
        at_ms: AT_MS,
        by: "Lò Thị Mai".to_owned(),
        reason: "Mất máy ở chợ".to_owned(),
    };
    assert!(store.judge_device(here, one, &judgement(true)).await.unwrap());
    assert!(refused(one).await);
    assert!(store.judge_device(here, one, &judgement(false)).await.unwrap());
    assert!(!refused(one).await);
    let holder = store.enrolled(here, Some(one)).await.unwrap().pop().unwrap().device.grant.author.id;
    store.set_disabled(here, holder, Some(AT_MS)).await.unwrap();
    assert!(refused(one).await);
    store.set_disabled(here, holder, None).await.unwrap();
    assert!(!refused(one).await);
}

pub async fn a_device_signs_from_its_first_signature_on(store: &dyn OfficeStore) {
    let here = province(HERE);
    store.add_code(&here, &code("OLD", 1, "Người ghi")).await.unwrap();
    let (old, log) = (id(DeviceId::from_random), id(LogId::from_random));
    let unproven = EnrolAttempt { proof: Proof::Absent { key: None }, ..attempt("OLD", old, log, "old") };
    store.enrol(&unproven).await.unwrap();
    assert_eq!(store.device_keys(&here, old).await.unwrap(), DeviceKeys::default());
    assert!(store.change_key(&here, old, &change(1, None)).await.unwrap());
    let keys = store.device_keys(&here, old).await.unwrap();
    assert_eq!((keys.history[0].how, keys.signs), (How::First, false));

    let mut writing = store.begin().await.unwrap();
    writing.note_signing(&here, old, now()).await.unwrap();
    writing.note_signing(&here, old, now()).await.unwrap();
    writing.commit().await.unwrap();
    assert!(store.device_keys(&here, old).await.unwrap().signs);
    assert!(store.signer(&here, old).await.unwrap().unwrap().keys.signs);
}
