//! What only shows beside other records: duplicates, and figures far from the usual.

use crate::record::{Activity, Nomination, Record, RecordKind};
use crate::text::{Amount, fold};

/// How many times its unit's median a figure may be before somebody should look.
const OUTLIER: i64 = 10;

/// Whether two activities are probably the same one: the same commune, first day, kind and title, whatever its
/// spelling. A record is no duplicate of itself.
pub fn likely_duplicate(one: &Record, other: &Record) -> bool {
    if one.kind != RecordKind::Activity
        || other.kind != one.kind
        || one.id == other.id
        || either_gone(one, other)
    {
        return false;
    }
    let (a, b) = (Activity::of(&one.body), Activity::of(&other.body));
    a.date_from().is_some()
        && a.date_from() == b.date_from()
        && a.type_code() == b.type_code()
        && a.admin_unit() == b.admin_unit()
        && same_name(a.title(), b.title())
}

/// Whether two nominations put forward the same nominee in one batch, that is in one campaign: that is an error.
/// People of one name are told apart by their years of birth, where both are known, and by their communes.
pub fn same_nominee(one: &Record, other: &Record) -> bool {
    same_person(one, other) && Nomination::of(&one.body).campaign() == Nomination::of(&other.body).campaign()
}

/// Whether `earlier` gave the nominee of `one` an award for a time that overlaps: that is a warning.
pub fn already_awarded(one: &Record, earlier: &Record) -> bool {
    let (a, b) = (Nomination::of(&one.body), Nomination::of(&earlier.body));
    let begins = a.period_from().max(b.period_from());
    let ends = a.period_to().zip(b.period_to()).map(|(a, b)| a.min(b));
    same_person(one, earlier)
        && matches!(earlier.state.as_str(), "recognised" | "awarded")
        && begins.zip(ends).is_some_and(|(begins, ends)| begins <= ends)
}

/// Whether a figure is far above what its unit usually reports.
pub fn is_outlier(amount: Amount, median: Amount) -> bool {
    median > Amount::ZERO && median.checked_times(OUTLIER).is_some_and(|limit| amount > limit)
}

/// The middle one of a unit's earlier figures, the lower one of two; `None` of none.
pub fn median(amounts: impl IntoIterator<Item = Amount>) -> Option<Amount> {
    let mut amounts: Vec<Amount> = amounts.into_iter().collect();
    amounts.sort_unstable();
    amounts.get(amounts.len().checked_sub(1)? / 2).copied()
}

fn same_person(one: &Record, other: &Record) -> bool {
    if one.kind != RecordKind::Nomination
        || other.kind != one.kind
        || one.id == other.id
        || either_gone(one, other)
    {
        return false;
    }
    let (a, b) = (Nomination::of(&one.body), Nomination::of(&other.body));
    let years = a.person_birth_year().zip(b.person_birth_year());
    a.nominee_kind().is_some()
        && a.nominee_kind() == b.nominee_kind()
        && same_name(a.nominee_name(), b.nominee_name())
        && a.admin_unit() == b.admin_unit()
        && years.is_none_or(|(a, b)| a == b)
}

fn either_gone(one: &Record, other: &Record) -> bool {
    one.deleted || other.deleted
}

fn same_name(a: Option<&str>, b: Option<&str>) -> bool {
    a.zip(b).is_some_and(|(a, b)| fold(a) == fold(b))
}
