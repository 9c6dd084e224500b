//! Photos and files on the device. Bytes lie under their SHA-256; beside them a row says whose they are and what has
//! become of them. A file belongs to a draft from the moment it is taken, and to a record once an entry names it: only
//! then does it go to the office, and from then on its row is never dropped, and its bytes not before the office has
//! them safely ([`forget`]).

mod fates;
mod forget;
mod owners;
mod row;

pub use fates::{keep, status, to_send};
pub use forget::forget;
pub use owners::{drop_draft, let_go, name_in, sweep, take, taken_by};
pub use row::{FileRow, of};

use danvan_core::attachment::{ATTACHMENTS, AttachmentMeta, attachments_of};
use danvan_core::entry::{Action, FieldChange};
use danvan_core::ids::Digest;
use serde_json::Value;

/// The files that an entry names.
pub fn named_by(action: &Action) -> Vec<Digest> {
    metas_named_by(action).into_iter().map(|meta| meta.sha256).collect()
}

fn metas_named_by(action: &Action) -> Vec<AttachmentMeta> {
    match action {
        Action::Create { body, .. } => attachments_of(body),
        Action::Change { fields } | Action::Move { fields, .. } => {
            fields.iter().flat_map(metas_of_change).collect()
        }
        _ => Vec::new(),
    }
}

/// The files that an entry brings: those that its author did not have before them in the record.
pub fn brought_by(action: &Action) -> Vec<AttachmentMeta> {
    let seen: Vec<Digest> = match action {
        Action::Change { fields } | Action::Move { fields, .. } => fields
            .iter()
            .flat_map(|change| metas_of(change, change.seen.as_ref()))
            .map(|meta| meta.sha256)
            .collect(),
        _ => Vec::new(),
    };
    metas_named_by(action).into_iter().filter(|meta| !seen.contains(&meta.sha256)).collect()
}

fn metas_of_change(change: &FieldChange) -> Vec<AttachmentMeta> {
    metas_of(change, change.written.as_ref())
}

fn metas_of(change: &FieldChange, value: Option<&Value>) -> Vec<AttachmentMeta> {
    if change.at.field != ATTACHMENTS {
        return Vec::new();
    }
    let items = match value {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(item) => vec![item],
        None => Vec::new(),
    };
    items.into_iter().filter_map(Value::as_object).filter_map(AttachmentMeta::of_item).collect()
}
