//! A form turns into that of a correction, and a correction goes on where its record has changed on this device.

use danvan_core::catalogue::Catalogue;
use danvan_core::record::{Body, Record};
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::{Form, Saving, next_row};
use crate::device::{Draft, rebase, says_same, written};
use crate::forms::typed_of;
use crate::i18n::form;

impl Form {
    /// Turns into the form of a correction of the record, which exists by now, over what `onto` has of it: what was typed
    /// stays, what nobody touched here takes what stands there. `saved` is what this form itself has just made of the
    /// record, and stood in it then.
    pub fn correct(self, record: &Record, onto: Draft, saved: Option<(&Body, Map<String, Value>)>) {
        let (catalogue, at_work) = (self.catalogue(), self.at_work.get_untracked() > 0);
        let changed = self.inner.try_update_value(|inner| {
            let typed = std::mem::take(&mut inner.draft.typed);
            let taken = std::mem::take(&mut inner.taken);
            let stands = match saved {
                // Nobody else has written into it.
                Some((body, stood)) if *body == onto.seen => {
                    inner.begun = stood;
                    typed.clone()
                }
                stood => {
                    let mut begun =
                        stood.map_or_else(|| std::mem::take(&mut inner.begun), |(_, stood)| stood);
                    inner.begun = typed_of(onto.kind, &onto.seen, &catalogue);
                    // What another tab typed and has saved is the record's word; what it has not saved stays typed.
                    for (name, value) in taken {
                        if written(inner.begun.get(&name)) == written(begun.get(&name)) {
                            continue;
                        }
                        match value {
                            Some(value) => begun.insert(name, value),
                            None => begun.remove(&name),
                        };
                    }
                    rebase(onto.kind, &begun, &typed, &inner.begun)
                }
            };
            let changed = stands != typed;
            inner.rows = next_row(&stands);
            inner.changed = !says_same(&stands, &inner.begun);
            let person = inner.draft.person.take();
            inner.draft = Draft { typed: stands, person, ..onto };
            // A file that is being made ready hangs on it.
            if !inner.changed && !at_work && inner.device.draft(record.id).is_some() {
                inner.ended = true;
                inner.device.delete_draft(record.id);
            }
            inner.kept = inner.begun.clone();
            inner.put_ms = None;
            inner.device.open_draft(record.id, &inner.begun);
            changed
        });
        self.saving.set(Saving::of(record));
        self.said.set(Vec::new());
        self.keep();
        if changed == Some(true) {
            self.choices.update(|choices| *choices += 1);
            self.redrawn.update(|redrawn| *redrawn += 1);
        }
    }

    /// The same where another tab has saved the record, and says so.
    pub fn correct_after_other_tab(self, record: &Record, onto: Draft) {
        self.correct(record, onto, None);
        let notice = if self.is_typed() { form::SAVED_ELSEWHERE } else { form::SAVED_ELSEWHERE_WHOLE };
        self.notice.set(Some(notice));
    }

    /// The same where the record has changed on this device since its draft was left.
    pub fn correct_after_change(self, record: &Record, onto: Draft) {
        self.correct(record, onto, None);
        self.notice.set(self.is_typed().then_some(form::CHANGED_SINCE));
    }

    /// What another tab typed here counts as typed from now on: it was not saved there.
    pub fn own_what_was_taken(self) {
        self.inner.try_update_value(|inner| inner.taken.clear());
    }

    /// Where somebody else wrote what stands here, or was at the device when the form was opened: under whose name saving
    /// it again puts it. Said once.
    pub fn other_person(self) -> Option<String> {
        self.inner.try_update_value(|inner| {
            let now = inner.device.session()?.author().clone();
            let before = inner.draft.person.replace(now.clone()).filter(|before| before.id != now.id)?;
            inner.changed = true;
            Some(form::OTHER_PERSON.with(&[&now.name, &before.name, &now.name]))
        })?
    }

    /// Whether what stands in the form is something else than the record.
    fn is_typed(self) -> bool {
        self.inner.try_with_value(|inner| says_same(&inner.draft.typed, &inner.begun)) == Some(false)
    }
}

/// What stood in the form when it and the record were one, as far as the draft tells. A correction of a record that was
/// saved behind the draft's back does not by itself: nobody knows what of it was typed since.
pub fn begun(draft: &Draft, catalogue: &Catalogue) -> Map<String, Value> {
    match draft.record {
        None => draft.typed.clone(),
        Some(_) if draft.is_behind() => draft.begun.clone().unwrap_or_default(),
        Some(_) => draft.begun.clone().unwrap_or_else(|| typed_of(draft.kind, &draft.seen, catalogue)),
    }
}
