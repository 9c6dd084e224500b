//! Files of records, and what lies in a backup.

use danvan_core::access::Scope;
use danvan_core::attachment::{AttachmentKind, AttachmentMeta};
use danvan_core::ids::Digest;
use danvan_core::record::{Record, fields};
use danvan_office::store::{NewAttachment, OfficeStore};

use crate::things::{AT_MS, HERE, THERE, device, digest, now, province, record, save};

const BUM_NUA: &str = "03466@2025-07-01";
const THU_LUM: &str = "03439@2025-07-01";

fn new(text: &str) -> NewAttachment {
    let sha256 = digest(text);
    let (mime, object) = ("image/jpeg".to_owned(), format!("12/{sha256}"));
    NewAttachment { sha256, bytes: text.len() as u64, mime, object, at_ms: AT_MS }
}

fn naming(mut record: Record, texts: &[&str]) -> Record {
    record.body.remove("attachments");
    for text in texts {
        let meta = AttachmentMeta {
            key: (*text).to_owned(),
            kind: AttachmentKind::Photo,
            name: None,
            mime: None,
            bytes: 1,
            sha256: digest(text),
            caption: None,
        };
        fields::set_item(&mut record.body, "attachments", "key", meta.to_item());
    }
    record
}

pub async fn files_are_kept_once_and_found_in_order(store: &dyn OfficeStore) {
    let here = province(HERE);
    for text in ["một", "hai", "một"] {
        store.add_attachment(&here, &new(text)).await.unwrap();
    }
    store.add_attachment(&here, &NewAttachment { mime: "other".to_owned(), ..new("một") }).await.unwrap();
    let many: Vec<Digest> = (0..1_200).map(|number| digest(&number.to_string())).collect();
    let asked: Vec<Digest> = many.into_iter().chain(["ba", "hai", "một", "hai"].map(digest)).collect();
    let found = store.attachments(&here, &asked).await.unwrap();
    let mut expected = [digest("một"), digest("hai")];
    expected.sort_unstable();
    assert_eq!(found.iter().map(|row| row.sha256).collect::<Vec<_>>(), expected);
    let one = found.iter().find(|row| row.sha256 == digest("một")).unwrap();
    assert_eq!((one.bytes, one.mime.as_str(), one.object.clone()), (5, "image/jpeg", new("một").object));
    assert_eq!((one.received_at, one.backed_up), (now(), false));
    assert!(store.attachments(&province(THERE), &asked).await.unwrap().is_empty());
    assert!(store.attachments(&here, &[]).await.unwrap().is_empty());

    store.forget_attachment(&province(THERE), digest("một")).await.unwrap();
    store.forget_attachment(&here, digest("hai")).await.unwrap();
    let left = store.attachments(&here, &asked).await.unwrap();
    assert_eq!(left.iter().map(|row| row.sha256).collect::<Vec<_>>(), [digest("một")]);
}

pub async fn who_reaches_a_record_reaches_what_it_names(store: &dyn OfficeStore) {
    let (here, commune) = (province(HERE), Scope::Units { units: [BUM_NUA.into()].into() });
    let mut one = naming(record(BUM_NUA, "một", "2026-10-01"), &["a", "b"]);
    let two = naming(record(THU_LUM, "hai", "2026-10-01"), &["b", "c"]);
    save(store, HERE, &[one.clone(), two.clone()]).await;
    let named = async |scope: &Scope| -> Vec<&str> {
        let mut found = Vec::new();
        for text in ["a", "b", "c", "d"] {
            if store.is_attachment_named(&here, scope, digest(text)).await.unwrap() {
                found.push(text);
            }
        }
        found
    };
    assert_eq!(named(&commune).await, ["a", "b"]);
    assert_eq!(named(&Scope::Province).await, ["a", "b", "c"]);
    assert!(named(&Scope::Units { units: Default::default() }).await.is_empty());
    assert!(!store.is_attachment_named(&province(THERE), &Scope::Province, digest("a")).await.unwrap());

    store.add_attachment(&here, &new("a")).await.unwrap();
    store.add_attachment(&here, &new("c")).await.unwrap();
    let both = [one.id, two.id];
    assert_eq!(store.attachments_of(&here, &[one.id], 9).await.unwrap(), [digest("a")], "b is not here yet");
    store.add_attachment(&here, &new("b")).await.unwrap();
    let mut expected = ["a", "b", "c"].map(digest);
    expected.sort_unstable();
    assert_eq!(store.attachments_of(&here, &both, 9).await.unwrap(), expected, "each once, in order");
    assert_eq!(store.attachments_of(&here, &both, 2).await.unwrap(), expected[..2]);
    assert!(store.attachments_of(&here, &[], 9).await.unwrap().is_empty());
    assert!(store.attachments_of(&province(THERE), &both, 9).await.unwrap().is_empty());

    one = naming(one, &["d"]);
    one.revision = 2;
    save(store, HERE, &[one]).await;
    assert_eq!(named(&commune).await, ["d"], "as the record stands now");
    assert_eq!(named(&Scope::Province).await, ["b", "c", "d"]);
}

pub async fn what_lies_in_a_backup_is_marked_up_to_its_point(store: &dyn OfficeStore) {
    let here = province(HERE);
    let (_, at) = device(store, "mã", HERE).await;
    assert_eq!(store.backed_up(&here, at.log).await.unwrap(), 0);
    store.add_attachment(&here, &new("một")).await.unwrap();
    let mut point = store.backup_point().await.unwrap();
    assert_eq!((point.epoch.as_str(), point.logs.len(), point.attachments.len()), ("epoch", 1, 1));
    assert_eq!((point.logs[0].log, point.logs[0].length), (at.log, 0));
    assert_eq!(point.attachments[0].object, new("một").object);

    store.add_attachment(&here, &new("hai")).await.unwrap();
    point.logs[0].length = 5;
    assert!(store.mark_backed_up(&point, AT_MS).await.unwrap());
    assert_eq!(store.backed_up(&here, at.log).await.unwrap(), 5);
    assert_eq!(store.backed_up(&province(THERE), at.log).await.unwrap(), 0);
    let both = store.attachments(&here, &[digest("một"), digest("hai")]).await.unwrap();
    let safe: Vec<Digest> = both.iter().filter(|row| row.backed_up).map(|row| row.sha256).collect();
    assert_eq!(safe, [digest("một")]);

    point.logs[0].length = 3;
    assert!(store.mark_backed_up(&point, AT_MS).await.unwrap());
    assert_eq!(store.backed_up(&here, at.log).await.unwrap(), 5, "an earlier point takes nothing back");
    store.renew_epoch("another").await.unwrap();
    point.logs[0].length = 9;
    assert!(!store.mark_backed_up(&point, AT_MS).await.unwrap());
    assert_eq!(store.backed_up(&here, at.log).await.unwrap(), 5, "a point of another life marks nothing");
}
