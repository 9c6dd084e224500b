//! Periods of reports: months, quarters, years, and any stretch of days.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::text::{Locale, print_date};

/// A stretch of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// What a period is called in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodKind {
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
    /// Any other stretch.
    Stretch,
}

impl PeriodKind {
    /// How many months it has; 0 for a stretch.
    fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
            Self::Stretch => 0,
        }
    }
}

impl Period {
    /// The month, quarter or year that `day` lies in; the day alone for a stretch.
    pub fn around(day: NaiveDate, kind: PeriodKind) -> Self {
        let months = kind.months();
        let alone = Self { from: day, to: day };
        if months == 0 {
            return alone;
        }
        let first_month = day.month0() / months * months + 1;
        NaiveDate::from_ymd_opt(day.year(), first_month, 1)
            .and_then(|from| Self::of_months(from, months))
            .unwrap_or(alone)
    }

    fn of_months(from: NaiveDate, months: u32) -> Option<Self> {
        let to = from.checked_add_months(Months::new(months))?.checked_sub_days(Days::new(1))?;
        Some(Self { from, to })
    }

    /// What it is called in the calendar.
    pub fn kind(&self) -> PeriodKind {
        [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year]
            .into_iter()
            .find(|kind| Self::around(self.from, *kind) == *self)
            .unwrap_or(PeriodKind::Stretch)
    }

    /// The period of the same kind before it; a stretch is followed back by one of as many days.
    #[must_use]
    pub fn before(&self) -> Self {
        match (self.kind(), self.from.pred_opt()) {
            (_, None) => *self,
            (PeriodKind::Stretch, Some(last)) => {
                let days = self.to.signed_duration_since(self.from).num_days().max(0).unsigned_abs();
                Self { from: last.checked_sub_days(Days::new(days)).unwrap_or(last), to: last }
            }
            (kind, Some(last)) => Self::around(last, kind),
        }
    }

    /// The period of the same kind after it; a stretch is followed by one of as many days.
    #[must_use]
    pub fn after(&self) -> Self {
        match (self.kind(), self.to.succ_opt()) {
            (_, None) => *self,
            (PeriodKind::Stretch, Some(first)) => {
                let days = self.to.signed_duration_since(self.from).num_days().max(0).unsigned_abs();
                Self { from: first, to: first.checked_add_days(Days::new(days)).unwrap_or(first) }
            }
            (kind, Some(first)) => Self::around(first, kind),
        }
    }

    /// Whether the day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The name as reports print it: "Tháng 11/2026", "Quý IV/2026", "Năm 2026", "01/10/2026 – 15/11/2026".
    pub fn label(&self, locale: Locale) -> String {
        let vietnamese = locale == Locale::Vi;
        let first = print_date(self.from);
        // "01/10/2026": the parts of the printed date are cut out instead of printed again.
        let month_and_year = first.get(3..).unwrap_or_default();
        let year = first.get(6..).unwrap_or_default();
        match self.kind() {
            PeriodKind::Month => [if vietnamese { "Tháng " } else { "" }, month_and_year].concat(),
            PeriodKind::Quarter => {
                let quarter = usize::try_from(self.from.month0() / 3).unwrap_or_default();
                let roman = ["I", "II", "III", "IV"].get(quarter).copied().unwrap_or_default();
                let arabic = ["1", "2", "3", "4"].get(quarter).copied().unwrap_or_default();
                if vietnamese {
                    ["Quý ", roman, "/", year].concat()
                } else {
                    ["Q", arabic, " ", year].concat()
                }
            }
            PeriodKind::Year => [if vietnamese { "Năm " } else { "" }, year].concat(),
            PeriodKind::Stretch => [&first, " – ", &print_date(self.to)].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn periods_are_named_as_reports_name_them() {
        let today = day(2026, 11, 22);
        let label = |kind| Period::around(today, kind).label(Locale::Vi);
        assert_eq!(label(PeriodKind::Month), "Tháng 11/2026");
        assert_eq!(label(PeriodKind::Quarter), "Quý IV/2026");
        assert_eq!(label(PeriodKind::Year), "Năm 2026");
        assert_eq!(Period { from: day(2026, 10, 1), to: today }.label(Locale::Vi), "01/10/2026 – 22/11/2026");
        assert_eq!(Period::around(today, PeriodKind::Quarter).label(Locale::En), "Q4 2026");
    }

    #[test]
    fn the_quarter_before_the_first_is_the_last_of_the_year_before() {
        let first = Period::around(day(2026, 2, 10), PeriodKind::Quarter);
        assert_eq!(first, Period { from: day(2026, 1, 1), to: day(2026, 3, 31) });
        assert_eq!(first.before(), Period { from: day(2025, 10, 1), to: day(2025, 12, 31) });
    }

    #[test]
    fn february_has_its_leap_day() {
        assert_eq!(Period::around(day(2028, 2, 1), PeriodKind::Month).to, day(2028, 2, 29));
    }

    proptest! {
        #[test]
        fn periods_of_a_kind_tile_the_calendar(days in 0i64..40_000, kind in 0usize..3) {
            let kind = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year][kind];
            let day = day(1950, 1, 1) + chrono::TimeDelta::days(days);
            let period = Period::around(day, kind);
            prop_assert!(period.contains(day));
            prop_assert_eq!(period.kind(), kind);
            prop_assert_eq!(period.after().from, period.to.succ_opt().unwrap());
            prop_assert_eq!(period.after().before(), period);
        }

        #[test]
        fn a_stretch_moves_by_its_own_length(start in 0i64..40_000, length in 0i64..500) {
            let from = day(1950, 1, 1) + chrono::TimeDelta::days(start);
            let stretch = Period { from, to: from + chrono::TimeDelta::days(length) };
            prop_assume!(stretch.kind() == PeriodKind::Stretch);
            prop_assert_eq!(stretch.before().to, from.pred_opt().unwrap());
            let before = stretch.before();
            prop_assert_eq!(before.to - before.from, stretch.to - stretch.from);
        }
    }
}
