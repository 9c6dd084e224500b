//! Where the province takes nothing from this device: why, and the way back, right there.

use danvan_core::sync::Failure;
use leptos::prelude::*;

use crate::app::App;
use crate::components::{Announcement, Icon, begin_at_title, icon};
use crate::device::SyncStatus;
use crate::i18n::rejoin as words;

/// The card for it; none where all is well.
pub fn rejoin(app: &App) -> AnyView {
    let status = app.device.sync_status();
    let needed = Memo::new(move |_| status.with(why));
    let (status, app) = (app.device.sync_status(), app.clone());
    let revoked = Memo::new(move |_| status.with(|status| status.shut_out.clone()));
    (move || match needed.get() {
        Some(why) => enrol_again(&app, why),
        None => match revoked.get() {
            Some(Failure::Revoked { reason }) => revoked_card(&app, reason),
            _ => ().into_any(),
        },
    })
    .into_any()
}

/// Why the device must enrol again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    Lost,
    NotKnown,
}

fn why(status: &SyncStatus) -> Option<Why> {
    let again = status.must_enrol_again();
    again.then_some(if status.key_lost { Why::Lost } else { Why::NotKnown })
}

fn enrol_again(app: &App, why: Why) -> AnyView {
    let person = app.device.session().map(|session| session.author().name.clone()).unwrap_or_default();
    let why = match why {
        Why::Lost => words::LOST,
        Why::NotKnown => words::NOT_KNOWN,
    };
    let form = form(app);
    view! {
        <section class="card bad">
            <h2 class="titled">{icon(Icon::Warning)} {words::TITLE.get()}</h2>
            <p>{why.get()} " " {words::SAFE.get()}</p>
            <p>{words::ASK_CODE.with(&[&person])}</p>
            {form}
        </section>
    }
    .into_any()
}

/// The fields for a code; who joined is named where it is another person.
fn form(app: &App) -> AnyView {
    let (said, device) = (app.said, app.device.clone());
    let person = move || device.session().map(|session| session.author().clone());
    let before = person();
    app.joining.form(app, words::JOIN, false, move || {
        let now = person();
        let other = now.filter(|now| before.as_ref().is_some_and(|before| before.id != now.id));
        let says = match other {
            Some(person) => words::JOINED_AS.with(&[&person.name]),
            None => words::JOINED.get().to_owned(),
        };
        said.set(Some(Announcement::Done(says)));
        begin_at_title();
    })
}

fn revoked_card(app: &App, reason: Option<String>) -> AnyView {
    // The office's own words: the reason, and what became of what was sent.
    let reason = reason.map(|reason| view! { <p>{reason}</p> }.into_any());
    let joining = app.joining;
    let opened = RwSignal::new(untrack(|| joining.has_code()));
    Effect::new(move |_| {
        if joining.slip() {
            opened.set(true);
        }
    });
    view! {
        <section class="card bad">
            <h2 class="titled">{icon(Icon::Warning)} {words::REVOKED_TITLE.get()}</h2>
            <p>{words::REVOKED.get()} " " {words::SAFE.get()}</p>
            {reason}
            <p>{words::REVOKED_DO.get()}</p>
            <details prop:open=opened>
                <summary>{words::HANDED_OVER.get()}</summary>
                <p>{words::REVOKED_CODE.get()}</p>
                {form(app)}
            </details>
        </section>
    }
    .into_any()
}
