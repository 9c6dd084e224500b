//! Keys and bundles.

use danvan_core::bundle::{BundleHeader, OfficeSecrets, SecretKey};
use danvan_core::entry::Chain;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};
use danvan_office::store::OfficeStore;

use crate::things::{AT_MS, HERE, THERE, device, digest, id, now, province};

fn secret(seed: u8) -> SecretKey {
    SecretKey::derive([seed; 32])
}

fn row(log: LogId, from: u64, outcome: BundleOutcome) -> BundleRow {
    let header = BundleHeader {
        format: 1,
        province: province(HERE),
        unit: "03466@2025-07-01".into(),
        device: id(DeviceId::from_random),
        log,
        from,
        count: 2,
        previous: Chain::genesis(log),
        last: digest("last"),
        attachments: 0,
        bytes: 10,
        office: "office".to_owned(),
        made_at: now(),
    };
    BundleRow {
        digest: digest(&format!("{log} {from}")),
        name: Some("goi.danvan".to_owned()),
        header: Some(header),
        device_name: None,
        outcome,
        problem: None,
        missing_from: None,
        fresh: 0,
        refused: 0,
        files: 0,
        refused_files: Vec::new(),
        released: 0,
        brought_at: now(),
        receipt: None,
    }
}

pub async fn secrets_are_kept_from_the_first_time_on(store: &dyn OfficeStore) {
    let first = OfficeSecrets { seal: secret(1), sign: secret(2) };
    assert_eq!(store.secrets(&first).await.unwrap(), first);
    let second = OfficeSecrets { seal: secret(3), sign: secret(4) };
    assert_eq!(store.secrets(&second).await.unwrap(), first);
}

pub async fn a_signer_is_a_device_with_its_key(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let signer = store.signer(&province(HERE), one).await.unwrap().unwrap();
    assert_eq!((signer.device.id, signer.key, signer.revoked), (one, None, false));
    assert_eq!((signer.name.as_str(), signer.device.grant.author.name.as_str()), ("Máy thử", "Người ghi"));
    let key = secret(5).public().unwrap();
    store.set_device_key(&province(THERE), one, &secret(6).public().unwrap()).await.unwrap();
    store.set_device_key(&province(HERE), one, &key).await.unwrap();
    assert_eq!(store.signer(&province(HERE), one).await.unwrap().unwrap().key, Some(key));
    store.revoke_device(&province(HERE), one, AT_MS).await.unwrap();
    assert!(store.signer(&province(HERE), one).await.unwrap().unwrap().revoked);
    assert_eq!(store.signer(&province(THERE), one).await.unwrap(), None);
    assert_eq!(store.logs_of(&province(HERE), one).await.unwrap(), [at.log]);
    assert_eq!(store.logs_of(&province(THERE), one).await.unwrap(), []);
}

pub async fn what_waits_is_kept_whole_until_its_turn(store: &dyn OfficeStore) {
    let (here, log) = (province(HERE), id(LogId::from_random));
    let late = row(log, 7, BundleOutcome::Waiting);
    let soon = row(log, 3, BundleOutcome::Waiting);
    store.keep_bundle(&here, &late, Some(b"late")).await.unwrap();
    store.keep_bundle(&here, &soon, Some(b"soon")).await.unwrap();
    store.keep_bundle(&here, &soon, Some(b"soon")).await.unwrap();
    assert_eq!(store.logs_waited_for().await.unwrap(), [(here.clone(), log)]);
    assert_eq!(store.bundle_due(&here, log, 2).await.unwrap(), None);
    assert_eq!(store.bundle_due(&here, log, 9).await.unwrap(), Some((soon.clone(), b"soon".to_vec())));

    let taken = BundleRow { outcome: BundleOutcome::Taken, fresh: 2, ..soon.clone() };
    store.keep_bundle(&here, &taken, None).await.unwrap();
    assert_eq!(store.bundle_due(&here, log, 6).await.unwrap(), None);
    let again = BundleRow { outcome: BundleOutcome::AlreadyHad, ..soon };
    store.keep_bundle(&here, &again, None).await.unwrap();
    assert_eq!(store.bundles(&here, 10).await.unwrap(), [late, taken.clone()], "what waits comes first");
    assert_eq!(store.bundles(&here, 1).await.unwrap().len(), 1);
    let unreadable = BundleRow { header: None, digest: digest("rubbish"), ..taken };
    store.keep_bundle(&here, &unreadable, None).await.unwrap();
    assert_eq!(store.bundles(&here, 10).await.unwrap().len(), 2, "what has no header has no place");
}

pub async fn provinces_have_bundles_of_their_own(store: &dyn OfficeStore) {
    let log = id(LogId::from_random);
    let waiting = row(log, 0, BundleOutcome::Waiting);
    store.keep_bundle(&province(HERE), &waiting, Some(b"x")).await.unwrap();
    assert_eq!(store.bundles(&province(THERE), 10).await.unwrap(), []);
    assert_eq!(store.bundle_due(&province(THERE), log, 9).await.unwrap(), None);
    store.keep_bundle(&province(THERE), &waiting, None).await.unwrap();
    assert_eq!(store.bundle_due(&province(HERE), log, 9).await.unwrap(), Some((waiting, b"x".to_vec())));
}
