//! Civil dates as Vietnamese offices write them.

use chrono::{Datelike, NaiveDate};

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

/// Two digits.
fn push_two(text: &mut String, number: u32) {
    text.push(digit(number / 10));
    text.push(digit(number));
}

/// Four digits: the dates of this product lie in the years 1900 to 2100.
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
