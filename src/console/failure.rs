//! What a page shows while it waits, and when something went wrong: what happened, what is safe, what to do.

use danvan_core::wire::INVALID;
use leptos::prelude::*;

use super::client::Failure;
use crate::i18n::console as text;

/// A failure as one sentence.
pub fn sentence(failure: &Failure) -> String {
    match failure {
        Failure::Offline => text::OFFLINE.get().to_owned(),
        Failure::SignedOut => text::EXPIRED_THEN.get().to_owned(),
        Failure::Unreadable => text::UNREADABLE.get().to_owned(),
        Failure::Refused(problem) => match &problem.detail {
            // The title says no more than that it is so.
            Some(detail) if problem.kind == INVALID => detail.clone(),
            Some(detail) if *detail != problem.title => [&problem.title, ". ", detail].concat(),
            _ => problem.title.clone(),
        },
    }
}

/// The same where something was typed, which is still there.
pub fn typed_stays(failure: &Failure) -> String {
    match failure {
        Failure::Offline => text::OFFLINE_TYPED.get().to_owned(),
        failure => sentence(failure),
    }
}

/// A failure in the place of what could not be shown, with a button to try again.
pub fn notice(failure: &Failure, again: impl Fn() + 'static) -> AnyView {
    view! {
        <div class="card bad" role="alert">
            <h2>{text::FAILED.get()}</h2>
            <p>{sentence(failure)}</p>
            <p>{text::NOTHING_LOST.get()}</p>
            <div class="buttons"><button type="button" class="button quiet" on:click=move |_| again()>{text::AGAIN.get()}</button></div>
        </div>
    }
    .into_any()
}

/// The page's shape while it waits.
pub fn skeleton() -> AnyView {
    view! {
        <div class="stack skeleton" aria-hidden="true"><i class="short"></i><i></i><i></i></div>
        <p class="unseen" role="status">{text::LOADING.get()}</p>
    }
    .into_any()
}
