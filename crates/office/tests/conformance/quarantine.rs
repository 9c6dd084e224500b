//! What waits for a person's judgement.

use danvan_core::ids::{DeviceId, LogId};
use danvan_core::wire_people::Road;
use danvan_office::store::{Decision, Holds, Kept, OfficeStore, Quarantined, Room};

use crate::things::{AT_MS, HERE, THERE, device, digest, province};

const ROOM: Room = Room { bundles: 3, bytes: 20 };

fn segment(device: DeviceId, log: LogId, from: u64, name: &str) -> Quarantined {
    Quarantined {
        item: digest(name),
        device,
        log,
        from,
        count: 2,
        road: Road::Hub,
        bytes: 4,
        arrived_ms: AT_MS,
        holds: Holds { others: 2, ..Holds::default() },
        decision: None,
    }
}

fn decision(take: bool, at_ms: i64) -> Decision {
    Decision { take, at_ms, by: "Chuyên viên".to_owned(), note: "Đã hỏi lại".to_owned() }
}

pub async fn the_same_content_twice_is_one_row(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let late = segment(one, at.log, 5, "late");
    let soon = segment(one, at.log, 3, "soon");
    for (segment, kept) in [(&late, Kept::Now), (&soon, Kept::Now), (&soon, Kept::Before)] {
        assert_eq!(store.keep_quarantined(&at.province, segment, b"text", ROOM).await.unwrap(), kept);
    }
    assert_eq!(store.quarantine(&at.province, 10).await.unwrap(), [soon.clone(), late]);
    assert_eq!(store.quarantine(&at.province, 1).await.unwrap(), std::slice::from_ref(&soon));
    let found = store.quarantined(&at.province, soon.item).await.unwrap();
    assert_eq!(found, Some((soon.clone(), Some(b"text".to_vec()))));
    assert_eq!(store.quarantined(&province(THERE), soon.item).await.unwrap(), None);
    assert!(store.quarantine(&province(THERE), 10).await.unwrap().is_empty());
    assert_eq!(store.register(&at.province, Some(one)).await.unwrap()[0].quarantined, 2);
}

pub async fn a_device_has_room_for_so_much(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let (other, _) = device(store, "POST", HERE).await;
    let keep = async |device, name: &str, content: &[u8]| {
        let segment = segment(device, at.log, 0, name);
        store.keep_quarantined(&at.province, &segment, content, ROOM).await.unwrap()
    };
    assert_eq!(keep(one, "a", &[1; 12]).await, Kept::Now);
    assert_eq!(keep(one, "too large", &[1; 9]).await, Kept::NoRoom);
    assert_eq!(keep(one, "b", &[1; 1]).await, Kept::Now);
    assert_eq!(keep(one, "c", &[1; 1]).await, Kept::Now);
    assert_eq!(keep(one, "too many", &[1; 1]).await, Kept::NoRoom);
    assert_eq!(keep(one, "a", &[1; 12]).await, Kept::Before, "what is there takes no room");
    assert_eq!(keep(other, "d", &[1; 9]).await, Kept::Now, "each device has its own");
    // What was left is kept still; what was taken is in the log.
    assert!(store.decide(&at.province, digest("b"), &decision(false, AT_MS)).await.unwrap());
    assert_eq!(keep(one, "too many", &[1; 1]).await, Kept::NoRoom);
    assert!(store.decide(&at.province, digest("b"), &decision(true, AT_MS)).await.unwrap());
    assert_eq!(keep(one, "room again", &[1; 1]).await, Kept::Now);
}

pub async fn what_is_left_can_be_taken_later_and_only_once(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let (first, second) = (segment(one, at.log, 0, "first"), segment(one, at.log, 2, "second"));
    for segment in [&first, &second] {
        store.keep_quarantined(&at.province, segment, b"text", ROOM).await.unwrap();
    }
    let left = decision(false, AT_MS + 1);
    assert!(!store.decide(&province(THERE), first.item, &left).await.unwrap());
    assert!(store.decide(&at.province, first.item, &left).await.unwrap());
    let judged = Quarantined { decision: Some(left), ..first.clone() };
    assert_eq!(store.quarantine(&at.province, 10).await.unwrap(), [second, judged], "what waits comes first");
    let taken = decision(true, AT_MS + 2);
    assert!(store.decide(&at.province, first.item, &taken).await.unwrap());
    assert!(!store.decide(&at.province, first.item, &decision(false, AT_MS + 3)).await.unwrap());
    let found = store.quarantined(&at.province, first.item).await.unwrap();
    assert_eq!(found, Some((Quarantined { decision: Some(taken), ..first.clone() }, None)));
    assert_eq!(store.keep_quarantined(&at.province, &first, b"text", ROOM).await.unwrap(), Kept::Before);
    assert_eq!(store.register(&at.province, Some(one)).await.unwrap()[0].quarantined, 1);
}
