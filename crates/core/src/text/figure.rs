//! Figures as people write them: "khoảng 60", "hơn 109 km", "45 người", "hàng trăm", "350 m" where km are counted. What
//! can mean one thing only is read; what people may have meant besides is proposed, and a person takes it or not.

use super::amount::thousandths_of;
use super::number::{LARGEST, group_sign, plain_unit, split_number};
use super::{Amount, Locale, NumberProblem, Qualifier, fold, nfc, parse_number, parse_number_of};

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureField<'a> {
    /// The unit in which it is typed; empty where a field has none.
    pub unit: &'a str,
    /// The most decimals.
    pub decimals: u8,
    /// Whether words may stand there instead of a number.
    pub words: bool,
}

/// What a typed figure can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureReading {
    /// One number.
    Number {
        /// The number, in the field's unit.
        amount: Amount,
        /// Whether it is typed as it is printed. Otherwise the number is to be shown beside what was typed.
        plain: bool,
    },
    /// What may have been meant: a person takes one of them. Never empty, the likeliest first.
    Ask(Vec<FigureProposal>),
}

/// What may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureProposal {
    /// A number in the field's unit, and how exact it is where that was typed too.
    Number(Amount, Option<Qualifier>),
    /// Words, as they stand.
    Words(String),
}

/// Words in front of a number that say how exact it is, folded; the longer ones before those that they begin with.
const HOW_EXACT: &[(&str, Qualifier)] = &[
    ("xap xi", Qualifier::Khoang),
    ("khoang", Qualifier::Khoang),
    ("chung", Qualifier::Khoang),
    ("do", Qualifier::Khoang),
    ("tam", Qualifier::Khoang),
    ("uoc tinh", Qualifier::Khoang),
    ("uoc dat", Qualifier::Khoang),
    ("uoc", Qualifier::Khoang),
    ("~", Qualifier::Khoang),
    ("≈", Qualifier::Khoang),
    ("about", Qualifier::Khoang),
    ("around", Qualifier::Khoang),
    ("approximately", Qualifier::Khoang),
    ("tren", Qualifier::Tren),
    (">", Qualifier::Tren),
    ("over", Qualifier::Tren),
    ("above", Qualifier::Tren),
    ("hon", Qualifier::Hon),
    ("more than", Qualifier::Hon),
    ("gan", Qualifier::Gan),
    ("nearly", Qualifier::Gan),
    ("almost", Qualifier::Gan),
    ("duoi", Qualifier::Duoi),
    ("chua den", Qualifier::Duoi),
    ("chua toi", Qualifier::Duoi),
    ("<", Qualifier::Duoi),
    ("under", Qualifier::Duoi),
    ("below", Qualifier::Duoi),
    ("less than", Qualifier::Duoi),
];

/// Words that multiply a number, composed and in small letters: "vạn" is 10,000, but "văn bản" a unit.
const TIMES: &[(&str, i64)] = &[
    ("chục", 10),
    ("trăm", 100),
    ("hundred", 100),
    ("nghìn", 1_000),
    ("ngàn", 1_000),
    ("nghin", 1_000),
    ("ngan", 1_000),
    ("thousand", 1_000),
    ("vạn", 10_000),
    ("triệu", 1_000_000),
    ("trieu", 1_000_000),
    ("tr", 1_000_000),
    ("million", 1_000_000),
    ("tỷ", 1_000_000_000),
    ("tỉ", 1_000_000_000),
    ("ty", 1_000_000_000),
    ("billion", 1_000_000_000),
];

/// What units measure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measures {
    Length,
    Area,
    Money,
}

