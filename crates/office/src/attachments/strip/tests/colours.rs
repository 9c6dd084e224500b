//! Colour profiles: those of phones keep their figures, and nothing else of any stays.

use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageICC};

use super::*;

type Tags = Vec<([u8; 4], Vec<u8>)>;

/// The figures of Display P3, as phones write them.
fn figures() -> Tags {
    let point = |x: u32, y: u32, z: u32| {
        let numbers = [x, y, z].map(u32::to_be_bytes);
        [b"XYZ \0\0\0\0".as_slice(), &numbers.concat()].concat()
    };
    let curve = [
        b"para\0\0\0\0\0\x03\0\0".as_slice(),
        &[0x26666u32, 0xF2A7, 0xD59, 0x13D0, 0xA5B].map(u32::to_be_bytes).concat(),
    ]
    .concat();
    let adapted = [
        b"sf32\0\0\0\0".as_slice(),
        &[0x10C42, 0x5DE, 0xFFFF_F326, 0x793, 0xFD90, 0xFFFF_FBA2, 0xFFFF_FDA3, 0x3DC, 0xC06Eu32]
            .map(u32::to_be_bytes)
            .concat(),
    ]
    .concat();
    vec![
        (*b"rXYZ", point(0x83DF, 0x3DBF, 0xFFFF_FFBB)),
        (*b"gXYZ", point(0x4ABF, 0xB137, 0xAB9)),
        (*b"bXYZ", point(0x2838, 0x110B, 0xC8B9)),
        (*b"rTRC", curve.clone()),
        (*b"gTRC", curve.clone()),
        (*b"bTRC", curve),
        (*b"wtpt", point(0xF6D5, 0x10000, 0xD32C)),
        (*b"chad", adapted),
    ]
}

fn texts() -> Tags {
    let text = [b"text\0\0\0\0".as_slice(), &SECRETS.concat()].concat();
    [b"desc", b"cprt", b"mmod", b"dmdd", b"priv"].map(|name| (*name, text.clone())).to_vec()
}

/// A profile of these tags, with a date, a maker, and something behind its end.
fn profile(space: &[u8; 4], tags: &Tags) -> Vec<u8> {
    let mut header = vec![0; 128];
    header[4..12].copy_from_slice(b"appl\x04\0\0\0");
    header[12..24].copy_from_slice(&[b"mntr".as_slice(), space, b"XYZ "].concat());
    header[24..36].copy_from_slice(&SECRETS[0][..12]);
    header[36..44].copy_from_slice(b"acspAPPL");
    header[48..56].copy_from_slice(b"Camera L");
    header[68..80].copy_from_slice(&[0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D]);
    header[80..96].copy_from_slice(&SECRETS[0][..16]);
    let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
    let (mut table, mut data) = (number(tags.len()).to_vec(), Vec::new());
    let begin = 132 + 12 * tags.len();
    for (name, value) in tags {
        let offset = number(begin + data.len());
        table.extend([*name, offset, number(value.len())].concat());
        data.extend(value);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut whole = [header, table, data, SECRETS.concat()].concat();
    let length = number(whole.len());
    whole[..4].copy_from_slice(&length);
    whole
}

/// The profile of a phone, with texts of its own.
fn telling() -> Vec<u8> {
    profile(b"RGB ", &[texts(), figures()].concat())
}

/// What stays of it.
pub(super) fn kept() -> Vec<u8> {
    super::super::profile::exact(&telling()).unwrap()
}

fn value<'a>(profile: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let number = |place: usize| {
        let number = u32::from_be_bytes(profile[place..place + 4].try_into().unwrap());
        usize::try_from(number).unwrap()
    };
    let entry = (0..number(128)).map(|entry| 132 + 12 * entry).find(|at| &profile[*at..*at + 4] == name)?;
    Some(&profile[number(entry + 4)..][..number(entry + 8)])
}

#[test]
fn the_profile_of_a_phone_keeps_its_figures_and_nothing_else() {
    let (telling, kept) = (telling(), kept());
    assert!(tells(&telling) && !tells(&kept));
    assert_eq!(super::super::profile::exact(&kept).as_ref(), Some(&kept), "twice is once");
    assert_eq!(kept[..4], u32::try_from(kept.len()).unwrap().to_be_bytes());
    assert_eq!(
        (&kept[8..24], &kept[36..40], &kept[64..80]),
        (&telling[8..24], &telling[36..40], &telling[64..80])
    );
    for (name, figures) in figures() {
        assert_eq!(value(&kept, &name), Some(figures.as_slice()));
    }
    // Readers ask for these two, whatever they say.
    assert!(value(&kept, b"desc").is_some() && value(&kept, b"cprt").is_some());
    assert_eq!((value(&kept, b"mmod"), value(&kept, b"dmdd"), value(&kept, b"priv")), (None, None, None));
    for part in [b"appl", b"APPL", b"Came", b"GPS "] {
        assert!(!kept.windows(4).any(|window| window == part));
    }
    // An older form, with one curve of points for grey.
    let grey = vec![(*b"kTRC", b"curv\0\0\0\0\0\0\0\x01\x02\x33 and a place".to_vec())];
    let mut old = profile(b"GRAY", &[texts(), grey].concat());
    old[8..10].copy_from_slice(&[2, 0x10]);
    let kept = super::super::profile::exact(&old).unwrap();
    assert_eq!(value(&kept, b"kTRC"), Some(b"curv\0\0\0\0\0\0\0\x01\x02\x33".as_slice()));
    assert!(!tells(&kept) && value(&kept, b"desc").unwrap().starts_with(b"desc"));
}

