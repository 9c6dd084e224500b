//! What waits for a person's judgement.

use danvan_core::entry::Chain;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire_people::Road;
use danvan_office::enrolling::Refusal;
use danvan_office::store::{
    Arriving, Decision, EnrolOutcome, Holds, Kept, LogAt, OfficeStore, Quarantined, Room, Span, StoreResult,
    Wanted,
};

use crate::things::{AT_MS, HERE, THERE, attempt, code, device, digest, entry, id, now, province, user};

/// A segment of one entry takes two digests of 32 bytes beside its content.
const ROOM: Room = Room { bundles: 3, bytes: 300 };
const ALL: Wanted = Wanted { device: None, after: None, each: 10 };

/// Entries of a log, one like the other.
struct Sent {
    device: DeviceId,
    log: LogId,
    span: Span,
    content: &'static [u8],
}

fn sent(device: DeviceId, log: LogId, (from, to): (u64, u64)) -> Sent {
    let mut chain = Chain::open(log);
    let mut digests = vec![chain.head().digest];
    digests.extend((0..to).map(|_| chain.append("{}".to_owned()).digest));
    let span = Span { from, chain: digests.split_off(usize::try_from(from).unwrap()), files: Vec::new() };
    Sent { device, log, span, content: b"text" }
}

impl Sent {
    /// As it is listed.
    fn listed(&self) -> Quarantined {
        self.rest(0).unwrap().0
    }
}

impl Arriving for Sent {
    fn device(&self) -> DeviceId {
        self.device
    }

    fn log(&self) -> LogId {
        self.log
    }

    fn span(&self) -> &Span {
        &self.span
    }

    fn rest(&self, skip: usize) -> StoreResult<(Quarantined, Vec<u8>)> {
        let (from, count) = (self.span.from + skip as u64, (self.span.chain.len() - skip) as u64 - 1);
        let parts = [
            self.device.as_bytes().as_slice(),
            self.log.as_bytes(),
            &from.to_be_bytes(),
            &count.to_be_bytes(),
        ];
        let files = self.span.files.iter().map(|file| file.as_bytes().as_slice());
        let segment = Quarantined {
            item: Digest::of(&parts.into_iter().chain(files).collect::<Vec<_>>()),
            device: self.device,
            log: self.log,
            from,
            count,
            road: Road::Hub,
            bytes: self.content.len() as u64,
            arrived_ms: AT_MS,
            holds: Holds { others: count, ..Holds::default() },
            in_log: false,
            decision: None,
        };
        Ok((segment, self.content.to_vec()))
    }
}

fn decision(take: bool, at_ms: i64) -> Decision {
    Decision { take, at_ms, by: "Chuyên viên".to_owned(), note: "Đã hỏi lại".to_owned() }
}

/// Puts the first entries of a log into it.
async fn push(store: &dyn OfficeStore, at: &LogAt, count: usize) {
    let mut writing = store.begin().await.unwrap();
    let mut chain = Chain::open(at.log);
    let entries: Vec<_> = (0..count).map(|_| entry(chain.append("{}".to_owned()))).collect();
    writing.append(at, &entries, chain.head(), now()).await.unwrap();
    writing.commit().await.unwrap();
}

/// Puts one text into an empty log.
pub async fn say(store: &dyn OfficeStore, at: &LogAt, text: &str) {
    let mut writing = store.begin().await.unwrap();
    let mut chain = Chain::open(at.log);
    let entries = [entry(chain.append(text.to_owned()))];
    writing.append(at, &entries, chain.head(), now()).await.unwrap();
    writing.commit().await.unwrap();
}

/// Has a segment of that device wait.
pub async fn keep_one(store: &dyn OfficeStore, device: DeviceId, log: LogId) {
    assert_eq!(
        store.keep_quarantined(&province(HERE), &sent(device, log, (0, 1)), ROOM).await.unwrap(),
        Kept::Now
    );
}

