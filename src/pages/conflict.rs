//! Choosing on the phone: the choice is an entry like any other, saved without a network.

use std::rc::Rc;

use danvan_core::catalogue::Catalogue;
use danvan_core::entry::{Action, Choice};
use danvan_core::message::Problem;
use danvan_core::record::{Record, RecordKind};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::components::{Announcement, Chooser, conflicts, place_label};
use crate::device::{Base, SaveFailure};
use crate::i18n::{conflict as words, form as form_words, message};
use crate::routes::Page;

/// What waits in a record, with the buttons that this device's person may press.
pub fn waiting(app: &App, record: &Record, lists: Option<&Catalogue>) -> Option<AnyView> {
    let session = app.device.session();
    let role = session.filter(|session| session.scope().covers(&record.unit)).map(|session| session.role());
    let own_logs = app.device.sync_status().with_untracked(|status| status.own_logs.clone());
    let (app, id, kind, base) = (app.clone(), record.id, record.kind, Base::from(record));
    let choose = move |choices: Vec<Choice>| {
        let app = app.clone();
        app.said.set(None);
        spawn_local(async move {
            let saved = app.device.append(id, kind, base, Action::Settle { choices }, None).await;
            let says = match saved {
                Ok(_) => Announcement::Done(words::CHOSEN.get().to_owned()),
                Err(SaveFailure::Refused(problem)) => Announcement::Failed(refused(kind, &problem)),
                Err(_) => Announcement::Failed(form_words::FAIL_STORE.get().to_owned()),
            };
            app.said.set(Some(says));
        });
    };
    let drawn = conflicts(record, &Chooser { role, lists, own_logs: &own_logs, choose: Rc::new(choose) })?;
    Some(
        view! {
            {drawn}
            <div class="buttons"><a class="button bare" href=Page::Book.path()>{words::LATER.get()}</a></div>
        }
        .into_any(),
    )
}

/// Why a choice cannot be made, with the place where the record would become wrong.
pub fn refused(kind: RecordKind, problem: &Problem) -> String {
    let says = message::sentence(problem.message);
    match &problem.at {
        Some(at) => words::NOT_CHOSEN.with(&[&place_label(kind, at), says]),
        None => says.to_owned(),
    }
}
