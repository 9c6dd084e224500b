//! The steps of a form: a few sections of the field tables each, so that a phone shows one thing at a time.

use danvan_core::record::RecordKind;
use danvan_core::record::schema::{self, FieldSpec, Section};
use leptos::prelude::*;

use super::Form;
use crate::i18n::{Text, form as words};

/// One step.
pub struct Step {
    /// Its name.
    pub name: Text,
    sections: &'static [Section],
}

static ACTIVITY: &[Step] = &[
    Step { name: words::STEP_WHAT, sections: &[Section::What] },
    Step { name: words::STEP_WHERE, sections: &[Section::WhenWhere, Section::Who] },
    Step { name: words::STEP_FIGURES, sections: &[Section::Figures] },
    Step { name: words::STEP_RESULT, sections: &[Section::Content, Section::Dossier, Section::More] },
];

static NOMINATION: &[Step] = &[
    Step { name: words::STEP_NOMINEE, sections: &[Section::Who] },
    Step { name: words::STEP_PROPOSAL, sections: &[Section::What, Section::WhenWhere] },
    Step { name: words::STEP_ACHIEVEMENT, sections: &[Section::Content, Section::Figures] },
    Step { name: words::STEP_DOSSIER, sections: &[Section::Dossier, Section::More] },
];

/// The main content says what was done: it belongs to the first step, where the title is.
const MOVED: &[(&str, usize)] = &[("content", 0), ("campaign_contents", 0)];

/// The steps of a kind of record.
pub fn steps(kind: RecordKind) -> &'static [Step] {
    match kind {
        RecordKind::Activity => ACTIVITY,
        RecordKind::Nomination => NOMINATION,
        RecordKind::Other(_) => &[],
    }
}

/// The step in which a field is asked for.
pub fn step_of(kind: RecordKind, name: &str) -> Option<usize> {
    let spec = schema::field(kind, name)?;
    if let Some((_, step)) = MOVED.iter().find(|(moved, _)| *moved == name) {
        return Some(*step);
    }
    steps(kind).iter().position(|step| step.sections.contains(&spec.section))
}

/// The fields of a step, in the order of its sections.
pub fn fields_of(kind: RecordKind, step: usize) -> Vec<&'static FieldSpec> {
    let sections = steps(kind).get(step).map_or(&[][..], |step| step.sections);
    let mut fields: Vec<_> =
        schema::fields(kind).iter().filter(|spec| step_of(kind, spec.name) == Some(step)).collect();
    // What was moved here stands behind the step's own sections.
    fields.sort_by_key(|spec| {
        sections.iter().position(|section| *section == spec.section).unwrap_or(sections.len())
    });
    fields
}

/// The row of steps at the top of a form.
pub fn bar(form: Form, path: &str) -> AnyView {
    let links: Vec<_> = steps(form.kind())
        .iter()
        .enumerate()
        .map(|(number, step)| {
            let here = move || (form.step.get() == number).then_some("step");
            let to = [path, "step=", &(number + 1).to_string()].concat();
            view! {
                <li><a href=to aria-current=here on:click=move |_| form.step.set(number)>{step.name.get()}</a></li>
            }
            .into_any()
        })
        .collect();
    view! { <nav aria-label=words::STEPS.get()><ol class="steps">{links}</ol></nav> }.into_any()
}
