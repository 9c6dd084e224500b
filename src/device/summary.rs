//! One line of the book: short enough that ten thousand of them open at once on a cheap phone.

use std::cell::OnceCell;
use std::rc::Rc;

use danvan_core::catalogue::{Catalogue, UnitId};
use danvan_core::ids::RecordId;
use danvan_core::record::{self, Activity, Nomination, Record, RecordKind};
use danvan_core::text::{Folded, Locale, print_iso_date};

use super::{Delivery, Details};

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
    /// The unit's short name when the line was made; empty where the catalogue was missing.
    pub unit_name: String,
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
    pub(super) folded: OnceCell<Folded>,
    /// Not part of the stored line: see [`Self::details`].
    pub(super) details: OnceCell<Rc<Details>>,
}

/// The book's list, newest first; cheap to clone.
pub type Summaries = Rc<Vec<Rc<Summary>>>;

impl Summary {
    /// The line of a record.
    pub fn of(record: &Record, delivery: Delivery, catalogue: Option<&Catalogue>) -> Self {
        let line = record::summary(record.kind, &record.body);
        let created = record.trail.first().map(|step| step.device_time.date_naive());
        let (hint, contents) = match record.kind {
            RecordKind::Activity => {
                let activity = Activity::of(&record.body);
                let figure = activity.indicator_values().next().map(|(code, quantity)| {
                    let unit = catalogue.and_then(|catalogue| catalogue.indicator(&code));
                    match unit.filter(|_| quantity.amount.is_some()) {
                        Some(indicator) => [&quantity.print(Locale::Vi), " ", &indicator.unit].concat(),
                        None => quantity.print(Locale::Vi),
                    }
                });
                (figure, activity.campaign_contents().map(|content| content.as_str().to_owned()).collect())
            }
            RecordKind::Nomination => {
                let form = Nomination::of(&record.body).proposed_form();
                let name =
                    form.as_ref().and_then(|form| catalogue?.award_form(form)).map(|form| form.vi.clone());
                (name, Vec::new())
            }
            RecordKind::Other(_) => (None, Vec::new()),
        };
        Self {
            id: record.id,
            kind: record.kind,
            title: line.title.unwrap_or_default().to_owned(),
            date: line.date.or(created).map(print_iso_date).unwrap_or_default(),
            unit: record.unit.clone(),
            unit_name: catalogue
                .and_then(|catalogue| catalogue.unit(&record.unit))
                .map(|unit| unit.short_name.clone())
                .unwrap_or_default(),
            place: line.place.unwrap_or_default().to_owned(),
            state: record.state.clone(),
            code: record.code.clone(),
            deleted: record.deleted,
            delivery,
            hint: hint.unwrap_or_default(),
            contents,
            folded: OnceCell::new(),
            details: OnceCell::from(Rc::new(Details::of(record, catalogue))),
        }
    }

    /// What is known beyond the line; nothing until it has been read.
    pub fn details(&self) -> Option<&Details> {
        self.details.get().map(Rc::as_ref)
    }

    /// Title, place, unit, hint and number, made ready for [`danvan_core::text::Query`]. Made once, in the background
    /// after the book has been read, or when first asked for.
    pub fn search(&self) -> &Folded {
        self.folded.get_or_init(|| {
            let code = self.code.clone().unwrap_or_else(|| temporary_code(self.id));
            let words = [self.title.as_str(), &self.place, &self.unit_name, &self.hint, &code];
            Folded::new(&words.join(" "))
        })
    }

    /// Its place in the book, for ascending order: newest first, by day and then by creation.
    pub fn order(&self) -> String {
        let day = self.date.chars().map(|letter| turned(letter, 10));
        let id = self.id.to_string();
        let id = id.chars().map(|letter| turned(letter, 16));
        day.chain(std::iter::once(' ')).chain(id).collect()
    }
}

/// What a record is called by until the office has given it a code: the last characters of its identifier, which are random;
/// the first are the time.
pub fn temporary_code(id: RecordId) -> String {
    let id = id.to_string().to_uppercase();
    id.get(id.len().saturating_sub(4)..).unwrap_or_default().to_owned()
}

/// The digit that stands as far from the last one as this one from nought: it turns ascending into descending.
fn turned(letter: char, radix: u32) -> char {
    letter.to_digit(radix).and_then(|digit| char::from_digit(radix - 1 - digit, radix)).unwrap_or(letter)
}