/// Units that can be turned into each other, as [`plain_unit`] has them, with how many of the smallest each is.
const UNITS: &[(&str, Measures, i64)] = &[
    ("m", Measures::Length, 1),
    ("met", Measures::Length, 1),
    ("metres", Measures::Length, 1),
    ("km", Measures::Length, 1_000),
    ("ki lo met", Measures::Length, 1_000),
    ("kilomet", Measures::Length, 1_000),
    ("cay so", Measures::Length, 1_000),
    ("m2", Measures::Area, 1),
    ("m vuong", Measures::Area, 1),
    ("met vuong", Measures::Area, 1),
    ("ha", Measures::Area, 10_000),
    ("hec ta", Measures::Area, 10_000),
    ("hecta", Measures::Area, 10_000),
    ("km2", Measures::Area, 1_000_000),
    ("dong", Measures::Money, 1),
    ("d", Measures::Money, 1),
    ("vnd", Measures::Money, 1),
];

/// Reads a figure for a field, on a screen of this language.
///
/// # Errors
/// [`NumberProblem`], never [`NumberProblem::Ambiguous`]: where something may have been meant it is proposed.
pub fn read_figure(
    typed: &str,
    field: FigureField<'_>,
    locale: Locale,
) -> Result<FigureReading, NumberProblem> {
    let typed = typed.trim();
    match parse_number_of(typed, field.unit, locale) {
        Ok(amount) => match as_one_group(split_number(typed).0.trim_end(), locale) {
            // "2.185" km: two thousand as offices write it, or two as a phone's keys have it.
            Some(decimal) if field.decimals == 3 && is_in_unit(typed, field.unit) => {
                ambiguous(decimal, Some(amount), field)
            }
            _ => fitting(amount, field).map(|amount| FigureReading::Number { amount, plain: true }),
        },
        Err(NumberProblem::Ambiguous { as_decimal, as_thousands }) if is_in_unit(typed, field.unit) => {
            let thousands = as_thousands.filter(|thousands| {
                fitting(as_decimal, field).is_ok() || has_the_digits_of(split_number(typed).0, *thousands)
            });
            ambiguous(as_decimal, thousands, field)
        }
        Err(
            problem @ (NumberProblem::NotANumber
            | NumberProblem::UnitAttached { .. }
            | NumberProblem::Ambiguous { .. }),
        ) => {
            let meant = proposals(typed, field, locale)?;
            if meant.is_empty() { Err(problem) } else { Ok(FigureReading::Ask(meant)) }
        }
        Err(problem) => Err(problem),
    }
}

/// Whether nothing stands behind a number but the field's own unit.
fn is_in_unit(typed: &str, unit: &str) -> bool {
    let (_, behind) = split_number(typed);
    behind.is_empty() || plain_unit(behind) == plain_unit(unit)
}

fn fitting(amount: Amount, field: FigureField<'_>) -> Result<Amount, NumberProblem> {
    if amount.decimals() > field.decimals { Err(NumberProblem::TooManyDecimals) } else { Ok(amount) }
}

/// A sign that can be a decimal one or group thousands: what the field cannot take is not meant.
fn ambiguous(
    as_decimal: Amount,
    as_thousands: Option<Amount>,
    field: FigureField<'_>,
) -> Result<FigureReading, NumberProblem> {
    let shown = |amount| Ok(FigureReading::Number { amount, plain: false });
    match (fitting(as_decimal, field), as_thousands) {
        (Ok(decimal), None) => shown(decimal),
        (Ok(decimal), Some(thousands)) => Ok(FigureReading::Ask(
            [decimal, thousands].map(|amount| FigureProposal::Number(amount, None)).into(),
        )),
        (Err(_), Some(thousands)) => shown(thousands),
        (Err(problem), None) => Err(problem),
    }
}

/// A number with one group of thousands, read as three decimals.
fn as_one_group(number: &str, locale: Locale) -> Option<Amount> {
    let (whole, group) = number.split_once(group_sign(locale))?;
    let thousandths = thousandths_of(whole, group).filter(|_| group.len() == 3)?;
    i64::try_from(thousandths).ok().map(Amount::from_thousandths)
}

/// Whether a number is written with these very digits: "2,185" is 2.185, but nobody writes 1.500 as "1.5".
fn has_the_digits_of(typed: &str, amount: Amount) -> bool {
    let digits = typed.chars().filter(char::is_ascii_digit);
    digits.eq(amount.to_decimal().chars())
}

