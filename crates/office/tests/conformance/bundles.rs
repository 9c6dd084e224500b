//! Keys and bundles.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use chrono::TimeDelta;
use danvan_core::bundle::{BundleHeader, OfficeSecrets, SecretKey};
use danvan_core::entry::Chain;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};
use danvan_office::store::{LogAt, OfficeStore, Room};
use futures_util::future::join_all;

use crate::things::{HERE, THERE, code, device, digest, id, lost, now, province, secret_of};

const ROOM: Room = Room { bundles: 3, bytes: 100 };

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
        signature: None,
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
        further: Default::default(),
    }
}

pub async fn secrets_are_kept_from_the_first_time_on(store: &dyn OfficeStore) {
    let first = OfficeSecrets { seal: secret(1), sign: secret(2) };
    assert_eq!(store.secrets(&first).await.unwrap(), first);
    let second = OfficeSecrets { seal: secret(3), sign: secret(4) };
    assert_eq!(store.secrets(&second).await.unwrap(), first);
}

pub async fn a_signer_is_a_device_with_its_keys(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let signer = store.signer(&province(HERE), one).await.unwrap().unwrap();
    assert_eq!((signer.device.id, signer.revoked), (one, false));
    assert_eq!((signer.name.as_str(), signer.device.grant.author.name.as_str()), ("Máy thử", "Người ghi"));
    assert_eq!(signer.keys, store.device_keys(&province(HERE), one).await.unwrap());
    assert_eq!((signer.keys.current(), signer.keys.signs), (secret_of(one).public(), true));
    assert!(store.judge_device(&province(HERE), one, &lost()).await.unwrap());
    assert!(store.signer(&province(HERE), one).await.unwrap().unwrap().revoked);
    assert_eq!(store.signer(&province(THERE), one).await.unwrap(), None);
    let latest = async |of: &str, most| store.latest_logs_of(&province(of), one, most).await.unwrap();
    assert_eq!((latest(HERE, 5).await, latest(THERE, 5).await), (vec![at.log], vec![]));
    let mut logs = vec![at.log];
    for seconds in 1..=3 {
        let later = LogAt { log: id(LogId::from_random), ..at.clone() };
        let mut writing = store.begin().await.unwrap();
        writing.open_log(&later, one, now() + TimeDelta::days(seconds)).await.unwrap();
        writing.commit().await.unwrap();
        logs.insert(0, later.log);
    }
    assert_eq!(latest(HERE, 5).await, logs, "the latest first");
    assert_eq!(latest(HERE, 2).await, logs[..2]);
}

/// Goes on with something until it has been asked so often, and drops it then.
async fn broken_off<T>(work: impl Future<Output = T>, mut asked: usize) {
    let mut work = pin!(work);
    poll_fn(|context| {
        if asked == 0 {
            return Poll::Ready(());
        }
        asked -= 1;
        work.as_mut().poll(context).map(drop)
    })
    .await;
}

/// As every request whose sender has hung up. A connection that comes back with a transaction open is the next one's, whose
/// writes would be refused, or go with that transaction.
pub async fn who_hangs_up_while_a_transaction_begins_leaves_none_open(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    // By all connections that there are.
    for asked in 0..8 {
        join_all((0..16).map(|_| broken_off(store.signer(&at.province, one), asked))).await;
        let codes: Vec<_> =
            (0..16).map(|number| code(&format!("HANG-{asked}-{number}"), 1, "Người ghi")).collect();
        for added in join_all(codes.iter().map(|code| store.add_code(&at.province, code))).await {
            added.unwrap();
        }
        join_all((0..16).map(|_| broken_off(store.begin(), asked))).await;
    }
    let codes = store.codes(&at.province).await.unwrap();
    assert_eq!(codes.len(), 1 + 8 * 16);
}

pub async fn what_waits_is_kept_whole_until_its_turn(store: &dyn OfficeStore) {
    let (here, log) = (province(HERE), id(LogId::from_random));
    let late = row(log, 7, BundleOutcome::Waiting);
    let soon = row(log, 3, BundleOutcome::Waiting);
    assert!(store.keep_waiting(&here, &late, b"late", ROOM).await.unwrap());
    assert!(store.keep_waiting(&here, &soon, b"soon", ROOM).await.unwrap());
    assert!(store.keep_waiting(&here, &soon, b"soon", ROOM).await.unwrap());
    assert_eq!(store.logs_waited_for().await.unwrap(), [(here.clone(), log)]);
    assert_eq!(store.bundle_due(&here, log, 2).await.unwrap(), None);
    assert_eq!(store.bundle_due(&here, log, 9).await.unwrap(), Some((soon.clone(), b"soon".to_vec())));

    let taken = BundleRow { outcome: BundleOutcome::Taken, fresh: 2, ..soon.clone() };
    store.keep_bundle(&here, &taken).await.unwrap();
    assert_eq!(store.bundle_due(&here, log, 6).await.unwrap(), None);
    let again = BundleRow { outcome: BundleOutcome::AlreadyHad, ..soon };
    store.keep_bundle(&here, &again).await.unwrap();
    assert_eq!(store.bundles(&here, 10).await.unwrap(), [late, taken.clone()], "what waits comes first");
    assert_eq!(store.bundles(&here, 1).await.unwrap().len(), 1);
    let unreadable = BundleRow { header: None, digest: digest("rubbish"), ..taken };
    store.keep_bundle(&here, &unreadable).await.unwrap();
    assert_eq!(store.bundles(&here, 10).await.unwrap().len(), 2, "what has no header has no place");
}

