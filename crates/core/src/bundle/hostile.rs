//! Two hundred files that no office may take: damaged on the way, made by somebody without a key, or made by a device
//! that lies. Made anew each time from a few honest things, always the same, so that nothing binary lies in the
//! repository.

use super::format::{PART_BYTES, push_counted};
use super::sealing::seal_clear;
use super::{
    BUNDLE_ENTRIES_MAX, BUNDLE_FORMAT, BundleHeader, OfficeKeys, Origin, ReceiptFile, SecretKey, contents,
};
use crate::entry::ENTRY_BYTES_MAX;
use crate::ids::{DeviceId, Digest, LogId};
use crate::wire::Push;

/// What the files are made from.
#[derive(Debug)]
pub struct Honest {
    /// A device that the office knows, with its log.
    pub origin: Origin,
    /// A segment of that log which the office would take.
    pub push: Push,
    /// The device's key.
    pub secret: SecretKey,
    /// The office's keys.
    pub office: OfficeKeys,
    /// Another device that the office knows, and its log.
    pub other: (DeviceId, LogId),
}

/// A file with what it is.
#[derive(Clone, Debug)]
pub struct Hostile {
    /// What was done to it.
    pub what: String,
    /// The file.
    pub file: Vec<u8>,
    /// Whether [`super::open`] can tell by itself. The rest needs to know the log.
    pub core_refuses: bool,
}

/// The files.
pub fn corpus(honest: &Honest) -> Option<Vec<Hostile>> {
    let maker = Maker { honest };
    let good = maker.sealed(&maker.header()?, &maker.clear()?)?;
    let mut files = Vec::new();
    let mut add = |what: String, file: Vec<u8>| files.push(Hostile { what, file, core_refuses: true });
    let at = |n: usize, of: usize| dice(n) % of.max(1);

    for n in 0..45 {
        add(format!("cut {n}"), good.get(..at(n, good.len()))?.to_vec());
    }
    for n in 0..60 {
        let mut file = good.clone();
        *file.get_mut(at(100 + n, good.len()))? ^= 1 << (n % 8);
        add(format!("flipped bit {n}"), file);
    }
    for n in 0..12 {
        let (from, to) = (at(200 + n, good.len() / 2), good.len() / 2 + at(300 + n, good.len() / 2));
        let mut file = good.clone();
        if file.get(from) == file.get(to) {
            *file.get_mut(from)? ^= 255;
        }
        file.swap(from, to);
        add(format!("swapped bytes {n}"), file);
    }
    for n in 0..6 {
        let mut file = good.clone();
        file.extend(good.iter().take(1 + n * 97));
        add(format!("bytes behind the end {n}"), file);
    }
    for (what, file) in rubbish() {
        add(format!("rubbish: {what}"), file);
    }
    for (what, file) in maker.lengths(&good)? {
        add(format!("length bomb: {what}"), file);
    }
    for (what, file) in maker.foreign()? {
        add(format!("foreign: {what}"), file);
    }
    for (what, file) in maker.lies()? {
        add(format!("lie: {what}"), file);
    }
    for (what, file) in maker.contents()? {
        add(format!("contents: {what}"), file);
    }
    for (what, file) in maker.for_the_office_to_see()? {
        files.push(Hostile { what: format!("office: {what}"), file, core_refuses: false });
    }
    Some(files)
}

type Named = (String, Vec<u8>);
type Lie = (&'static str, fn(&mut BundleHeader));

struct Maker<'a> {
    honest: &'a Honest,
}

