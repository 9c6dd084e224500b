//! The register of devices, and codes that are revoked.

use chrono::DateTime;
use danvan_core::entry::Chain;
use danvan_core::ids::{DeviceId, LogId};
use danvan_office::enrolling::Refusal;
use danvan_office::store::{CodeUsed, Contact, EnrolOutcome, Judgement, OfficeStore};

use crate::things::{AT_MS, HERE, THERE, attempt, device, entry, id, now, province};

fn judged(revoked: bool, at_ms: i64, reason: &str) -> Judgement {
    Judgement { revoked, at_ms, by: "Quản trị".to_owned(), reason: reason.to_owned() }
}

pub async fn a_device_is_listed_with_everything_known_of_it(store: &dyn OfficeStore) {
    store.add_user(&crate::things::user("chuyenvien"), AT_MS).await.unwrap();
    let (one, at) = device(store, "BUM", HERE).await;
    let facts = store.register(&at.province, None).await.unwrap();
    assert_eq!(facts.len(), 1, "a console is no device");
    assert_eq!((facts[0].contact.clone(), facts[0].entries, facts[0].last_entries_ms), (None, 0, None));

    let mut chain = Chain::open(at.log);
    let written = entry(chain.append("{}".to_owned()));
    let mut writing = store.begin().await.unwrap();
    writing.append(&at, &[written], chain.head(), now()).await.unwrap();
    writing.commit().await.unwrap();
    let contact = Contact { at_ms: AT_MS + 7, generation: 2, build: Some("2.1".to_owned()) };
    let nobody = (province(THERE), one, contact.clone());
    store.note_contacts(&[(at.province.clone(), one, contact.clone()), nobody]).await.unwrap();

    let facts = store.register(&at.province, Some(one)).await.unwrap().pop().unwrap();
    assert_eq!((facts.device.id, facts.name.as_str(), facts.known_ms), (one, "Máy thử", AT_MS));
    assert_eq!(facts.contact, Some(contact));
    let last = DateTime::from_timestamp_millis(facts.last_entries_ms.unwrap()).unwrap();
    assert_eq!((facts.entries, last), (1, now().to_utc()));
    assert_eq!(facts.enrolments.len(), 1);
    assert_eq!((facts.enrolments[0].at_ms, facts.enrolments[0].code.as_str()), (AT_MS, "id of BUM"));
    assert_eq!(facts.enrolments[0].person, facts.device.grant.author);
    assert_eq!((facts.waiting_bundles, facts.quarantined, facts.judgements.len()), (0, 0, 0));
    assert!(store.register(&province(THERE), Some(one)).await.unwrap().is_empty());
}

pub async fn revocations_are_kept_in_order(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let lost = judged(true, AT_MS + 1, "Mất điện thoại ở chợ");
    assert!(!store.judge_device(&province(THERE), one, &lost).await.unwrap());
    assert!(
        !store.judge_device(&at.province, one, &judged(false, AT_MS, "")).await.unwrap(),
        "it is allowed"
    );
    assert!(store.judge_device(&at.province, one, &lost).await.unwrap());
    assert!(!store.judge_device(&at.province, one, &lost).await.unwrap(), "it is revoked");
    assert_eq!(store.latest_judgement(&at.province, one).await.unwrap(), Some(lost.clone()));
    // A clock set back changes no order.
    let found = judged(false, AT_MS - 5, "Tìm thấy");
    assert!(store.judge_device(&at.province, one, &found).await.unwrap());
    assert_eq!(store.latest_judgement(&at.province, one).await.unwrap(), Some(found.clone()));
    let facts = store.register(&at.province, Some(one)).await.unwrap().pop().unwrap();
    assert_eq!((facts.device.revoked, facts.judgements), (false, vec![found, lost]));
    let user = crate::things::user("chuyenvien");
    store.add_user(&user, AT_MS).await.unwrap();
    let console = judged(true, AT_MS, "Không phải máy của ai");
    assert!(
        !store.judge_device(&at.province, user.user.device, &console).await.unwrap(),
        "a console is no device"
    );
}

pub async fn a_revoked_code_enrols_nobody(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let used = CodeUsed { device: one, name: "Máy thử".to_owned(), at_ms: AT_MS };
    assert_eq!(store.codes(&at.province).await.unwrap()[0].uses, [used]);
    assert!(!store.revoke_code(&province(THERE), "id of BUM", "ai", AT_MS).await.unwrap());
    assert!(store.revoke_code(&at.province, "id of BUM", "Quản trị", AT_MS + 3).await.unwrap());
    assert!(!store.revoke_code(&at.province, "id of BUM", "Khác", AT_MS + 4).await.unwrap());
    let listed = store.codes(&at.province).await.unwrap();
    assert_eq!(listed[0].revoked, Some((AT_MS + 3, "Quản trị".to_owned())));
    let repeat = attempt("BUM", one, at.log, "again");
    assert_eq!(
        store.enrol(&repeat).await.unwrap(),
        EnrolOutcome::Refused(Refusal::UnknownCode),
        "nor is a repeat answered"
    );
    let other = attempt("BUM", id(DeviceId::from_random), id(LogId::from_random), "other");
    assert_eq!(store.enrol(&other).await.unwrap(), EnrolOutcome::Refused(Refusal::UnknownCode));
}