/// What may have been meant by a text that is more than a number, or none.
fn proposals(
    typed: &str,
    field: FigureField<'_>,
    locale: Locale,
) -> Result<Vec<FigureProposal>, NumberProblem> {
    let Some(begin) = typed.find(|sign: char| sign.is_ascii_digit()) else {
        let is_words = field.words && typed.chars().filter(|sign| sign.is_alphabetic()).count() > 1;
        return Ok(is_words.then(|| FigureProposal::Words(nfc(typed))).into_iter().collect());
    };
    let (before, rest) = typed.split_at(begin);
    let Some(qualifier) = qualifier_of(before) else { return Ok(Vec::new()) };
    let (number, behind) = split_number(rest);
    let number = number.trim_end_matches(|sign: char| sign.is_whitespace() || matches!(sign, '.' | ','));
    let amounts = match parse_number(number, locale) {
        Ok(amount) if field.decimals == 3 => {
            as_one_group(number, locale).into_iter().chain([amount]).collect()
        }
        Ok(amount) => vec![amount],
        Err(NumberProblem::Ambiguous { as_decimal, as_thousands }) => {
            let thousands =
                as_thousands.filter(|thousands| field.decimals > 0 || has_the_digits_of(number, *thousands));
            std::iter::once(as_decimal).chain(thousands).collect()
        }
        Err(problem) => return Err(problem),
    };
    // Digits behind the unit ("10 km 5") are another number; "m2" is a unit.
    if let Err(problem @ NumberProblem::SeveralNumbers) = parse_number(rest, locale) {
        return Err(problem);
    }
    let Some(turns) = turns(behind, field.unit) else {
        // "6o", "1O": a letter in the place of a nought.
        if is_slip(behind) {
            return Err(NumberProblem::NotANumber);
        }
        let amount = amounts.first().copied().unwrap_or_default();
        return Err(NumberProblem::UnitAttached { amount, unit: behind.trim().to_owned() });
    };
    let turned = turns.iter().flat_map(|turn| amounts.iter().map(|amount| turn.of(*amount, field)));
    let turned: Vec<Result<Amount, NumberProblem>> = turned.collect();
    let fitting = turned.iter().filter_map(|amount| amount.as_ref().ok());
    let fitting: Vec<FigureProposal> =
        fitting.map(|amount| FigureProposal::Number(*amount, qualifier)).collect();
    match turned.into_iter().next() {
        Some(Err(problem)) if fitting.is_empty() => Err(problem),
        _ => Ok(fitting),
    }
}

/// How exact the words in front of a number say that it is: nothing of it where there are no words, and `None` where
/// they say something else. Of several the weakest counts: "trên dưới" is about.
fn qualifier_of(before: &str) -> Option<Option<Qualifier>> {
    // A sign of less than nought is none of a range or of a word.
    if before.contains(['-', '\u{2212}', '\u{2013}']) {
        return None;
    }
    let folded = fold(before);
    let mut rest = folded.trim_start();
    let mut found: Option<Qualifier> = None;
    'words: while !rest.is_empty() {
        for (words, qualifier) in HOW_EXACT {
            let Some(behind) = rest.strip_prefix(words) else { continue };
            let is_sign = !words.starts_with(|sign: char| sign.is_alphabetic());
            if is_sign || behind.is_empty() || behind.starts_with(char::is_whitespace) {
                found = Some(found.map_or(*qualifier, |before| before.weakest(*qualifier)));
                rest = behind.trim_start();
                continue 'words;
            }
        }
        return None;
    }
    Some(found)
}

/// A way to turn a number into the field's unit.
struct Turn {
    times: i64,
    by: i64,
}

impl Turn {
    /// The number in the field's unit, as far as the field takes it.
    fn of(&self, amount: Amount, field: FigureField<'_>) -> Result<Amount, NumberProblem> {
        let turned = amount.checked_times(self.times).ok_or(NumberProblem::TooLarge)?.thousandths();
        if turned % self.by != 0 {
            return Err(NumberProblem::TooManyDecimals);
        }
        let turned = Amount::from_thousandths(turned / self.by);
        if turned > LARGEST { Err(NumberProblem::TooLarge) } else { fitting(turned, field) }
    }
}

