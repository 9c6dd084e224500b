//! The form in which values stand in the store: one mark for the form, then the value. Today the value itself;
//! sealing it later changes this room.

/// The mark of a value that stands as it is.
const PLAIN: char = '1';

/// The value as it is stored.
pub fn seal(value: &str) -> String {
    let mut sealed = String::with_capacity(value.len() + 1);
    sealed.push(PLAIN);
    sealed.push_str(value);
    sealed
}

/// The value back from the store; `None` where a newer version wrote it in a form that this one cannot read.
pub fn open(sealed: &str) -> Option<String> {
    sealed.strip_prefix(PLAIN).map(str::to_owned)
}
