//! Numbers as Vietnamese offices write them: 2.185 and 157,5. What can be read in two ways is asked back, never
//! guessed: between 1.5 and 1.500 lies a factor of a thousand in a report.

use super::amount::{push_fraction, push_whole, thousandths_of};
use super::fold::fold;
use super::{Amount, Locale};

/// The largest figure that may be typed; thousands of such still add up without overflow.
pub(super) const LARGEST: Amount = Amount::from_thousandths(999_999_999_999_999);

/// Why a typed number was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// Nothing was typed.
    Empty,
    /// No number, or more than a number: "hàng trăm", "1.23.456".
    NotANumber,
    /// Several numbers in one field: "200 buổi/25.040 lượt người".
    SeveralNumbers,
    /// Figures here count things; none is below nought.
    Negative,
    /// Larger than any figure of a province (10^12).
    TooLarge,
    /// More than three decimals.
    TooManyDecimals,
    /// Two readings: «1.5» là 1,5 hay 1.500?
    Ambiguous {
        /// The sign read as the decimal separator.
        as_decimal: Amount,
        /// The sign read as grouping thousands; nothing where that cannot be.
        as_thousands: Option<Amount>,
    },
    /// A number with a unit behind it, which may be another unit than that of the field ("1,5 triệu").
    UnitAttached {
        /// The number.
        amount: Amount,
        /// What stood behind it.
        unit: String,
    },
}

/// The separators of a language.
struct Separators {
    group: char,
    decimal: char,
}

fn separators(locale: Locale) -> Separators {
    match locale {
        Locale::Vi => Separators { group: '.', decimal: ',' },
        Locale::En => Separators { group: ',', decimal: '.' },
    }
}

/// The sign that groups thousands.
pub(super) fn group_sign(locale: Locale) -> char {
    separators(locale).group
}

/// `25.040` and `157,5` in Vietnamese, `25,040` and `157.5` in English.
pub fn print_number(amount: Amount, locale: Locale) -> String {
    let separators = separators(locale);
    let mut text = String::with_capacity(24);
    if amount.is_negative() {
        text.push('-');
    }
    push_whole(&mut text, amount.thousandths().unsigned_abs() / 1000, Some(separators.group));
    push_fraction(&mut text, amount.thousandths(), separators.decimal);
    text
}

/// Reads a number typed on a screen of this language.
///
/// # Errors
/// See [`NumberProblem`]; ambiguous readings come back with both amounts, so that a form can offer them.
pub fn parse_number(typed: &str, locale: Locale) -> Result<Amount, NumberProblem> {
    let typed = typed.trim();
    let Some(first) = typed.chars().next() else { return Err(NumberProblem::Empty) };
    if matches!(first, '-' | '\u{2212}' | '\u{2013}') {
        return Err(NumberProblem::Negative);
    }
    if !first.is_ascii_digit() {
        return Err(NumberProblem::NotANumber);
    }
    let (number, behind) = split_number(typed);
    if holds_another_number(behind) {
        return Err(NumberProblem::SeveralNumbers);
    }
    let amount = read(number.trim_end(), &separators(locale))?;
    if behind.is_empty() {
        Ok(amount)
    } else {
        Err(NumberProblem::UnitAttached { amount, unit: behind.to_owned() })
    }
}

/// A text that begins with a digit: the digits with what separates and groups them, and what stands behind.
pub(super) fn split_number(typed: &str) -> (&str, &str) {
    let is_of_number =
        |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',') || sign.is_whitespace();
    let end = typed.find(|sign| !is_of_number(sign)).unwrap_or(typed.len());
    typed.split_at(end)
}

/// Reads a number for a field of this unit; the unit itself may stand behind it ("157,5km" in a field of km).
///
/// # Errors
/// As [`parse_number`]; another unit is [`NumberProblem::UnitAttached`].
pub fn parse_number_of(typed: &str, unit: &str, locale: Locale) -> Result<Amount, NumberProblem> {
    match parse_number(typed, locale) {
        Err(NumberProblem::UnitAttached { amount, unit: behind })
            if plain_unit(&behind) == plain_unit(unit) =>
        {
            Ok(amount)
        }
        other => other,
    }
}

/// A unit as it compares: "m2" is m², "km." is km.
pub(super) fn plain_unit(unit: &str) -> String {
    fold(&unit.replace('²', "2")).trim_end_matches('.').to_owned()
}

