//! Logs and entries.

use danvan_core::entry::{Chain, Head};
use danvan_core::ids::RecordId;
use danvan_core::wire::SignedHead;
use danvan_office::store::{LogAt, OfficeStore};

use crate::things::{HERE, THERE, device, entry, now, province, record, secret_of};

fn sealed(at: &LogAt, texts: &[&str]) -> (Chain, Vec<danvan_core::entry::SealedEntry>) {
    let mut chain = Chain::open(at.log);
    let sealed = texts.iter().map(|text| chain.append((*text).to_owned())).collect();
    (chain, sealed)
}

pub async fn what_is_not_committed_was_never_there(store: &dyn OfficeStore) {
    let (_, at) = device(store, "BUM", HERE).await;
    let (chain, entries) = sealed(&at, &["một", "hai"]);
    let entries: Vec<_> = entries.into_iter().map(entry).collect();
    let kept = record("03466@2025-07-01", "Một", "2026-10-01");

    let mut writing = store.begin().await.unwrap();
    writing.append(&at, &entries, chain.head(), now()).await.unwrap();
    writing.save(&at.province, std::slice::from_ref(&kept)).await.unwrap();
    assert_eq!(writing.log(&at).await.unwrap().unwrap().head, chain.head(), "seen by its own questions");
    assert_eq!(writing.records(&at.province, &[kept.id]).await.unwrap().first(), Some(&kept));
    let missing = RecordId::from_random(9, [9; 10]);
    let sizes = writing.record_sizes(&at.province, &[missing, kept.id]).await.unwrap();
    assert_eq!(sizes, [(kept.id, serde_json::to_string(&kept).unwrap().len() as u64)]);
    assert_eq!(store.log(&at.province, at.log).await.unwrap().unwrap().head.length, 0, "and by no other");
    drop(writing);

    assert_eq!(store.record(&at.province, kept.id).await.unwrap(), None);
    let mut writing = store.begin().await.unwrap();
    assert_eq!(writing.log(&at).await.unwrap().unwrap().head.length, 0);
    writing.append(&at, &entries, chain.head(), now()).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(store.log(&at.province, at.log).await.unwrap().unwrap().head, chain.head());
}

pub async fn entries_read_back_as_they_were_written(store: &dyn OfficeStore) {
    let (device, at) = device(store, "BUM", HERE).await;
    let texts: Vec<String> =
        (0..1_203).map(|number| format!("{{\"số\": {number}, \"x\": \"\\u0000 💥\"}}")).collect();
    let (chain, entries) = sealed(&at, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    let mut writing = store.begin().await.unwrap();
    writing
        .append(&at, &entries.clone().into_iter().map(entry).collect::<Vec<_>>(), chain.head(), now())
        .await
        .unwrap();
    let stored = writing.stored(&at, 1_200, 10).await.unwrap();
    assert_eq!(
        stored.iter().map(|entry| entry.digest).collect::<Vec<_>>(),
        entries[1_200..].iter().map(|entry| entry.digest).collect::<Vec<_>>()
    );
    writing.commit().await.unwrap();

    let row = store.log(&at.province, at.log).await.unwrap().unwrap();
    assert_eq!((row.device, row.head, row.received_at), (device, chain.head(), now()));
    assert_eq!(store.entry_texts(&at.province, at.log, 0, 2_000).await.unwrap(), texts);
    let verdicts = store.verdicts(&at.province, at.log, 3, 2).await.unwrap();
    assert_eq!(verdicts.iter().map(|verdict| verdict.number).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(store.verdicts(&at.province, at.log, u64::MAX, 2).await.unwrap(), []);
}

pub async fn forked_entries_are_kept_once_each(store: &dyn OfficeStore) {
    let (device, at) = device(store, "BUM", HERE).await;
    let (_, one) = sealed(&at, &["một", "hai"]);
    let (_, other) = sealed(&at, &["một khác"]);
    // What is there weighs nothing, what is new weighs what it is, also beside much that is there.
    let long = "x".repeat(60_000);
    let (_, longer) = sealed(&at, &["một", "hai", &long]);
    let mut weighs = 0;
    for (entries, new) in
        [(&one, &["một", "hai"][..]), (&one, &[]), (&other, &["một khác"]), (&longer, &[&long])]
    {
        let mut writing = store.begin().await.unwrap();
        writing.keep_forked(&at, entries, device, now()).await.unwrap();
        weighs += new.iter().map(|text| text.len() as u64 + 200).sum::<u64>();
        assert_eq!(writing.taken_up(&at.province, device).await.unwrap().forked, weighs);
        writing.commit().await.unwrap();
    }
    let kept = store.forked_entries(&at.province, at.log).await.unwrap();
    let mut kept: Vec<(u64, &str)> = kept.iter().map(|(number, text)| (*number, text.as_str())).collect();
    kept.sort_unstable();
    assert_eq!(kept, [(0, "một"), (0, "một khác"), (1, "hai"), (2, &*long)]);
}

pub async fn provinces_have_logs_of_their_own(store: &dyn OfficeStore) {
    let (_, here) = device(store, "BUM", HERE).await;
    let (there_device, _) = device(store, "TAN", THERE).await;
    let there = LogAt { province: province(THERE), log: here.log };
    let mut writing = store.begin().await.unwrap();
    assert_eq!(writing.log(&there).await.unwrap(), None);
    writing.open_log(&there, there_device, now()).await.unwrap();
    let (chain, entries) = sealed(&there, &["ở kia"]);
    writing
        .append(&there, &entries.into_iter().map(entry).collect::<Vec<_>>(), chain.head(), now())
        .await
        .unwrap();
    writing.commit().await.unwrap();
    assert_eq!(store.log(&here.province, here.log).await.unwrap().unwrap().head.length, 0);
    assert_eq!(store.entry_texts(&here.province, here.log, 0, 10).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.entry_texts(&there.province, there.log, 0, 10).await.unwrap(), ["ở kia"]);
}

pub async fn signed_heads_are_kept_once_each_and_found_in_order(store: &dyn OfficeStore) {
    let (device, at) = device(store, "BUM", HERE).await;
    let (chain, entries) = sealed(&at, &["một", "hai", "ba"]);
    let signed = |length: u64, message: &[u8]| {
        let digest = entries[usize::try_from(length).unwrap() - 1].digest;
        SignedHead { head: Head { length, digest }, signature: secret_of(device).sign(message).unwrap() }
    };
    let mut writing = store.begin().await.unwrap();
    let new: Vec<_> = entries.clone().into_iter().map(entry).collect();
    writing.append(&at, &new, chain.head(), now()).await.unwrap();
    for head in [signed(3, b"3"), signed(1, b"1"), signed(3, b"another signature of the same head")] {
        writing.keep_signed_head(&at, &head).await.unwrap();
    }
    writing.commit().await.unwrap();

    let of = async |after, up_to| store.signed_heads(&at.province, at.log, after, up_to).await.unwrap();
    assert_eq!(of(0, u64::MAX).await, [signed(1, b"1"), signed(3, b"3")]);
    assert_eq!(of(1, 3).await, [signed(3, b"3")]);
    assert_eq!(of(0, 2).await, [signed(1, b"1")]);
    assert_eq!(store.signed_heads(&province(THERE), at.log, 0, 3).await.unwrap(), []);
}
