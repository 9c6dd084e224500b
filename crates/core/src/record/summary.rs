//! What a list shows of a record, whatever its kind.

use chrono::NaiveDate;

use super::fields::text;
use super::{Activity, Body, Nomination, RecordKind};
use crate::catalogue::UnitId;

/// Where a record of another version most likely has its title.
const TITLES: [&str; 5] = ["title", "name", "person_name", "collective_name", "household_name"];

/// The line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary<'b> {
    /// The activity's title, the nominee's name.
    pub title: Option<&'b str>,
    /// The day by which lists sort: the activity's first day, the day of the proposal.
    pub date: Option<NaiveDate>,
    /// The place in words, where one is named beside the commune: a village, a meeting place, a household's home.
    pub place: Option<&'b str>,
}

/// The line of a list for a body.
pub fn summary(kind: RecordKind, body: &Body) -> Summary<'_> {
    match kind {
        RecordKind::Activity => {
            let activity = Activity::of(body);
            Summary {
                title: activity.title(),
                date: activity.date_from(),
                place: activity.villages().next().or(activity.place_text()),
            }
        }
        RecordKind::Nomination => {
            let nomination = Nomination::of(body);
            Summary {
                title: nomination.nominee_name(),
                date: nomination.effective_date(),
                place: text(body, "household_place"),
            }
        }
        RecordKind::Other(_) => {
            Summary { title: TITLES.into_iter().find_map(|field| text(body, field)), date: None, place: None }
        }
    }
}

/// The commune that a body speaks of.
pub fn admin_unit(kind: RecordKind, body: &Body) -> Option<UnitId> {
    match kind {
        RecordKind::Activity => Activity::of(body).admin_unit(),
        RecordKind::Nomination => Nomination::of(body).admin_unit(),
        RecordKind::Other(_) => text(body, "admin_unit").map(UnitId::from),
    }
}