#[test]
fn what_is_no_profile_goes() {
    let none = |profile: &[u8]| assert_eq!(super::super::profile::exact(profile), None);
    none(&SECRETS.concat());
    none(&profile(b"RGB ", &texts()));
    none(&profile(b"CMYK", &[(*b"A2B0", [b"mft1".as_slice(), &SECRETS.concat()].concat())].to_vec()));
    let mut unsigned = telling();
    unsigned[36] = b'x';
    none(&unsigned);
    for place in 0..figures().len() - 2 {
        let mut short = figures();
        short[place].1.truncate(13);
        none(&profile(b"RGB ", &short));
    }
    let mut far = telling();
    far[136 + 12 * 5..][..4].fill(0xFF);
    none(&far);
    // White and how it was adapted, the last two, are not asked for.
    for end in 0..telling().len() - SECRETS.concat().len() - 64 {
        none(&telling()[..end]);
    }
}

#[test]
fn every_kind_of_image_keeps_the_colours_of_a_phone() {
    let colours = || Some(Bytes::from(telling()));
    let mut jpeg = Jpeg::from_bytes(include_bytes!("baseline.jpg").as_slice().into()).unwrap();
    jpeg.set_icc_profile(colours());
    let jpeg = stripped(FileType::Jpeg, &jpeg.encoder().bytes());
    let read = Jpeg::from_bytes(jpeg.into()).unwrap();
    assert_eq!(read.icc_profile(), Some(kept().into()));

    // In two parts, the second one first.
    let plain = include_bytes!("baseline.jpg");
    let whole = telling();
    let (first, second) = whole.split_at(300);
    let parts = [part(2, 2, second), part(1, 2, first)].concat();
    let parted = [&plain[..2], &parts, &plain[2..]].concat();
    let read = Jpeg::from_bytes(stripped(FileType::Jpeg, &parted).into()).unwrap();
    assert_eq!(read.icc_profile(), Some(kept().into()));
    // The most parts that there can be: all of its bytes but the last ones on their own.
    let (each, rest) = whole.split_at(254);
    let parts = (1..=254u8).zip(each).map(|(number, byte)| part(number, 255, &[*byte]));
    let parts = [parts.collect::<Vec<_>>().concat(), part(255, 255, rest)].concat();
    let parted = [&plain[..2], &parts, &plain[2..]].concat();
    let read = Jpeg::from_bytes(stripped(FileType::Jpeg, &parted).into()).unwrap();
    assert_eq!(read.icc_profile(), Some(kept().into()));
    // A part that is lacking, or comes twice.
    let twice = [part(1, 1, &whole), part(1, 1, &whole)].concat();
    for parts in [part(2, 2, second), twice, [parts, part(0, 0, b""), part(0, 0, b"")].concat()] {
        let parted = [&plain[..2], &parts, &plain[2..]].concat();
        assert_eq!(stripped(FileType::Jpeg, &parted), plain);
    }

    let mut png = Png::from_bytes(include_bytes!("palette.png").as_slice().into()).unwrap();
    png.set_icc_profile(colours());
    let packed = png.chunk_by_type(*b"iCCP").unwrap().contents().slice(5..);
    png.chunks_mut()[1] = chunk(b"iCCP", &[SECRETS[0], &[0, 0], &packed, SECRETS[1]].concat());
    let mut read = Png::from_bytes(stripped(FileType::Png, &png.encoder().bytes()).into()).unwrap();
    assert_eq!(read.icc_profile(), Some(kept().into()));
    read.set_icc_profile(None);
    assert_eq!(*read.encoder().bytes(), *include_bytes!("palette.png"));

    let mut webp = WebP::from_bytes(include_bytes!("moving.webp").as_slice().into()).unwrap();
    webp.set_icc_profile(colours());
    let mut read = WebP::from_bytes(stripped(FileType::Webp, &webp.encoder().bytes()).into()).unwrap();
    assert_eq!(read.icc_profile(), Some(kept().into()));
    read.set_icc_profile(None);
    assert_eq!(*read.encoder().bytes(), *include_bytes!("moving.webp"));
}

fn part(number: u8, of: u8, part: &[u8]) -> Vec<u8> {
    segment(0xE2, &[b"ICC_PROFILE\0".as_slice(), &[number, of], part].concat())
}

/// Drawn by Chromium on a canvas, as the app's own photos are.
#[test]
fn what_a_browser_has_drawn_stays_as_it_is() {
    const DRAWN: &[u8] = include_bytes!("canvas-of-chromium.jpg");
    assert!(DRAWN.windows(4).any(|window| window == b"acsp"), "it has a profile");
    assert_eq!(stripped(FileType::Jpeg, DRAWN), DRAWN);
    // With anything else in it, it is one like others.
    let at = |part: &[u8]| DRAWN.windows(part.len()).position(|window| window == part).unwrap();
    for place in
        [at(b"acsp") - 30, at(b"acsp") + 8, at(b"acsp") + 50, at(b"\0s\0R\0G\0B") + 1, at(b"cprt") + 3]
    {
        let mut planted = DRAWN.to_vec();
        planted[place] = b'!';
        let kept = stripped(FileType::Jpeg, &planted);
        assert_ne!(kept.get(place), Some(&b'!'), "{place}");
    }
}
