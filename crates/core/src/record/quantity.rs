//! Quantities: a number with its qualifier, or words. Words never become a number.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Body, fields};
use crate::catalogue::{IndicatorCode, Qualifier};
use crate::text::{Amount, Locale};

/// How much of something: "trên 320", "25.040", or in words "hàng trăm lượt".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number, where there is one.
    #[serde(default, rename = "value", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// How the number relates to the true one.
    #[serde(default)]
    pub qualifier: Qualifier,
    /// What was said instead of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// For a ratio: the part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Amount>,
    /// For a ratio: the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Amount>,
}

impl Quantity {
    /// A number.
    pub fn number(amount: Amount, qualifier: Qualifier) -> Self {
        Self { amount: Some(amount), qualifier, ..Self::default() }
    }

    /// An exact number.
    pub fn exact(amount: Amount) -> Self {
        Self::number(amount, Qualifier::Bang)
    }

    /// Words instead of a number.
    pub fn words(words: impl Into<String>) -> Self {
        Self { words: Some(words.into()), ..Self::default() }
    }

    /// A ratio by its two parts.
    pub fn ratio(numerator: Amount, denominator: Amount) -> Self {
        Self { numerator: Some(numerator), denominator: Some(denominator), ..Self::default() }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.amount.is_none() && self.words.is_none() && self.numerator.is_none()
    }

    /// Reads it from an item of `indicator_values`. A part that has not its form reads as absent; so does a
    /// qualifier of a later version, in whose place stands "khoảng", the weakest: the number must not look more
    /// exact than it was meant.
    pub fn from_item(item: &Body) -> Self {
        let amount = |field| item.get(field).and_then(Value::as_str).and_then(Amount::from_decimal);
        let qualifier = match fields::text(item, "qualifier") {
            None => Qualifier::Bang,
            Some(code) => Qualifier::from_code(code).unwrap_or(Qualifier::Khoang),
        };
        Self {
            amount: amount("value"),
            qualifier,
            words: fields::text(item, "words").map(str::to_owned),
            numerator: amount("numerator"),
            denominator: amount("denominator"),
        }
    }

    /// The item of `indicator_values` that says it.
    pub fn to_item(&self, indicator: &IndicatorCode) -> Body {
        let mut item = Body::new();
        item.insert("indicator".to_owned(), Value::from(indicator.as_str()));
        self.write_into(&mut item);
        item
    }

    /// Writes it into an item, whose other fields (a note, what a later version put there) stay.
    pub fn write_into(&self, item: &mut Body) {
        let parts =
            [("value", self.amount), ("numerator", self.numerator), ("denominator", self.denominator)];
        for (field, amount) in parts {
            fields::set_text(item, field, &amount.map(Amount::to_decimal).unwrap_or_default());
        }
        let qualifier = if self.amount.is_some() { self.qualifier.code() } else { "" };
        fields::set_text(item, "qualifier", qualifier);
        fields::set_text(item, "words", self.words.as_deref().unwrap_or_default());
    }

    /// As reports print it: "trên 320", "25.040", "hơn 109", "hàng trăm lượt", for a ratio "97,5" or "39/40".
    pub fn print(&self, locale: Locale) -> String {
        if let Some(amount) = self.amount {
            return print_qualified(amount, self.qualifier, locale);
        }
        match (&self.words, self.numerator, self.denominator) {
            (Some(words), ..) => words.clone(),
            (None, Some(part), Some(whole)) => {
                [print_amount(part, locale), print_amount(whole, locale)].join("/")
            }
            _ => String::new(),
        }
    }
}

/// A number with its qualifier in front, as reports print it.
pub fn print_qualified(amount: Amount, qualifier: Qualifier, locale: Locale) -> String {
    let number = print_amount(amount, locale);
    match locale {
        Locale::Vi => qualifier.print_vi(&number),
        Locale::En if qualifier == Qualifier::Bang => number,
        Locale::En => [qualifier.label_en(), &number].join(" "),
    }
}

/// A number in groups of three: `25.040` and `157,5`, in English `25,040` and `157.5`.
pub fn print_amount(amount: Amount, locale: Locale) -> String {
    let (group, comma) = match locale {
        Locale::Vi => ('.', ','),
        Locale::En => (',', '.'),
    };
    let plain = amount.to_decimal();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::with_capacity(plain.len() + 6);
    for (at, digit) in whole.char_indices() {
        let rest = whole.len() - at;
        if rest.is_multiple_of(3) && text.ends_with(|last: char| last.is_ascii_digit()) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(comma);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::from_decimal(text).unwrap()
    }

    #[test]
    fn figures_print_as_the_article_has_them() {
        let cases = [
            (Quantity::number(amount("320"), Qualifier::Tren), "trên 320"),
            (Quantity::exact(amount("25040")), "25.040"),
            (Quantity::exact(amount("157.5")), "157,5"),
            (Quantity::number(amount("109"), Qualifier::Hon), "hơn 109"),
            (Quantity::words("hàng trăm lượt"), "hàng trăm lượt"),
            (Quantity::ratio(amount("1039"), amount("1040")), "1.039/1.040"),
            (Quantity::exact(amount("-1234567.25")), "-1.234.567,25"),
            (Quantity::exact(amount("0")), "0"),
        ];
        for (quantity, printed) in cases {
            assert_eq!(quantity.print(Locale::Vi), printed);
        }
        assert_eq!(Quantity::number(amount("25040.5"), Qualifier::Tren).print(Locale::En), "over 25,040.5");
    }

    #[test]
    fn a_qualifier_of_a_later_version_reads_as_the_weakest() {
        let item = serde_json::json!({"indicator": "TT01", "value": "320", "qualifier": "xap_xi"});
        let quantity = Quantity::from_item(item.as_object().unwrap());
        assert_eq!(quantity, Quantity::number(amount("320"), Qualifier::Khoang));
    }

    #[test]
    fn an_item_keeps_what_this_version_does_not_know() {
        let mut item = serde_json::json!({"indicator": "TT01", "words": "hàng chục", "later": [1]});
        let item = item.as_object_mut().unwrap();
        Quantity::number(amount("12"), Qualifier::Gan).write_into(item);
        let after = serde_json::json!({"indicator": "TT01", "value": "12", "qualifier": "gan", "later": [1]});
        assert_eq!(Value::from(item.clone()), after);
    }
}