/// The ways to turn a number with this behind it into the field's unit, the likelier first; `None` where it counts
/// something else.
fn turns(behind: &str, unit: &str) -> Option<Vec<Turn>> {
    let (times, typed) = times_and_unit(behind);
    let (by, wanted) = times_and_unit(unit);
    if typed.is_empty() {
        // "350 triệu" where millions are counted; "3 nghìn" there may be 3.000 of them.
        let mut ways = vec![Turn { times, by }];
        if times < by {
            ways.push(Turn { times, by: 1 });
        }
        return Some(ways);
    }
    if typed == wanted || is_part_of(&typed, &wanted) || is_part_of(&wanted, &typed) {
        return Some(vec![Turn { times, by }]);
    }
    let known = |name: &str| UNITS.iter().find(|(unit, ..)| *unit == name);
    let ((_, measures, size), (_, same, other)) = (known(&typed)?, known(&wanted)?);
    if measures != same {
        return None;
    }
    Some(vec![Turn { times: times.checked_mul(*size)?, by: by.checked_mul(*other)? }])
}

/// Whether what stands right behind digits is one letter that is no unit.
fn is_slip(behind: &str) -> bool {
    let mut letters = behind.trim_end().chars();
    let is_one = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    is_one && !UNITS.iter().any(|(unit, ..)| *unit == plain_unit(behind.trim()))
}

/// Multiplying words, and the unit behind them as it compares.
fn times_and_unit(text: &str) -> (i64, String) {
    let text = nfc(text.trim()).to_lowercase();
    let mut rest = text.as_str();
    let mut times = 1_i64;
    'words: loop {
        for (word, by) in TIMES {
            let behind = rest.strip_prefix(word);
            let Some(behind) = behind.filter(|behind| !behind.starts_with(char::is_alphanumeric)) else {
                continue;
            };
            let Some(product) = times.checked_mul(*by) else { break 'words };
            times = product;
            rest = behind.trim_start();
            continue 'words;
        }
        break;
    }
    (times, plain_unit(rest).trim().to_owned())
}

