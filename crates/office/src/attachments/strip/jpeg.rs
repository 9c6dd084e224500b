//! A JPEG: the segments that a decoder needs, each as long as its own form says, and the data of its scans.
//!
//! Read as browsers read it (libjpeg): what is no segment counts only within the data of a scan, and a marker that is
//! none of the image's own ends that data.

use img_parts::jpeg::markers::{self, APP0, APP1, APP2, APP14, DAC, DHT, DNL, DQT, DRI, EOI, P, SOI, SOS};

use super::{EXIF, exif_that_says, profile, turned};

/// What stands before a part of a colour profile; its number and the number of parts follow, a byte each.
const PROFILE: &[u8] = b"ICC_PROFILE\0";
/// What stands before how colours are stored: the name, and version and flags as every program of today writes them.
const ADOBE: &[u8] = b"Adobe";
const ADOBE_HEAD: &[u8] = b"Adobe\0\x64\0\0\0\0";
/// More components, and more places for the conditions of arithmetic coding, no browser takes.
const COMPONENTS_MAX: usize = 4;
const CONDITIONS_MAX: usize = 8;

/// The JPEG with nothing but what is needed to show it. One that breaks off, or does not keep to its form, keeps what
/// browsers show of it.
pub(super) fn jpeg(bytes: &[u8]) -> Vec<u8> {
    let (beginning, rest) = bytes.split_at(bytes.len().min(2));
    let mut kept = Kept::default();
    kept.read(rest);
    let Kept { mut head, body, exif, profile, .. } = kept;
    let place = head.iter().position(|(marker, _)| *marker != APP0).unwrap_or(head.len());
    // One segment has room for every profile that is left.
    let colours = profile.whole().and_then(|profile| profile::exact(&profile));
    let colours = colours.map(|colours| (APP2, [PROFILE, &[1, 1], &colours].concat()));
    let up = exif.and_then(|exif| turned(&exif));
    let up = up.map(|turned| (APP1, [EXIF, &exif_that_says(turned)].concat()));
    head.splice(place..place, up.into_iter().chain(colours));
    let head = head.into_iter().map(|(marker, contents)| written(marker, &contents));
    [beginning, &head.collect::<Vec<_>>().concat(), &body].concat()
}

