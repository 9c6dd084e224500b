//! The shape of each field, by the tables of the schema.

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use super::{Look, Measure};
use crate::entry::FieldPath;
use crate::message::Message;
use crate::record::schema::{ChoiceList, FieldKind, FieldSpec, Requirement};
use crate::record::{Body, fields};
use crate::text::{Amount, visible};

/// The largest figure: thousands of such still add up (10^12, less a thousandth).
pub(super) const LARGEST: Amount = Amount::from_thousandths(999_999_999_999_999);
/// The largest count of people or papers, in bytes for a file's size.
const LARGEST_COUNT: u64 = 9_999_999_999;
/// The longest code or name of a body.
const CODE_CHARS: usize = 200;
/// The most lines of a list.
const LIST_LINES: usize = 200;
/// The years that dates of this product lie in.
const YEARS: std::ops::RangeInclusive<u64> = 1900..=2100;

impl Look<'_> {
    pub(super) fn fields(&mut self, table: &'static [FieldSpec]) {
        let body = self.body;
        for field in table {
            let at = FieldPath::field(field.name);
            self.field(field, body, &at);
        }
    }

    /// Looks at one field of `holder`: the body, or an item of a list, whose problems stand at the item.
    fn field(&mut self, field: &'static FieldSpec, holder: &Body, at: &FieldPath) {
        let value = holder.get(field.name).filter(|value| !is_empty(value));
        let Some(value) = value else {
            if self.is_required(field, holder) {
                self.say(Message::Required, at.clone());
            }
            return;
        };
        if let FieldKind::Items { key, fields } = field.kind {
            return self.items(field.name, key, fields, value);
        }
        if let Err(message) = self.value(field, value) {
            self.say(message, at.clone());
        }
    }

    fn is_required(&self, field: &FieldSpec, holder: &Body) -> bool {
        match field.requirement {
            Requirement::Required => true,
            Requirement::Asked => self.measure == Measure::Form,
            Requirement::RequiredIf { field, value } => fields::text(holder, field) == Some(value),
            Requirement::Optional | Requirement::OptionalIf { .. } => false,
        }
    }

    fn value(&self, field: &FieldSpec, value: &Value) -> Result<(), Message> {
        match field.kind {
            FieldKind::Text | FieldKind::LongText => short(value, field.max_chars),
            FieldKind::Texts => each(value, |value| short(value, field.max_chars)),
            FieldKind::Choice(list) => self.choice(list, value),
            FieldKind::Choices(list) => each(value, |value| self.choice(list, value)),
            FieldKind::Date => value
                .as_str()
                .and_then(fields::parse_date)
                .filter(|date| u64::try_from(date.year()).is_ok_and(|year| YEARS.contains(&year)))
                .map(drop)
                .ok_or(Message::WrongForm),
            FieldKind::Year => {
                value.as_u64().filter(|year| YEARS.contains(year)).map(drop).ok_or(Message::WrongForm)
            }
            FieldKind::Whole => whole(value),
            FieldKind::Amount => amount(value).map(drop),
            FieldKind::Flag => value.as_bool().map(drop).ok_or(Message::WrongForm),
            FieldKind::Geo => geo(value),
            FieldKind::Items { .. } => Ok(()),
        }
    }

    fn choice(&self, list: ChoiceList, value: &Value) -> Result<(), Message> {
        short(value, CODE_CHARS)?;
        let code = value.as_str().unwrap_or_default();
        match self.catalogue {
            Some(catalogue) if self.measure == Measure::Form && !list.contains(catalogue, code) => {
                Err(Message::NotInList)
            }
            _ => Ok(()),
        }
    }

    fn items(&mut self, name: &str, key: &str, table: &'static [FieldSpec], value: &Value) {
        let Some(list) = value.as_array() else {
            return self.say_at(Message::WrongForm, name);
        };
        if list.len() > LIST_LINES {
            self.say_at(Message::TooLong, name);
        }
        let mut seen: Vec<&str> = Vec::with_capacity(list.len());
        for item in list {
            let named = item.as_object().and_then(|item| Some((item, fields::text(item, key)?)));
            let Some((item, known)) = named else {
                self.say_at(Message::WrongForm, name);
                continue;
            };
            let at = FieldPath::item(name, known);
            if seen.contains(&known) {
                self.say(Message::Duplicate, at.clone());
            }
            seen.push(known);
            for field in table {
                self.field(field, item, &at);
            }
        }
    }

    /// An end must not lie before its beginning.
    pub(super) fn order(&mut self, field: &str, begin: Option<NaiveDate>, end: Option<NaiveDate>) {
        if begin.zip(end).is_some_and(|(begin, end)| end < begin) {
            self.say_at(Message::EndBeforeBegin, field);
        }
    }
}

/// Nothing, in any of its forms: also texts of which nothing can be seen.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => !visible(text),
        Value::Array(list) => list.iter().all(|value| value.as_str().is_some_and(|text| !visible(text))),
        _ => false,
    }
}

fn short(value: &Value, max_chars: usize) -> Result<(), Message> {
    let text = value.as_str().ok_or(Message::WrongForm)?;
    // Counting characters walks the text; most are shorter than the limit even in bytes.
    if text.len() > max_chars && text.chars().count() > max_chars { Err(Message::TooLong) } else { Ok(()) }
}

fn each(value: &Value, check: impl Fn(&Value) -> Result<(), Message>) -> Result<(), Message> {
    let list = value.as_array().ok_or(Message::WrongForm)?;
    if list.len() > LIST_LINES {
        return Err(Message::TooLong);
    }
    list.iter().try_for_each(check)
}

fn whole(value: &Value) -> Result<(), Message> {
    match value.as_u64() {
        Some(number) if number <= LARGEST_COUNT => Ok(()),
        Some(_) => Err(Message::TooLarge),
        None if value.as_f64().is_some_and(|number| number < 0.0) => Err(Message::Negative),
        None => Err(Message::WrongForm),
    }
}

/// A decimal string that is a figure.
pub(super) fn amount(value: &Value) -> Result<Amount, Message> {
    let amount = value.as_str().and_then(Amount::from_decimal).ok_or(Message::WrongForm)?;
    if amount.is_negative() {
        Err(Message::Negative)
    } else if amount > LARGEST {
        Err(Message::TooLarge)
    } else {
        Ok(amount)
    }
}

/// Three decimals are about a hundred metres: near enough to find a village, too coarse to find a person.
fn geo(value: &Value) -> Result<(), Message> {
    let within = |field: &str, limit: i64| {
        let degrees = value.get(field).and_then(Value::as_str).and_then(Amount::from_decimal);
        degrees.is_some_and(|degrees| degrees.thousandths().abs() <= limit * 1000)
    };
    if within("lat", 90) && within("lon", 180) { Ok(()) } else { Err(Message::WrongForm) }
}
