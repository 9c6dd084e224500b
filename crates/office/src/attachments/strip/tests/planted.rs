//! Real pictures, drawn by the usual libraries, with something planted wherever a format has room beside the pixels. What
//! comes out are the very bytes of the picture before, so that every pixel is the same.

use img_parts::png::Png;

use super::*;

const BASELINE: &[u8] = include_bytes!("baseline.jpg");
const PROGRESSIVE: &[u8] = include_bytes!("progressive.jpg");
/// Four colours, stored as Adobe's programs do.
const FOUR_COLOURS: &[u8] = include_bytes!("cmyk.jpg");
const PALETTE: &[u8] = include_bytes!("palette.png");
const MOVING_PNG: &[u8] = include_bytes!("moving.png");
const MOVING: &[u8] = include_bytes!("moving.webp");
const STILL: &[u8] = include_bytes!("still.webp");

/// A JPEG's segments up to its first scan: where each begins and ends.
fn segments(jpeg: &[u8]) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut at = 2;
    while all.last().is_none_or(|(begin, _): &(usize, usize)| jpeg[begin + 1] != 0xDA) {
        let end = at + 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        all.push((at, end));
        at = end;
    }
    all
}

/// Segments that no decoder needs.
fn needless() -> Vec<Vec<u8>> {
    let says = |marker: u8, before: &[u8]| segment(marker, &[before, &SECRETS.concat()].concat());
    let mut all: Vec<Vec<u8>> =
        (0xF0..=0xFE).chain([0xC8, 0xDE, 0xDF]).map(|marker| says(marker, b"")).collect();
    all.extend((0xE1..=0xEF).map(|marker| says(marker, b"")));
    all.extend([
        says(0xE2, b"ICC_PROFILE\0\x01\x01"),
        says(0xEE, b"Adobe"),
        segment(0xEE, b"Adobe\0\x64"),
        // Tables of no kind, of no place, and cut off.
        says(0xC4, b"\x20"),
        says(0xC4, &[&[4], [0; 16].as_slice()].concat()),
        says(0xC4, &[&[0], [0xFF; 16].as_slice()].concat()),
        segment(0xDB, SECRETS[0]),
        segment(0xDB, &[&[0], SECRETS[0]].concat()),
        says(0xCC, b"\x05"),
        segment(0xDD, b"1"),
    ]);
    all
}

#[test]
fn real_pictures_stay_as_they_are() {
    for jpeg in [BASELINE, PROGRESSIVE, FOUR_COLOURS] {
        assert_eq!(strip(FileType::Jpeg, jpeg).unwrap(), Cow::Borrowed(jpeg));
    }
    for png in [PALETTE, MOVING_PNG] {
        assert_eq!(strip(FileType::Png, png).unwrap(), Cow::Borrowed(png));
    }
    for webp in [MOVING, STILL] {
        assert_eq!(strip(FileType::Webp, webp).unwrap(), Cow::Borrowed(webp));
    }
}

#[test]
fn needless_segments_of_a_jpeg_go() {
    for jpeg in [BASELINE, PROGRESSIVE, FOUR_COLOURS] {
        for (begin, _) in segments(jpeg) {
            for needless in needless() {
                // The first of their kind stay: these come behind.
                let planted = [&jpeg[..begin], &needless, SECRETS[0], &jpeg[begin..]].concat();
                let planted =
                    if begin == 2 { [&jpeg[..begin], &needless, &jpeg[begin..]].concat() } else { planted };
                assert_eq!(stripped(FileType::Jpeg, &planted), jpeg, "{:02x?}", &needless[..2]);
            }
        }
    }
}

#[test]
fn needless_segments_between_scans_go() {
    let (_, first) = *segments(PROGRESSIVE).last().unwrap();
    let places =
        (first..PROGRESSIVE.len()).filter(|at| matches!(PROGRESSIVE[*at..], [0xFF, 0xC4 | 0xDA, ..]));
    let places: Vec<usize> = places.collect();
    assert!(places.len() > 8, "it has many scans");
    for at in places {
        for needless in needless() {
            let planted = [&PROGRESSIVE[..at], &needless, SECRETS[0], &PROGRESSIVE[at..]].concat();
            assert_eq!(stripped(FileType::Jpeg, &planted), PROGRESSIVE);
        }
    }
}

