//! Days in what a person types into a search field: `20/11`, `20/11/2026`, "tháng 11", `11/2026`, "năm 2026".

use chrono::{Datelike, NaiveDate};

use super::date::parse_date;
use super::fold::fold;

/// A stretch of more days than this holds every day of the year.
const DAYS_MAX: usize = 366;

/// A day, a month or a year that is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaySought {
    day: Option<u32>,
    month: Option<u32>,
    /// Its digits as far as they are typed.
    year: Option<String>,
    /// As it was typed, without marks: a title may say it so.
    words: String,
}

impl DaySought {
    /// Whether the day is one that is meant.
    pub fn is(&self, date: NaiveDate) -> bool {
        let in_year = |typed: &String| {
            let year = date.year().to_string();
            year.starts_with(typed) || (typed.len() == 2 && year.ends_with(typed))
        };
        self.day.is_none_or(|day| day == date.day())
            && self.month.is_none_or(|month| month == date.month())
            && self.year.as_ref().is_none_or(in_year)
    }

    /// Whether a day that is meant lies between two days, both counted.
    pub fn is_within(&self, from: NaiveDate, to: NaiveDate) -> bool {
        let days = from.iter_days().take(DAYS_MAX).take_while(|day| *day <= to.max(from));
        days.into_iter().any(|day| self.is(day))
    }

    /// Whether a text without marks says it in the same words: "hội nghị 20/11".
    pub fn stands_in(&self, plain: &str) -> bool {
        plain.match_indices(&self.words).any(|(place, found)| {
            let before = place.checked_sub(1).and_then(|at| plain.as_bytes().get(at));
            let after = plain.as_bytes().get(place + found.len());
            before.is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
                && after.is_none_or(|byte| !byte.is_ascii_digit())
        })
    }
}

/// Parts what was typed into its words and the days in it.
pub fn days_sought(typed: &str) -> (String, Vec<DaySought>) {
    let pieces: Vec<&str> = typed.split_whitespace().collect();
    let (mut words, mut days) = (Vec::new(), Vec::new());
    let mut rest = pieces.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let Some((mut day, taken)) = day_at(rest) else {
            words.push(*first);
            rest = after;
            continue;
        };
        let (said, left) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
        // "ngày 20/11" is the day, with or without its word.
        let shown = match said.last() {
            Some(last) if written(last).is_some() => (*last).to_owned(),
            _ => said.join(" "),
        };
        day.words = fold(&shown).trim_end_matches(['/', '.', ',', ';', ' ']).to_owned();
        days.push(day);
        rest = left;
    }
    (words.join(" "), days)
}

/// The day with which the pieces begin, and how many of them say it.
fn day_at(pieces: &[&str]) -> Option<(DaySought, usize)> {
    let [first, rest @ ..] = pieces else { return None };
    let second = rest.first().copied().unwrap_or_default();
    if let Some(written) = written(first) {
        return Some((written, 1));
    }
    if let Some(day) = number(first, 31) {
        let month = (fold(second) == "thang").then(|| number(rest.get(1)?, 12)).flatten()?;
        return Some((DaySought { day: Some(day), month: Some(month), ..DaySought::default() }, 3));
    }
    match fold(first).as_str() {
        "ngay" | "thang" if written(second).is_some() => Some((written(second)?, 2)),
        "ngay" => match day_at(rest) {
            Some((day, taken)) if day.day.is_some() => Some((day, taken + 1)),
            _ => Some((DaySought { day: Some(number(second, 31)?), ..DaySought::default() }, 2)),
        },
        "thang" => Some((DaySought { month: Some(number(second, 12)?), ..DaySought::default() }, 2)),
        "nam" => Some((in_year(second)?, 2)),
        _ => Some((in_year(first)?, 1)),
    }
}

/// A day or a month in figures: `20/11`, `20.11.2026`, `11/2026`, `2026-11-20`.
fn written(piece: &str) -> Option<DaySought> {
    let piece = piece.trim_matches([',', ';', '.']);
    let separator = piece.chars().find(|sign| is_separator(*sign))?;
    let parts: Vec<&str> = piece.split(separator).collect();
    match parts.as_slice() {
        // Half typed.
        [day, ""] if separator == '/' => {
            Some(DaySought { day: Some(number(day, 31)?), ..DaySought::default() })
        }
        [year, month] if is_year(year) => part_of_year(None, month, year),
        [year, month, day] if is_year(year) => part_of_year(Some(day), month, year),
        [day, month, year] => part_of_year(Some(day), month, year),
        // "1.5" is a figure, "5-6" a stretch.
        [day, month] if separator == '/' && number(month, 12).is_some() => part_of_year(Some(day), month, ""),
        [month, year] if separator == '/' || is_year(year) => part_of_year(None, month, year),
        _ => None,
    }
}

fn part_of_year(day: Option<&str>, month: &str, year: &str) -> Option<DaySought> {
    let day = match day {
        Some(day) => Some(number(day, 31)?),
        None => None,
    };
    let is_year = year.len() <= 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then_some(())?;
    let year = (!year.is_empty()).then(|| year.to_owned());
    Some(DaySought { day, month: Some(number(month, 12)?), year, words: String::new() })
}

