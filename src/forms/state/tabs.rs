//! One draft in several tabs: each takes in what the others have typed.

use std::collections::BTreeMap;

use danvan_core::record::schema::{self, FieldKind};
use leptos::prelude::*;
use serde_json::Map;

use super::{Form, next_row};
use crate::device::{Device, Draft, DraftId, rebase};
use crate::forms::{Slot, text_field};
use crate::i18n::form;
use crate::platform::tabs::Tabs;

impl Form {
    /// Hears of what the store and other tabs have of the draft, and tells them what is typed here.
    pub(super) fn hear_tabs(self, id: DraftId) {
        let device = self.device();
        let (kept, met) = (device.drafts_kept(), device.drafts_met());
        // Only what stands in the store has been kept; what stood there before the form was opened is no news.
        Effect::new(move |earlier: Option<Option<(DraftId, u64)>>| {
            let kept = kept.get();
            if let (Some(earlier), Some((of, at))) = (earlier, kept)
                && of == id
                && earlier != kept
            {
                self.kept_ms.set(Some(at));
                self.tell_tabs();
            }
            kept
        });
        let times = move |met: &BTreeMap<DraftId, u32>| met.get(&id).copied();
        let before = met.with_untracked(times);
        Effect::new(move |earlier: Option<Option<u32>>| {
            let now = met.with(times);
            if earlier.unwrap_or(before) != now {
                self.take_in();
            }
            now
        });
        let drafts = device.drafts_version();
        let gone = device.clone();
        Effect::new(move |there: Option<bool>| {
            drafts.track();
            let stands = gone.draft(id).is_some();
            let is_ours = self.inner.try_update_value(|inner| std::mem::take(&mut inner.ended)) == Some(true);
            if there == Some(true) && !stands && !is_ours && self.under_way.try_get_untracked() == Some(false)
            {
                leptos::task::spawn_local(self.look_whether_discarded(gone.clone()));
            }
            stands
        });
        // Named by the draft alone: no other has its identifier.
        let tabs = Tabs::open(&["draft ", &id.to_string()].concat(), move |_| self.look());
        self.inner.update_value(|inner| inner.tabs = Some(tabs));
    }

    /// The draft has gone in another tab. Where it was saved there, the form hears of that in other ways.
    async fn look_whether_discarded(self, device: Device) {
        let Some((id, base)) = self.inner.try_with_value(|inner| (inner.draft.id, inner.draft.base)) else {
            return;
        };
        let is_saved = device.record(id).await.is_some_and(|view| view.record.revision > base);
        if !is_saved && device.draft(id).is_none() {
            self.kept_ms.try_set(None);
            self.notice.try_set(Some(form::DISCARDED_ELSEWHERE));
        }
    }

    /// Another tab that has the draft open may look at it.
    fn tell_tabs(self) {
        self.inner.try_with_value(|inner| inner.tabs.as_ref().map(|tabs| tabs.say("kept")));
    }

    /// Looks whether another tab has typed into the draft.
    pub fn look(self) {
        let Some((device, id)) = self.inner.try_with_value(|inner| (inner.device.clone(), inner.draft.id))
        else {
            return;
        };
        leptos::task::spawn_local(async move { device.look_at_draft(id).await });
    }

    /// Takes in what another tab has typed into the draft, where nobody has typed here, and shows it. Where the other tab has
    /// begun from another state of the record, the later one stands under what both have typed.
    fn take_in(self) {
        let taken = self.inner.try_update_value(|inner| {
            let held = inner.device.draft(inner.draft.id)?;
            let typed = std::mem::take(&mut inner.draft.typed);
            let stands = match held.begun.as_ref().filter(|_| is_of_other_state(&inner.draft, &held)) {
                Some(were) => {
                    // What was taken in here was typed there.
                    let mut was = inner.begun.clone();
                    let taken = inner.taken.iter().filter(|(name, value)| value.as_ref() == typed.get(*name));
                    was.extend(taken.filter_map(|(name, value)| Some((name.clone(), value.clone()?))));
                    if held.is_later_than(&inner.draft) {
                        inner.begun = were.clone();
                        inner.draft = Draft { typed: Map::new(), ..(*held).clone() };
                    }
                    let theirs = rebase(held.kind, were, &held.typed, &inner.begun);
                    rebase(held.kind, &was, &typed, &theirs)
                }
                None => rebase(held.kind, &inner.kept, &typed, &held.typed),
            };
            inner.draft.typed = stands;
            inner.draft.person = held.person.clone().or(inner.draft.person.take());
            inner.kept = held.typed.clone();
            let stands = &inner.draft.typed;
            let names = stands.keys().chain(typed.keys().filter(|name| !stands.contains_key(*name)));
            let changed: Vec<String> =
                names.filter(|name| stands.get(*name) != typed.get(*name)).cloned().collect();
            // What corrects a record that this form knows nothing of is typed into it all the same.
            let corrects = held.record.is_some() && inner.draft.record.is_none();
            for name in changed.iter().filter(|_| !corrects) {
                inner.taken.insert(name.clone(), stands.get(name).cloned());
            }
            inner.rows = inner.rows.max(next_row(stands));
            Some(changed)
        });
        let Some(taken) = taken.flatten() else { return };
        // One that was discarded there has been begun anew.
        if self.notice.get_untracked().is_none_or(|notice| notice == form::DISCARDED_ELSEWHERE) {
            self.notice.set(Some(form::TYPED_ELSEWHERE));
        }
        self.show_taken(&taken);
    }

    fn show_taken(self, taken: &[String]) {
        if taken.is_empty() {
            return;
        }
        let kind = self.kind();
        let as_text = |name: &String| {
            let spec = schema::field(kind, name)?;
            matches!(spec.kind, FieldKind::Text | FieldKind::LongText).then(|| Slot::field(spec.name))
        };
        match taken.iter().map(as_text).collect::<Option<Vec<Slot>>>() {
            Some(slots) => {
                for slot in slots {
                    self.forget(&slot.id());
                    text_field::show(&slot.id(), &self.text(slot));
                }
                self.texts.update(|texts| *texts = texts.wrapping_add(1));
            }
            None => {
                self.choices.update(|choices| *choices += 1);
                self.redrawn.update(|redrawn| *redrawn += 1);
            }
        }
    }
}

/// Whether two corrections of one record were begun from different states of it.
fn is_of_other_state(mine: &Draft, theirs: &Draft) -> bool {
    mine.record.is_some() && theirs.record.is_some() && mine.base() != theirs.base()
}
