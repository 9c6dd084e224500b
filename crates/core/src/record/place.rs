//! Places within a body.

use serde_json::Value;

use super::{Body, RecordKind};
use crate::entry::FieldPath;

/// A value that is there. A null counts as absent: on the way as text the two cannot be told apart.
pub(crate) fn present(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}

/// What stands at a place of a body.
pub fn read<'b>(kind: RecordKind, body: &'b Body, at: &FieldPath) -> Option<&'b Value> {
    let value = present(body.get(&at.field))?;
    let Some(wanted) = &at.key else { return Some(value) };
    let key = kind.key_of_list(&at.field)?;
    value.as_array()?.iter().find(|item| item.get(key).and_then(Value::as_str) == Some(wanted))
}
