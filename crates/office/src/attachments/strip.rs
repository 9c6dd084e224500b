//! What an image tells beside what it shows: where and when it was taken, by which device, by whom. It goes; what is
//! needed to show the same pixels stays, and which side is up.
//!
//! Only what is known to be needed is kept, each part by its own form and length: a list of what tells something would
//! always lack the newest. What is hidden in the pixels themselves, behind the last of them, or in tables that have their
//! form, is not looked for. Papers (PDF, DOCX, XLSX) are left as they are: they are documents of somebody, and what they
//! tell is part of them.

use std::borrow::Cow;

use danvan_core::attachment::FileType;
use exif::{In, Reader, Tag};

use super::recognise::{Unfit, recognise};

// The fuzz target compiles this file by its path: what belongs to it is named by its path as well.
#[path = "strip/jpeg.rs"]
mod jpeg;
#[path = "strip/png.rs"]
mod png;
#[path = "strip/profile.rs"]
mod profile;
#[path = "strip/webp.rs"]
mod webp;

/// What stands before EXIF in a segment of a JPEG, and sometimes in a chunk of a WebP.
const EXIF: &[u8] = b"Exif\0\0";
/// Which side is up stands at the beginning of EXIF: no more of it is read.
const EXIF_READ_MAX: usize = 64 * 1024;
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
    if kept == bytes {
        return Ok(Cow::Borrowed(bytes));
    }
    for _ in 0..PASSES {
        let again = once(file_type, &kept)?;
        if again == kept {
            // What was taken for an image by a part that goes is none.
            let same = recognise(&kept) == Ok(file_type);
            return same.then_some(Cow::Owned(kept)).ok_or(Unfit::Unreadable);
        }
        kept = again;
    }
    Err(Unfit::Unreadable)
}

fn once(file_type: FileType, bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    match file_type {
        FileType::Png => png::png(bytes),
        FileType::Webp => webp::webp(bytes),
        _ => Ok(jpeg::jpeg(bytes)),
    }
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