/// A segment as it stands in a file.
fn written(marker: u8, contents: &[u8]) -> Vec<u8> {
    // What stays of a segment is no longer than it was, and what is written anew is short.
    let length = u16::try_from(contents.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
    [&[P, marker], length.as_slice(), contents].concat()
}

/// A colour profile, in the parts that it came in.
#[derive(Default)]
struct Profile {
    parts: Vec<(u8, u8, Vec<u8>)>,
}

impl Profile {
    /// The profile, where all of its parts are there, each once.
    fn whole(mut self) -> Option<Vec<u8>> {
        self.parts.sort_by_key(|(number, _, _)| *number);
        let count = self.parts.len();
        let mut parts = self.parts.iter().zip(1_usize..);
        let all =
            parts.all(|((number, of, _), place)| usize::from(*number) == place && usize::from(*of) == count);
        (all && count > 0).then(|| self.parts.into_iter().flat_map(|(_, _, part)| part).collect())
    }
}

/// What stays of a JPEG, and where in it the reading stands.
#[derive(Default)]
struct Kept {
    /// The segments before the first scan.
    head: Vec<(u8, Vec<u8>)>,
    /// Everything from the first scan on, as it is written.
    body: Vec<u8>,
    exif: Option<Vec<u8>>,
    profile: Profile,
    /// Of which of these there is one already, and no more than one.
    density: bool,
    adobe: bool,
    frame: bool,
    /// Whether a scan goes on, so that a mark to begin again within it counts.
    scanning: bool,
    /// Whether bytes that belong to no segment are data of the scan.
    drawn: bool,
}

impl Kept {
    fn read(&mut self, mut rest: &[u8]) {
        while let Some(place) = rest.iter().position(|byte| *byte == P) {
            let (before, from) = rest.split_at(place);
            self.data(before);
            let Some(marker) = from.get(1).copied() else {
                rest = from;
                break;
            };
            let step = match marker {
                P => 1,
                0 => 2,
                // What comes behind the end, or begins another picture, is no part of this one.
                EOI => return self.ends(),
                SOI if !self.body.is_empty() => return self.ends(),
                SOI | 1..=0xBF | markers::RST0..=markers::RST7 => {
                    self.mark(marker);
                    rest = from.split_at(2).1;
                    continue;
                }
                _ => {
                    let Some(length) = self.segment(marker, from) else { return self.ends() };
                    rest = from.split_at(length).1;
                    continue;
                }
            };
            let (data, behind) = from.split_at(step);
            self.data(data);
            rest = behind;
        }
        self.data(rest);
        if !self.drawn && !self.body.is_empty() {
            self.ends();
        }
    }

    fn ends(&mut self) {
        self.body.extend([P, EOI]);
    }

    /// Bytes of no segment.
    fn data(&mut self, bytes: &[u8]) {
        if self.drawn {
            self.body.extend_from_slice(bytes);
        }
    }

    /// A marker without contents. A decoder that finds one it does not know in a scan waits for the next place where it
    /// can begin again: the marker stays, so that it does, and what lies between goes.
    fn mark(&mut self, marker: u8) {
        let again = (markers::RST0..=markers::RST7).contains(&marker);
        if self.drawn || again && self.scanning {
            self.body.extend([P, marker]);
        }
        self.drawn = again && self.scanning;
    }

    /// A segment at the beginning of these bytes; how many of them are read. None where the file breaks off in it.
    fn segment(&mut self, marker: u8, from: &[u8]) -> Option<usize> {
        let length = from.get(2..4).map(|length| usize::from(u16::from_be_bytes([length[0], length[1]])));
        let contents = length.and_then(|length| from.get(4..2 + length));
        if marker == SOS {
            return Some(self.scan(contents));
        }
        (self.drawn, self.scanning) = (false, false);
        if length.is_some_and(|length| length < 2) {
            return Some(2);
        }
        let contents = contents?;
        if let Some(exact) = self.exact(marker, contents) {
            if self.body.is_empty() {
                self.head.push((marker, exact));
            } else {
                self.body.extend(written(marker, &exact));
            }
        }
        Some(4 + contents.len())
    }

    /// The beginning of a scan. One without its form is left to the decoder, like all data of scans.
    fn scan(&mut self, contents: Option<&[u8]>) -> usize {
        (self.drawn, self.scanning) = (true, true);
        let exact = contents.and_then(|contents| listed(contents, 0, |components| 4 + 2 * components));
        match (exact, contents) {
            (Some(exact), Some(contents)) => {
                self.body.extend(written(SOS, exact));
                4 + contents.len()
            }
            _ => {
                self.body.extend([P, SOS]);
                2
            }
        }
    }

    /// What stays of a segment's contents.
    fn exact(&mut self, marker: u8, contents: &[u8]) -> Option<Vec<u8>> {
        let begun = !self.body.is_empty();
        let exact = match marker {
            // Version and density. The small picture behind them may show what was cut away from the large one.
            APP0 if !begun && !self.density => {
                let head = contents.get(..12).filter(|head| head.starts_with(b"JFIF\0"))?;
                self.density = true;
                return Some([head, &[0, 0]].concat());
            }
            APP1 if !begun => {
                self.exif = self.exif.take().or_else(|| contents.strip_prefix(EXIF).map(<[u8]>::to_vec));
                None
            }
            APP2 if !begun => {
                if let Some([number, of, part @ ..]) = contents.strip_prefix(PROFILE) {
                    self.profile.parts.push((*number, *of, part.to_vec()));
                }
                None
            }
            APP14 if !begun && !self.adobe && contents.starts_with(ADOBE) => {
                let stored = contents.get(ADOBE_HEAD.len()).filter(|stored| **stored <= 2)?;
                self.adobe = true;
                return Some([ADOBE_HEAD, &[*stored]].concat());
            }
            DQT => tables(contents, quantisation),
            DHT => tables(contents, huffman),
            DAC => tables(contents.get(..2 * CONDITIONS_MAX).unwrap_or(contents), conditions),
            DRI => contents.get(..2),
            DNL if begun => contents.get(..2),
            _ if is_frame(marker) && !self.frame => {
                let exact = listed(contents, 5, |components| 6 + 3 * components);
                self.frame = exact.is_some();
                exact
            }
            _ => None,
        };
        exact.map(<[u8]>::to_vec)
    }
}

/// Whether a segment says how large the image is, and of what.
fn is_frame(marker: u8) -> bool {
    matches!(marker, markers::SOF0..=markers::SOF15) && !matches!(marker, DHT | markers::JPG | DAC)
}

/// Contents that list components, whose number stands at this place.
fn listed(contents: &[u8], place: usize, length: impl Fn(usize) -> usize) -> Option<&[u8]> {
    let components = usize::from(*contents.get(place)?);
    (1..=COMPONENTS_MAX).contains(&components).then(|| contents.get(..length(components))).flatten()
}

/// The tables that a segment holds one after the other, without what is none.
fn tables(contents: &[u8], length: impl Fn(&[u8]) -> Option<usize>) -> Option<&[u8]> {
    let mut rest = contents;
    while let Some((_, behind)) = length(rest).and_then(|length| rest.split_at_checked(length)) {
        rest = behind;
    }
    let (tables, _) = contents.split_at(contents.len() - rest.len());
    (!tables.is_empty()).then_some(tables)
}

/// A table's kind and its place, a half byte each, where there is such a kind and place.
fn kind(table: &[u8]) -> Option<u8> {
    let first = *table.first()?;
    (first >> 4 <= 1 && first & 15 <= 3).then_some(first >> 4)
}

fn quantisation(table: &[u8]) -> Option<usize> {
    Some(1 + 64 * (1 + usize::from(kind(table)?)))
}

fn huffman(table: &[u8]) -> Option<usize> {
    kind(table)?;
    let values = table.get(1..17)?.iter().map(|count| usize::from(*count)).sum::<usize>();
    (values <= 256).then_some(17 + values)
}

fn conditions(table: &[u8]) -> Option<usize> {
    kind(table).map(|_| 2)
}
