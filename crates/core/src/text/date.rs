//! Civil dates as Vietnamese offices write them: 08/10/2020, and "ngày 08 tháng 10 năm 2020" in documents.

use super::fold::fold;
use chrono::{Datelike, NaiveDate};

/// The years that can occur: the Party's own records begin in 1930.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Why a typed date was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateProblem {
    /// Nothing was typed.
    Empty,
    /// Not day, month and year.
    NotADate,
    /// The year has not four digits: 3/6/13 could be 1913.
    ShortYear,
    /// There is no such day: 31/02/2026.
    NoSuchDay,
    /// The year is not between 1900 and 2100.
    OutOfRange,
}

/// Reads `03/6/2013`, `3-6-2013`, `3.6.2013`, `2013-06-03` and "ngày 03 tháng 6 năm 2013".
///
/// # Errors
/// See [`DateProblem`].
pub fn parse_date(typed: &str) -> Result<NaiveDate, DateProblem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(DateProblem::Empty);
    }
    let is_digit = |sign: char| sign.is_ascii_digit();
    let numbers: Vec<&str> = typed.split(|sign| !is_digit(sign)).filter(|part| !part.is_empty()).collect();
    if !typed.split(is_digit).all(is_separator) {
        return Err(DateProblem::NotADate);
    }
    match numbers.as_slice() {
        [year, month, day] if year.len() == 4 => civil(year, month, day),
        [day, month, year] if year.len() == 4 => civil(year, month, day),
        [_, _, year] if year.len() < 4 => Err(DateProblem::ShortYear),
        _ => Err(DateProblem::NotADate),
    }
}

/// Whether this may stand before, between or behind the numbers of a date.
fn is_separator(text: &str) -> bool {
    matches!(fold(text).as_str(), "" | "/" | "." | "ngay" | "thang" | "nam")
}

fn civil(year: &str, month: &str, day: &str) -> Result<NaiveDate, DateProblem> {
    if month.len() > 2 || day.len() > 2 {
        return Err(DateProblem::NotADate);
    }
    let number = |text: &str| text.parse::<u32>().map_err(|_| DateProblem::NotADate);
    let year = i32::try_from(number(year)?).map_err(|_| DateProblem::NotADate)?;
    if !YEARS.contains(&year) {
        return Err(DateProblem::OutOfRange);
    }
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).ok_or(DateProblem::NoSuchDay)
}

/// `08/10/2020`.
pub fn print_date(date: NaiveDate) -> String {
    let mut text = String::with_capacity(10);
    push_two(&mut text, date.day());
    text.push('/');
    push_two(&mut text, date.month());
    text.push('/');
    push_year(&mut text, date.year());
    text
}

/// `2020-10-08`, as stored and sent.
pub fn print_iso_date(date: NaiveDate) -> String {
    let mut text = String::with_capacity(10);
    push_year(&mut text, date.year());
    text.push('-');
    push_two(&mut text, date.month());
    text.push('-');
    push_two(&mut text, date.day());
    text
}

/// "ngày 08 tháng 10 năm 2020", as NĐ 30/2020 wants it: a nought only before days below 10 and months 1 and 2.
pub fn print_long_date(date: NaiveDate) -> String {
    let mut text = String::from("ngày ");
    push_two(&mut text, date.day());
    text.push_str(" tháng ");
    if matches!(date.month(), 1 | 2 | 10..) {
        push_two(&mut text, date.month());
    } else {
        text.push(digit(date.month()));
    }
    text.push_str(" năm ");
    push_year(&mut text, date.year());
    text
}

/// Two digits.
pub(super) fn push_two(text: &mut String, number: u32) {
    text.push(digit(number / 10));
    text.push(digit(number));
}

/// Four digits.
pub(super) fn push_year(text: &mut String, year: i32) {
    let year = year.unsigned_abs();
    for place in [1000, 100, 10, 1] {
        text.push(digit(year / place));
    }
}

/// The last digit of a number.
fn digit(number: u32) -> char {
    char::from_digit(number % 10, 10).unwrap_or('0')
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Any day of the years that can occur.
    pub fn any_day() -> impl Strategy<Value = NaiveDate> {
        let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
        (0_u64..73_414).prop_map(move |days| first + chrono::Days::new(days))
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    proptest! {
        #[test]
        fn every_printed_form_is_read_again(date in any_day()) {
            prop_assert_eq!(parse_date(&print_date(date)), Ok(date));
            prop_assert_eq!(parse_date(&print_iso_date(date)), Ok(date));
            prop_assert_eq!(parse_date(&print_long_date(date)), Ok(date));
            prop_assert_eq!(print_iso_date(date), date.to_string());
        }

        #[test]
        fn anything_typed_is_answered_without_panic(typed in "[0-9/ .-]{0,14}|\\PC{0,14}") {
            if let Ok(date) = parse_date(&typed) {
                prop_assert!(YEARS.contains(&date.year()));
            }
        }
    }

    #[test]
    fn days_as_people_type_them() {
        for typed in [
            "03/6/2013",
            "3/6/2013",
            "03-06-2013",
            "2013-06-03",
            "3.6.2013",
            " 3 / 6 / 2013 ",
            "Ngày 3 tháng 6 năm 2013",
        ] {
            assert_eq!(parse_date(typed), Ok(day(2013, 6, 3)), "{typed}");
        }
    }

    #[test]
    fn the_form_of_documents() {
        assert_eq!(print_long_date(day(2020, 10, 8)), "ngày 08 tháng 10 năm 2020");
        assert_eq!(print_long_date(day(2026, 2, 11)), "ngày 11 tháng 02 năm 2026");
        assert_eq!(print_long_date(day(2016, 5, 16)), "ngày 16 tháng 5 năm 2016");
        assert_eq!(print_date(day(2020, 10, 8)), "08/10/2020");
    }

    #[test]
    fn what_is_no_day_is_refused_with_its_reason() {
        assert_eq!(parse_date("  "), Err(DateProblem::Empty));
        assert_eq!(parse_date("3/6/13"), Err(DateProblem::ShortYear));
        assert_eq!(parse_date("29/02/2026"), Err(DateProblem::NoSuchDay));
        assert_eq!(parse_date("6/13/2026"), Err(DateProblem::NoSuchDay));
        assert_eq!(parse_date("01/01/1899"), Err(DateProblem::OutOfRange));
        for typed in ["hôm qua", "3/6", "03062013", "3/6/2013/1", "3 hoặc 6/2013", "003/6/2013", "3/6/20135"]
        {
            assert_eq!(parse_date(typed), Err(DateProblem::NotADate), "{typed}");
        }
    }
}
