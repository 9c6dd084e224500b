//! Empty places and places still loading: both say what is going on.

use leptos::prelude::*;

use super::{Icon, icon};
use crate::i18n::common;

/// A place with nothing in it, and what to do first.
pub fn empty(sign: Icon, title: &str, advice: &str, action: AnyView) -> AnyView {
    let (title, advice) = (title.to_owned(), advice.to_owned());
    view! {
        <section class="card empty">
            {icon(sign)}
            <h2>{title}</h2>
            <p>{advice}</p>
            {action}
        </section>
    }
    .into_any()
}

/// The shape of a page before its content is there.
pub fn skeleton() -> AnyView {
    view! {
        <section class="skeleton" aria-busy="true" aria-label=common::OPENING.get()>
            <div></div>
            <div class="short"></div>
            <div></div>
            <div></div>
        </section>
    }
    .into_any()
}
