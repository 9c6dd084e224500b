//! Quantities: a number with its qualifier, or words. Words never become a number.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Body, fields};
use crate::catalogue::{IndicatorCode, Qualifier};
use crate::text::{Amount, Locale, print_number};

/// How much of something: "trên 320", "25.040", or in words "hàng trăm lượt".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number, where there is one.
    #[serde(default, rename = "value", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// How the number relates to the true one.
    #[serde(default, deserialize_with = "Qualifier::read")]
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
                [print_number(part, locale), print_number(whole, locale)].join("/")
            }
            _ => String::new(),
        }
    }
}

/// A number with its qualifier in front, as reports print it.
pub fn print_qualified(amount: Amount, qualifier: Qualifier, locale: Locale) -> String {
    let number = print_number(amount, locale);
    match locale {
        Locale::Vi => qualifier.print_vi(&number),
        Locale::En if qualifier == Qualifier::Bang => number,
        Locale::En => [qualifier.label_en(), &number].join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_quantity() -> impl Strategy<Value = Quantity> {
        let amount = || prop::option::of((0i64..i64::MAX).prop_map(Amount::from_thousandths));
        let qualifier = prop::sample::select(&Qualifier::ALL[..]);
        let words = prop::option::of("[a-zà-ỹ&&\\p{L}]{1,8}( [a-zà-ỹ&&\\p{L}]{1,8})?");
        (amount(), qualifier, words, amount(), amount()).prop_map(
            |(amount, qualifier, words, numerator, denominator)| Quantity {
                // Only a number carries a qualifier, and words are kept composed.
                qualifier: if amount.is_some() { qualifier } else { Qualifier::Bang },
                words: words.map(|words| crate::text::nfc(&words)),
                amount,
                numerator,
                denominator,
            },
        )
    }

    proptest! {
        #[test]
        fn a_quantity_comes_back_from_its_item_and_its_text(quantity in any_quantity(), note in "[a-z]{0,5}") {
            let mut item = quantity.to_item(&IndicatorCode::from("TT01"));
            item.insert("note".to_owned(), Value::from(note.as_str()));
            prop_assert_eq!(Quantity::from_item(&item), quantity.clone());
            quantity.write_into(&mut item);
            prop_assert_eq!(item["note"].as_str(), Some(note.as_str()));
            let text = serde_json::to_string(&quantity).unwrap();
            prop_assert_eq!(serde_json::from_str::<Quantity>(&text).unwrap(), quantity);
        }

        #[test]
        fn words_never_become_a_number(words in "\\PC{1,12}") {
            let item = serde_json::json!({"indicator": "TT01", "words": words});
            prop_assert_eq!(Quantity::from_item(item.as_object().unwrap()).amount, None);
        }
    }

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