/// What an account's steps go to, and what waits here, is nobody else's to open.
pub async fn a_log_has_its_owner_before_it_is_there(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let (waits, unknown) = (id(LogId::from_random), id(LogId::from_random));
    let account = user("lanhdao");
    store.add_user(&account, AT_MS).await.unwrap();
    assert_eq!(
        store.keep_quarantined(&at.province, &sent(one, waits, (0, 2)), ROOM).await.unwrap(),
        Kept::Now
    );
    let account = account.user;
    for (log, owner) in
        [(at.log, Some(one)), (waits, Some(one)), (account.log, Some(account.device)), (unknown, None)]
    {
        assert_eq!(store.log_owner(&at.province, log).await.unwrap(), owner);
        assert_eq!(store.log_owner(&province(THERE), log).await.unwrap(), None);
        let named = LogAt { log, ..at.clone() };
        assert_eq!(store.begin().await.unwrap().log_owner(&named).await.unwrap(), owner);
    }
    store.add_code(&at.province, &code("FRESH", 1, "Kẻ gian")).await.unwrap();
    for log in [waits, account.log] {
        let theft = attempt("FRESH", id(DeviceId::from_random), log, "thief");
        assert_eq!(store.enrol(&theft).await.unwrap(), EnrolOutcome::Refused(Refusal::LogTaken));
    }
}

pub async fn the_same_entries_are_kept_once(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let of = |range| sent(one, at.log, range);
    let keep = async |range| store.keep_quarantined(&at.province, &of(range), ROOM).await.unwrap();
    assert_eq!(keep((5, 7)).await, Kept::Now);
    assert_eq!(keep((3, 4)).await, Kept::Now);
    for range in [(3, 4), (5, 7), (6, 7), (5, 6)] {
        assert_eq!(keep(range).await, Kept::Before, "{range:?}");
    }
    let list = async |wanted: &Wanted| store.quarantine(&at.province, wanted).await.unwrap();
    assert_eq!(list(&ALL).await, [of((3, 4)).listed(), of((5, 7)).listed()]);
    assert_eq!(keep((5, 8)).await, Kept::Now);
    assert_eq!(
        list(&ALL).await,
        [of((3, 4)).listed(), of((5, 7)).listed(), of((7, 8)).listed()],
        "only what is new"
    );
    assert_eq!(keep((1, 8)).await, Kept::Now, "there is room: what lies in it gives way");
    assert_eq!(list(&ALL).await, [of((1, 8)).listed()]);
    let found = store.quarantined(&at.province, of((1, 8)).listed().item).await.unwrap();
    assert_eq!(found, Some((of((1, 8)).listed(), Some(b"text".to_vec()))));
    assert_eq!(store.quarantined(&province(THERE), of((1, 8)).listed().item).await.unwrap(), None);
    assert!(store.quarantine(&province(THERE), &ALL).await.unwrap().is_empty());
    assert!(store.quarantine_devices(&province(THERE)).await.unwrap().is_empty());
    assert_eq!(store.register(&at.province, Some(one)).await.unwrap()[0].quarantined, 1);
}

pub async fn a_device_has_room_for_so_much(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let (other, there) = device(store, "POST", HERE).await;
    let keep = async |device, number: u64, content: &'static [u8]| {
        let log = if device == one { at.log } else { there.log };
        let sent = Sent { content, ..sent(device, log, (2 * number, 2 * number + 1)) };
        store.keep_quarantined(&at.province, &sent, ROOM).await.unwrap()
    };
    assert_eq!(keep(one, 1, &[1; 12]).await, Kept::Now);
    assert_eq!(keep(one, 9, &[1; 200]).await, Kept::NoRoom, "too large");
    let long = sent(one, at.log, (20, 29));
    assert_eq!(
        store.keep_quarantined(&at.province, &long, ROOM).await.unwrap(),
        Kept::NoRoom,
        "ten thousand entries of one letter are no ten thousand letters"
    );
    assert_eq!(keep(one, 2, &[1; 1]).await, Kept::Now);
    assert_eq!(keep(one, 3, &[1; 1]).await, Kept::Now);
    assert_eq!(keep(one, 9, &[1; 1]).await, Kept::NoRoom, "too many");
    assert_eq!(keep(one, 1, &[1; 12]).await, Kept::Before, "what is there takes no room");
    assert_eq!(keep(other, 1, &[1; 9]).await, Kept::Now, "each device has its own");
    // What was left is kept still; what was taken is in the log.
    let second = sent(one, at.log, (4, 5)).listed().item;
    assert!(store.decide(&at.province, second, &decision(false, AT_MS)).await.unwrap());
    assert_eq!(keep(one, 9, &[1; 1]).await, Kept::NoRoom);
    assert!(store.decide(&at.province, second, &decision(true, AT_MS)).await.unwrap());
    assert_eq!(keep(one, 9, &[1; 1]).await, Kept::Now, "room again");
    assert_eq!(keep(one, 8, &[1; 1]).await, Kept::NoRoom);
    push(store, &at, 7).await;
    assert_eq!(keep(one, 8, &[1; 1]).await, Kept::Now, "what the log has by now takes none");
}

