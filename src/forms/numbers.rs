//! Numbers as people type them: what can mean one thing only is read, and shown beside the field where it is typed
//! otherwise; where several may be meant, they are offered once, and the answer stays.

use danvan_core::catalogue::Qualifier;
use danvan_core::message::Message;
use danvan_core::record::print_qualified;
use danvan_core::record::schema::FieldKind;
use danvan_core::text::{
    Amount, FigureField, FigureProposal, FigureReading, NumberProblem, print_number, read_figure,
};

use super::answers::{Answer, answered};
use super::says::Said;
use super::{Form, Slot};
use crate::i18n::{current, form as words, message::sentence};

/// What a number's field takes, and where its qualifier stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The unit in which it is typed; empty where there is none.
    pub unit: String,
    /// The most decimals.
    pub decimals: u8,
    /// Where it says how exact the number is, and the code there for words instead of a number.
    pub how: Option<(Slot, &'static str)>,
}

impl Field {
    /// What a field of the tables takes, where that is a number.
    pub fn of_kind(kind: FieldKind) -> Option<Self> {
        let decimals = match kind {
            FieldKind::Whole | FieldKind::Year => 0,
            FieldKind::Amount => 3,
            _ => return None,
        };
        Some(Self { unit: String::new(), decimals, how: None })
    }

    fn core(&self) -> FigureField<'_> {
        FigureField { unit: &self.unit, decimals: self.decimals, words: self.how.is_some() }
    }
}

/// A number as it is printed, with its unit.
fn shown(amount: Amount, qualifier: Option<Qualifier>, unit: &str) -> String {
    let number = print_qualified(amount, qualifier.unwrap_or_default(), current());
    [&number, " ", unit].concat().trim_end().to_owned()
}

/// The number that stands in a field; nothing where nothing stands.
///
/// # Errors
/// What there is to say at the field: what is wrong, or what may have been meant.
pub fn read(form: Form, slot: Slot, field: &Field) -> Result<Option<Amount>, Said> {
    let typed = form.text(slot);
    if let Some(amount) = answered(form, slot) {
        return Ok(Some(amount));
    }
    match read_figure(&typed, field.core(), current()) {
        Ok(FigureReading::Number { amount, .. }) => Ok(Some(amount)),
        Ok(FigureReading::Ask(meant)) => Err(asked(slot, typed.trim(), field, meant)),
        Err(NumberProblem::Empty) => Ok(None),
        Err(problem) => Err(wrong(slot, field, problem)),
    }
}

/// The whole number or figure in a field of the tables; nothing where nothing stands, or where it holds no number.
///
/// # Errors
/// As [`read`]; of a year also that it is none.
pub fn read_kind(form: Form, slot: Slot, kind: FieldKind) -> Result<Option<Amount>, Said> {
    let Some(field) = Field::of_kind(kind) else { return Ok(None) };
    let is_year = |year: Amount| (1900..=2100).contains(&(year.thousandths() / 1000));
    match read(form, slot, &field) {
        Ok(Some(year)) if kind == FieldKind::Year && !is_year(year) => {
            Err(Said::error(slot, words::YEAR_WRONG.get().to_owned()))
        }
        read => read,
    }
}

/// What to show beside a field of what stands in it: a number that is typed otherwise than it is printed, or one that was
/// asked about.
pub fn beside(form: Form, slot: Slot, field: &Field) -> Option<String> {
    let typed = form.text(slot);
    let reading = read_figure(&typed, field.core(), current());
    let amount = match reading {
        Ok(FigureReading::Number { amount, plain: false }) => amount,
        Ok(FigureReading::Ask(_)) => answered(form, slot)?,
        _ => return None,
    };
    Some(words::READ_AS.with(&[&shown(amount, None, &field.unit)]))
}

fn asked(slot: Slot, typed: &str, field: &Field, meant: Vec<FigureProposal>) -> Said {
    // Two readings of one text differ by their digits alone; one proposal says its unit too.
    let unit = if meant.len() == 1 { field.unit.as_str() } else { "" };
    let answers: Vec<Answer> = meant.into_iter().map(|meant| answer(slot, field, unit, meant)).collect();
    let text = match answers.as_slice() {
        [one, other, ..] => words::AMBIGUOUS.with(&[typed, &one.label, &other.label]),
        [one] => words::PROPOSED.with(&[typed, &one.label]),
        [] => words::NOT_NUMBER.get().to_owned(),
    };
    Said { answers, ..Said::error(slot, text) }
}

fn answer(slot: Slot, field: &Field, unit: &str, meant: FigureProposal) -> Answer {
    match meant {
        FigureProposal::Number(amount, qualifier) => Answer {
            label: shown(amount, qualifier, unit),
            text: print_number(amount, current()),
            amount: Some(amount),
            choice: field.how.zip(qualifier).map(|((how, _), qualifier)| (how, qualifier.code())),
            slot,
        },
        FigureProposal::Words(text) => {
            Answer { label: words::AS_WORDS.with(&[&text]), choice: field.how, amount: None, text, slot }
        }
    }
}

fn wrong(slot: Slot, field: &Field, problem: NumberProblem) -> Said {
    let text = match problem {
        NumberProblem::UnitAttached { unit, .. } if field.unit.is_empty() => words::NO_UNIT.with(&[&unit]),
        NumberProblem::UnitAttached { unit, .. } => words::OTHER_UNIT.with(&[&unit, &field.unit]),
        NumberProblem::SeveralNumbers => words::SEVERAL_NUMBERS.get().to_owned(),
        NumberProblem::Negative => sentence(Message::Negative).to_owned(),
        NumberProblem::TooLarge => sentence(Message::TooLarge).to_owned(),
        _ if field.decimals == 0 && field.how.is_none() => words::WHOLE_WRONG.get().to_owned(),
        NumberProblem::TooManyDecimals if field.decimals == 0 => words::WHOLE_WRONG.get().to_owned(),
        NumberProblem::TooManyDecimals => words::DECIMALS.count(usize::from(field.decimals)),
        NumberProblem::Empty | NumberProblem::NotANumber | NumberProblem::Ambiguous { .. } => {
            words::NOT_NUMBER.get().to_owned()
        }
    };
    Said::error(slot, text)
}
