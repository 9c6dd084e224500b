//! One line of the book: short enough that ten thousand of them open at once on a cheap phone.

use std::rc::Rc;

use danvan_core::catalogue::UnitId;
use danvan_core::ids::RecordId;
use danvan_core::record::RecordKind;
use danvan_core::text::Folded;

use super::Delivery;

/// What the list shows of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: RecordKind,
    /// The activity's title, or the nominee's name.
    pub title: String,
    /// The civil date it stands under, `2026-11-20`: begins the list's order, newest first. The day of its creation
    /// where the body names none.
    pub date: String,
    /// The unit it belongs to.
    pub unit: UnitId,
    /// The place as it was written; may be empty.
    pub place: String,
    /// Its state's name in [`danvan_core::workflow`].
    pub state: String,
    /// The office's number for it.
    pub code: Option<String>,
    /// Withdrawn by its author.
    pub deleted: bool,
    /// Where it stands on its way.
    pub delivery: Delivery,
    /// A figure or a few words that tell it apart; may be empty.
    pub hint: String,
    /// The numbered contents of campaigns that an activity names (`campaign_contents`): Home shows which are covered.
    pub contents: Vec<String>,
    /// Title, place, unit, hint and number, made ready for [`danvan_core::text::Query`].
    pub search: Folded,
}

/// The book's list, newest first; cheap to clone.
pub type Summaries = Rc<Vec<Rc<Summary>>>;
