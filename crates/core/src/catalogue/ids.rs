//! Identifiers. Each kind has a type of its own, so that a hub can never be passed where a unit is meant.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a text that is already an identifier of this kind.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The identifier as it is stored and sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id! {
    /// A province by its code: `12` Lai Châu, `80` Tây Ninh.
    ProvinceCode
}
text_id! {
    /// An administrative unit *in one period of validity*: `03466@2025-07-01`, or `03448@early` where the
    /// beginning is unknown. The official code alone never names a unit: 17 codes of Lai Châu meant another
    /// place before 1 July 2025.
    UnitId
}
text_id! {
    /// A district centre (cụm, khu vực): a list of communes, not an authority.
    HubId
}
text_id! {
    /// A body: `12:ubnd`, or a commune's ordinary body as `<unit id>:<template>`, `03466@2025-07-01:dang_uy`.
    OrganisationId
}
text_id! {
    /// An indicator, `TT01`; parts of an indicator with several figures are `CS02.1`, `CS02.2`.
    IndicatorCode
}
text_id! {
    /// A campaign, `C1`.
    CampaignId
}
text_id! {
    /// A numbered content of a campaign, `C1.2`.
    ContentId
}
text_id! {
    /// A form of award, `BK-UBND`.
    AwardFormId
}
text_id! {
    /// An ethnic group by our own identifier, `DT_LAHU`: the two official code systems differ in 39 of 54 codes.
    EthnicId
}

/// The longest identifier of a unit that is read from outside, in bytes; those of the catalogues have some twenty.
pub const UNIT_ID_BYTES_MAX: usize = 100;

/// Stands for the date in a [`UnitId`] whose beginning is not known.
const EARLY: &str = "early";

impl UnitId {
    /// The identifier of the unit that carries `code` from `valid_from` on.
    pub fn of(code: &str, valid_from: Option<NaiveDate>) -> Self {
        let mut text = String::with_capacity(16);
        text.push_str(code);
        text.push('@');
        match valid_from {
            Some(date) => text.push_str(&crate::text::print_iso_date(date)),
            None => text.push_str(EARLY),
        }
        Self(text)
    }

    /// The official code, for printing only.
    pub fn code(&self) -> &str {
        self.0.split_once('@').map_or(&self.0, |(code, _)| code)
    }
}

impl OrganisationId {
    /// The identifier of the body that the template `template` gives to `unit`.
    pub fn of_unit(unit: &UnitId, template: &str) -> Self {
        let mut text = String::with_capacity(unit.as_str().len() + template.len() + 1);
        text.push_str(unit.as_str());
        text.push(':');
        text.push_str(template);
        Self(text)
    }

    /// The unit and the template of a commune's ordinary body; nothing for any other body.
    pub fn unit_and_template(&self) -> Option<(UnitId, &str)> {
        let (unit, template) = self.0.split_once(':')?;
        unit.contains('@').then(|| (UnitId::from(unit), template))
    }
}
