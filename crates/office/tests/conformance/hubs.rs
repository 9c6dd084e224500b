//! What hubs are told of devices, and where hubs are to be found.

use danvan_core::entry::Chain;
use danvan_core::ids::DeviceId;
use danvan_office::store::{ListedLog, OfficeStore};

use crate::things::{HERE, THERE, attempt, code, device, entry, id, lost, now, province, secret_of};

pub async fn devices_are_listed_with_their_keys_and_persons(store: &dyn OfficeStore) {
    let (one, at) = device(store, "ONE", HERE).await;
    device(store, "ELSEWHERE", THERE).await;
    // The same device for another person; the latest comes first.
    store.add_code(&province(HERE), &code("LATER", 1, "Người sau")).await.unwrap();
    store.enrol(&attempt("LATER", one, at.log, "later")).await.unwrap();
    let listed = store.enrolled(&province(HERE), None).await.unwrap();
    assert_eq!(listed.len(), 1);
    let known = &listed[0];
    assert_eq!((known.device.id, known.name.as_str(), known.revoked), (one, "Máy thử", false));
    assert_eq!(known.device.grant.author.name, "Người sau");
    assert_eq!(known.device.earlier.len(), 1);
    assert_eq!(known.keys, store.device_keys(&province(HERE), one).await.unwrap());
    assert_eq!(known.keys.current(), secret_of(one).public());
    assert_eq!(store.enrolled(&province(HERE), Some(one)).await.unwrap(), listed);
    assert_eq!(store.enrolled(&province(THERE), Some(one)).await.unwrap(), []);
    let nobody = id(DeviceId::from_random);
    assert_eq!(store.enrolled(&province(HERE), Some(nobody)).await.unwrap(), []);
    assert!(store.judge_device(&province(HERE), one, &lost()).await.unwrap());
    assert!(store.enrolled(&province(HERE), Some(one)).await.unwrap()[0].revoked);
}

pub async fn heads_of_logs_are_listed(store: &dyn OfficeStore) {
    let (one, at) = device(store, "ONE", HERE).await;
    let genesis = Chain::open(at.log).head();
    let listed = |head| ListedLog { device: one, log: at.log, head, received_ms: now().timestamp_millis() };
    assert_eq!(store.log_heads(&province(HERE)).await.unwrap()[0].head, genesis);
    let mut chain = Chain::open(at.log);
    let sealed = chain.append("\"một\"".to_owned());
    let mut writing = store.begin().await.unwrap();
    assert!(writing.log(&at).await.unwrap().is_some());
    writing.append(&at, &[entry(sealed)], chain.head(), now()).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(store.log_heads(&province(HERE)).await.unwrap(), [listed(chain.head())]);
    assert_eq!(store.log_heads(&province(THERE)).await.unwrap(), []);
}

pub async fn addresses_are_set_changed_and_taken_away(store: &dyn OfficeStore) {
    let (here, hub) = (province(HERE), "12:than_uyen".into());
    assert_eq!(store.hub_addresses(&here).await.unwrap(), []);
    for url in ["https://10.0.0.5:8443", "https://10.0.0.6:8443"] {
        store.set_hub_address(&here, &hub, Some(url)).await.unwrap();
        assert_eq!(store.hub_addresses(&here).await.unwrap(), [(hub.clone(), url.to_owned())]);
    }
    assert_eq!(store.hub_addresses(&province(THERE)).await.unwrap(), []);
    store.set_hub_address(&here, &hub, None).await.unwrap();
    assert_eq!(store.hub_addresses(&here).await.unwrap(), []);
}