#[test]
fn what_stands_behind_the_contents_of_a_segment_goes() {
    for jpeg in [BASELINE, PROGRESSIVE, FOUR_COLOURS] {
        for (begin, end) in segments(jpeg) {
            let longer = segment(jpeg[begin + 1], &[&jpeg[begin + 4..end], SECRETS[0]].concat());
            let planted = [&jpeg[..begin], &longer, &jpeg[end..]].concat();
            assert_eq!(stripped(FileType::Jpeg, &planted), jpeg, "{:02x}", jpeg[begin + 1]);
        }
    }
    // A second frame, a number of lines, an interval: each with more than its own.
    let (begin, _) = *segments(BASELINE).last().unwrap();
    let frame = segment(0xC0, &[&[8, 0, 1, 0, 1, 1, 1, 17, 0], SECRETS[0]].concat());
    let lines = segment(0xDC, &[&[0, 13], SECRETS[0]].concat());
    let planted = [&BASELINE[..begin], &frame, &lines, &BASELINE[begin..]].concat();
    assert_eq!(stripped(FileType::Jpeg, &planted), BASELINE);
    let interval = |contents: &[u8]| {
        let interval = segment(0xDD, &[&[0, 2], contents].concat());
        [&BASELINE[..begin], &interval, &BASELINE[begin..]].concat()
    };
    assert_eq!(stripped(FileType::Jpeg, &interval(SECRETS[0])), interval(b""));
    let conditions = |contents: &[u8]| {
        let conditions = segment(0xCC, &[&[0, 0x10, 0x10, 5], contents].concat());
        [&BASELINE[..begin], &conditions, &BASELINE[begin..]].concat()
    };
    assert_eq!(stripped(FileType::Jpeg, &conditions(SECRETS[0])), conditions(b""));
}

#[test]
fn what_adobe_writes_keeps_how_colours_are_stored() {
    let (begin, end) = segments(FOUR_COLOURS)[0];
    assert_eq!(FOUR_COLOURS[begin + 1], 0xEE);
    let planted = [&b"Adobe"[..], b"GPS 22", &FOUR_COLOURS[end - 1..end], SECRETS[0]].concat();
    let planted = [&FOUR_COLOURS[..begin], &segment(0xEE, &planted), &FOUR_COLOURS[end..]].concat();
    assert_eq!(stripped(FileType::Jpeg, &planted), FOUR_COLOURS);
}

#[test]
fn needless_chunks_of_a_png_go() {
    for png in [PALETTE, MOVING_PNG] {
        let image = Png::from_bytes(png.into()).unwrap();
        for kind in [
            b"iCCP", b"sPLT", b"hIST", b"pHYs", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"cICP",
            b"mDCV", b"cLLI", b"tRNS", b"PLTE", b"IHDR", b"acTL", b"fcTL", b"oFFs", b"pCAL", b"sCAL",
            b"sTER", b"gIFg", b"vpAg", b"caNv", b"iDOT", b"CgBI", b"tEXt", b"eXIf", b"IENd",
        ] {
            for place in 1..image.chunks().len() {
                let mut planted = image.clone();
                planted.chunks_mut().insert(place, chunk(kind, &SECRETS.concat()));
                assert_eq!(stripped(FileType::Png, &planted.encoder().bytes()), png);
            }
        }
        let mut planted = image.clone();
        *planted.chunks_mut().last_mut().unwrap() = chunk(b"IEND", SECRETS[0]);
        assert_eq!(stripped(FileType::Png, &planted.encoder().bytes()), png);
    }
    // Parts of an animation in a picture that has none.
    let mut planted = Png::from_bytes(PALETTE.into()).unwrap();
    planted.chunks_mut().insert(2, chunk(b"fdAT", SECRETS[0]));
    planted.chunks_mut().insert(2, chunk(b"fcTL", &[0; 26]));
    assert_eq!(stripped(FileType::Png, &planted.encoder().bytes()), PALETTE);
}

