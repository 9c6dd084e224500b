//! Taking values out of JSON objects.

use crate::text::parse_date;
use chrono::NaiveDate;
use serde_json::Value;

/// What stands in the way of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The field is missing or holds something else than it should.
    Field(&'static str),
    /// The field holds a code that this version does not know: another one wrote it.
    Code(&'static str),
}

impl Wrong {
    /// The field.
    pub fn field(self) -> &'static str {
        let (Self::Field(field) | Self::Code(field)) = self;
        field
    }
}

/// What reading gives.
pub(crate) type Read<T> = Result<T, Wrong>;

/// A JSON object.
#[derive(Clone, Copy)]
pub(crate) struct Node<'json>(pub &'json Value);

impl<'json> Node<'json> {
    fn str(self, key: &str) -> Option<&'json str> {
        self.0.get(key)?.as_str()
    }

    fn values(self, key: &str) -> &'json [Value] {
        self.0.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether the field is there.
    pub fn has(self, key: &str) -> bool {
        self.0.get(key).is_some()
    }

    /// A text that must be there.
    pub fn text(self, key: &'static str) -> Read<String> {
        self.maybe(key).ok_or(Wrong::Field(key))
    }

    /// A text that may be missing.
    pub fn maybe(self, key: &str) -> Option<String> {
        self.str(key).map(str::to_owned)
    }

    /// A list of texts; a missing one is empty.
    pub fn texts(self, key: &str) -> Vec<String> {
        self.values(key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// A day that may be missing, but not be wrong.
    pub fn day(self, key: &'static str) -> Read<Option<NaiveDate>> {
        self.str(key).map(parse_date).transpose().map_err(|_| Wrong::Field(key))
    }

    /// A day that must be there.
    pub fn required_day(self, key: &'static str) -> Read<NaiveDate> {
        self.day(key)?.ok_or(Wrong::Field(key))
    }

    /// A whole number; a missing one is nought.
    pub fn number(self, key: &str) -> i64 {
        self.0.get(key).and_then(Value::as_i64).unwrap_or_default()
    }

    /// A small whole number, such as a number of decimals; a missing one is nought.
    pub fn small(self, key: &'static str) -> Read<u8> {
        u8::try_from(self.number(key)).map_err(|_| Wrong::Field(key))
    }

    /// A yes or no; a missing one is no.
    pub fn flag(self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_bool).unwrap_or_default()
    }

    /// A code of a fixed list.
    pub fn code<T>(self, key: &'static str, find: fn(&str) -> Option<T>) -> Read<T> {
        find(self.str(key).ok_or(Wrong::Field(key))?).ok_or(Wrong::Code(key))
    }

    /// An object that may be missing.
    pub fn node(self, key: &str) -> Option<Self> {
        self.0.get(key).filter(|value| value.is_object()).map(Node)
    }

    /// A list of objects; a missing one is empty. An item with a code of another version is not known here: it is left
    /// out, and lookups answer with its identifier, as for one that the catalogue never had. The device keeps the
    /// catalogue's text, so that a newer app finds all of it.
    pub fn list<T>(self, key: &str, read: fn(Node<'_>) -> Read<T>) -> Read<Vec<T>> {
        let values = self.values(key);
        let mut list = Vec::with_capacity(values.len());
        for value in values {
            match read(Node(value)) {
                Ok(item) => list.push(item),
                Err(Wrong::Code(_)) => {}
                Err(wrong) => return Err(wrong),
            }
        }
        Ok(list)
    }
}