pub async fn who_brings_one_bundle_again_and_again_hides_nobody_elses(store: &dyn OfficeStore) {
    let (here, log) = (province(HERE), id(LogId::from_random));
    let own = row(log, 0, BundleOutcome::Taken);
    store.keep_bundle(&here, &own).await.unwrap();
    let (theirs, many) = (id(LogId::from_random), row(log, 0, BundleOutcome::AlreadyHad).header.unwrap());
    for number in 0..300 {
        let mut again = row(theirs, number, BundleOutcome::AlreadyHad);
        again.brought_at += chrono::TimeDelta::milliseconds(number as i64 + 1);
        again.header.as_mut().unwrap().device = many.device;
        store.keep_bundle(&here, &again).await.unwrap();
    }
    let listed = store.bundles(&here, 500).await.unwrap();
    assert_eq!((listed.len(), listed.contains(&own)), (51, true));
    let newest = listed.first().unwrap().header.as_ref().unwrap();
    assert_eq!((newest.device, newest.from), (many.device, 299));
}

/// Five devices fill the list with what waits; the newest of each device comes before any device's second.
pub async fn what_waits_of_many_devices_is_listed_in_turns(store: &dyn OfficeStore) {
    let (here, log) = (province(HERE), id(LogId::from_random));
    let flooding: Vec<_> = (0..5).map(|_| id(DeviceId::from_random)).collect();
    let room = Room { bundles: 100, bytes: 10_000 };
    let own = row(log, 1, BundleOutcome::Waiting);
    assert!(store.keep_waiting(&here, &own, b"own", room).await.unwrap());
    for (number, device) in
        (0..10_u64).flat_map(|number| flooding.iter().map(move |device| (number, *device)))
    {
        let mut theirs = row(id(LogId::from_random), 1, BundleOutcome::Waiting);
        theirs.brought_at += TimeDelta::seconds(number as i64 + 1);
        theirs.header.as_mut().unwrap().device = device;
        assert!(store.keep_waiting(&here, &theirs, b"theirs", room).await.unwrap());
    }
    let listed = store.bundles(&here, 6).await.unwrap();
    assert!(listed.contains(&own), "one device's only bundle, however many the others have brought since");
    for device in flooding {
        let newest: Vec<_> = listed
            .iter()
            .filter(|row| row.header.as_ref().is_some_and(|header| header.device == device))
            .collect();
        assert_eq!(newest.len(), 1, "each device once before any of them twice");
        assert_eq!(newest[0].brought_at, now() + TimeDelta::seconds(10), "its newest");
    }
}

pub async fn provinces_have_bundles_of_their_own(store: &dyn OfficeStore) {
    let log = id(LogId::from_random);
    let waiting = row(log, 0, BundleOutcome::Waiting);
    assert!(store.keep_waiting(&province(HERE), &waiting, b"x", ROOM).await.unwrap());
    assert_eq!(store.bundles(&province(THERE), 10).await.unwrap(), []);
    assert_eq!(store.bundle_due(&province(THERE), log, 9).await.unwrap(), None);
    store.keep_bundle(&province(THERE), &waiting).await.unwrap();
    assert_eq!(store.bundle_due(&province(HERE), log, 9).await.unwrap(), Some((waiting, b"x".to_vec())));
}

pub async fn a_device_has_room_for_so_much_that_waits(store: &dyn OfficeStore) {
    let (here, log) = (province(HERE), id(LogId::from_random));
    let device = id(DeviceId::from_random);
    let waiting = |from| {
        let mut row = row(log, from, BundleOutcome::Waiting);
        row.header.as_mut().unwrap().device = device;
        row
    };
    assert!(store.keep_waiting(&here, &waiting(1), &[1; 60], ROOM).await.unwrap());
    assert!(!store.keep_waiting(&here, &waiting(2), &[2; 41], ROOM).await.unwrap(), "too many bytes");
    assert_eq!(store.bundles(&here, 10).await.unwrap().len(), 1, "it left nothing behind");
    assert!(store.keep_waiting(&here, &waiting(1), &[1; 60], ROOM).await.unwrap(), "it waits already");
    assert!(store.keep_waiting(&here, &waiting(3), &[3; 20], ROOM).await.unwrap());
    assert!(store.keep_waiting(&here, &waiting(4), &[4; 20], ROOM).await.unwrap());
    assert!(!store.keep_waiting(&here, &waiting(5), b"", ROOM).await.unwrap(), "too many bundles");

    // Those of another device, and of another province, have room of their own.
    let other = row(id(LogId::from_random), 1, BundleOutcome::Waiting);
    assert!(store.keep_waiting(&here, &other, &[6; 100], ROOM).await.unwrap());
    assert!(store.keep_waiting(&province(THERE), &waiting(1), &[1; 60], ROOM).await.unwrap());

    // What was taken in makes room.
    let taken = BundleRow { outcome: BundleOutcome::Taken, ..waiting(1) };
    store.keep_bundle(&here, &taken).await.unwrap();
    assert!(store.keep_waiting(&here, &waiting(5), &[5; 60], ROOM).await.unwrap());
}