impl Maker<'_> {
    fn header(&self) -> Option<BundleHeader> {
        self.header_of(&self.honest.push, self.clear()?.len())
    }

    fn header_of(&self, push: &Push, bytes: usize) -> Option<BundleHeader> {
        let origin = self.honest.origin.clone();
        Some(BundleHeader {
            format: BUNDLE_FORMAT,
            province: origin.province,
            unit: origin.unit,
            device: origin.device,
            log: origin.log,
            from: push.from,
            count: push.entries.len() as u64,
            previous: push.previous,
            last: push.last,
            attachments: 0,
            bytes: bytes as u64,
            office: self.honest.office.id.clone(),
            made_at: origin.made_at,
            signature: push.signature,
        })
    }

    fn clear(&self) -> Option<Vec<u8>> {
        contents::write(&self.honest.push, &[])
    }

    fn sealed(&self, header: &BundleHeader, clear: &[u8]) -> Option<Vec<u8>> {
        seal_clear(header, clear, &self.honest.office, &self.honest.secret, [9; 32])
    }

    /// Signed again after it was changed, as only the device itself can.
    fn resigned(&self, mut signed: Vec<u8>) -> Option<Vec<u8>> {
        let signature = self.honest.secret.sign(&signed)?;
        signed.extend(signature.as_bytes());
        Some(signed)
    }

    /// Lengths that are not what follows, with and without a good signature.
    fn lengths(&self, good: &[u8]) -> Option<Vec<Named>> {
        let header = u32::from_be_bytes(good.get(10..14)?.try_into().ok()?) as usize;
        let (count, part) = (14 + header + 65, 14 + header + 65 + 4);
        let mut files = Vec::new();
        for (what, place) in [("header", 10), ("number of parts", count), ("part", part)] {
            for length in [0, 2, 64 * 1024 + 17, u32::MAX / 2, u32::MAX] {
                let mut file = good.to_vec();
                file.get_mut(place..place + 4)?.copy_from_slice(&length.to_be_bytes());
                files.push((format!("{what} {length}"), file.clone()));
                file.truncate(good.len() - 64);
                files.push((format!("{what} {length}, signed"), self.resigned(file)?));
            }
        }
        Some(files)
    }

    /// Keys of others.
    fn foreign(&self) -> Option<Vec<Named>> {
        let (header, clear, office) = (self.header()?, self.clear()?, &self.honest.office);
        let stranger = SecretKey::derive([201; 32]);
        let mut files = vec![(
            "signed by a stranger".to_owned(),
            seal_clear(&header, &clear, office, &stranger, [1; 32])?,
        )];
        let elsewhere = OfficeKeys::new(stranger.public()?, stranger.public()?);
        let named = BundleHeader { office: elsewhere.id.clone(), ..header.clone() };
        files.push((
            "for another office".to_owned(),
            seal_clear(&named, &clear, &elsewhere, &self.honest.secret, [1; 32])?,
        ));
        files.push((
            "sealed to another office under this one's name".to_owned(),
            seal_clear(&header, &clear, &elsewhere, &self.honest.secret, [1; 32])?,
        ));
        let unknown = BundleHeader { device: DeviceId::from_random(1, [200; 10]), ..header.clone() };
        files.push((
            "a device that nobody knows".to_owned(),
            seal_clear(&unknown, &clear, office, &stranger, [1; 32])?,
        ));
        let other = BundleHeader { device: self.honest.other.0, ..header };
        files.push((
            "another device's name under this one's signature".to_owned(),
            seal_clear(&other, &clear, office, &stranger, [1; 32])?,
        ));
        Some(files)
    }

    /// Headers that say something else than what is sealed.
    fn lies(&self) -> Option<Vec<Named>> {
        let lies: [Lie; 9] = [
            ("from", |header| header.from += 1),
            ("from the end of all numbers", |header| header.from = u64::MAX),
            ("fewer", |header| header.count -= 1),
            ("more", |header| header.count += 1),
            ("endless", |header| header.count = u64::MAX),
            ("previous", |header| header.previous = Digest::of(&[b"other"])),
            ("last", |header| header.last = Digest::of(&[b"other"])),
            ("attachments", |header| header.attachments = 7),
            ("bytes", |header| header.bytes = 0),
        ];
        let (honest, clear) = (self.header()?, self.clear()?);
        let mut files = Vec::new();
        for (what, lie) in lies {
            let mut header = honest.clone();
            lie(&mut header);
            files.push((what.to_owned(), self.sealed(&header, &clear)?));
        }
        Some(files)
    }

    /// Contents that are none, signed and sealed as they should be.
    fn contents(&self) -> Option<Vec<Named>> {
        let push = &self.honest.push;
        let list = |from: &str, entries: &str, files: &str| {
            format!(
                r#"{{"from":{from},"previous":"{}","last":"{}","entries":{entries},"files":{files}}}"#,
                push.previous, push.last
            )
        };
        let from = push.from.to_string();
        let texts: Vec<&str> = push.entries.iter().map(|text| text.get()).collect();
        let honest = format!("[{}]", texts.join(","));
        let file = |bytes: &str| {
            format!(
                r#"[{{"sha256":"{}","bytes":{bytes},"record":"018bcfe5-6800-7101-8101-010101010101","name":"","mime":""}}]"#,
                push.last
            )
        };
        let lists = [
            ("nothing", String::new()),
            ("deep lists", "[".repeat(200_000)),
            ("deep objects", r#"{"a":"#.repeat(100_000)),
            ("an endless number", list(&"9".repeat(100_000), &honest, "[]")),
            ("a number below nought", list("-1", &honest, "[]")),
            ("too many entries", list(&from, &format!("[{}1]", "1,".repeat(BUNDLE_ENTRIES_MAX)), "[]")),
            (
                "entries deep inside",
                list(&from, &format!("[{}{}]", "[".repeat(60_000), "]".repeat(60_000)), "[]"),
            ),
            ("other texts under the same digest", list(&from, &honest.replace("Hoạt", "hoạt"), "[]")),
            ("texts left out", list(&from, "[]", "[]")),
            ("texts no list", list(&from, "{}", "[]")),
            ("a file of all bytes there are", list(&from, &honest, &file("18446744073709551615"))),
            ("a file that is not there", list(&from, &honest, &file("1"))),
            ("not UTF-8", String::from_utf8_lossy(&[0xc3, 0x28]).into_owned()),
        ];
        let mut made = Vec::new();
        for (what, list) in lists {
            let mut clear = Vec::new();
            push_counted(&mut clear, list.as_bytes())?;
            made.push((what.to_owned(), self.sealed(&self.header_of(push, clear.len())?, &clear)?));
        }
        let zeros = vec![0; PART_BYTES * 2 + 1];
        made.push(("zeros".to_owned(), self.sealed(&self.header_of(push, zeros.len())?, &zeros)?));
        Some(made)
    }

    /// What only somebody who knows the logs can refuse.
    fn for_the_office_to_see(&self) -> Option<Vec<Named>> {
        let whole = |log: LogId, push: &Push| {
            let clear = contents::write(push, &[])?;
            self.sealed(&BundleHeader { log, ..self.header_of(push, clear.len())? }, &clear)
        };
        let segment = |log: LogId, from: u64, previous: Digest, texts: &[String]| {
            let mut chain =
                crate::entry::Chain::resume(log, crate::entry::Head { length: from, digest: previous });
            texts.iter().for_each(|text| drop(chain.append(text.clone())));
            let entries =
                texts.iter().map(|text| serde_json::value::RawValue::from_string(text.clone()).ok());
            let entries = entries.collect::<Option<_>>()?;
            Some(Push { from, previous, last: chain.head().digest, entries, signature: None })
        };
        let (log, other) = (self.honest.origin.log, self.honest.other.1);
        let genesis = crate::entry::Chain::genesis;
        let long = [format!("\"{}\"", "x".repeat(ENTRY_BYTES_MAX))];
        let far = u64::from(u32::MAX) + 1;
        Some(vec![
            (
                "written into another device's log".to_owned(),
                whole(other, &segment(other, 0, genesis(other), &["{}".to_owned()])?)?,
            ),
            ("an entry that is too long".to_owned(), whole(log, &segment(log, 0, genesis(log), &long)?)?),
            (
                "a place that no log reaches".to_owned(),
                whole(log, &segment(log, far, genesis(log), &["{}".to_owned()])?)?,
            ),
        ])
    }
}

