//! What a device may forget of what it has sent: only what the office has, and has where a fire cannot reach it, or has
//! had for so long that a backup without it would be a scandal of its own.

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::wire::Receipt;

/// Without word of a backup, what the office has had for so long may be forgotten.
const LONG: TimeDelta = TimeDelta::days(90);

/// How far the office has a log, as its receipt said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Entries that the office has.
    pub length: u64,
    /// When the last of them arrived, by the office's clock.
    pub received_at: DateTime<FixedOffset>,
    /// Entries that lie in a backup as well.
    pub backed_up: Option<u64>,
}

impl From<&Receipt> for Confirmed {
    fn from(receipt: &Receipt) -> Self {
        let Receipt { head, received_at, backed_up, .. } = receipt;
        Self { length: head.length, received_at: *received_at, backed_up: *backed_up }
    }
}

/// Whether a device may forget what it keeps for the entry of that number: the bytes of its photos, and in the end the
/// entry itself.
///
/// `office_now` is the office's clock, as its last answer told it: the device's own may stand in 2099. Without it only
/// a backup counts.
pub fn may_forget(number: u64, confirmed: Confirmed, office_now: Option<DateTime<FixedOffset>>) -> bool {
    if number >= confirmed.length {
        return false;
    }
    let backed_up = confirmed.backed_up.is_some_and(|entries| number < entries);
    // The receipt's time is that of the last entry: this one came no later.
    backed_up || office_now.is_some_and(|now| now.signed_duration_since(confirmed.received_at) >= LONG)
}

/// Whether a device may forget the bytes of a file that the office has just said to have: where it lies in a backup, or
/// the office has had it for long. `received_at` and `office_now` are both of the office's clock.
pub fn may_forget_file(
    backed_up: bool,
    received_at: Option<DateTime<FixedOffset>>,
    office_now: Option<DateTime<FixedOffset>>,
) -> bool {
    let long =
        |(at, now): (DateTime<FixedOffset>, DateTime<FixedOffset>)| now.signed_duration_since(at) >= LONG;
    backed_up || received_at.zip(office_now).is_some_and(long)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn confirmed(length: u64, backed_up: Option<u64>) -> Confirmed {
        Confirmed { length, received_at: "2026-08-01T08:00:00+07:00".parse().unwrap(), backed_up }
    }

    fn days_later(days: i64) -> Option<DateTime<FixedOffset>> {
        Some(confirmed(0, None).received_at + TimeDelta::days(days))
    }

    #[test]
    fn a_backup_or_ninety_days_of_the_offices_clock_let_go() {
        assert!(!may_forget(4, confirmed(5, None), None));
        assert!(!may_forget(4, confirmed(5, None), days_later(89)));
        assert!(may_forget(4, confirmed(5, None), days_later(90)));
        assert!(may_forget(3, confirmed(5, Some(4)), None));
        assert!(!may_forget(4, confirmed(5, Some(4)), days_later(1)), "the backup ends before it");
    }

    #[test]
    fn a_file_goes_by_its_own_backup_or_its_own_ninety_days() {
        let at = days_later(0);
        assert!(may_forget_file(true, None, None));
        assert!(!may_forget_file(false, at, days_later(89)));
        assert!(may_forget_file(false, at, days_later(90)));
        assert!(!may_forget_file(false, at, None), "nobody told the office's clock");
        assert!(!may_forget_file(false, None, days_later(4_000)), "or when it came");
    }

    proptest! {
        #[test]
        fn nothing_that_the_office_has_not_is_ever_forgotten(
            number: u64, length: u64, backed_up: Option<u64>, days in -40_000i64..40_000,
        ) {
            let confirmed = confirmed(length, backed_up);
            if may_forget(number, confirmed, days_later(days)) {
                prop_assert!(number < length);
                prop_assert!(days >= 90 || backed_up.is_some_and(|entries| number < entries));
            }
        }

        #[test]
        fn an_office_restored_from_a_backup_takes_the_permission_back(number in 0u64..100, kept in 0u64..100) {
            // After the restore its head is lower: what lies beyond is to be sent again, and so must be here.
            prop_assert_eq!(may_forget(number, confirmed(kept, Some(100)), days_later(4_000)), number < kept);
        }
    }
}
