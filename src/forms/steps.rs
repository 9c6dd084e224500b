//! The steps of a form: a few sections of the field tables each, so that a phone shows one thing at a time. The address
//! names the step, and each step that was opened is one of the browser's history: its way back is the step before.

use danvan_core::record::RecordKind;
use danvan_core::record::schema::{self, FieldSpec, Section};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use wasm_bindgen::JsCast;

use super::Form;
use crate::i18n::{Text, form as words};
use crate::platform::{address, history};
use crate::routes::Page;

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
pub fn bar(form: Form) -> AnyView {
    let links: Vec<_> = steps(form.kind())
        .iter()
        .enumerate()
        .map(|(number, step)| {
            let here = move || (form.step.get() == number).then_some("step");
            let go = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                open(form, number);
            };
            view! {
                <li><a href=form.address(number) aria-current=here on:click=go>{step.name.get()}</a></li>
            }
            .into_any()
        })
        .collect();
    view! { <nav aria-label=words::STEPS.get()><ol class="steps">{links}</ol></nav> }.into_any()
}

/// The element of a step.
pub fn section_id(step: usize) -> String {
    ["step-", &(step + 1).to_string()].concat()
}

/// Opens a step as a person asked for it: from its top, and the way back leads to the one before.
pub fn open(form: Form, step: usize) {
    show(form, step);
    begin_at(form.step.get_untracked(), || crate::platform::window().scroll_to_with_x_and_y(0.0, 0.0));
}

/// What had the focus may be in another step: it goes to where this one begins.
fn begin_at(step: usize, then: impl FnOnce() + 'static) {
    request_animation_frame(move || {
        let section = document().get_element_by_id(&section_id(step));
        if let Some(section) = section.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = section.focus();
        }
        then();
    });
}

/// Shows a step; the way back leads to the one before.
pub fn show(form: Form, step: usize) {
    let step = step.min(steps(form.kind()).len().saturating_sub(1));
    if step != form.step.get_untracked() {
        history::deeper(&form.address(step));
        form.step.set(step);
    }
}

/// Shows the step that the address names, at first and whenever the way back or forward changes it.
pub fn follow_address(form: Form) {
    let last = steps(form.kind()).len().saturating_sub(1);
    let look = move || {
        let step = address::asked("step").and_then(|step| step.parse::<usize>().ok());
        form.step.set(step.unwrap_or(1).saturating_sub(1).min(last));
    };
    look();
    let moved = window_event_listener(leptos::ev::popstate, move |_| {
        let before = form.step.get_untracked();
        look();
        if form.step.get_untracked() != before {
            begin_at(form.step.get_untracked(), || {});
        }
    });
    on_cleanup(move || moved.remove());
}

/// Leaves a form that is at its end: none of its steps stays behind on the way back.
pub async fn leave(to: Page, navigate: impl Fn(&str, NavigateOptions)) {
    history::back_to_first().await;
    navigate(&to.path(), NavigateOptions { replace: true, ..NavigateOptions::default() });
}
