//! Files of records, and what lies in a backup.

use std::collections::BTreeSet;

use danvan_core::access::Scope;
use danvan_core::attachment::{AttachmentKind, AttachmentMeta, digests_named_by};
use danvan_core::ids::{DeviceId, Digest, RecordId};
use danvan_core::record::{Record, fields};
use danvan_office::store::{Asker, KeptBytes, Naming, NewAttachment, OfficeStore};
use serde_json::json;

use crate::quarantine::{keep_one, say};
use crate::things::{AT_MS, HERE, THERE, device, digest, id, now, province, record};

const BUM_NUA: &str = "03466@2025-07-01";
const THU_LUM: &str = "03439@2025-07-01";

fn new(text: &str) -> NewAttachment {
    let sha256 = digest(text);
    let (mime, object) = ("image/jpeg".to_owned(), format!("12/{sha256}"));
    let bytes = text.len() as u64;
    NewAttachment { sha256, bytes, mime, object, kept: None, written: false, at_ms: AT_MS }
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
    let (here, sender) = (province(HERE), id(DeviceId::from_random));
    for text in ["một", "hai", "một"] {
        store.add_attachment(&here, &new(text), sender).await.unwrap();
    }
    let other = NewAttachment { mime: "other".to_owned(), ..new("một") };
    store.add_attachment(&here, &other, sender).await.unwrap();
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

    // Whoever has sent them is told of them, and nobody else.
    let nothing = Scope::Units { units: Default::default() };
    let theirs = Asker { scope: &nothing, device: Some(sender), record: None };
    assert_eq!(store.attachments_for(&here, theirs, &asked).await.unwrap(), found);
    assert!(store.attachments_for(&province(THERE), theirs, &asked).await.unwrap().is_empty());
    assert!(store.attachments_for(&here, theirs, &[]).await.unwrap().is_empty());
    for device in [None, Some(id(DeviceId::from_random))] {
        let another = Asker { scope: &Scope::Province, device, record: None };
        assert!(store.attachments_for(&here, another, &asked).await.unwrap().is_empty());
    }

    store.forget_attachment(&province(THERE), digest("một")).await.unwrap();
    store.forget_attachment(&here, digest("hai")).await.unwrap();
    let left = store.attachments(&here, &asked).await.unwrap();
    assert_eq!(left.iter().map(|row| row.sha256).collect::<Vec<_>>(), [digest("một")]);
    assert_eq!(store.attachments_for(&here, theirs, &asked).await.unwrap(), left);
}

/// Records with files, as an entry of that device has named them.
async fn save_naming(store: &dyn OfficeStore, device: DeviceId, scope: &Scope, records: &[Record]) {
    let mut writing = store.begin().await.unwrap();
    writing.save(&province(HERE), records).await.unwrap();
    writing.commit().await.unwrap();
    name_files(store, device, scope, records, true).await;
}

/// An entry of that device brings the files of records: `first`, or as somebody who names what the record names already.
async fn name_files(
    store: &dyn OfficeStore,
    device: DeviceId,
    scope: &Scope,
    records: &[Record],
    first: bool,
) {
    let here = province(HERE);
    let mut writing = store.begin().await.unwrap();
    let namings: Vec<Naming> = records
        .iter()
        .map(|record| Naming {
            record: record.id,
            device,
            scope: scope.clone(),
            files: digests_named_by(record).into_iter().map(|file| (file, first)).collect(),
        })
        .collect();
    writing.name_files(&here, &namings).await.unwrap();
    writing.commit().await.unwrap();
}

/// Which of the files `a` to `d` records in scope open, and which are told to somebody of that scope without a device.
async fn open(store: &dyn OfficeStore, scope: &Scope) -> (Vec<&'static str>, Vec<&'static str>) {
    let here = province(HERE);
    let (mut open, mut told) = (Vec::new(), Vec::new());
    for text in ["a", "b", "c", "d"] {
        let asker = Asker { scope, device: None, record: None };
        if store.is_attachment_open(&here, asker, digest(text)).await.unwrap() {
            open.push(text);
        }
        if !store.attachments_for(&here, asker, &[digest(text)]).await.unwrap().is_empty() {
            told.push(text);
        }
    }
    (open, told)
}

