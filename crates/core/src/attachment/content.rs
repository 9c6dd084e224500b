//! What a file is, by its bytes alone: on the phone before it is kept, and at the office when it has arrived, by the same
//! lines. Names, endings and media types are what somebody says of a file, or nobody: a gallery hands photos over as
//! `image:22`, a chat as `1000023456` with `application/octet-stream`.
//!
//! Archives are read by `rawzip`: it finds an archive's own list from its end, also behind a comment and in the large
//! form, without unpacking anything and without code of its own for compression, and it depends on nothing.

use rawzip::ZipArchive;

use super::FileType;

/// How many bytes from its beginning tell what a file is, unless it is an archive ([`is_archive`]).
pub const HEAD_BYTES: usize = 1_024;
/// So many parts of an archive are looked at; a document has some dozens, one with many pictures some hundreds.
const PARTS_MAX: usize = 20_000;
/// The part that every document of Office Open XML has, whatever its order.
const CONTENT_TYPES: &str = "[Content_Types].xml";

impl FileType {
    /// The type of a file that the office takes, by its content. Whether an image can be read is another question.
    pub fn of_content(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ if is_pdf(bytes) => Some(Self::Pdf),
            _ if is_archive(bytes) => office_document(bytes),
            _ => None,
        }
    }
}

