//! The strip at the page's foot: the decision that can still be taken back, the one that is being sent, and what was not
//! done. It never lies where a decision is pressed.

use leptos::prelude::*;

use super::{Deciding, Progress};
use crate::components::{Icon, icon};
use crate::i18n::{console as text, count};
use crate::platform::press;

/// The identifier of the place of the decision that waits.
pub const WAITING: &str = "waiting-decision";

/// Whether the keyboard is in what waits.
pub fn has_focus() -> bool {
    let active = document().active_element();
    active.is_some_and(|active| {
        active.id() == WAITING || active.closest(&["#", WAITING].concat()).is_ok_and(|found| found.is_some())
    })
}

impl Deciding {
    /// Draws it.
    pub fn strip(self) -> AnyView {
        view! {
            {move || self.waits()}
            <div role="status">{self.runs()}</div>
            <div role="alert">{move || self.failed()}</div>
        }
        .into_any()
    }

    fn waits(self) -> Option<AnyView> {
        let command = self.waiting.get()?;
        let says = command.says();
        let label = [&says, ". ", text::WAITS_LABEL.get()].concat();
        let left = move || text::WAITS.with(&[&self.left_s.get().to_string()]);
        // The second press of a double click must not take back what the first decided.
        let undo = move |event: web_sys::MouseEvent| {
            if !press::is_second(&event) {
                self.undo();
            }
        };
        Some(
            view! {
                <section class="strip" id=WAITING tabindex="-1" aria-label=label>
                    <p><b>{says}</b> " · " <span class="num" aria-hidden="true">{left}</span></p>
                    <button type="button" class="button quiet" on:click=undo>{text::UNDO.get()}</button>
                </section>
            }
            .into_any(),
        )
    }

    /// What is being sent; drawn once for a decision, so that its button stays under the pointer.
    fn runs(self) -> AnyView {
        let says = Memo::new(move |_| {
            self.progress
                .with(|progress| progress.as_ref().map(|progress| (progress.says.clone(), progress.all)))
        });
        let so_far = move || {
            self.progress.with(|progress| progress.as_ref().map_or(0, |progress: &Progress| progress.done))
        };
        (move || {
            let (says, all) = says.get()?;
            let several = (all > 1).then(|| {
                view! {
                    <label class="progress">
                        <span>{move || text::PROGRESS.with(&[&count(so_far()), &count(all)])}</span>
                        <progress max=all.to_string() prop:value=move || so_far() as f64></progress>
                    </label>
                    <button type="button" class="button quiet" on:click=move |_| self.halt()>{text::STOP.get()}</button>
                }
            });
            Some(
                view! {
                    <div class="strip"><p><b>{text::SENDING.with(&[&says])}</b></p> {several}</div>
                }
                .into_any(),
            )
        })
        .into_any()
    }

    fn failed(self) -> Option<AnyView> {
        let all = self.not_done.get();
        if all.is_empty() {
            return None;
        }
        let can_again = all.iter().any(|not_done| not_done.again);
        // What is the same for all is said once.
        let same = all
            .first()
            .map(|first| first.why.clone())
            .filter(|why| all.len() > 1 && all.iter().all(|not_done| not_done.why == *why));
        let lines = all.iter().map(|not_done| {
            let what = [not_done.command.word(), ": ", &not_done.target.title].concat();
            let why =
                same.is_none().then(|| view! { <span class="says error">{not_done.why.clone()}</span> });
            view! { <li><b>{what}</b> {why}</li> }.into_any()
        });
        let lines = lines.collect_view();
        let same = same.map(|why| view! { <p class="says error">{why}</p> });
        let is_safe = all.iter().all(|not_done| not_done.unchanged);
        let is_unknown = all.iter().any(|not_done| not_done.again && !not_done.unchanged);
        let state = if is_safe {
            text::DECISION_SAFE.get()
        } else if is_unknown {
            text::DECISION_UNKNOWN.get()
        } else {
            ""
        };
        let again = can_again.then(|| {
            view! { <button type="button" class="button quiet" on:click=move |_| self.again()>{text::AGAIN.get()}</button> }
        });
        Some(
            view! {
                <section class="strip bad" aria-label=text::NOT_DONE.get()>
                    <div class="grow">
                        <p>{icon(Icon::Warning)} " " <b>{text::NOT_DONE.count(all.len())}</b> " " {state}</p>
                        {same}
                        <ul class="outcomes">{lines}</ul>
                    </div>
                    {again}
                    <button type="button" class="button quiet" on:click=move |_| self.forget()>{text::CLOSE.get()}</button>
                </section>
            }
            .into_any(),
        )
    }

    /// What was not done has been read.
    fn forget(self) {
        self.not_done.set(Vec::new());
        self.shrink();
        crate::console::field::focus_later(super::back());
    }
}
