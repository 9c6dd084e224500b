//! The device's clocks. They are shown to people and never used to order.

use std::cell::{Cell, OnceCell};

use chrono::{DateTime, FixedOffset, NaiveDate, Offset, Utc};

/// Viet Nam's offset from UTC in seconds: +07:00 all year.
const OFFSET_S: i32 = 7 * 3600;

thread_local! {
    static AHEAD_MS: Cell<i64> = const { Cell::new(0) };
    static PAGE_BEGAN_MS: OnceCell<u64> = const { OnceCell::new() };
}

/// The wall clock in Unix milliseconds.
pub fn unix_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// The wall clock as people in Viet Nam read it, whatever zone the phone is set to.
pub fn now() -> DateTime<FixedOffset> {
    local(unix_ms())
}

/// A time in Unix milliseconds as people in Viet Nam read it.
pub fn local(unix_ms: u64) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(OFFSET_S).unwrap_or(Utc.fix());
    let time = i64::try_from(unix_ms).ok().and_then(DateTime::<Utc>::from_timestamp_millis);
    time.unwrap_or_default().with_timezone(&offset)
}

/// Today in Viet Nam, as far as anybody could tell this device: what forms offer and compare days with. The times of
/// entries stay those of the device's own clock.
pub fn today() -> NaiveDate {
    let now_ms = i64::try_from(unix_ms()).unwrap_or(i64::MAX);
    local(u64::try_from(now_ms.saturating_sub(AHEAD_MS.get())).unwrap_or(0)).date_naive()
}

/// Notes by how many milliseconds the device's clock is known to be ahead.
pub fn set_ahead(ahead_ms: i64) {
    AHEAD_MS.set(ahead_ms);
}

/// Milliseconds of a clock that never runs backwards. It begins with the page, at what the wall clock said, so that it has
/// numbers for what was before the page.
pub fn monotonic_ms() -> u64 {
    let page_ms = super::window().performance().map_or(0, |clock| clock.now() as u64);
    let began_ms = PAGE_BEGAN_MS.with(|began| *began.get_or_init(|| unix_ms().saturating_sub(page_ms)));
    began_ms + page_ms
}

/// How far the wall clock goes ahead of it: the wall clock may have been set, or gone on while the device slept.
pub fn wall_ahead_ms() -> i64 {
    unix_ms().cast_signed().saturating_sub(monotonic_ms().cast_signed())
}