/// Whether a file is an archive: what is in it stands at its end, so that its whole content is needed.
pub fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// Whether a file is a picture that browsers may be able to draw, of a type that the office takes or of another that
/// cameras and screens write (GIF, BMP, TIFF, AVIF, HEIC): the phone draws it and encodes it anew.
pub fn is_picture(head: &[u8]) -> bool {
    if FileType::of_content(head).is_some_and(FileType::is_image) {
        return true;
    }
    match head {
        [b'G', b'I', b'F', b'8', ..] | [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => true,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => true,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
            let brands: [&[u8]; 7] = [b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1"];
            brands.iter().any(|known| brand.starts_with(known))
        }
        _ => false,
    }
}

/// A mark of the byte order or white space may stand before it, as some scanners write.
fn is_pdf(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    head.trim_ascii_start().starts_with(b"%PDF-")
}

/// The part of a document with macros (DOCM, XLSM), in whatever folder: what runs on the reader's machine is not taken.
const MACROS: &[u8] = b"vbaproject.bin";

/// The kind of document that an archive's own list names the parts of.
fn office_document(bytes: &[u8]) -> Option<FileType> {
    let archive = ZipArchive::from_slice(bytes).ok()?;
    let (mut is_document, mut found) = (false, None);
    for part in archive.entries().take(PARTS_MAX) {
        let part = part.ok()?;
        let path = part.file_path();
        let name = path.as_ref();
        if name.to_ascii_lowercase().ends_with(MACROS) {
            return None;
        }
        is_document |= name == CONTENT_TYPES.as_bytes();
        found = found.or_else(|| match () {
            () if name.starts_with(b"word/") => Some(FileType::Docx),
            () if name.starts_with(b"xl/") => Some(FileType::Xlsx),
            () => None,
        });
    }
    found.filter(|_| is_document)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An archive of empty parts with these names, in this order.
    fn archive(names: &[&str], comment: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut list = Vec::new();
        for name in names {
            let begin = u32::try_from(bytes.len()).unwrap();
            let length = u16::try_from(name.len()).unwrap().to_le_bytes();
            bytes.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            bytes.extend(length);
            bytes.extend([0, 0]);
            bytes.extend(name.as_bytes());
            list.extend(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            list.extend(length);
            list.extend([0; 12]);
            list.extend(begin.to_le_bytes());
            list.extend(name.as_bytes());
        }
        let (begin, parts) = (bytes.len(), u16::try_from(names.len()).unwrap().to_le_bytes());
        bytes.extend(&list);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend([parts, parts].concat());
        bytes.extend(u32::try_from(list.len()).unwrap().to_le_bytes());
        bytes.extend(u32::try_from(begin).unwrap().to_le_bytes());
        bytes.extend(u16::try_from(comment.len()).unwrap().to_le_bytes());
        bytes.extend(comment.as_bytes());
        bytes
    }

    const WORD: [&str; 6] = [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "docProps/app.xml",
        "customXml/item1.xml",
        "word/document.xml",
    ];

    #[test]
    fn documents_are_known_by_the_archive_s_own_list() {
        assert_eq!(FileType::of_content(&archive(&WORD, "")), Some(FileType::Docx));
        assert_eq!(FileType::of_content(&archive(&WORD, "viết bằng python-docx")), Some(FileType::Docx));
        let sheet = ["docProps/app.xml", "xl/workbook.xml", "[Content_Types].xml"];
        assert_eq!(FileType::of_content(&archive(&sheet, "")), Some(FileType::Xlsx));
        let slides = ["[Content_Types].xml", "ppt/presentation.xml"];
        for names in [&["a.txt"][..], &["word/document.xml"], &slides, &[]] {
            assert_eq!(FileType::of_content(&archive(names, "")), None, "{names:?}");
        }
        let whole = archive(&WORD, "");
        assert_eq!(FileType::of_content(&whole[..whole.len() - 40]), None, "cut off on its way");
    }

    #[test]
    fn documents_with_macros_are_none_of_the_types() {
        for part in ["word/vbaProject.bin", "xl/vbaProject.bin", "word/VBAPROJECT.BIN"] {
            let first = [&[part], &WORD[..]].concat();
            let last = [&WORD[..], &[part]].concat();
            assert_eq!(FileType::of_content(&archive(&first, "")), None, "{part} first");
            assert_eq!(FileType::of_content(&archive(&last, "")), None, "{part} last");
        }
        let about = [&WORD[..], &["word/media/vbaProject.png"]].concat();
        assert_eq!(FileType::of_content(&archive(&about, "")), Some(FileType::Docx));
    }

    #[test]
    fn photos_and_papers_are_known_by_their_first_bytes() {
        assert_eq!(FileType::of_content(b"\xFF\xD8\xFF\xE0\0\x10JFIF"), Some(FileType::Jpeg));
        assert_eq!(FileType::of_content(b"\x89PNG\r\n\x1a\n\0"), Some(FileType::Png));
        assert_eq!(FileType::of_content(b"RIFF\x1e\0\0\0WEBPVP8 "), Some(FileType::Webp));
        assert_eq!(FileType::of_content(b"%PDF-1.7\n"), Some(FileType::Pdf));
        assert_eq!(FileType::of_content(b"\xEF\xBB\xBF\r\n%PDF-1.4\n"), Some(FileType::Pdf));
        for other in [&b""[..], b"x", b"GIF89a\x01\0", b"MZ\x90\0", b"<svg/>", b"RIFF\x1e\0\0\0WAVE"] {
            assert_eq!(FileType::of_content(other), None);
        }
    }

    #[test]
    fn pictures_of_other_types_are_the_browser_s_to_draw() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0";
        for picture in
            [&b"GIF89a"[..], b"BM\x36\0\x0c\0\0\0\0\0\x36", b"II*\0", b"MM\0*", heic, b"\xFF\xD8\xFF\xDB"]
        {
            assert!(is_picture(picture), "{picture:?}");
        }
        for other in [&b"%PDF-1.7"[..], b"PK\x03\x04", b"\0\0\0\x18ftypmp42", b"BMW", b""] {
            assert!(!is_picture(other), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn the_order_of_the_parts_says_nothing(names in Just(WORD.to_vec()).prop_shuffle(), comment in "[ -~]{0,40}") {
            prop_assert_eq!(FileType::of_content(&archive(&names, &comment)), Some(FileType::Docx));
        }

        #[test]
        fn whatever_the_bytes_are_there_is_an_answer(
            bytes in prop::collection::vec(any::<u8>(), 0..300), cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), to: u8,
        ) {
            let _ = (FileType::of_content(&bytes), is_picture(&bytes));
            let mut spoilt = archive(&WORD, "");
            let spot = at.index(spoilt.len());
            spoilt[spot] = to;
            let cut = cut.index(spoilt.len());
            let _ = (FileType::of_content(&spoilt), FileType::of_content(&spoilt[..cut]), FileType::of_content(&spoilt[cut..]));
        }
    }
}