/// Files of other kinds.
fn rubbish() -> Vec<Named> {
    let mut files = vec![
        ("nothing".to_owned(), Vec::new()),
        ("the beginning only".to_owned(), b"DANVANB\n".to_vec()),
        ("a later format".to_owned(), b"DANVANB\n\x00\x02and something new".to_vec()),
        ("format nought".to_owned(), b"DANVANB\n\x00\x00".to_vec()),
        ("a page".to_owned(), b"<!doctype html><title>Wi-Fi</title>".to_vec()),
        ("JSON".to_owned(), br#"{"entries":[]}"#.to_vec()),
        ("an archive".to_owned(), b"PK\x03\x04\x14\x00\x00\x00".to_vec()),
        ("a photo".to_owned(), b"\xff\xd8\xff\xe0\x00\x10JFIF".to_vec()),
    ];
    for n in 0..8 {
        let bytes = (0..64 * (n + 1)).map(|place| dice(1000 * (n + 1) + place).to_le_bytes()[0]).collect();
        files.push((format!("noise {n}"), bytes));
    }
    let receipt = ReceiptFile {
        province: "12".into(),
        device: DeviceId::from_random(1, [1; 10]),
        made_at: Default::default(),
        logs: Vec::new(),
        attachments: Vec::new(),
        earlier_epochs: Vec::new(),
    };
    files.extend(receipt.write(&SecretKey::derive([3; 32])).map(|file| ("a receipt".to_owned(), file)));
    files
}

/// Whether bytes can be read as what is sealed inside a bundle. A fuzzer without the office's key reaches that reader by
/// this way alone.
pub fn reads_as_contents(clear: &[u8]) -> bool {
    contents::read(clear).is_ok()
}

/// The same numbers every time.
fn dice(n: usize) -> usize {
    let digest = Digest::of(&[b"hostile", &n.to_le_bytes()]);
    digest.as_bytes().iter().take(7).fold(0, |number, byte| (number << 8) | usize::from(*byte))
}
