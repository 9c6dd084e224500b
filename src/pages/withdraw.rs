//! Withdrawing a record: the question with its reason, drawn once for the page, so that nothing that arrives meanwhile
//! takes what is being typed.

use danvan_core::entry::Action;
use danvan_core::ids::RecordId;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::record::Loaded;
use crate::app::App;
use crate::components::{Announcement, Confirm, ask, confirm};
use crate::device::Base;
use crate::forms;
use crate::i18n::{form as form_words, record as words};

/// What opens the question, and its dialog.
pub fn question(app: &App, id: RecordId, loaded: RwSignal<Loaded>) -> (Callback<()>, AnyView) {
    let field = NodeRef::<html::Textarea>::new();
    // What the person had before them when they asked: somebody's change that comes later must stay visible beside it.
    let seen = StoredValue::new(None);
    let reason = view! {
        <label class="field">
            <span>{words::WITHDRAW_WHY.get()}</span>
            <textarea class="in" node_ref=field></textarea>
        </label>
    };
    let asked = Confirm { title: words::WITHDRAW_ASK, says: words::WITHDRAW_SAYS, yes: words::WITHDRAW };
    let app = app.clone();
    let (dialog, drawn) = confirm(asked, reason.into_any(), move || {
        let Some((kind, base)) = seen.get_value() else { return };
        let app = app.clone();
        app.said.set(None);
        let typed = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let reason = danvan_core::text::nfc(typed.trim());
        let action = Action::Delete { reason: danvan_core::text::visible(&reason).then_some(reason) };
        spawn_local(async move {
            let outcome = match app.device.append(id, kind, base, action, None).await {
                Ok(_) => {
                    if let Some(Some(field)) = field.try_get_untracked() {
                        field.set_value("");
                    }
                    Announcement::Done(form_words::SAVED.get().to_owned())
                }
                Err(failure) => Announcement::Failed(forms::why_not_saved(&failure)),
            };
            app.said.set(Some(outcome));
        });
    });
    let open = move || {
        loaded.with_untracked(|loaded| {
            if let Some(view) = loaded.view() {
                seen.set_value(Some((view.record.kind, Base::from(&view.record))));
                ask(dialog);
            }
        });
    };
    (Callback::new(move |()| open()), drawn)
}
