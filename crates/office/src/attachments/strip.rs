//! What an image tells beside what it shows: where and when it was taken, by which device, by whom. It goes; what is
//! needed to show the same pixels stays, and which side is up.
//!
//! Only what is known to be needed is kept: a list of what tells something would always lack the newest. Papers (PDF,
//! DOCX, XLSX) are left as they are: they are documents of somebody, and what they tell is part of them.

use std::borrow::Cow;

use bytes::Bytes;
use danvan_core::attachment::FileType;
use exif::{In, Reader, Tag};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::{self, WebP};

use super::recognise::{Unfit, recognise};

/// What stands before EXIF in a segment of a JPEG, and sometimes in a chunk of a WebP.
const EXIF: &[u8] = b"Exif\0\0";
/// Which side is up stands at the beginning of EXIF: no more of it is read.
const EXIF_READ_MAX: usize = 64 * 1024;
/// What a PNG needs to be shown as it is: image, palette, transparency, colours, density, animation.
const PNG_CHUNKS: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];
/// The same of a WebP.
const WEBP_CHUNKS: [[u8; 4]; 7] = [
    webp::CHUNK_VP8X,
    webp::CHUNK_ICCP,
    webp::CHUNK_ANIM,
    webp::CHUNK_ANMF,
    webp::CHUNK_ALPH,
    webp::CHUNK_VP8,
    webp::CHUNK_VP8L,
];
/// The bits of a WebP's header that announce EXIF and XMP.
const WEBP_EXIF: u8 = 0b0000_1000;
const WEBP_XMP: u8 = 0b0000_0100;
/// In a file that does not keep to its form, what lies around a part that goes may read as another such part together. It is
/// looked at so often again; a camera's needs one look.
const PASSES: usize = 8;

/// The file without what it tells of place, time, device and people; the very same bytes where it tells nothing of it.
///
/// # Errors
/// Where it begins like an image and nothing of one is left: no browser would show it either.
pub fn strip(file_type: FileType, bytes: &[u8]) -> Result<Cow<'_, [u8]>, Unfit> {
    if !matches!(file_type, FileType::Jpeg | FileType::Png | FileType::Webp) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut kept = once(file_type, bytes)?;
    if *kept == *bytes {
        return Ok(Cow::Borrowed(bytes));
    }
    for _ in 0..PASSES {
        let again = once(file_type, &kept)?;
        if again == kept {
            // What was taken for an image by a part that goes is none.
            let same = recognise(&kept) == Ok(file_type);
            return same.then(|| Cow::Owned(kept.into())).ok_or(Unfit::Unreadable);
        }
        kept = again;
    }
    Err(Unfit::Unreadable)
}

fn once(file_type: FileType, bytes: &[u8]) -> Result<Bytes, Unfit> {
    let kept = match file_type {
        FileType::Png => png(bytes),
        FileType::Webp => webp(bytes),
        _ => jpeg(bytes).or_else(|_| Ok(torn(bytes))),
    };
    kept.map_err(|_| Unfit::Unreadable)
}

fn jpeg(bytes: &[u8]) -> img_parts::Result<Bytes> {
    let mut image = Jpeg::from_bytes(Bytes::copy_from_slice(bytes))?;
    let exif = image.segments().iter().find_map(|segment| {
        (segment.marker() == markers::APP1).then(|| segment.contents().strip_prefix(EXIF)).flatten()
    });
    let turned = exif.and_then(turned).map(|turned| {
        let contents = [EXIF, &exif_that_says(turned)].concat();
        JpegSegment::new_with_contents(markers::APP1, contents.into())
    });
    let parts = std::mem::take(image.segments_mut());
    let mut kept: Vec<JpegSegment> = parts.into_iter().filter_map(jpeg_segment).collect();
    let place = kept.iter().position(|segment| segment.marker() != markers::APP0).unwrap_or(kept.len());
    kept.splice(place..place, turned);
    *image.segments_mut() = kept;
    Ok(image.encoder().bytes())
}

/// A JPEG that breaks off, or does not keep to its form: browsers show what there is of it. Which side is up is lost with
/// what it tells.
fn torn(bytes: &[u8]) -> Bytes {
    let (beginning, rest) = bytes.split_at(bytes.len().min(2));
    [beginning, &scans(rest)].concat().into()
}

