//! A colour profile (ICC) in an image. Photos of phones are pale or glaring without theirs, so that it stays, but only
//! its figures do: texts, date, maker and what programs add of their own (the number of a screen, say) are left out, or
//! the same for everybody.
//!
//! Kept are profiles that reckon with primaries and curves: those of phones, cameras and screens. One that reckons with
//! large tables (printing, some scanners) goes: there is room for anything in it, and such pictures are seen well enough
//! without.

/// Where the table of tags begins, and how many of them are looked at.
const TABLE: usize = 128;
const TAGS_MAX: usize = 100;
/// The points of a curve.
const POINTS_MAX: usize = 4096;
/// The date of every profile: the first day of 2000.
const DATE: [u8; 12] = [0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0];
/// The light that every profile refers to.
const LIGHT: [u8; 12] = [0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D];
/// The date and the texts of the profiles that browsers (Skia) write into what a page has drawn, as the app's own photos.
const DATE_OF_BROWSERS: [u8; 12] = [0x07, 0xE0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0];
const TEXTS_OF_BROWSERS: [&str; 3] = ["sRGB", "Display P3", "Google Inc. 2016"];
/// What a profile of colours, and one of greys, must have.
const COLOURS: [&[u8; 4]; 6] = [b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"];
const GREYS: [&[u8; 4]; 1] = [b"kTRC"];
/// What it may have besides: white, black, how it was adapted, and the number of a colour space of television.
const BESIDES: [&[u8; 4]; 4] = [b"wtpt", b"bkpt", b"chad", b"cicp"];

/// The profile with nothing but its figures; none where it is no profile that reckons with primaries and curves.
pub(super) fn exact(profile: &[u8]) -> Option<Vec<u8>> {
    let header = profile.get(..TABLE).filter(|header| &header[36..40] == b"acsp")?;
    let (class, space, reference) = (&header[12..16], &header[16..20], &header[20..24]);
    if ![b"mntr", b"scnr", b"prtr", b"spac"].iter().any(|known| class == *known) {
        return None;
    }
    let needed: &[&[u8; 4]] = match (space, reference) {
        (b"RGB ", b"XYZ ") => &COLOURS,
        (b"GRAY", b"XYZ " | b"Lab ") => &GREYS,
        _ => return None,
    };
    if is_of_a_browser(profile, needed) {
        return Some(profile.to_vec());
    }
    let mut tags = texts(header[8]);
    for name in needed {
        tags.push((**name, tag(profile, name)?));
    }
    tags.extend(BESIDES.iter().filter_map(|name| Some((**name, tag(profile, name)?))));
    let intent = [0, 0, 0, header[67] & 3];
    let version = [header[8], header[9], 0, 0];
    let parts: [&[u8]; 9] = [&version, class, space, reference, &DATE, b"acsp", &[0; 24], &intent, &LIGHT];
    let described = [parts.concat(), vec![0; 48]].concat();
    written(&described, &tags)
}

/// Whether a profile is as browsers write it, byte by byte, except for its figures: it says nothing of anybody, and the photos
/// that the app has made keep the bytes that their digest is of.
fn is_of_a_browser(profile: &[u8], needed: &[&[u8; 4]]) -> bool {
    let head = |from: usize, to: usize| profile.get(from..to).unwrap_or_default();
    let nothing = [head(4, 8), head(40, 64), head(80, TABLE)].concat().iter().all(|byte| *byte == 0);
    let whole = number(profile, 0) == Some(profile.len());
    let count = number(profile, TABLE).filter(|count| *count <= TAGS_MAX);
    if !(nothing && whole && head(24, 36) == DATE_OF_BROWSERS) {
        return false;
    }
    let Some(entries) = count.and_then(|count| profile.get(TABLE + 4..TABLE + 4 + 12 * count)) else {
        return false;
    };
    // Each value stands behind the one before, or is one that stands there already.
    let mut end = TABLE + 4 + entries.len();
    let fits = entries.chunks_exact(12).all(|entry| {
        let (Some(name), Some(offset), Some(length)) =
            (entry.first_chunk::<4>(), number(entry, 4), number(entry, 8))
        else {
            return false;
        };
        let value = offset.checked_add(length).and_then(|behind| profile.get(offset..behind));
        let known = match name {
            b"desc" | b"cprt" => value.is_some_and(is_text_of_browsers),
            _ => {
                (needed.contains(&name) || BESIDES.contains(&name))
                    && tag(profile, name).is_some_and(|exact| Some(exact.as_slice()) == value)
            }
        };
        let follows = offset == end;
        if follows {
            end += length;
        }
        known && (follows || offset < end)
    });
    fits && end == profile.len() && needed.iter().all(|name| tag(profile, name).is_some())
}

/// Whether a text in one language is one of those that browsers write.
fn is_text_of_browsers(value: &[u8]) -> bool {
    let Some(text) = value.strip_prefix(b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0CenUS".as_slice()) else {
        return false;
    };
    let (Some(length), Some(28), Some(text)) = (number(text, 0), number(text, 4), text.get(8..)) else {
        return false;
    };
    let letters = text.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
    let read = String::from_utf16(&letters.collect::<Vec<_>>());
    length == text.len() && read.is_ok_and(|read| TEXTS_OF_BROWSERS.contains(&read.as_str()))
}

/// The profile of what stands behind its length and the program that it prefers, and of its tags.
fn written(described: &[u8], tags: &[([u8; 4], Vec<u8>)]) -> Option<Vec<u8>> {
    let begin = TABLE + 4 + 12 * tags.len();
    let mut table = u32::try_from(tags.len()).ok()?.to_be_bytes().to_vec();
    let mut data: Vec<u8> = Vec::new();
    for (place, (name, value)) in tags.iter().enumerate() {
        // The curves of the three colours are often one and the same.
        let same = tags[..place].iter().position(|(_, other)| other == value);
        let same = same.and_then(|same| table.get(8 + 12 * same..12 + 12 * same)).map(<[u8]>::to_vec);
        let offset = match same {
            Some(same) => same,
            None => {
                let offset = u32::try_from(begin + data.len()).ok()?;
                data.extend(value);
                data.resize(data.len().next_multiple_of(4), 0);
                offset.to_be_bytes().to_vec()
            }
        };
        table.extend(name);
        table.extend(offset);
        table.extend(u32::try_from(value.len()).ok()?.to_be_bytes());
    }
    let length = u32::try_from(begin + data.len()).ok()?.to_be_bytes();
    Some([length.as_slice(), &[0; 4], described, &table, &data].concat())
}

/// A tag's value, exactly as long as its form says.
fn tag(profile: &[u8], name: &[u8; 4]) -> Option<Vec<u8>> {
    let count = number(profile, TABLE)?.min(TAGS_MAX);
    let mut entries = profile.get(TABLE + 4..)?.chunks_exact(12).take(count);
    let entry = entries.find(|entry| entry.starts_with(name))?;
    let (offset, length) = (number(entry, 4)?, number(entry, 8)?);
    let value = profile.get(offset..offset.checked_add(length)?)?;
    let form: &[u8; 4] = value.first_chunk()?;
    let exact = match (name, form) {
        (b"rXYZ" | b"gXYZ" | b"bXYZ" | b"wtpt" | b"bkpt", b"XYZ ") => 20,
        (b"rTRC" | b"gTRC" | b"bTRC" | b"kTRC", b"curv") => {
            12 + 2 * Some(number(value, 8)?).filter(|points| *points <= POINTS_MAX)?
        }
        (b"rTRC" | b"gTRC" | b"bTRC" | b"kTRC", b"para") => {
            12 + 4 * [1, 3, 4, 5, 7].get(usize::from(u16::from_be_bytes([*value.get(8)?, *value.get(9)?])))?
        }
        (b"chad", b"sf32") => 44,
        (b"cicp", b"cicp") => 12,
        _ => return None,
    };
    let mut value = value.get(..exact)?.to_vec();
    // Kept for later versions of the format.
    value[4..8].fill(0);
    if form == b"para" {
        value[10..12].fill(0);
    }
    Some(value)
}

/// The number of four bytes at this place.
fn number(bytes: &[u8], place: usize) -> Option<usize> {
    let number = bytes.get(place..)?.first_chunk()?;
    usize::try_from(u32::from_be_bytes(*number)).ok()
}

/// The name and the rights that every profile must state, in the form of its version: one letter.
fn texts(version: u8) -> Vec<([u8; 4], Vec<u8>)> {
    if version >= 4 {
        let text = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0CenUS\0\0\0\x02\0\0\0\x1C\0-".to_vec();
        return vec![(*b"desc", text.clone()), (*b"cprt", text)];
    }
    let name = [b"desc\0\0\0\0\0\0\0\x02-\0".as_slice(), &[0; 78]].concat();
    vec![(*b"desc", name), (*b"cprt", b"text\0\0\0\0-\0".to_vec())]
}
