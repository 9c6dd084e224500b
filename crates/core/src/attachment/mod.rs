//! Photos and files of a record. What is known of them stands in the record, as items of its keyed list `attachments`;
//! their bytes travel apart, named by their SHA-256, by the tus protocol (see [`upload`]).

mod brought;
pub mod content;
mod file_type;
mod meta;
pub mod upload;

pub use brought::files_brought_by;
pub use file_type::FileType;
pub use meta::{AttachmentKind, AttachmentMeta, attachments_of, digests_named_by};

pub use crate::record::fields::ATTACHMENTS;

/// The most bytes of one file. The phone scales photos to some 200 KB; scanned papers are larger.
pub const ATTACHMENT_BYTES_MAX: u64 = 10 * 1024 * 1024;
/// The same as screens and guides say it, in MB of a million bytes: nothing of that size is refused.
pub const ATTACHMENT_MB_MAX: u64 = ATTACHMENT_BYTES_MAX / 1_000_000;
/// The most pixels of an image: a small file may unfold into gigabytes in the browser that shows it.
pub const ATTACHMENT_PIXELS_MAX: u64 = 50_000_000;
/// The most pixels along one side of an image.
pub const ATTACHMENT_SIDE_MAX: u64 = 20_000;
/// The most files of one record, as the form allows them.
pub const ATTACHMENTS_MAX: usize = 20;
/// The most hashes in one [`crate::wire::KnownRequest`].
pub const KNOWN_MAX: usize = 1_000;
