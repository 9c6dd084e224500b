//! How wrong a device's clock is. Nothing is ordered or refused by it; a person is told, because the times that they
//! read on their records are the clock's.

use chrono::{DateTime, FixedOffset};

/// Less than this is nobody's business: answers take a while, and watches differ.
const TOLERANCE_MS: u64 = 10 * 60 * 1_000;
/// An entry saved so long after its arrival bears witness to a wrong clock.
const AHEAD_MAX: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// A clock that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockOff {
    /// Whether it runs ahead of the office's, else behind.
    pub ahead: bool,
    /// By how many units, rounded down; at least 1.
    pub amount: u64,
    /// The largest unit of which there is a whole one.
    pub unit: ClockUnit,
}

/// A unit that people measure clocks by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockUnit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Years of 365 days.
    Years,
}

/// Compares the device's clock with the office's at about the same moment; `None` where they agree.
pub fn clock_off(device_ms: i64, office_ms: i64) -> Option<ClockOff> {
    const UNITS: [(ClockUnit, u64); 4] = [
        (ClockUnit::Years, 365 * 86_400_000),
        (ClockUnit::Days, 86_400_000),
        (ClockUnit::Hours, 3_600_000),
        (ClockUnit::Minutes, 60_000),
    ];
    let off_ms = device_ms.abs_diff(office_ms);
    if off_ms < TOLERANCE_MS {
        return None;
    }
    let (unit, size) = UNITS.into_iter().find(|(_, size)| off_ms >= *size)?;
    Some(ClockOff { ahead: device_ms > office_ms, amount: off_ms / size, unit })
}

/// Whether the clock that stamped an entry was certainly wrong: it shows a time after the entry's arrival, or one
/// before there was anything to record with. A true time may be long before the arrival: weeks without a signal.
pub fn clock_was_off(device_time: DateTime<FixedOffset>, received_at: DateTime<FixedOffset>) -> bool {
    // 1 January 2026, before any version of the app.
    const FIRST_S: i64 = 1_767_200_400;
    device_time.timestamp() < FIRST_S || device_time.signed_duration_since(received_at) > AHEAD_MAX
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW_MS: i64 = 1_795_316_400_000;

    fn time(text: &str) -> DateTime<FixedOffset> {
        text.parse().unwrap()
    }

    #[test]
    fn people_are_told_in_the_largest_whole_unit() {
        let off = |device_ms| clock_off(device_ms, NOW_MS);
        assert_eq!(off(0), Some(ClockOff { ahead: false, amount: 56, unit: ClockUnit::Years }));
        assert_eq!(
            off(4_070_908_800_000),
            Some(ClockOff { ahead: true, amount: 72, unit: ClockUnit::Years }),
            "1 January 2099"
        );
        assert_eq!(off(NOW_MS - 3 * 86_400_000).unwrap().unit, ClockUnit::Days);
        assert_eq!(off(NOW_MS + 7 * 3_600_000).unwrap().amount, 7);
        assert_eq!(off(NOW_MS + 12 * 60_000).unwrap().unit, ClockUnit::Minutes);
        assert_eq!(off(NOW_MS + 9 * 60_000), None);
    }

    #[test]
    fn weeks_without_a_signal_are_no_wrong_clock() {
        let received = time("2026-11-22T10:00:00+07:00");
        assert!(!clock_was_off(time("2026-08-01T08:00:00+07:00"), received));
        assert!(!clock_was_off(time("2026-11-22T10:05:00+07:00"), received), "watches differ");
        assert!(clock_was_off(time("1970-01-01T07:00:05+07:00"), received));
        assert!(clock_was_off(time("2099-01-01T00:00:00+07:00"), received));
        assert!(clock_was_off(time("2026-11-23T10:00:00+07:00"), received));
        assert!(!clock_was_off(time("2026-01-01T00:00:00+07:00"), received));
    }

    proptest! {
        #[test]
        fn any_two_clocks_can_be_compared(device_ms: i64, office_ms: i64) {
            if let Some(off) = clock_off(device_ms, office_ms) {
                prop_assert!(off.amount >= 1);
                prop_assert_eq!(off.ahead, device_ms > office_ms);
                let back = clock_off(office_ms, device_ms).unwrap();
                prop_assert_eq!((back.amount, back.unit), (off.amount, off.unit));
            } else {
                prop_assert!(device_ms.abs_diff(office_ms) < TOLERANCE_MS);
            }
        }
    }
}