/// Whether each word of a unit stands in the other: "người" and "lượt" in "lượt người".
fn is_part_of(unit: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|sign: char| !sign.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (parts, all) = (words(unit), words(other));
    !parts.is_empty() && parts.iter().all(|part| all.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::text::print_number;

    fn field(unit: &'static str, decimals: u8) -> FigureField<'static> {
        FigureField { unit, decimals, words: true }
    }

    fn vi(typed: &str, unit: &'static str, decimals: u8) -> Result<FigureReading, NumberProblem> {
        read_figure(typed, field(unit, decimals), Locale::Vi)
    }

    fn number(thousandths: i64, plain: bool) -> Result<FigureReading, NumberProblem> {
        Ok(FigureReading::Number { amount: Amount::from_thousandths(thousandths), plain })
    }

    fn asked(amounts: &[i64], qualifier: Option<Qualifier>) -> Result<FigureReading, NumberProblem> {
        let proposal = |amount: &i64| FigureProposal::Number(Amount::from_thousandths(*amount), qualifier);
        Ok(FigureReading::Ask(amounts.iter().map(proposal).collect()))
    }

    #[test]
    fn what_can_mean_one_thing_only_is_read() {
        assert_eq!(vi("2.185", "người", 0), number(2_185_000, true));
        assert_eq!(vi("2.185", "km", 1), number(2_185_000, true));
        assert_eq!(vi("2 185", "km", 3), number(2_185_000, true));
        assert_eq!(vi("2,185", "người", 0), number(2_185_000, false));
        assert_eq!(vi("2,185", "km", 1), number(2_185_000, false));
        assert_eq!(vi("0.5", "km", 1), number(500, false));
        assert_eq!(vi("1234.5", "km", 1), number(1_234_500, false));
        assert_eq!(vi("157,5km", "km", 3), number(157_500, true));
        assert_eq!(vi("2,185 người", "người", 0), number(2_185_000, false));
    }

    #[test]
    fn two_readings_are_asked_about_and_none_that_the_field_cannot_take() {
        assert_eq!(vi("2,185", "km", 3), asked(&[2_185, 2_185_000], None));
        assert_eq!(vi("1.5", "km", 1), asked(&[1_500, 1_500_000], None));
        assert_eq!(vi("2.185", "km", 3), asked(&[2_185, 2_185_000], None));
        assert_eq!(vi("2.185 km", "km", 3), asked(&[2_185, 2_185_000], None));
        assert_eq!(vi("khoảng 2.185", "km", 3), asked(&[2_185, 2_185_000], Some(Qualifier::Khoang)));
        assert_eq!(vi("2.185 m", "km", 3), asked(&[2_185], None));
        assert_eq!(read_figure("2,185", field("km", 3), Locale::En), asked(&[2_185, 2_185_000], None));
        // Nobody writes 1.500 as "1.5".
        for (typed, unit, decimals) in [("1.5", "buổi", 0), ("1.50 buổi", "buổi", 0), ("12.34", "km", 1)]
        {
            assert_eq!(vi(typed, unit, decimals), Err(NumberProblem::TooManyDecimals), "{typed}");
        }
        assert_eq!(vi("1,5", "buổi", 0), Err(NumberProblem::TooManyDecimals));
        assert_eq!(vi("0.5", "buổi", 0), Err(NumberProblem::TooManyDecimals));
    }

    #[test]
    fn how_exact_a_number_is_is_read_with_it() {
        for (typed, amount, qualifier) in [
            ("khoảng 60", 60_000, Qualifier::Khoang),
            ("Khoảng60", 60_000, Qualifier::Khoang),
            ("~ 60", 60_000, Qualifier::Khoang),
            ("ước khoảng 60 buổi", 60_000, Qualifier::Khoang),
            ("hơn 109", 109_000, Qualifier::Hon),
            ("trên 25.040 buổi", 25_040_000, Qualifier::Tren),
            ("gần 1 nghìn", 1_000_000, Qualifier::Gan),
            ("dưới 20", 20_000, Qualifier::Duoi),
            ("trên dưới 20", 20_000, Qualifier::Khoang),
            ("more than 20", 20_000, Qualifier::Hon),
        ] {
            assert_eq!(vi(typed, "buổi", 0), asked(&[amount], Some(qualifier)), "{typed}");
        }
    }

    #[test]
    fn units_that_are_meant_and_those_that_can_be_turned_into_the_field_s() {
        for (typed, unit, decimals, amount) in [
            ("45 người", "lượt người", 0, 45_000),
            ("120 lượt", "lượt người", 0, 120_000),
            ("12 buổi tuyên truyền", "buổi", 0, 12_000),
            ("350 m", "km", 3, 350),
            ("350 mét", "km", 3, 350),
            ("1,2 km", "m", 0, 1_200_000),
            ("0,5 ha", "m²", 1, 5_000_000),
            ("350 triệu", "triệu đồng", 3, 350_000),
            ("1,2 tỷ đồng", "triệu đồng", 3, 1_200_000),
            ("1,2 tỷ", "triệu đồng", 3, 1_200_000),
            ("500.000 đồng", "triệu đồng", 3, 500),
            ("2 nghìn người", "người", 0, 2_000_000),
            ("3 trăm", "suất", 0, 300_000),
        ] {
            assert_eq!(vi(typed, unit, decimals), asked(&[amount], None), "{typed}");
        }
        assert_eq!(vi("hơn 350 m", "km", 3), asked(&[350], Some(Qualifier::Hon)));
        // 3.000 dong, or 3.000 million.
        assert_eq!(vi("3 nghìn", "triệu đồng", 3), asked(&[3, 3_000_000], None));
        assert_eq!(vi("350 m", "km", 1), Err(NumberProblem::TooManyDecimals));
        assert_eq!(vi("12 văn bản", "văn bản", 0), number(12_000, true));
        for (typed, unit) in [
            ("45 hộ", "người"),
            ("2,185 hộ", "người"),
            ("5 kg", "km"),
            ("2 ha", "km"),
            ("20 lượt phát", "lượt người"),
        ] {
            assert!(matches!(vi(typed, unit, 0), Err(NumberProblem::UnitAttached { .. })), "{typed}");
        }
    }

    #[test]
    fn a_letter_in_the_place_of_a_nought_is_no_unit() {
        for typed in ["6o", "1O", "khoảng 6o"] {
            assert_eq!(vi(typed, "lượt người", 0), Err(NumberProblem::NotANumber), "{typed}");
        }
        assert!(matches!(vi("6m", "lượt người", 0), Err(NumberProblem::UnitAttached { .. })));
    }

    #[test]
    fn words_stay_words() {
        assert_eq!(
            vi("hàng trăm", "lượt người", 0),
            Ok(FigureReading::Ask(vec![FigureProposal::Words("hàng trăm".to_owned())]))
        );
        let whole = FigureField { words: false, ..field("người", 0) };
        assert_eq!(read_figure("hàng trăm", whole, Locale::Vi), Err(NumberProblem::NotANumber));
        for typed in ["", "?", "x", "có lẽ 60", "khoảng -5", "1.23.456"] {
            assert!(
                matches!(vi(typed, "km", 1), Err(NumberProblem::Empty | NumberProblem::NotANumber)),
                "{typed}"
            );
        }
        assert_eq!(vi("10-15", "người", 0), Err(NumberProblem::SeveralNumbers));
        assert_eq!(vi("khoảng 10 đến 15", "người", 0), Err(NumberProblem::SeveralNumbers));
        assert_eq!(vi("-5", "người", 0), Err(NumberProblem::Negative));
    }

    fn any_typed() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9., ~m-]{0,12}",
            "(khoảng|hơn|trên|x)? ?[0-9.,]{1,9} ?(km|m|ha|triệu|người|lượt)?",
            "\\PC{0,14}"
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_read_or_proposed_fits_the_field(
            typed in any_typed(), decimals in 0_u8..=3, unit in prop::sample::select(vec!["km", "m", "người", "triệu đồng", ""]),
            english: bool,
        ) {
            let locale = if english { Locale::En } else { Locale::Vi };
            let fits = |amount: Amount| !amount.is_negative() && amount.decimals() <= decimals && amount <= crate::text::number::LARGEST;
            match read_figure(&typed, FigureField { unit, decimals, words: false }, locale) {
                Ok(FigureReading::Number { amount, .. }) => prop_assert!(fits(amount), "{amount:?}"),
                Ok(FigureReading::Ask(meant)) => {
                    prop_assert!(!meant.is_empty());
                    for one in meant {
                        prop_assert!(matches!(one, FigureProposal::Number(amount, _) if fits(amount)), "{one:?}");
                    }
                }
                Err(problem) => {
                    let asks = matches!(problem, NumberProblem::Ambiguous { .. });
                    prop_assert!(!asks, "{:?}", problem);
                }
            }
        }

        #[test]
        fn what_is_printed_is_read_or_among_what_is_asked(thousandths in 0_i64..100_000_000, decimals in 0_u8..=3, english: bool) {
            let locale = if english { Locale::En } else { Locale::Vi };
            let step = 10_i64.pow(u32::from(3 - decimals));
            let amount = Amount::from_thousandths(thousandths / step * step);
            match read_figure(&print_number(amount, locale), FigureField { unit: "km", decimals, words: true }, locale) {
                Ok(FigureReading::Number { amount: read, plain: true }) => prop_assert_eq!(read, amount),
                Ok(FigureReading::Ask(meant)) => prop_assert!(meant.contains(&FigureProposal::Number(amount, None))),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
