//! A PNG: image, palette, transparency, colours, density, animation, each chunk in the form of its kind.

use bytes::Bytes;
use img_parts::ImageICC;
use img_parts::png::{Png, PngChunk};

use super::{Unfit, exif_that_says, profile, turned};

/// The kinds of which there may be many.
const REPEATED: [&[u8; 4]; 3] = [b"IDAT", b"fcTL", b"fdAT"];
/// Where the header says how many bits a number has, and how colours are stored.
const DEPTH: usize = 8;
const COLOUR: usize = 9;
/// Ways to store colours.
const GREY: u8 = 0;
const RGB: u8 = 2;
const PALETTE: u8 = 3;
const GREY_SEEN_THROUGH: u8 = 4;
const RGB_SEEN_THROUGH: u8 = 6;

/// The PNG with nothing but what is needed to show it.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn png(bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    let image = Png::from_bytes(Bytes::copy_from_slice(bytes));
    let mut image = image.map_err(|_| Unfit::Unreadable)?;
    let exif = image.chunk_by_type(*b"eXIf").and_then(|chunk| turned(chunk.contents()));
    let turned = exif.map(|turned| PngChunk::new(*b"eXIf", exif_that_says(turned).to_vec().into()));
    let colours = image.icc_profile().and_then(|profile| profile::exact(&profile));
    let chunks = image.chunks_mut();
    let head = chunks.first().filter(|chunk| chunk.kind() == *b"IHDR" && chunk.contents().len() == 13);
    let stored = head.and_then(|head| head.contents().get(DEPTH..=COLOUR)).ok_or(Unfit::Unreadable)?;
    let (depth, colour) = (stored[0], stored[1]);
    // Without this one the parts of an animation are shown by nobody.
    let moves = chunks.iter().any(|chunk| chunk.kind() == *b"acTL" && chunk.contents().len() == 8);
    let mut seen: Vec<[u8; 4]> = Vec::new();
    chunks.retain(|chunk| {
        let kind = chunk.kind();
        let fits = match &kind {
            b"fcTL" | b"fdAT" if !moves => false,
            _ => fits(kind, chunk.contents(), depth, colour),
        };
        let stays = fits && !seen.contains(&kind);
        if stays && !REPEATED.contains(&&kind) {
            seen.push(kind);
        }
        stays
    });
    // The end says nothing.
    for end in chunks.iter_mut().filter(|chunk| chunk.kind() == *b"IEND") {
        *end = PngChunk::new(*b"IEND", Bytes::new());
    }
    if let Some(colours) = colours {
        // Packed anew, under a name that says nothing.
        image.set_icc_profile(Some(colours.into()));
    }
    image.chunks_mut().splice(1..1, turned);
    Ok(image.encoder().bytes().into())
}

/// Whether a chunk is needed and has the form of its kind. A decoder passes over one of another length.
fn fits(kind: [u8; 4], contents: &[u8], depth: u8, colour: u8) -> bool {
    let length = contents.len();
    // So many colours can be named by the numbers of a pixel.
    let colours = 1_usize << depth.min(8);
    match (&kind, colour) {
        (b"IDAT" | b"IEND", _) => true,
        // Beside other ways to store colours it is a hint for screens of long ago.
        (b"PLTE", PALETTE) => length.is_multiple_of(3) && (1..=colours).contains(&(length / 3)),
        (b"tRNS", PALETTE) => (1..=colours).contains(&length),
        (b"bKGD", PALETTE) | (b"sBIT", GREY) | (b"sRGB", _) => length == 1,
        (b"tRNS" | b"bKGD", GREY) | (b"bKGD" | b"sBIT", GREY_SEEN_THROUGH) => length == 2,
        (b"sBIT", RGB | PALETTE) => length == 3,
        (b"sBIT", RGB_SEEN_THROUGH) | (b"gAMA" | b"cICP", _) => length == 4,
        (b"tRNS" | b"bKGD", RGB) | (b"bKGD", RGB_SEEN_THROUGH) => length == 6,
        (b"acTL", _) => length == 8,
        (b"pHYs", _) => length == 9,
        (b"IHDR", _) => length == 13,
        (b"fcTL", _) => length == 26,
        (b"fdAT", _) => length >= 4,
        (b"cHRM", _) => length == 32 && contents.chunks_exact(4).all(is_share),
        _ => false,
    }
}

/// Whether four bytes are a place among the colours that can be seen, in hundred thousandths: hardly more than one.
fn is_share(number: &[u8]) -> bool {
    number.first_chunk().is_some_and(|number| u32::from_be_bytes(*number) <= 150_000)
}