/// What stays of a segment.
fn jpeg_segment(segment: JpegSegment) -> Option<JpegSegment> {
    let (marker, contents) = (segment.marker(), segment.contents());
    match marker {
        // Version and density. The small picture behind them may show what was cut away from the large one.
        markers::APP0 => {
            let head = contents.get(..12).filter(|head| head.starts_with(b"JFIF\0"))?;
            Some(JpegSegment::new_with_contents(marker, [head, &[0, 0]].concat().into()))
        }
        markers::APP2 => contents.starts_with(b"ICC_PROFILE\0").then_some(segment),
        // How the colours are stored.
        markers::APP14 => contents.starts_with(b"Adobe").then_some(segment),
        _ if tells(marker) => None,
        markers::SOS => {
            let (contents, length) = (contents.clone(), segment.len());
            let whole = segment.encoder().bytes();
            let scans = scans(whole.get(length..).unwrap_or_default());
            Some(JpegSegment::new_with_entropy(marker, contents, scans.into()))
        }
        _ => Some(segment),
    }
}

/// Whether a segment is there for programs and people to write into.
fn tells(marker: u8) -> bool {
    matches!(marker, markers::APP0..=markers::APP15 | markers::COM)
}

/// The image from its first scan to its end: what comes behind (another picture, a film) is no part of it.
fn scans(entropy: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(entropy.len());
    let mut rest = entropy;
    while let Some(place) = rest.iter().position(|byte| *byte == markers::P) {
        let (before, from) = rest.split_at(place);
        kept.extend_from_slice(before);
        let Some(marker) = from.get(1).copied() else {
            rest = from;
            break;
        };
        // A marker with a length: its two bytes count themselves.
        let length = match marker {
            0 | 1 | markers::RST0..=markers::RST7 => 2,
            markers::P => 1,
            markers::EOI => {
                kept.extend_from_slice(&[markers::P, marker]);
                return kept;
            }
            _ => match (from.get(2), from.get(3)) {
                (Some(high), Some(low)) => 2 + usize::from(u16::from_be_bytes([*high, *low])),
                _ => from.len(),
            },
        };
        let (segment, behind) = from.split_at(length.min(from.len()));
        if !tells(marker) {
            kept.extend_from_slice(segment);
        }
        rest = behind;
    }
    kept.extend_from_slice(rest);
    kept
}

fn png(bytes: &[u8]) -> img_parts::Result<Bytes> {
    let mut image = Png::from_bytes(Bytes::copy_from_slice(bytes))?;
    let exif = image.chunk_by_type(*b"eXIf").and_then(|chunk| turned(chunk.contents()));
    let turned = exif.map(|turned| PngChunk::new(*b"eXIf", exif_that_says(turned).to_vec().into()));
    let chunks = image.chunks_mut();
    chunks.retain(|chunk| PNG_CHUNKS.contains(&&chunk.kind()));
    let place = chunks.len().min(1);
    chunks.splice(place..place, turned);
    Ok(image.encoder().bytes())
}

fn webp(bytes: &[u8]) -> img_parts::Result<Bytes> {
    let mut image = WebP::from_bytes(Bytes::copy_from_slice(bytes))?;
    let exif = image.chunk_by_id(webp::CHUNK_EXIF).and_then(|chunk| chunk.content().data());
    let turned = exif.and_then(|exif| turned(exif.strip_prefix(EXIF).unwrap_or(exif)));
    let chunks = image.chunks_mut();
    chunks.retain(|chunk| WEBP_CHUNKS.contains(&chunk.id()));
    let turned = turned.map(|turned| exif_that_says(turned).to_vec().into());
    let flags = if turned.is_some() { WEBP_EXIF } else { 0 };
    for chunk in chunks.iter_mut().filter(|chunk| chunk.id() == webp::CHUNK_VP8X) {
        let RiffContent::Data(header) = chunk.content_mut() else { continue };
        let mut written = header.to_vec();
        if let Some(first) = written.first_mut() {
            *first = *first & !(WEBP_EXIF | WEBP_XMP) | flags;
        }
        *header = written.into();
    }
    chunks.extend(turned.map(|exif| RiffChunk::new(webp::CHUNK_EXIF, RiffContent::Data(exif))));
    Ok(image.encoder().bytes())
}

/// Which side is up, where EXIF says that it is not the first one: 2 to 8.
fn turned(exif: &[u8]) -> Option<u8> {
    let read = exif.get(..EXIF_READ_MAX).unwrap_or(exif).to_vec();
    let mut reader = Reader::new();
    let read = reader.continue_on_error(true).read_raw(read);
    let exif = read.or_else(|error| error.distill_partial_result(drop)).ok()?;
    let says = exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)?;
    u8::try_from(says).ok().filter(|says| (2..=8).contains(says))
}

/// EXIF that says which side is up, and nothing else: one directory with one entry.
fn exif_that_says(turned: u8) -> [u8; 26] {
    let mut exif = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    exif[18] = turned;
    exif
}

#[cfg(test)]
#[path = "strip/tests.rs"]
mod tests;
