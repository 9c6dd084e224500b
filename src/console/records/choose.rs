//! Choosing at the office between what stands in a record and what waits: an entry of the person's own log.

use std::rc::Rc;
use std::sync::Arc;

use danvan_core::catalogue::Catalogue;
use danvan_core::entry::Choice;
use danvan_core::record::{Given, Record};
use danvan_core::wire_console::ChoicesRequest;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::decide::Decision;
use crate::components::{Announcement, Chooser, conflicts};
use crate::console::client::{self, Answer};
use crate::console::failure;
use crate::console::session::{Session, desk};
use crate::i18n::conflict as text;

/// What waits in a record, with the buttons that the person's role may press.
pub fn choosing(record: &Record, catalogue: &Catalogue, decision: Decision) -> Option<AnyView> {
    let says = RwSignal::new(String::new());
    let busy = StoredValue::new(false);
    let (session, id, revision) = (Session::current(), record.id, record.revision);
    let choose = move |choices: Vec<Choice>| {
        // A second press while the first is on its way does nothing.
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            let address = ["/api/v1/records/", &id.to_string()].concat();
            let request = ChoicesRequest { choices, revision };
            let answer: Answer<Record> = client::post(&[&address, "/choices"].concat(), &request).await;
            session.note(&answer);
            busy.try_set_value(false);
            match answer {
                Ok(record) => {
                    decision.took(Arc::new(record));
                    session.say(Announcement::Done(text::CHOSEN.get().to_owned()));
                }
                Err(failure) if failure.status() == 409 => {
                    if let Ok(record) = client::get::<Given>(&address).await.map(Given::into_record) {
                        decision.took(Arc::new(record));
                        session.say(Announcement::Failed(text::FASTER.get().to_owned()));
                    }
                }
                Err(failure) => {
                    says.try_set(failure::sentence(&failure));
                }
            }
        });
    };
    let role = Some(desk().user.role);
    let drawn = conflicts(record, &Chooser { role, lists: Some(catalogue), choose: Rc::new(choose) })?;
    Some(view! { {drawn} <p class="says error" role="alert">{move || says.get()}</p> }.into_any())
}
