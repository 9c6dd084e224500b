//! What was typed to search a long list, where nothing was chosen: it stands in no record. That is said, instead of
//! that nothing was typed.

use danvan_core::record::schema::{self, ChoiceList, FieldKind, FieldSpec};

use super::says::Said;
use super::{Form, Slot, picker};
use crate::i18n::form as words;

/// Each field of the form in which something was typed and nothing chosen, as a warning.
pub fn unchosen(form: Form) -> Vec<Said> {
    let mut found = Vec::new();
    for spec in schema::fields(form.kind()).iter().filter(|spec| form.shows(spec)) {
        match spec.kind {
            FieldKind::Items { fields, .. } => {
                for row in form.rows(spec.name) {
                    let parts = fields
                        .iter()
                        .filter_map(|part| look(form, part, Slot::in_row(spec.name, row, part.name)));
                    found.extend(parts);
                }
            }
            _ => found.extend(look(form, spec, Slot::field(spec.name))),
        }
    }
    found
}

fn look(form: Form, spec: &FieldSpec, slot: Slot) -> Option<Said> {
    let (FieldKind::Choice(list) | FieldKind::Choices(list)) = spec.kind else { return None };
    if !picker::is_long(list) {
        return None;
    }
    let typed = form.searched(&slot.id());
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let text = match list {
        ChoiceList::Organisations => words::NOT_CHOSEN_NAME.with(&[typed, typed]),
        _ => words::NOT_CHOSEN.with(&[typed]),
    };
    Some(Said { warning: true, ..Said::error(slot, text) })
}
