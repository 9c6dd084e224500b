//! What a body must hold, checked alike by the form, the device and the office.
//!
//! Two measures, because the office must not refuse lightly what an older or newer version wrote:
//!
//! - [`first_error`] is the office's, run by [`crate::apply`] wherever an entry is applied: the shape of each field,
//!   its length, dates in their order, numbers that can be added, and what the law forbids. Unknown fields are fine.
//!   A code that the catalogue does not know is fine too: it may come from a newer catalogue, and refusing it would
//!   leave the record stuck on a device that cannot know better. Rules that hang on a code (decimals of an indicator,
//!   kinds of nominee of an award) hold only where the catalogue knows the code.
//! - [`check`] is the form's: the same lines first, then what a person filling in a form has to mend before saving
//!   (codes of the list, fields that came later), and warnings that never block: papers that are missing, unlikely days.

mod attachments;
mod days;
mod fields;
mod figures;
mod neighbours;
mod nomination;
mod warnings;

pub use neighbours::{already_awarded, is_outlier, likely_duplicate, median, same_nominee};
pub use nomination::{REQUIRED_PAPERS, missing_papers};

use chrono::NaiveDate;

use crate::catalogue::Catalogue;
use crate::entry::FieldPath;
use crate::message::{Message, Problem};
use crate::record::{Activity, Body, Nomination, RecordKind, schema};

/// What there is to say about a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What must be mended before it can be saved, in the order of the form.
    pub errors: Vec<Problem>,
    /// What a person should look at, in the order of the form.
    pub warnings: Vec<Problem>,
}

impl Findings {
    /// Whether it can be saved.
    pub fn is_ok(&self) -> bool {
        self.errors.is_empty()
    }

    /// What stands at a field, or at one item of a list: errors, then warnings.
    pub fn at<'f>(&'f self, path: &'f FieldPath) -> impl Iterator<Item = &'f Problem> {
        self.errors.iter().chain(&self.warnings).filter(move |problem| problem.at.as_ref() == Some(path))
    }
}

/// Everything a form says about a body. Without a catalogue codes are not looked up, without today's date nothing
/// lies in the future.
pub fn check(
    kind: RecordKind,
    body: &Body,
    catalogue: Option<&Catalogue>,
    today: Option<NaiveDate>,
) -> Findings {
    let mut errors = errors(kind, body, catalogue, Measure::Form);
    errors.extend(days::beyond(body, today));
    let errors = sorted(kind, errors);
    let mut warnings = sorted(kind, warnings::warnings(kind, body, catalogue, today));
    warnings.retain(|warning| !errors.contains(warning));
    Findings { errors, warnings }
}

/// The first error for which the office refuses a body, in the order of its form; `None` if it may be kept.
pub fn first_error(kind: RecordKind, body: &Body, catalogue: Option<&Catalogue>) -> Option<Problem> {
    errors(kind, body, catalogue, Measure::Office).into_iter().next()
}

/// Every error for which the office refuses a body.
pub fn office_errors(kind: RecordKind, body: &Body, catalogue: Option<&Catalogue>) -> Vec<Problem> {
    errors(kind, body, catalogue, Measure::Office)
}

/// How strictly to look; see the module's head.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    Office,
    Form,
}

/// A look at one body.
struct Look<'a> {
    body: &'a Body,
    catalogue: Option<&'a Catalogue>,
    measure: Measure,
    problems: Vec<Problem>,
}

impl Look<'_> {
    fn say(&mut self, message: Message, at: FieldPath) {
        self.problems.push(Problem::at(message, at));
    }

    fn say_at(&mut self, message: Message, field: &str) {
        self.say(message, FieldPath::field(field));
    }
}

fn errors(kind: RecordKind, body: &Body, catalogue: Option<&Catalogue>, measure: Measure) -> Vec<Problem> {
    let mut look = Look { body, catalogue, measure, problems: Vec::new() };
    look.fields(schema::fields(kind));
    look.attachments();
    match kind {
        RecordKind::Activity => {
            let activity = Activity::of(body);
            look.order("date_to", activity.date_from(), activity.date_to());
            look.location(activity);
            look.quantities(activity);
        }
        RecordKind::Nomination => {
            let nomination = Nomination::of(body);
            look.order("period_to", nomination.period_from(), nomination.period_to());
            look.votes();
            look.award(nomination);
            look.dissolved(nomination);
        }
        RecordKind::Other(_) => {}
    }
    sorted(kind, look.problems)
}

/// In the order of the form; at one place in the order of finding.
fn sorted(kind: RecordKind, mut problems: Vec<Problem>) -> Vec<Problem> {
    let fields = schema::fields(kind);
    problems.sort_by_key(|problem| {
        let named = problem.at.as_ref().map(|at| at.field.as_str());
        fields.iter().position(|field| Some(field.name) == named)
    });
    problems.dedup();
    problems
}

#[cfg(test)]
mod tests;
