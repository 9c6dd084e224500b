//! Taking values out of JSON objects.

use crate::text::parse_date;
use chrono::NaiveDate;
use serde_json::Value;

/// The field that is missing or holds something else than it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrongField(pub &'static str);

/// What reading gives.
pub(crate) type Read<T> = Result<T, WrongField>;

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

    /// A text that must be there.
    pub fn text(self, key: &'static str) -> Read<String> {
        self.maybe(key).ok_or(WrongField(key))
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
        self.str(key).map(parse_date).transpose().map_err(|_| WrongField(key))
    }

    /// A day that must be there.
    pub fn required_day(self, key: &'static str) -> Read<NaiveDate> {
        self.day(key)?.ok_or(WrongField(key))
    }

    /// A whole number; a missing one is nought.
    pub fn number(self, key: &str) -> i64 {
        self.0.get(key).and_then(Value::as_i64).unwrap_or_default()
    }

    /// A small whole number, such as a number of decimals; a missing one is nought.
    pub fn small(self, key: &'static str) -> Read<u8> {
        u8::try_from(self.number(key)).map_err(|_| WrongField(key))
    }

    /// A yes or no; a missing one is no.
    pub fn flag(self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_bool).unwrap_or_default()
    }

    /// A code of a fixed list.
    pub fn code<T>(self, key: &'static str, find: fn(&str) -> Option<T>) -> Read<T> {
        self.str(key).and_then(find).ok_or(WrongField(key))
    }

    /// An object that may be missing.
    pub fn node(self, key: &str) -> Option<Self> {
        self.0.get(key).filter(|value| value.is_object()).map(Node)
    }

    /// A list of objects; a missing one is empty.
    pub fn list<T>(self, key: &str, read: fn(Node<'_>) -> Read<T>) -> Read<Vec<T>> {
        let values = self.values(key);
        let mut list = Vec::with_capacity(values.len());
        for value in values {
            list.push(read(Node(value))?);
        }
        Ok(list)
    }
}