pub async fn what_the_log_has_by_now_waits_no_longer(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let mut with_photo = sent(one, at.log, (0, 1));
    with_photo.span.files.push(digest("photo"));
    let plain = [sent(one, at.log, (1, 3)), sent(one, at.log, (3, 4))];
    for sent in [&with_photo, &plain[0], &plain[1]] {
        assert_eq!(store.keep_quarantined(&at.province, sent, ROOM).await.unwrap(), Kept::Now);
    }
    assert!(store.decide(&at.province, plain[0].listed().item, &decision(false, AT_MS)).await.unwrap());
    let apart = async || {
        let apart = store.quarantine_devices(&at.province).await.unwrap();
        let known = store.register(&at.province, Some(one)).await.unwrap()[0].quarantined;
        (apart[0].device, apart[0].waiting, apart[0].settled, apart[0].since_ms, known)
    };
    assert_eq!(apart().await, (one, 2, 1, Some(AT_MS), 2));
    assert!(store.is_apart(&at.province, at.log, 2).await.unwrap());
    push(store, &at, 3).await;
    let is_apart = [
        store.is_apart(&at.province, at.log, 0).await.unwrap(),
        store.is_apart(&at.province, at.log, 2).await.unwrap(),
        store.is_apart(&at.province, at.log, 3).await.unwrap(),
    ];
    assert_eq!(is_apart, [true, false, true]);
    let listed = store.quarantine(&at.province, &ALL).await.unwrap();
    let states: Vec<_> = listed.iter().map(|item| (item.from, item.in_log)).collect();
    assert_eq!(states, [(0, false), (3, false), (1, true)], "a photo is missing; an entry is");
    assert_eq!(apart().await, (one, 2, 1, Some(AT_MS), 2));
}

pub async fn each_devices_items_are_in_sight(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let (other, there) = device(store, "POST", HERE).await;
    let room = Room { bundles: 10, bytes: 1_000 };
    let mut items = Vec::new();
    for number in 0..5u64 {
        let sent = sent(one, at.log, (number, number + 1));
        store.keep_quarantined(&at.province, &sent, room).await.unwrap();
        items.push(sent.listed());
    }
    let honest = sent(other, there.log, (0, 1));
    store.keep_quarantined(&at.province, &honest, room).await.unwrap();
    let list = async |device, after, each| {
        store.quarantine(&at.province, &Wanted { device, after, each }).await.unwrap()
    };
    let mut first = list(None, None, 2).await;
    first.retain(|item| item.device == other);
    assert_eq!(first, [honest.listed()]);
    assert_eq!(list(None, None, 2).await.len(), 3);
    assert_eq!(list(Some(one), None, 3).await, items[..3]);
    assert!(store.decide(&at.province, items[2].item, &decision(false, AT_MS)).await.unwrap());
    let judged = Quarantined { decision: Some(decision(false, AT_MS)), ..items[2].clone() };
    assert_eq!(list(Some(one), Some(items[1].item), 9).await, [items[3].clone(), items[4].clone(), judged]);
    assert_eq!(list(Some(one), Some(items[2].item), 9).await, []);
}

pub async fn what_is_left_can_be_taken_later_and_only_once(store: &dyn OfficeStore) {
    let (one, at) = device(store, "BUM", HERE).await;
    let sent = [sent(one, at.log, (0, 2)), sent(one, at.log, (2, 4))];
    for sent in &sent {
        store.keep_quarantined(&at.province, sent, ROOM).await.unwrap();
    }
    let [first, second] = [sent[0].listed(), sent[1].listed()];
    let left = decision(false, AT_MS + 1);
    assert!(!store.decide(&province(THERE), first.item, &left).await.unwrap());
    assert!(store.decide(&at.province, first.item, &left).await.unwrap());
    let judged = Quarantined { decision: Some(left), ..first.clone() };
    assert_eq!(
        store.quarantine(&at.province, &ALL).await.unwrap(),
        [second, judged],
        "what waits comes first"
    );
    let taken = decision(true, AT_MS + 2);
    assert!(store.decide(&at.province, first.item, &taken).await.unwrap());
    assert!(!store.decide(&at.province, first.item, &decision(false, AT_MS + 3)).await.unwrap());
    let found = store.quarantined(&at.province, first.item).await.unwrap();
    assert_eq!(found, Some((Quarantined { decision: Some(taken), ..first.clone() }, None)));
    assert_eq!(store.keep_quarantined(&at.province, &sent[0], ROOM).await.unwrap(), Kept::Before);
    assert_eq!(store.register(&at.province, Some(one)).await.unwrap()[0].quarantined, 1);
}