fn in_year(piece: &str) -> Option<DaySought> {
    let year = piece.trim_matches([',', ';', '.']);
    is_year(year).then(|| DaySought { year: Some(year.to_owned()), ..DaySought::default() })
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && parse_date(&["01/01/", text].concat()).is_ok()
}

/// A number of one or two digits, from one on.
fn number(piece: &str, most: u32) -> Option<u32> {
    let piece = piece.trim_matches([',', ';']);
    let plain = matches!(piece.len(), 1 | 2) && piece.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| piece.parse().ok()).flatten().filter(|number| (1..=most).contains(number))
}

fn is_separator(sign: char) -> bool {
    matches!(sign, '/' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::print_date;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        crate::text::parse_date(text).unwrap()
    }

    /// Whether a record of that day is found, and what is left to be found in its words.
    fn finds(typed: &str, date: &str) -> (bool, String) {
        let (words, days) = days_sought(typed);
        assert!(!days.is_empty(), "{typed}");
        (days.iter().all(|sought| sought.is(day(date))), words)
    }

    #[test]
    fn days_months_and_years_are_found_as_people_type_them() {
        for typed in [
            "20/11",
            "20/11/2026",
            "20/11/26",
            "20.11.2026",
            "20-11-2026",
            "2026-11-20",
            "11/2026",
            "2026-11",
            "11-2026",
            "tháng 11",
            "thang 11",
            "Tháng 11/2026",
            "tháng 11 năm 2026",
            "ngày 20",
            "ngày 20/11",
            "ngay 20 thang 11",
            "20 tháng 11",
            "ngày 20 tháng 11 năm 2026",
            "năm 2026",
            "2026",
            "20/",
            "20/11/",
            "20/11/20",
            "11/20",
        ] {
            assert_eq!(finds(typed, "20/11/2026"), (true, String::new()), "{typed}");
            assert!(!finds(typed, "05/06/2031").0, "{typed}");
        }
        assert!(
            finds("5/6", "05/06/2026").0 && finds("05/6", "05/06/2026").0 && finds("6/2026", "05/06/2026").0
        );
        assert!(
            !finds("1/2026", "20/11/2026").0
                && !finds("tháng 1", "20/11/2026").0
                && !finds("5/6", "15/06/2026").0
        );
    }

    #[test]
    fn words_beside_a_day_stay_words() {
        assert_eq!(finds("họp bản tháng 11", "20/11/2026"), (true, "họp bản".to_owned()));
        assert_eq!(finds("20/11 dân vận", "20/11/2026"), (true, "dân vận".to_owned()));
        for typed in [
            "tháng",
            "Pa Thắng",
            "ngày hội",
            "40 hộ",
            "61",
            "1.5 km",
            "5-6",
            "622/KH-UBND",
            "31/38 xã",
            "13/40000",
            "2026-00012",
            "tháng 13",
        ] {
            assert_eq!(days_sought(typed), (typed.to_owned(), Vec::new()), "{typed}");
        }
    }

    #[test]
    fn a_day_in_the_words_of_a_title_is_found_too() {
        let stands =
            |typed: &str, text: &str| days_sought(typed).1.iter().all(|sought| sought.stands_in(text));
        assert!(stands("20/11", "mit tinh ngay 20/11 tai xa") && stands("ngày 20/11", "mit tinh 20/11"));
        assert!(stands("tháng 11", "ra quan thang 11") && stands("2026", "ke hoach nam 2026"));
        assert!(!stands("tháng 1", "ra quan thang 11") && !stands("20/11", "120/11"));
    }

    #[test]
    fn a_day_within_several_is_found() {
        let (_, days) = days_sought("20/11");
        assert!(days[0].is_within(day("18/11/2026"), day("22/11/2026")));
        assert!(!days[0].is_within(day("21/11/2026"), day("22/11/2026")));
        // A last day before the first one is somebody's slip.
        assert!(days[0].is_within(day("20/11/2026"), day("02/11/2026")));
        assert!(days_sought("12/2026").1[0].is_within(day("18/11/2026"), day("02/12/2026")));
    }

    proptest! {
        #[test]
        fn a_day_finds_itself_in_every_form(days in 0_u64..70_000) {
            let date = day("01/01/1900") + chrono::Days::new(days);
            let printed = print_date(date);
            let short = [date.day().to_string(), date.month().to_string(), date.year().to_string()].join("/");
            for typed in [printed.clone(), crate::text::print_iso_date(date), short, printed[..5].to_owned(), printed[3..].to_owned()] {
                let (words, sought) = days_sought(&typed);
                prop_assert!(words.is_empty() && sought.len() == 1 && sought[0].is(date), "{}", typed);
            }
            prop_assert!(days_sought(&printed).1[0].stands_in(&printed));
        }

        #[test]
        fn whatever_is_typed_is_a_word_or_a_day(typed in "[0-9a-zà-ỹ/. -]{0,24}") {
            let (words, days) = days_sought(&typed);
            prop_assert!(!days.is_empty() || words == typed.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