pub async fn who_reaches_a_record_reaches_what_its_writer_sent(store: &dyn OfficeStore) {
    let (here, commune) = (province(HERE), Scope::Units { units: [BUM_NUA.into()].into() });
    let sender = id(DeviceId::from_random);
    let mut one = naming(record(BUM_NUA, "một", "2026-10-01"), &["a", "b"]);
    let two = naming(record(THU_LUM, "hai", "2026-10-01"), &["b", "c"]);
    save_naming(store, sender, &Scope::Province, &[one.clone(), two.clone()]).await;
    assert_eq!(open(store, &Scope::Province).await, (vec![], vec![]), "nothing of it was sent");

    store.add_attachment(&here, &new("a"), sender).await.unwrap();
    store.add_attachment(&here, &new("c"), sender).await.unwrap();
    assert_eq!(open(store, &commune).await, (vec!["a"], vec!["a"]));
    assert_eq!(open(store, &Scope::Province).await, (vec!["a", "c"], vec!["a", "c"]));
    assert_eq!(open(store, &Scope::Units { units: Default::default() }).await, (vec![], vec![]));
    let unknown = serde_json::from_str(r#"{"type":"district"}"#).unwrap();
    assert_eq!(open(store, &unknown).await, (vec![], vec![]), "a scope of another version");
    let asker = Asker { scope: &Scope::Province, device: Some(sender), record: None };
    assert!(!store.is_attachment_open(&province(THERE), asker, digest("a")).await.unwrap());

    let both = [one.id, two.id];
    let of = async |device, records: &[RecordId], limit| {
        store.attachments_of(&here, device, records, limit).await.unwrap()
    };
    assert_eq!(of(sender, &[one.id], 9).await, [digest("a")], "b is not here yet");
    store.add_attachment(&here, &new("b"), sender).await.unwrap();
    let mut expected = ["a", "b", "c"].map(digest);
    expected.sort_unstable();
    assert_eq!(of(sender, &both, 9).await, expected, "each once, in order");
    assert_eq!(of(sender, &both, 2).await, expected[..2]);
    assert!(of(sender, &[], 9).await.is_empty());
    assert!(of(id(DeviceId::from_random), &both, 9).await.is_empty(), "another has sent nothing");
    assert!(store.attachments_of(&province(THERE), sender, &both, 9).await.unwrap().is_empty());

    // What is lost is open still, for the time when it comes again, and told to nobody.
    store.forget_attachment(&here, digest("a")).await.unwrap();
    assert_eq!(open(store, &commune).await, (vec!["a", "b"], vec!["b"]));

    one = naming(one, &["d"]);
    one.revision = 2;
    save_naming(store, sender, &Scope::Province, &[one]).await;
    store.add_attachment(&here, &new("d"), sender).await.unwrap();
    assert_eq!(open(store, &commune).await.0, ["d"], "as the record stands now");
    assert_eq!(open(store, &Scope::Province).await.0, ["b", "c", "d"]);
}

pub async fn naming_a_file_gives_no_right_to_it(store: &dyn OfficeStore) {
    let here = province(HERE);
    let commune = |unit: &str| Scope::Units { units: [unit.into()].into() };
    let (owner, stranger, post) =
        (id(DeviceId::from_random), id(DeviceId::from_random), id(DeviceId::from_random));
    store.add_attachment(&here, &new("a"), owner).await.unwrap();
    let one = naming(record(BUM_NUA, "một", "2026-10-01"), &["a"]);
    save_naming(store, owner, &commune(BUM_NUA), std::slice::from_ref(&one)).await;
    assert_eq!(open(store, &commune(BUM_NUA)).await.0, ["a"]);

    let two = naming(record(THU_LUM, "hai", "2026-10-01"), &["a"]);
    save_naming(store, stranger, &commune(THU_LUM), std::slice::from_ref(&two)).await;
    assert_eq!(open(store, &commune(THU_LUM)).await, (vec![], vec![]), "a digest is not the bytes");
    let reach = commune(THU_LUM);
    let asker = Asker { scope: &reach, device: Some(stranger), record: None };
    assert!(store.attachments_for(&here, asker, &[digest("a")]).await.unwrap().is_empty());
    assert!(store.attachments_of(&here, stranger, &[two.id], 9).await.unwrap().is_empty());

    // Whoever reaches both sees it by the record of its owner alone.
    for (record, opened) in [(one.id, true), (two.id, false)] {
        let by = Asker { scope: &Scope::Province, device: Some(owner), record: Some(record) };
        assert_eq!(store.is_attachment_open(&here, by, digest("a")).await.unwrap(), opened);
        assert_eq!(
            store.attachments_for(&here, by, &[digest("a")]).await.unwrap().len(),
            usize::from(opened)
        );
    }

    // Whoever reads the file may show it elsewhere.
    let both = Scope::Units { units: [BUM_NUA.into(), "03451@2025-07-01".into()].into() };
    let three = naming(record("03451@2025-07-01", "ba", "2026-10-01"), &["a"]);
    save_naming(store, post, &both, std::slice::from_ref(&three)).await;
    assert_eq!(open(store, &commune("03451@2025-07-01")).await.0, ["a"]);
    assert!(open(store, &commune(THU_LUM)).await.0.is_empty());

    // Not by naming what the record names already, even where the file was shown elsewhere.
    name_files(store, post, &Scope::Province, std::slice::from_ref(&two), false).await;
    assert!(open(store, &commune(THU_LUM)).await.0.is_empty());
    assert!(store.attachments_of(&here, post, &[two.id], 9).await.unwrap().is_empty());
    assert_eq!(store.attachments_of(&here, post, &[three.id], 9).await.unwrap(), [digest("a")]);

    // The bytes themselves are the proof.
    store.add_attachment(&here, &new("a"), stranger).await.unwrap();
    assert_eq!(open(store, &commune(THU_LUM)).await, (vec!["a"], vec!["a"]));
    assert_eq!(store.attachments_of(&here, stranger, &[two.id], 9).await.unwrap(), [digest("a")]);
}

pub async fn what_lies_in_a_backup_is_marked_up_to_its_point(store: &dyn OfficeStore) {
    let here = province(HERE);
    let (at_device, at) = device(store, "mã", HERE).await;
    assert_eq!(store.backed_up(&here, at.log).await.unwrap(), 0);
    store.add_attachment(&here, &new("một"), at_device).await.unwrap();
    let mut point = store.backup_point().await.unwrap();
    assert_eq!((point.epoch.as_str(), point.logs.len(), point.attachments.len()), ("epoch", 1, 1));
    assert_eq!((point.logs[0].log, point.logs[0].length), (at.log, 0));
    assert_eq!(point.attachments[0].object, new("một").object);

    store.add_attachment(&here, &new("hai"), at_device).await.unwrap();
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

/// Takes the tables of holders away, and what came later and reads them, as a database of an earlier version lacks them.
pub const WITHOUT_HOLDERS: [&str; 7] = [
    "DROP VIEW quarantine_now",
    "DROP TABLE quarantine_files",
    "ALTER TABLE quarantine DROP COLUMN head",
    "ALTER TABLE quarantine DROP COLUMN chain",
    "DROP TABLE attachment_namings",
    "DROP TABLE attachment_holders",
    "DELETE FROM _sqlx_migrations WHERE version IN (16, 20, 21)",
];

/// A record that an earlier version has kept, with a file that is there and one that has not come yet.
pub async fn kept_by_an_earlier_version(store: &dyn OfficeStore) -> DeviceId {
    let (writer, at) = device(store, "mã cũ", HERE).await;
    let mut one = naming(record(BUM_NUA, "một", "2026-10-01"), &["a", "b"]);
    one.applied.insert(at.log, 1);
    let mut writing = store.begin().await.unwrap();
    writing.save(&province(HERE), &[one]).await.unwrap();
    writing.commit().await.unwrap();
    store.add_attachment(&province(HERE), &new("a"), writer).await.unwrap();
    writer
}

/// Brought up to date, the office lets the same people read the same files, also the one that comes later.
pub async fn goes_on_being_read(store: &dyn OfficeStore, writer: DeviceId) {
    let here = province(HERE);
    let commune = Scope::Units { units: [BUM_NUA.into()].into() };
    assert_eq!(open(store, &commune).await, (vec!["a", "b"], vec!["a"]));
    store.add_attachment(&here, &new("b"), writer).await.unwrap();
    assert_eq!(open(store, &commune).await.1, ["a", "b"]);
    assert_eq!(open(store, &Scope::Units { units: [THU_LUM.into()].into() }).await, (vec![], vec![]));
    let nothing = Scope::Units { units: Default::default() };
    let theirs = Asker { scope: &nothing, device: Some(writer), record: None };
    assert_eq!(store.attachments_for(&here, theirs, &[digest("a"), digest("b")]).await.unwrap().len(), 2);
}

/// An image that lost what it told.
fn stripped(text: &str, at_ms: i64) -> NewAttachment {
    let kept = KeptBytes { sha256: digest(&format!("{text} stripped")), bytes: 3 };
    let object = format!("{}.stripped", new(text).object);
    NewAttachment { object, kept: Some(kept), written: true, at_ms, ..new(text) }
}

pub async fn what_is_kept_in_place_of_a_files_bytes_is_told(store: &dyn OfficeStore) {
    let (here, sender) = (province(HERE), id(DeviceId::from_random));
    assert!(store.add_attachment(&here, &stripped("a", AT_MS), sender).await.unwrap());
    let only = async |text| store.attachments(&here, &[digest(text)]).await.unwrap().pop().unwrap();
    let row = only("a").await;
    assert_eq!((row.bytes, row.stripped), (1, true));
    assert_eq!(row.served(), KeptBytes { sha256: digest("a stripped"), bytes: 3 });
    assert!(store.unstripped(9).await.unwrap().is_empty(), "it was looked at");

    // Its bytes once more, without a word of the object: nothing changes.
    assert!(store.add_attachment(&here, &new("a"), sender).await.unwrap());
    assert_eq!(only("a").await, row);
    // An object that was written just now takes the place of the one before, which is to go.
    let own = NewAttachment { written: true, ..new("a") };
    assert!(store.add_attachment(&here, &own, sender).await.unwrap());
    assert_eq!((only("a").await.object, only("a").await.kept), (own.object.clone(), None));
    let gone = store.take_removals(AT_MS, AT_MS + 5, 9).await.unwrap();
    assert_eq!(
        gone.iter().map(|gone| gone.object.clone()).collect::<Vec<_>>(),
        std::slice::from_ref(&row.object)
    );

    store.keep_stripped(&here, digest("a"), "elsewhere", row.kept).await.unwrap();
    assert_eq!((only("a").await.object.as_str(), only("a").await.kept), ("elsewhere", row.kept));
    store.keep_stripped(&here, digest("nowhere"), "nowhere", None).await.unwrap();
    assert!(store.attachments(&here, &[digest("nowhere")]).await.unwrap().is_empty());
    let gone = store.take_removals(AT_MS, AT_MS + 5, 9).await.unwrap();
    assert_eq!(gone.iter().map(|gone| gone.object.clone()).collect::<Vec<_>>(), [own.object]);
}

pub async fn what_nothing_speaks_of_goes_and_nothing_else(store: &dyn OfficeStore) {
    let here = province(HERE);
    let (writer, at) = device(store, "mã", HERE).await;
    for text in ["named", "named before", "refused", "late", "alone", "sent again"] {
        let at_ms = if text == "late" { AT_MS + 1 } else { AT_MS };
        assert!(store.add_attachment(&here, &NewAttachment { at_ms, ..new(text) }, writer).await.unwrap());
    }
    let again = NewAttachment { at_ms: AT_MS + 1, ..new("sent again") };
    store.add_attachment(&here, &again, writer).await.unwrap();
    let all: Vec<Digest> =
        ["named", "named before", "refused", "late", "alone", "sent again"].map(digest).to_vec();
    let here_are = async || {
        let rows = store.attachments(&here, &all).await.unwrap();
        rows.iter().map(|row| row.sha256).collect::<BTreeSet<_>>()
    };
    assert_eq!(store.unnamed_files(&here, writer).await.unwrap(), (6, 5 + 12 + 7 + 4 + 5 + 10));

    let mut one = naming(record(BUM_NUA, "một", "2026-10-01"), &["named", "named before"]);
    save_naming(store, writer, &Scope::Province, std::slice::from_ref(&one)).await;
    one = naming(one, &["named"]);
    one.revision = 2;
    save_naming(store, writer, &Scope::Province, &[one]).await;
    // An entry that no record took speaks of a file too, however it writes digits.
    let said = json!({ "attachments": [{ "sha256": digest("refused").to_string().to_uppercase() }] });
    say(store, &at, &said.to_string()).await;
    assert_eq!(store.unnamed_files(&here, writer).await.unwrap(), (4, 7 + 4 + 5 + 10));
    assert_eq!(store.unnamed_files(&here, id(DeviceId::from_random)).await.unwrap(), (0, 0));
    assert_eq!(store.unnamed_files(&province(THERE), writer).await.unwrap(), (0, 0));
    for (text, named) in [("named", true), ("named before", true), ("refused", false), ("alone", false)] {
        assert_eq!(store.is_attachment_named(&here, digest(text)).await.unwrap(), named, "{text}");
    }

    assert_eq!(store.sweep_attachments(AT_MS - 1, 9).await.unwrap(), 0, "it is too early");
    assert_eq!(store.sweep_attachments(AT_MS, 9).await.unwrap(), 1);
    assert_eq!(here_are().await, all.iter().copied().filter(|file| *file != digest("alone")).collect());
    let nothing = Scope::Units { units: Default::default() };
    let theirs = Asker { scope: &nothing, device: Some(writer), record: None };
    assert!(store.attachments_for(&here, theirs, &[digest("alone")]).await.unwrap().is_empty());

    // Until its object is gone the file is not taken; then it is, as one that was never there.
    assert!(!store.add_attachment(&here, &new("alone"), writer).await.unwrap());
    let [going] = store.take_removals(AT_MS, AT_MS + 5, 9).await.unwrap().try_into().unwrap();
    assert_eq!((&going.province, &going.object), (&here, &new("alone").object));
    assert!(store.take_removals(AT_MS + 4, AT_MS + 9, 9).await.unwrap().is_empty(), "somebody is at it");
    assert_eq!(
        store.take_removals(AT_MS + 5, AT_MS + 9, 9).await.unwrap(),
        std::slice::from_ref(&going),
        "or was"
    );
    assert!(!store.add_attachment(&here, &new("alone"), writer).await.unwrap());
    store.removed(&going).await.unwrap();
    assert!(store.add_attachment(&here, &new("alone"), writer).await.unwrap());
    assert_eq!(store.sweep_attachments(AT_MS, 1).await.unwrap(), 1, "one at a time");
    assert_eq!(store.sweep_attachments(AT_MS, 1).await.unwrap(), 0);
    assert_eq!(store.sweep_attachments(AT_MS + 1, 9).await.unwrap(), 2, "in the end what came later");
    assert_eq!(here_are().await, ["named", "named before", "refused"].map(digest).into());
}

/// What somebody sent whose segments wait for judgement stays until that is spoken.
pub async fn what_quarantine_may_speak_of_stays(store: &dyn OfficeStore) {
    let here = province(HERE);
    let (writer, at) = device(store, "mã", HERE).await;
    store.add_attachment(&here, &new("a"), writer).await.unwrap();
    keep_one(store, writer, at.log).await;
    assert_eq!(store.sweep_attachments(AT_MS, 9).await.unwrap(), 0);
}

/// Entries that name a file at the moment of a sweep: either the sweep sees it named, or whoever asks after the entry
/// hears that it is not there.
pub async fn a_sweep_and_an_entry_that_names_the_file_agree(store: &dyn OfficeStore) {
    let here = province(HERE);
    let (writer, _) = device(store, "mã", HERE).await;
    for round in 0..20 {
        let text = format!("file {round}");
        store.add_attachment(&here, &new(&text), writer).await.unwrap();
        let one = naming(record(BUM_NUA, "một", "2026-10-01"), &[&text]);
        let entry = async {
            save_naming(store, writer, &Scope::Province, &[one]).await;
            let asker = Asker { scope: &Scope::Province, device: Some(writer), record: None };
            !store.attachments_for(&here, asker, &[digest(&text)]).await.unwrap().is_empty()
        };
        let sweep = async { store.sweep_attachments(AT_MS, 9).await.unwrap() };
        let (told, swept) = tokio::join!(entry, sweep);
        let is_there = !store.attachments(&here, &[digest(&text)]).await.unwrap().is_empty();
        assert_eq!((told, swept), (is_there, u64::from(!is_there)), "round {round}");
    }
}