#[test]
fn a_png_keeps_one_of_each_kind_with_its_own_length() {
    let mut image = Png::from_bytes(PALETTE.into()).unwrap();
    for (kind, length) in
        [(b"pHYs", 9), (b"gAMA", 4), (b"cHRM", 32), (b"sRGB", 1), (b"bKGD", 1), (b"sBIT", 3)]
    {
        image.chunks_mut().insert(1, chunk(kind, &[0, 1, 0x7A, 0x26].repeat(8)[..length]));
    }
    let plain = image.clone().encoder().bytes();
    assert_eq!(strip(FileType::Png, &plain).unwrap(), Cow::Borrowed(&*plain));
    image.chunks_mut().insert(7, chunk(b"pHYs", &SECRETS[1][..9]));
    assert_eq!(stripped(FileType::Png, &image.encoder().bytes()), plain);
}

/// A WebP of these chunks.
fn webp(chunks: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let body = [b"WEBP".to_vec(), written(chunks)].concat();
    [b"RIFF".as_slice(), &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
}

fn written(chunks: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let one = |(kind, contents): &(Vec<u8>, Vec<u8>)| {
        let length = u32::try_from(contents.len()).unwrap().to_le_bytes();
        [kind.as_slice(), &length, contents, &vec![0; contents.len() % 2]].concat()
    };
    chunks.iter().map(one).collect::<Vec<_>>().concat()
}

fn read(mut bytes: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut chunks = Vec::new();
    while let [a, b, c, d, e, f, g, h, rest @ ..] = bytes {
        let length = usize::try_from(u32::from_le_bytes([*e, *f, *g, *h])).unwrap();
        chunks.push((vec![*a, *b, *c, *d], rest[..length].to_vec()));
        bytes = &rest[length.next_multiple_of(2)..];
    }
    chunks
}

#[test]
fn needless_chunks_of_a_webp_go() {
    let needless = [b"EXIF", b"XMP ", b"priv", b"ICCP", b"VP8X", b"ANIM"];
    let chunks = read(&MOVING[12..]);
    assert_eq!(webp(&chunks), MOVING);
    for kind in needless {
        for place in 1..=chunks.len() {
            // The first of their kind stay: these come behind.
            let mut planted = chunks.clone();
            let place = if kind == b"ANIM" { place.max(2) } else { place };
            planted.insert(place, (kind.to_vec(), SECRETS.concat()));
            assert_eq!(stripped(FileType::Webp, &webp(&planted)), MOVING);
        }
        for (at, (_, frame)) in chunks.iter().enumerate().filter(|(_, (kind, _))| kind == b"ANMF") {
            let parts = read(&frame[16..]);
            for place in 0..=parts.len() {
                let mut planted = parts.clone();
                planted.insert(place, (kind.to_vec(), SECRETS.concat()));
                let mut whole = chunks.clone();
                whole[at].1 = [&frame[..16], &written(&planted)].concat();
                assert_eq!(stripped(FileType::Webp, &webp(&whole)), MOVING);
            }
        }
    }
    let mut planted = chunks.clone();
    planted[0].1[1..4].copy_from_slice(b"GPS");
    planted[0].1.extend(SECRETS[0]);
    planted[1].1.extend(SECRETS[0]);
    assert_eq!(stripped(FileType::Webp, &webp(&planted)), MOVING);
    // One that has no head for more than its image.
    let mut planted = read(&STILL[12..]);
    for kind in [b"EXIF", b"ALPH", b"ANMF", b"ICCP"] {
        planted.push((kind.to_vec(), SECRETS.concat()));
    }
    assert_eq!(stripped(FileType::Webp, &webp(&planted)), STILL);
}

/// Found by looking: what was kept already must not be gone through anew for every part that comes; this would not end.
#[test]
fn a_picture_of_very_many_parts_is_read_in_one_go() {
    let table = segment(0xDB, &[1; 65]);
    let adobe = segment(0xEE, b"Adobe");
    let many = [table.repeat(100_000), adobe.repeat(1_000_000)].concat();
    let jpeg = [&BASELINE[..2], &many, &BASELINE[2..]].concat();
    assert_eq!(stripped(FileType::Jpeg, &jpeg).len(), BASELINE.len() + table.len() * 100_000);
}