/// Whether digits stand behind anything but a letter; "m2" is a unit.
fn holds_another_number(text: &str) -> bool {
    let mut before = ' ';
    for sign in text.chars() {
        if sign.is_ascii_digit() && !before.is_alphanumeric() {
            return true;
        }
        before = sign;
    }
    false
}

/// Reads digits, separators and spaces.
fn read(number: &str, separators: &Separators) -> Result<Amount, NumberProblem> {
    // "25 040": a space groups as the sign does, but not both in one number.
    let spaced = number.contains(char::is_whitespace);
    if spaced && number.contains(separators.group) {
        return Err(NumberProblem::NotANumber);
    }
    let group = |sign: char| sign == separators.group || sign.is_whitespace();

    let (whole, fraction) = match number.split_once(separators.decimal) {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return Err(NumberProblem::NotANumber),
        None => (number, ""),
    };
    let groups: Vec<&str> = whole.split(group).collect();
    match groups.as_slice() {
        [digits] => read_ungrouped(digits, fraction),
        [first, second] if !(spaced || second.is_empty()) && fraction.is_empty() && !is_grouping(&groups) => {
            ask(first, second, thousands_of(first, second)?)
        }
        _ if is_grouping(&groups) => amount(&groups.concat(), fraction),
        _ => Err(NumberProblem::NotANumber),
    }
}

/// Reads a number without grouping. "2,185" has three digits behind the sign, as English thousands have.
fn read_ungrouped(whole: &str, fraction: &str) -> Result<Amount, NumberProblem> {
    if fraction.len() == 3 && is_first_group(whole) {
        return ask(whole, fraction, Some(amount(&[whole, fraction].concat(), "")?));
    }
    amount(whole, fraction)
}

/// Asks back which of two readings is meant.
fn ask(whole: &str, fraction: &str, as_thousands: Option<Amount>) -> Result<Amount, NumberProblem> {
    Err(NumberProblem::Ambiguous { as_decimal: amount(whole, fraction)?, as_thousands })
}

/// "1.5" read as 1.500, the last group cut short; nothing where no grouping looks like that.
fn thousands_of(first: &str, second: &str) -> Result<Option<Amount>, NumberProblem> {
    if !is_first_group(first) || second.len() > 2 {
        return Ok(None);
    }
    let noughts = "0".repeat(3 - second.len());
    amount(&[first, second, noughts.as_str()].concat(), "").map(Some)
}

/// One to three digits, the first of them not nought: how a grouped number begins.
fn is_first_group(digits: &str) -> bool {
    (1..=3).contains(&digits.len()) && !digits.starts_with('0')
}

fn is_grouping(groups: &[&str]) -> bool {
    groups
        .split_first()
        .is_some_and(|(first, rest)| is_first_group(first) && rest.iter().all(|group| group.len() == 3))
}

