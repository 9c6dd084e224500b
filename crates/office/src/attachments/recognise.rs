//! What a file is, by its content alone: told by the same lines of core as on the phone, and of images by a look at their
//! size.

use danvan_core::attachment::{ATTACHMENT_PIXELS_MAX, ATTACHMENT_SIDE_MAX, FileType};

/// Why the office does not take a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Its content is of no type that the office takes.
    #[error("no type that is taken")]
    Type,
    /// It begins like an image and cannot be read as one.
    #[error("an image that cannot be read")]
    Unreadable,
    /// It would unfold into more pixels than any page should show.
    #[error("too many pixels")]
    TooManyPixels,
}

/// The type of a file. Of an image only its header is read.
///
/// # Errors
/// Where the office does not take it.
pub fn recognise(bytes: &[u8]) -> Result<FileType, Unfit> {
    let file_type = FileType::of_content(bytes).ok_or(Unfit::Type)?;
    if file_type.is_image() {
        let size = imagesize::blob_size(bytes).map_err(|_| Unfit::Unreadable)?;
        let (width, height) = (size.width as u64, size.height as u64);
        if width == 0 || height == 0 {
            return Err(Unfit::Unreadable);
        }
        let too_long = width.max(height) > ATTACHMENT_SIDE_MAX;
        if too_long || width.saturating_mul(height) > ATTACHMENT_PIXELS_MAX {
            return Err(Unfit::TooManyPixels);
        }
    }
    Ok(file_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        bytes
    }

    #[test]
    fn types_are_told_by_content() {
        let jpeg =
            [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 208, 5, 0, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1, 0xFF, 0xD9];
        assert_eq!(recognise(&jpeg), Ok(FileType::Jpeg));
        assert_eq!(recognise(&png(1280, 720)), Ok(FileType::Png));
        let webp = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x04\0\xcf\x02\0\0\0\0\0";
        assert_eq!(recognise(webp), Ok(FileType::Webp));
        assert_eq!(recognise(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"), Ok(FileType::Pdf));
        // As python-docx and Excel write them: the former with its properties first.
        assert_eq!(recognise(include_bytes!("../../tests/files/properties-first.docx")), Ok(FileType::Docx));
        assert_eq!(recognise(include_bytes!("../../tests/files/sheet.xlsx")), Ok(FileType::Xlsx));
    }

    #[test]
    fn everything_else_is_refused() {
        let html = b"<!DOCTYPE html><script>alert(1)</script>";
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>";
        let cases: [&[u8]; 8] =
            [b"", b"x", html, svg, b"GIF89a\x01\0\x01\0", b"MZ\x90\0", b"#!/bin/sh\n", b"PK\x03\x04\x14\0"];
        for bytes in cases {
            assert_eq!(recognise(bytes), Err(Unfit::Type), "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn images_must_be_readable_and_no_bombs() {
        assert_eq!(recognise(&[0xFF, 0xD8, 0xFF, 0xE0, 0, 16]), Err(Unfit::Unreadable));
        assert_eq!(recognise(&png(0, 10)), Err(Unfit::Unreadable));
        assert_eq!(recognise(&png(20_001, 1)), Err(Unfit::TooManyPixels));
        assert_eq!(recognise(&png(10_000, 10_000)), Err(Unfit::TooManyPixels));
        assert_eq!(recognise(&png(u32::MAX, u32::MAX)), Err(Unfit::TooManyPixels));
        assert_eq!(recognise(&png(8_000, 6_000)), Ok(FileType::Png));
    }
}
