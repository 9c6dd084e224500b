//! Civil dates as Vietnamese offices write them: 08/10/2020, and "ngày 08 tháng 10 năm 2020" in documents.

use super::fold::fold;
use chrono::{Datelike, Days, NaiveDate};

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

/// What a typed day can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateReading {
    /// One day.
    Day {
        /// The day.
        date: NaiveDate,
        /// Whether it is typed with everything that a date has. Otherwise the day is to be shown beside what was typed.
        plain: bool,
    },
    /// Several days, or one that takes a guess: the person is asked which is meant. Never empty, the likeliest first.
    Ask(Vec<NaiveDate>),
}

/// So many years ahead of today may a year of two digits lie.
const SHORT_YEARS_AHEAD: i32 = 10;

/// Reads a day as [`parse_date`] does, and besides what people type in haste: `27112026`, `5/6/26`, `5/6`, `hôm qua`. What can
/// mean one day only is read; where there are several, where a year was left out, or where it will be another day
/// tomorrow, it is asked back. `today` says which century
/// and which year are near.
///
/// # Errors
/// See [`DateProblem`].
pub fn read_date(typed: &str, today: Option<NaiveDate>) -> Result<DateReading, DateProblem> {
    let problem = match parse_date(typed) {
        Ok(date) => return Ok(DateReading::Day { date, plain: true }),
        Err(problem) => problem,
    };
    let typed = typed.trim();
    let is_digit = |sign: char| sign.is_ascii_digit();
    let numbers: Vec<&str> = typed.split(|sign| !is_digit(sign)).filter(|part| !part.is_empty()).collect();
    if let Some(day) = today.and_then(|today| from_today(typed, today)) {
        return Ok(DateReading::Ask(vec![day]));
    }
    let guess = match numbers.as_slice() {
        _ if !typed.split(is_digit).all(is_separator) => return Err(problem),
        [together] if (6..=8).contains(&together.len()) => taken_apart(together, today),
        [day, month, year] if year.len() == 2 => short_year(year, month, day, today),
        [day, month] if day.len() <= 2 && month.len() <= 2 => {
            let near = without_year(month, day, today);
            return if near.is_empty() { Err(DateProblem::NoSuchDay) } else { Ok(DateReading::Ask(near)) };
        }
        _ => return Err(problem),
    };
    match guess.as_slice() {
        [] if problem == DateProblem::ShortYear => Err(DateProblem::NoSuchDay),
        [] => Err(problem),
        [date] => Ok(DateReading::Day { date: *date, plain: false }),
        _ => Ok(DateReading::Ask(guess)),
    }
}

/// "hôm nay", "hôm qua", "hôm kia", with or without their marks.
fn from_today(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let days = match fold(typed).as_str() {
        "hom nay" | "today" => 0,
        "hom qua" | "yesterday" => 1,
        "hom kia" => 2,
        _ => return None,
    };
    today.checked_sub_days(Days::new(days))
}

/// The days that digits without signs between them can mean: day, month and year, or the other way round.
fn taken_apart(digits: &str, today: Option<NaiveDate>) -> Vec<NaiveDate> {
    let parts = |first: usize, second: usize| {
        let (one, rest) = digits.split_at_checked(first)?;
        let (two, three) = rest.split_at_checked(second)?;
        Some((one, two, three))
    };
    let day_first =
        |first, second| parts(first, second).and_then(|(day, month, year)| civil(year, month, day).ok());
    let year_first = || parts(4, 2).and_then(|(year, month, day)| civil(year, month, day).ok());
    let mut found: Vec<NaiveDate> = match digits.len() {
        8 => day_first(2, 2).into_iter().chain(year_first()).collect(),
        7 => day_first(1, 2).into_iter().chain(day_first(2, 1)).collect(),
        _ => {
            let short = parts(2, 2).map(|(day, month, year)| short_year(year, month, day, today));
            short.into_iter().flatten().chain(day_first(1, 1)).collect()
        }
    };
    found.dedup();
    found
}

/// The days that a year of two digits can mean: one, where today's date tells the century.
fn short_year(year: &str, month: &str, day: &str, today: Option<NaiveDate>) -> Vec<NaiveDate> {
    let in_century = |century: &str| civil(&[century, year].concat(), month, day).ok();
    let this = in_century("20");
    let near = today.map(|today| today.year() + SHORT_YEARS_AHEAD);
    let is_ahead = this.zip(near).is_some_and(|(date, near)| date.year() > near);
    match near {
        Some(_) if !is_ahead => this.into_iter().collect(),
        Some(_) => in_century("19").into_iter().collect(),
        None => this.into_iter().chain(in_century("19")).collect(),
    }
}