fn amount(whole: &str, fraction: &str) -> Result<Amount, NumberProblem> {
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if digits && fraction.len() > 3 {
        return Err(NumberProblem::TooManyDecimals);
    }
    if whole.len() > 30 {
        return Err(NumberProblem::TooLarge);
    }
    let thousandths = thousandths_of(whole, fraction).ok_or(NumberProblem::NotANumber)?;
    match i64::try_from(thousandths) {
        Ok(thousandths) if thousandths <= LARGEST.thousandths() => Ok(Amount::from_thousandths(thousandths)),
        _ => Err(NumberProblem::TooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vi(typed: &str) -> Result<Amount, NumberProblem> {
        parse_number(typed, Locale::Vi)
    }

    fn of(thousandths: i64) -> Amount {
        Amount::from_thousandths(thousandths)
    }

    fn asked(as_decimal: i64, as_thousands: Option<i64>) -> Result<Amount, NumberProblem> {
        Err(NumberProblem::Ambiguous { as_decimal: of(as_decimal), as_thousands: as_thousands.map(of) })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(thousandths in 0..=LARGEST.thousandths(), english: bool) {
            let locale = if english { Locale::En } else { Locale::Vi };
            // Three decimals may look like thousands: see below.
            let amount = of(thousandths / 10 * 10);
            prop_assert_eq!(parse_number(&print_number(amount, locale), locale), Ok(amount));
        }

        #[test]
        fn three_decimals_are_read_or_asked_back_with_the_amount_among_the_readings(thousandths in 0_i64..10_000_000) {
            let printed = print_number(of(thousandths), Locale::Vi);
            match vi(&printed) {
                Ok(amount) => prop_assert_eq!(amount, of(thousandths)),
                Err(NumberProblem::Ambiguous { as_decimal, .. }) => prop_assert_eq!(as_decimal, of(thousandths)),
                Err(problem) => prop_assert!(false, "{printed}: {problem:?}"),
            }
        }

        #[test]
        fn anything_typed_is_answered_without_panic_and_never_below_nought(typed in "[0-9., \u{a0}a-zỉ/-]{0,16}|\\PC{0,12}") {
            if let Ok(amount) = vi(&typed) {
                prop_assert!(!amount.is_negative() && amount <= LARGEST);
            }
        }

        #[test]
        fn swapping_the_signs_swaps_the_languages(typed in "[0-9.,]{1,12}") {
            let swapped: String = typed.chars().map(|c| match c { '.' => ',', ',' => '.', other => other }).collect();
            prop_assert_eq!(vi(&typed), parse_number(&swapped, Locale::En));
        }
    }

    #[test]
    fn the_figures_of_the_sources() {
        for (typed, thousandths) in [
            ("2.185", 2_185_000),
            ("25.040", 25_040_000),
            ("157,5", 157_500),
            ("13,83", 13_830),
            ("320", 320_000),
        ] {
            assert_eq!(vi(typed), Ok(of(thousandths)));
            assert_eq!(print_number(of(thousandths), Locale::Vi), typed);
        }
        assert_eq!(print_number(of(2_185_000), Locale::En), "2,185");
        assert_eq!(print_number(of(157_500), Locale::En), "157.5");
    }

    #[test]
    fn plain_and_grouped_numbers() {
        for typed in ["1500", "1.500", " 1500 ", "1 500", "1\u{a0}500", "1.500,0"] {
            assert_eq!(vi(typed), Ok(of(1_500_000)), "{typed}");
        }
        assert_eq!(vi("1.234.567,89"), Ok(of(1_234_567_890)));
        assert_eq!(vi("1.234,567"), Ok(of(1_234_567)));
        assert_eq!(vi("0,125"), Ok(of(125)));
        assert_eq!(vi("007"), Ok(of(7_000)));
    }

    #[test]
    fn two_readings_are_asked_back() {
        assert_eq!(vi("1.5"), asked(1_500, Some(1_500_000)));
        assert_eq!(vi("12.34"), asked(12_340, Some(12_340_000)));
        assert_eq!(vi("1,500"), asked(1_500, Some(1_500_000)));
        assert_eq!(vi("0.5"), asked(500, None));
        assert_eq!(vi("0.500"), asked(500, None));
        assert_eq!(vi("1234.5"), asked(1_234_500, None));
        assert_eq!(parse_number("1,5", Locale::En), asked(1_500, Some(1_500_000)));
    }

    #[test]
    fn a_unit_behind_the_number_is_taken_only_where_it_is_the_field_s() {
        assert_eq!(parse_number_of("157,5km", "km", Locale::Vi), Ok(of(157_500)));
        assert_eq!(parse_number_of("320 BUỔI", "buổi", Locale::Vi), Ok(of(320_000)));
        assert_eq!(parse_number_of("500 m2", "m²", Locale::Vi), Ok(of(500_000)));
        let other = NumberProblem::UnitAttached { amount: of(1_500), unit: "triệu".to_owned() };
        assert_eq!(parse_number_of("1,5 triệu", "đồng", Locale::Vi), Err(other));
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        assert_eq!(vi(" \u{a0}"), Err(NumberProblem::Empty));
        assert_eq!(vi("-5"), Err(NumberProblem::Negative));
        assert_eq!(vi("−5"), Err(NumberProblem::Negative));
        assert_eq!(vi("1000000000000"), Err(NumberProblem::TooLarge));
        assert_eq!(vi(&"9".repeat(60)), Err(NumberProblem::TooLarge));
        assert_eq!(vi("999.999.999.999,999"), Ok(LARGEST));
        assert_eq!(vi("1,2345"), Err(NumberProblem::TooManyDecimals));
        assert_eq!(vi("200 buổi/25.040 lượt người"), Err(NumberProblem::SeveralNumbers));
        for typed in [
            "hàng trăm",
            "trên 320",
            "1.23.456",
            "1,2,3",
            "1,",
            "1.",
            ".5",
            ",5",
            "1..5",
            "1 5",
            "1.234 567",
            "0x10",
        ] {
            assert!(
                matches!(vi(typed), Err(NumberProblem::NotANumber | NumberProblem::UnitAttached { .. })),
                "{typed}: {:?}",
                vi(typed)
            );
        }
    }
}
