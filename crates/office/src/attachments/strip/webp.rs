//! A WebP: image, transparency, colours, animation. Of a frame of an animation the same holds as of the whole.

use bytes::Bytes;
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::{
    CHUNK_ALPH, CHUNK_ANIM, CHUNK_ANMF, CHUNK_EXIF, CHUNK_ICCP, CHUNK_VP8, CHUNK_VP8L, CHUNK_VP8X, WebP,
};

use super::{EXIF, Unfit, exif_that_says, profile, turned};

/// The bits of a WebP's header that announce an animation, XMP, EXIF, transparency and a colour profile.
const SAYS_ANIMATION: u8 = 0b0000_0010;
const SAYS_EXIF: u8 = 0b0000_1000;
const SAYS_TRANSPARENCY: u8 = 0b0001_0000;
const SAYS_COLOURS: u8 = 0b0010_0000;
/// The bits of a frame that say how it is laid over the one before.
const FRAME_BITS: u8 = 0b0000_0011;

/// The WebP with nothing but what is needed to show it.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn webp(bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    let image = WebP::from_bytes(Bytes::copy_from_slice(bytes));
    let mut image = image.map_err(|_| Unfit::Unreadable)?;
    // Without this one a decoder looks at nothing but the image.
    let extended = image.has_chunk(CHUNK_VP8X);
    let exif = image.chunk_by_id(CHUNK_EXIF).filter(|_| extended).and_then(|chunk| chunk.content().data());
    let turned = exif.and_then(|exif| turned(exif.strip_prefix(EXIF).unwrap_or(exif)));
    let chunks = std::mem::take(image.chunks_mut());
    let mut seen: Vec<[u8; 4]> = Vec::new();
    let mut kept: Vec<RiffChunk> = Vec::new();
    for chunk in chunks {
        let id = chunk.id();
        if seen.contains(&id) {
            continue;
        }
        let Some(exact) = chunk.content().data().and_then(|contents| exact(id, contents, extended)) else {
            continue;
        };
        if id != CHUNK_ANMF {
            seen.push(id);
        }
        kept.push(RiffChunk::new(id, RiffContent::Data(exact)));
    }
    let mut says = SAYS_ANIMATION | SAYS_TRANSPARENCY;
    if seen.contains(&CHUNK_ICCP) {
        says |= SAYS_COLOURS;
    }
    for chunk in kept.iter_mut().filter(|chunk| chunk.id() == CHUNK_VP8X) {
        let RiffContent::Data(header) = chunk.content_mut() else { continue };
        let mut written = header.to_vec();
        written[0] = written[0] & says | if turned.is_some() { SAYS_EXIF } else { 0 };
        *header = written.into();
    }
    let up = turned.map(|turned| exif_that_says(turned).to_vec().into());
    kept.extend(up.map(|up| RiffChunk::new(CHUNK_EXIF, RiffContent::Data(up))));
    *image.chunks_mut() = kept;
    Ok(image.encoder().bytes().into())
}

/// What stays of a chunk's contents.
fn exact(id: [u8; 4], contents: &Bytes, extended: bool) -> Option<Bytes> {
    match id {
        CHUNK_VP8 | CHUNK_VP8L => Some(contents.clone()),
        _ if !extended => None,
        CHUNK_VP8X => {
            let mut header = contents.get(..10)?.to_vec();
            // Kept for later versions of the format.
            header[1..4].fill(0);
            Some(header.into())
        }
        CHUNK_ICCP => profile::exact(contents).map(Bytes::from),
        CHUNK_ANIM => contents.get(..6).map(Bytes::copy_from_slice),
        CHUNK_ALPH => Some(contents.clone()),
        CHUNK_ANMF => frame(contents),
        _ => None,
    }
}

/// A frame of an animation: where it lies and how long it is shown, its transparency, its image.
fn frame(contents: &[u8]) -> Option<Bytes> {
    let (place, parts) = contents.split_at_checked(16)?;
    let mut kept = place.to_vec();
    kept[15] &= FRAME_BITS;
    // Its parts are read as those of a file.
    let length = u32::try_from(parts.len() + 4).ok()?.to_le_bytes();
    let file = [b"RIFF".as_slice(), &length, b"WEBP", parts].concat();
    let parts = RiffChunk::from_bytes(file.into()).ok()?;
    let (_, parts) = parts.content().list()?;
    let first = |id| parts.iter().find(|part| part.id() == id && part.content().data().is_some());
    let image = parts.iter().find(|part| matches!(part.id(), CHUNK_VP8 | CHUNK_VP8L))?;
    for part in first(CHUNK_ALPH).into_iter().chain([image]) {
        kept.extend(part.clone().encoder().bytes());
    }
    Some(kept.into())
}
