//! "trên 320", "hơn 109": how exact a figure is. It is data and travels with the number.

use serde::{Deserialize, Deserializer, Serialize};

use crate::code::Code;

/// How a stated number relates to the true one.
///
/// They form a lattice from "exact" up to "about": `bang < hon < tren < khoang` on the side of lower bounds and
/// `bang < gan < duoi < khoang` on the side of upper bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// Exactly the number.
    #[default]
    Bang,
    /// Above: a lower bound.
    Tren,
    /// A little more than: a lower bound, stronger than [`Self::Tren`].
    Hon,
    /// Nearly: an upper bound, stronger than [`Self::Duoi`].
    Gan,
    /// About.
    Khoang,
    /// Below: an upper bound.
    Duoi,
}

impl Qualifier {
    /// Every qualifier, in the order in which a form offers them.
    pub const ALL: [Self; 6] = [Self::Bang, Self::Tren, Self::Hon, Self::Gan, Self::Khoang, Self::Duoi];

    /// The code as stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::Bang => "bang",
            Self::Tren => "tren",
            Self::Hon => "hon",
            Self::Gan => "gan",
            Self::Khoang => "khoang",
            Self::Duoi => "duoi",
        }
    }

    /// The qualifier with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|qualifier| qualifier.code() == code)
    }

    /// Reads a qualifier. In place of one of a later version stands "khoảng", the weakest: a number must not look more exact
    /// than it was meant.
    pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = Code::deserialize(deserializer)?;
        Ok(Self::from_code(code.as_str()).unwrap_or(Self::Khoang))
    }

    /// The qualifier of a sum of two figures: the weakest claim that is true of both.
    ///
    /// A lower bound added to an upper bound bounds nothing any more and becomes "khoảng". The result does not
    /// depend on the order of the addends.
    #[must_use]
    pub fn weakest(self, other: Self) -> Self {
        use Qualifier::{Bang, Duoi, Gan, Hon, Khoang, Tren};
        match (self, other) {
            (same, again) if same == again => same,
            (Bang, other) | (other, Bang) => other,
            (Tren | Hon, Tren | Hon) => Tren,
            (Gan | Duoi, Gan | Duoi) => Duoi,
            _ => Khoang,
        }
    }

    /// The word in front of the number; empty where the number is exact.
    pub fn label_vi(self) -> &'static str {
        match self {
            Self::Bang => "",
            Self::Tren => "trên",
            Self::Hon => "hơn",
            Self::Gan => "gần",
            Self::Khoang => "khoảng",
            Self::Duoi => "dưới",
        }
    }

    /// The English word in front of the number; empty where the number is exact.
    pub fn label_en(self) -> &'static str {
        match self {
            Self::Bang => "",
            Self::Tren => "over",
            Self::Hon => "more than",
            Self::Gan => "nearly",
            Self::Khoang => "about",
            Self::Duoi => "under",
        }
    }

    /// The printed number with this qualifier in front, as reports want it: "trên 320", "25.040".
    pub fn print_vi(self, number: &str) -> String {
        let word = self.label_vi();
        let mut text = String::with_capacity(word.len() + number.len() + 1);
        text.push_str(word);
        if !word.is_empty() {
            text.push(' ');
        }
        text.push_str(number);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_qualifier() -> impl Strategy<Value = Qualifier> {
        proptest::sample::select(&Qualifier::ALL[..])
    }

    proptest! {
        #[test]
        fn weakest_does_not_depend_on_order_or_grouping(a in any_qualifier(), b in any_qualifier(), c in any_qualifier()) {
            prop_assert_eq!(a.weakest(b), b.weakest(a));
            prop_assert_eq!(a.weakest(b).weakest(c), a.weakest(b.weakest(c)));
            prop_assert_eq!(a.weakest(a), a);
            prop_assert_eq!(a.weakest(Qualifier::Bang), a);
            prop_assert_eq!(a.weakest(Qualifier::Khoang), Qualifier::Khoang);
        }
    }

    #[test]
    fn bounds_of_one_side_stay_bounds_and_opposite_sides_become_about() {
        use Qualifier::{Duoi, Gan, Hon, Khoang, Tren};
        assert_eq!(Tren.weakest(Hon), Tren);
        assert_eq!(Gan.weakest(Duoi), Duoi);
        assert_eq!(Hon.weakest(Gan), Khoang);
        assert_eq!(Tren.weakest(Duoi), Khoang);
    }

    #[test]
    fn figures_of_the_source_article_print_as_written() {
        assert_eq!(Qualifier::Tren.print_vi("320"), "trên 320");
        assert_eq!(Qualifier::Hon.print_vi("109"), "hơn 109");
        assert_eq!(Qualifier::Bang.print_vi("25.040"), "25.040");
    }

    #[test]
    fn codes_and_wire_names_agree() {
        for qualifier in Qualifier::ALL {
            assert_eq!(serde_json::to_value(qualifier).unwrap(), qualifier.code());
            assert_eq!(Qualifier::from_code(qualifier.code()), Some(qualifier));
        }
    }
}