/// The days of this year and the last that a day without a year can mean, the nearer first.
fn without_year(month: &str, day: &str, today: Option<NaiveDate>) -> Vec<NaiveDate> {
    let Some(today) = today else { return Vec::new() };
    let in_year = |year: i32| civil(&year.to_string(), month, day).ok();
    let this = in_year(today.year());
    let last = this.is_none_or(|date| date > today).then(|| in_year(today.year() - 1)).flatten();
    let mut found: Vec<NaiveDate> = this.into_iter().chain(last).collect();
    found.sort_by_key(|date| (*date - today).num_days().abs());
    found
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
    push_month(&mut text, date.month());
    text.push_str(" năm ");
    push_year(&mut text, date.year());
    text
}

/// A month as documents write it: 01, 02, 3 … 12.
pub(super) fn push_month(text: &mut String, month: u32) {
    if matches!(month, 1 | 2 | 10..) {
        push_two(text, month);
    } else {
        text.push(digit(month));
    }
}

/// Two digits.
fn push_two(text: &mut String, number: u32) {
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

    proptest! {
        #[test]
        fn what_has_one_meaning_is_read_as_that(date in any_day(), today in any_day()) {
            let printed = print_date(date);
            prop_assert_eq!(read_date(&printed, Some(today)), Ok(DateReading::Day { date, plain: true }));
            // Without its signs: read, or the day is among those that are asked about.
            let days = match read_date(&printed.replace('/', ""), Some(today)) {
                Ok(DateReading::Day { date, plain: false }) => vec![date],
                Ok(DateReading::Ask(days)) => days,
                other => return Err(TestCaseError::fail(format!("{other:?}"))),
            };
            prop_assert!(days.contains(&date));
        }

        #[test]
        fn every_answer_is_a_day_that_is_read_without_a_question(typed in "[0-9/ .-]{0,10}|\\PC{0,10}", today in any_day()) {
            if let Ok(DateReading::Ask(days)) = read_date(&typed, Some(today)) {
                prop_assert!(!days.is_empty());
                for date in days {
                    prop_assert_eq!(read_date(&print_date(date), Some(today)), Ok(DateReading::Day { date, plain: true }));
                }
            }
        }
    }

    #[test]
    fn days_typed_in_haste_are_read_or_asked_back() {
        let today = Some(day(2026, 11, 27));
        let read = |typed: &str| read_date(typed, today);
        let shown = |date| Ok(DateReading::Day { date, plain: false });
        assert_eq!(read("27112026"), shown(day(2026, 11, 27)));
        assert_eq!(read("20261127"), shown(day(2026, 11, 27)));
        assert_eq!(read("5/6/26"), shown(day(2026, 6, 5)));
        assert_eq!(read("5.6.85"), shown(day(1985, 6, 5)));
        assert_eq!(read("271126"), shown(day(2026, 11, 27)));
        assert_eq!(read("562026"), shown(day(2026, 6, 5)));
        // 1 December or 11 February; 20 December 1910 or the other way round.
        assert_eq!(read("1122026"), Ok(DateReading::Ask(vec![day(2026, 12, 1), day(2026, 2, 11)])));
        assert_eq!(read("20121910"), shown(day(1910, 12, 20)));
        assert_eq!(read("20101112"), shown(day(2010, 11, 12)));
        assert_eq!(read("5/6"), Ok(DateReading::Ask(vec![day(2026, 6, 5)])));
        assert_eq!(read("30/11"), Ok(DateReading::Ask(vec![day(2026, 11, 30), day(2025, 11, 30)])));
        assert_eq!(read("Hôm qua"), Ok(DateReading::Ask(vec![day(2026, 11, 26)])));
        assert_eq!(read("hom kia"), Ok(DateReading::Ask(vec![day(2026, 11, 25)])));
        assert_eq!(read("hôm nọ"), Err(DateProblem::NotADate));
        assert_eq!(read("31/2/26"), Err(DateProblem::NoSuchDay));
        assert_eq!(read("31/2"), Err(DateProblem::NoSuchDay));
        assert_eq!(read("99999999"), Err(DateProblem::NotADate));
        assert_eq!(read("5/6/026"), Err(DateProblem::ShortYear));
        assert_eq!(read("3 hoặc 6/2013"), Err(DateProblem::NotADate));
        // Without today's date the century is not known.
        assert_eq!(read_date("5/6/26", None), Ok(DateReading::Ask(vec![day(2026, 6, 5), day(1926, 6, 5)])));
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
