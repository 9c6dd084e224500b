//! A figure: a fixed decimal in thousandths. Floats never touch a total.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Thousandths in one.
const SCALE: i64 = 1000;

/// A decimal number with at most three decimals, kept as a whole number of thousandths.
///
/// In JSON it is a decimal *string* (`"157.5"`), because a JSON number passes through a float in the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// Nought.
    pub const ZERO: Self = Self(0);

    /// The amount of `thousandths` / 1000.
    pub const fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// A whole number; nothing where it does not fit.
    pub const fn from_whole(whole: i64) -> Option<Self> {
        match whole.checked_mul(SCALE) {
            Some(thousandths) => Some(Self(thousandths)),
            None => None,
        }
    }

    /// The number in thousandths.
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// Whether it is below nought.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// How many decimals it needs: 0 to 3.
    pub const fn decimals(self) -> u8 {
        let rest = (self.0 % SCALE).unsigned_abs();
        if rest == 0 {
            0
        } else if rest.is_multiple_of(100) {
            1
        } else if rest.is_multiple_of(10) {
            2
        } else {
            3
        }
    }

    /// The sum; nothing where it does not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference; nothing where it does not fit.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// The amount times a whole factor (an input unit such as "triệu đồng"); nothing where it does not fit.
    pub const fn checked_times(self, factor: i64) -> Option<Self> {
        match self.0.checked_mul(factor) {
            Some(product) => Some(Self(product)),
            None => None,
        }
    }

    /// The sum of all, whatever the order; nothing where the *total* does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let total: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        i64::try_from(total).ok().map(Self)
    }

    /// `self` as a percentage of `whole`, rounded half away from nought to `decimals` (at most 3) decimals;
    /// nothing where the whole is nought or below, or the result does not fit.
    pub fn percent_of(self, whole: Self, decimals: u8) -> Option<Self> {
        if whole.0 <= 0 {
            return None;
        }
        let step = 10_i128.pow(u32::from(3_u8.saturating_sub(decimals)));
        // Thousandths of a percent, in steps of the wanted decimals.
        let dividend = i128::from(self.0) * 100 * i128::from(SCALE);
        let divisor = i128::from(whole.0) * step;
        let half = if dividend < 0 { -divisor / 2 } else { divisor / 2 };
        i64::try_from((dividend + half) / divisor * step).ok().map(Self)
    }

    /// The number as it is stored and sent: `157.5`, no grouping, no needless noughts.
    pub fn to_decimal(self) -> String {
        let mut text = String::with_capacity(24);
        if self.0 < 0 {
            text.push('-');
        }
        push_whole(&mut text, self.0.unsigned_abs() / 1000, None);
        push_fraction(&mut text, self.0, '.');
        text
    }

    /// Reads what [`Self::to_decimal`] writes; nothing for anything else.
    pub fn from_decimal(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if fraction.is_empty() && digits.contains('.') {
            return None;
        }
        let thousandths = thousandths_of(whole, fraction)?;
        i64::try_from(if negative { -thousandths } else { thousandths }).ok().map(Self)
    }
}

/// The thousandths of `whole`.`fraction`; nothing where either holds anything but digits, the whole part is
/// missing, the fraction is longer than three, or the number is beyond any figure (30 digits).
pub(super) fn thousandths_of(whole: &str, fraction: &str) -> Option<i128> {
    let only_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 30
        || fraction.len() > 3
        || !only_digits(whole)
        || !only_digits(fraction)
    {
        return None;
    }
    let digits = whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', 3 - fraction.len()));
    Some(digits.fold(0_i128, |number, digit| number * 10 + i128::from(digit - b'0')))
}

/// Writes a whole number, in groups of three where a separator is given.
pub(super) fn push_whole(text: &mut String, whole: u64, separator: Option<char>) {
    let mut digits = [0_u8; 20];
    let mut rest = whole;
    let mut count = 0;
    for digit in &mut digits {
        // A u64 has at most 20 digits, and `% 10` always fits.
        *digit = (rest % 10) as u8;
        rest /= 10;
        count += 1;
        if rest == 0 {
            break;
        }
    }
    for (place, digit) in digits.iter().take(count).enumerate().rev() {
        text.push(char::from(b'0' + digit));
        if let Some(separator) = separator
            && place > 0
            && place % 3 == 0
        {
            text.push(separator);
        }
    }
}

/// Writes the decimals, if there are any, after `separator`.
pub(super) fn push_fraction(text: &mut String, thousandths: i64, separator: char) {
    let mut rest = thousandths.unsigned_abs() % 1000;
    if rest == 0 {
        return;
    }
    text.push(separator);
    let mut place = 100;
    while rest > 0 {
        text.push(char::from(b'0' + (rest / place) as u8));
        rest %= place;
        place /= 10;
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_decimal())
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_decimal(&text)
            .ok_or_else(|| D::Error::custom("not a decimal number with at most three decimals"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_stored_form_comes_back(thousandths: i64) {
            let amount = Amount::from_thousandths(thousandths);
            prop_assert_eq!(Amount::from_decimal(&amount.to_decimal()), Some(amount));
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        }

        #[test]
        fn a_sum_does_not_depend_on_order_and_fails_only_by_its_total(numbers in proptest::collection::vec(any::<i64>(), 0..12)) {
            let forward = Amount::sum(numbers.iter().map(|n| Amount::from_thousandths(*n)));
            let backward = Amount::sum(numbers.iter().rev().map(|n| Amount::from_thousandths(*n)));
            prop_assert_eq!(forward, backward);
            let total: i128 = numbers.iter().map(|n| i128::from(*n)).sum();
            prop_assert_eq!(forward.map(|sum| i128::from(sum.thousandths())), i64::try_from(total).ok().map(i128::from));
        }

        #[test]
        fn a_percentage_is_within_half_a_step(part in 0_i64..1_000_000_000, whole in 1_i64..1_000_000_000, decimals in 0_u8..=3) {
            let percent = Amount::from_thousandths(part).percent_of(Amount::from_thousandths(whole), decimals).unwrap();
            let step = 10_i128.pow(u32::from(3 - decimals));
            let error = i128::from(percent.thousandths()) * i128::from(whole) - i128::from(part) * 100_000;
            prop_assert!(error.abs() * 2 <= step * i128::from(whole));
            prop_assert!(percent.decimals() <= decimals);
        }
    }

    #[test]
    fn stored_forms() {
        assert_eq!(Amount::from_thousandths(157_500).to_decimal(), "157.5");
        assert_eq!(Amount::from_thousandths(-50).to_decimal(), "-0.05");
        assert_eq!(Amount::from_whole(25_040).map(Amount::to_decimal).as_deref(), Some("25040"));
        assert_eq!(Amount::from_decimal("007.10"), Some(Amount::from_thousandths(7_100)));
        for wrong in ["", ".", "1.", ".5", "1.2345", "1,5", "+1", "--1", " 1", "1e3", "99999999999999999999"]
        {
            assert_eq!(Amount::from_decimal(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_json_number_is_refused() {
        assert!(serde_json::from_str::<Amount>("157.5").is_err());
    }
}
