//! Periods of reports: weeks from Monday, months, quarters in Roman numerals, half years, nine months, years, and
//! stretches of any length.

use super::Locale;
use super::date::{print_date, push_month, push_year};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// The kind of a period; it decides the label and what "the previous one" means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// Monday to Sunday.
    Week,
    /// Tháng.
    Month,
    /// Quý.
    Quarter,
    /// 6 tháng đầu năm, 6 tháng cuối năm.
    HalfYear,
    /// 9 tháng đầu năm.
    NineMonths,
    /// Năm.
    Year,
    /// Any stretch of days (giai đoạn).
    Range,
}

/// A stretch of days with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    kind: PeriodKind,
    from: NaiveDate,
    to: NaiveDate,
}

/// Roman numerals of the quarters.
const QUARTERS: [&str; 4] = ["I", "II", "III", "IV"];

impl Period {
    /// The week (Monday to Sunday) in which the day lies.
    pub fn week_of(day: NaiveDate) -> Option<Self> {
        let monday = day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))?;
        Some(Self { kind: PeriodKind::Week, from: monday, to: monday.checked_add_days(Days::new(6))? })
    }

    /// A month, 1 to 12.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Self::of_months(PeriodKind::Month, year, month, 1)
    }

    /// A quarter, 1 to 4.
    pub fn quarter(year: i32, quarter: u32) -> Option<Self> {
        let month = (1..=4).contains(&quarter).then(|| quarter * 3 - 2)?;
        Self::of_months(PeriodKind::Quarter, year, month, 3)
    }

    /// A half year, 1 or 2.
    pub fn half_year(year: i32, half: u32) -> Option<Self> {
        let month = (1..=2).contains(&half).then(|| half * 6 - 5)?;
        Self::of_months(PeriodKind::HalfYear, year, month, 6)
    }

    /// The first nine months of a year.
    pub fn nine_months(year: i32) -> Option<Self> {
        Self::of_months(PeriodKind::NineMonths, year, 1, 9)
    }

    /// A year.
    pub fn year(year: i32) -> Option<Self> {
        Self::of_months(PeriodKind::Year, year, 1, 12)
    }

    /// Any stretch of days; nothing where it ends before it begins.
    pub fn range(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Self { kind: PeriodKind::Range, from, to })
    }

    fn of_months(kind: PeriodKind, year: i32, month: u32, months: u32) -> Option<Self> {
        let from = NaiveDate::from_ymd_opt(year, month, 1)?;
        let to = from.checked_add_months(Months::new(months))?.pred_opt()?;
        Some(Self { kind, from, to })
    }

    /// Its kind.
    pub fn kind(&self) -> PeriodKind {
        self.kind
    }

    /// First day.
    pub fn from(&self) -> NaiveDate {
        self.from
    }

    /// Last day.
    pub fn to(&self) -> NaiveDate {
        self.to
    }

    /// Whether the day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The period before this one, of the same kind: the week, month, quarter, half year or year before; nine months
    /// of the year before; for a stretch, as many days directly before it.
    pub fn previous(&self) -> Option<Self> {
        let before = self.from.pred_opt()?;
        match self.kind {
            PeriodKind::Week => Self::week_of(before),
            PeriodKind::Month => Self::month(before.year(), before.month()),
            PeriodKind::Quarter => Self::quarter(before.year(), before.month().div_ceil(3)),
            PeriodKind::HalfYear => Self::half_year(before.year(), before.month().div_ceil(6)),
            PeriodKind::NineMonths => Self::nine_months(before.year()),
            PeriodKind::Year => Self::year(before.year()),
            PeriodKind::Range => {
                let days = u64::try_from((self.to - self.from).num_days()).ok()?;
                Self::range(before.checked_sub_days(Days::new(days))?, before)
            }
        }
    }

    /// The same period of the year before ("cùng kỳ năm trước"); for a week, the week 52 weeks earlier.
    pub fn year_before(&self) -> Option<Self> {
        let year = self.from.year() - 1;
        match self.kind {
            PeriodKind::Week => Self::week_of(self.from.checked_sub_days(Days::new(52 * 7))?),
            PeriodKind::Month => Self::month(year, self.from.month()),
            PeriodKind::Quarter => Self::quarter(year, self.from.month().div_ceil(3)),
            PeriodKind::HalfYear => Self::half_year(year, self.from.month().div_ceil(6)),
            PeriodKind::NineMonths => Self::nine_months(year),
            PeriodKind::Year => Self::year(year),
            PeriodKind::Range => {
                let year = Months::new(12);
                Self::range(self.from.checked_sub_months(year)?, self.to.checked_sub_months(year)?)
            }
        }
    }

    /// Its name on screens and in reports.
    pub fn label(&self, locale: Locale) -> String {
        let words = |vi, en| if locale == Locale::Vi { vi } else { en };
        let month = self.from.month();
        let mut label = String::with_capacity(32);
        match self.kind {
            PeriodKind::Week => {
                label.push_str(words("Tuần ", "Week of "));
                self.push_days(&mut label);
            }
            PeriodKind::Month => {
                label.push_str(words("Tháng ", ""));
                push_month(&mut label, month);
                label.push('/');
                push_year(&mut label, self.from.year());
            }
            PeriodKind::Quarter => {
                let place = usize::try_from(month.div_ceil(3)).unwrap_or(1) - 1;
                label.push_str(words("Quý ", "Quarter "));
                label.push_str(QUARTERS.get(place).copied().unwrap_or_default());
                label.push('/');
                push_year(&mut label, self.from.year());
            }
            PeriodKind::HalfYear => {
                let first = month == 1;
                label.push_str(match (first, locale) {
                    (true, Locale::Vi) => "6 tháng đầu năm ",
                    (false, Locale::Vi) => "6 tháng cuối năm ",
                    (true, Locale::En) => "First half of ",
                    (false, Locale::En) => "Second half of ",
                });
                push_year(&mut label, self.from.year());
            }
            PeriodKind::NineMonths => {
                label.push_str(words("9 tháng đầu năm ", "First nine months of "));
                push_year(&mut label, self.from.year());
            }
            PeriodKind::Year => {
                label.push_str(words("Năm ", "Year "));
                push_year(&mut label, self.from.year());
            }
            PeriodKind::Range if self.is_whole_years() => {
                label.push_str(words("Giai đoạn ", "Years "));
                push_year(&mut label, self.from.year());
                label.push('–');
                push_year(&mut label, self.to.year());
            }
            PeriodKind::Range => self.push_days(&mut label),
        }
        label
    }

    fn push_days(&self, label: &mut String) {
        label.push_str(&print_date(self.from));
        label.push_str(" – ");
        label.push_str(&print_date(self.to));
    }

    fn is_whole_years(&self) -> bool {
        (self.from.month(), self.from.day(), self.to.month(), self.to.day()) == (1, 1, 12, 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::date::tests::any_day;
    use chrono::Weekday;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn any_period() -> impl Strategy<Value = Period> {
        let year = 1901_i32..2100;
        prop_oneof![
            any_day().prop_map(Period::week_of),
            (year.clone(), 1_u32..=12).prop_map(|(year, month)| Period::month(year, month)),
            (year.clone(), 1_u32..=4).prop_map(|(year, quarter)| Period::quarter(year, quarter)),
            (year.clone(), 1_u32..=2).prop_map(|(year, half)| Period::half_year(year, half)),
            year.clone().prop_map(Period::nine_months),
            year.prop_map(Period::year),
            (any_day(), 0_u64..4000).prop_map(|(from, days)| Period::range(from, from + Days::new(days))),
        ]
        .prop_map(Option::unwrap)
    }

    proptest! {
        #[test]
        fn a_previous_period_ends_before_and_is_of_the_same_kind(period in any_period()) {
            let previous = period.previous().unwrap();
            prop_assert_eq!(previous.kind(), period.kind());
            prop_assert!(previous.to() < period.from());
            let gapless = period.kind() != PeriodKind::NineMonths;
            prop_assert!(!gapless || previous.to().succ_opt() == Some(period.from()));
        }

        #[test]
        fn a_day_lies_in_its_week_which_begins_on_monday(date in any_day()) {
            let week = Period::week_of(date).unwrap();
            prop_assert!(week.contains(date));
            prop_assert_eq!(week.from().weekday(), Weekday::Mon);
            prop_assert_eq!((week.to() - week.from()).num_days(), 6);
        }

        #[test]
        fn a_year_is_its_quarters_and_its_months(year in 1900_i32..2100, date in any_day()) {
            let within = |period: Option<Period>| period.unwrap().contains(date);
            let year_has = within(Period::year(year));
            prop_assert_eq!((1..=4).filter(|quarter| within(Period::quarter(year, *quarter))).count(), usize::from(year_has));
            prop_assert_eq!((1..=12).filter(|month| within(Period::month(year, *month))).count(), usize::from(year_has));
        }

        #[test]
        fn a_period_survives_storing(period in any_period()) {
            let json = serde_json::to_string(&period).unwrap();
            prop_assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), period);
        }
    }

    #[test]
    fn labels_in_both_languages() {
        let labels = |period: Option<Period>| {
            let period = period.unwrap();
            [period.label(Locale::Vi), period.label(Locale::En)]
        };
        assert_eq!(labels(Period::month(2026, 3)), ["Tháng 3/2026", "3/2026"]);
        assert_eq!(labels(Period::month(2026, 2)), ["Tháng 02/2026", "02/2026"]);
        assert_eq!(labels(Period::month(2026, 11)), ["Tháng 11/2026", "11/2026"]);
        assert_eq!(labels(Period::quarter(2026, 4)), ["Quý IV/2026", "Quarter IV/2026"]);
        assert_eq!(labels(Period::half_year(2026, 1)), ["6 tháng đầu năm 2026", "First half of 2026"]);
        assert_eq!(labels(Period::half_year(2026, 2)), ["6 tháng cuối năm 2026", "Second half of 2026"]);
        assert_eq!(labels(Period::nine_months(2026)), ["9 tháng đầu năm 2026", "First nine months of 2026"]);
        assert_eq!(labels(Period::year(2026)), ["Năm 2026", "Year 2026"]);
        let years = Period::range(day("2021-01-01"), day("2025-12-31"));
        assert_eq!(labels(years), ["Giai đoạn 2021–2025", "Years 2021–2025"]);
        assert_eq!(labels(Period::range(day("2026-01-05"), day("2026-02-01")))[0], "05/01/2026 – 01/02/2026");
        assert_eq!(labels(Period::week_of(day("2026-11-22")))[0], "Tuần 16/11/2026 – 22/11/2026");
    }

    #[test]
    fn the_year_before() {
        let before = |period: Option<Period>| period.unwrap().year_before().unwrap();
        assert_eq!(Some(before(Period::quarter(2026, 1))), Period::quarter(2025, 1));
        assert_eq!(before(Period::range(day("2024-02-29"), day("2024-03-01"))).from(), day("2023-02-28"));
        assert_eq!(before(Period::week_of(day("2026-11-22"))).from(), day("2025-11-17"));
    }

    #[test]
    fn impossible_periods_are_none() {
        assert_eq!(Period::month(2026, 13), None);
        assert_eq!(Period::quarter(2026, 0), None);
        assert_eq!(Period::half_year(2026, 3), None);
        assert_eq!(Period::range(day("2026-02-01"), day("2026-01-31")), None);
    }
}
