//! Times and sizes as people read them: dd/MM/yyyy, 14:05, 5,8 MB.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Weekday};
use danvan_core::text::{Locale, print_date};

use super::{common, count, current, home, sync};
use crate::platform::clock;

/// "14:05".
fn time(at: &DateTime<FixedOffset>) -> String {
    let two =
        |number: u32| if number < 10 { ["0", &number.to_string()].concat() } else { number.to_string() };
    [two(at.hour()), two(at.minute())].join(":")
}

/// "14:05" of today, "00:10 ngày 28/11/2026" of another day: a time to come, or one beside which the day is not in doubt.
pub fn at(at: &DateTime<FixedOffset>) -> String {
    let now = clock::now();
    let at = at.with_timezone(now.offset());
    if at.date_naive() == now.date_naive() {
        return time(&at);
    }
    common::TIME_OF_DAY.with(&[&time(&at), &print_date(at.date_naive())])
}

/// How long to wait: "40 giây", "15 phút".
pub fn wait(seconds: u32) -> String {
    if seconds < 120 {
        return common::SECONDS.count(seconds as usize);
    }
    sync::MINUTES.count(seconds.div_ceil(60) as usize)
}

/// "hôm nay 14:05", "hôm qua 08:30", "19/11/2026 16:42", in Viet Nam's time.
pub fn moment(at: &DateTime<FixedOffset>) -> String {
    let at = at.with_timezone(clock::now().offset());
    [day(&at), time(&at)].join(" ")
}

/// "hôm nay", "hôm qua", "19/11/2026".
fn day(at: &DateTime<FixedOffset>) -> String {
    match (clock::now().date_naive() - at.date_naive()).num_days() {
        0 => common::TODAY.get().to_owned(),
        1 => common::YESTERDAY.get().to_owned(),
        _ => print_date(at.date_naive()),
    }
}

/// "hôm nay từ 14:02 đến 14:05", "từ hôm qua 23:50 đến hôm nay 00:10"; within a minute as [`moment`].
pub fn span(from: &DateTime<FixedOffset>, to: &DateTime<FixedOffset>) -> String {
    let offset = *clock::now().offset();
    let (from, to) = (from.with_timezone(&offset), to.with_timezone(&offset));
    if from.date_naive() != to.date_naive() {
        return common::FROM_TO.with(&[&moment(&from), &moment(&to)]);
    }
    if time(&from) == time(&to) {
        return moment(&from);
    }
    [&day(&from), " ", &common::FROM_TO.with(&[&time(&from), &time(&to)])].concat()
}

/// "19/11/2026 16:42", whatever day it is: for paper.
pub fn full(at: &DateTime<FixedOffset>) -> String {
    let at = at.with_timezone(clock::now().offset());
    [print_date(at.date_naive()), time(&at)].join(" ")
}

/// A time in Unix milliseconds, as [`moment`].
pub fn moment_ms(unix_ms: u64) -> String {
    moment(&clock::local(unix_ms))
}

/// "Thứ Hai, 23/11/2026".
pub fn today() -> String {
    let today = clock::today();
    let name = match today.weekday() {
        Weekday::Mon => home::MONDAY,
        Weekday::Tue => home::TUESDAY,
        Weekday::Wed => home::WEDNESDAY,
        Weekday::Thu => home::THURSDAY,
        Weekday::Fri => home::FRIDAY,
        Weekday::Sat => home::SATURDAY,
        Weekday::Sun => home::SUNDAY,
    };
    [name.get(), &print_date(today)].join(", ")
}

/// "08/10/2020" for a stored day; what is stored where it is none.
pub fn stored_day(iso: &str) -> String {
    NaiveDate::parse_from_str(iso, "%Y-%m-%d").map_or_else(|_| iso.to_owned(), print_date)
}

/// The month of a stored day as documents write it: "02/2026", "3/2026", "11/2026".
pub fn stored_month(iso: &str) -> String {
    match (iso.get(5..7), iso.get(..4)) {
        (Some(month @ ("01" | "02")), Some(year)) => [month, year].join("/"),
        (Some(month), Some(year)) => [month.trim_start_matches('0'), year].join("/"),
        _ => String::new(),
    }
}

/// "640 byte", "12 KB", "5,8 MB", "1,2 GB".
pub fn size(bytes: u64) -> String {
    let point = if current() == Locale::En { "." } else { "," };
    let (unit, size) = match bytes {
        0..1_000 => return [&count(bytes as usize), " byte"].concat(),
        1_000..1_000_000 => ("KB", bytes / 100),
        1_000_000..1_000_000_000 => ("MB", bytes / 100_000),
        _ => ("GB", bytes / 100_000_000),
    };
    let whole = count((size / 10) as usize);
    if size < 1_000 && size % 10 != 0 {
        [&whole, point, &(size % 10).to_string(), " ", unit].concat()
    } else {
        [&whole, " ", unit].concat()
    }
}
