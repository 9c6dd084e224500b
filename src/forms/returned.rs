//! Why the province returned the record that is being corrected: at the form's top, in each of its steps, with the way to
//! the fields that the reason speaks of.

use danvan_core::record::schema;
use leptos::prelude::*;

use super::Form;
use super::says::{Said, go_to};
use super::slot::Slot;
use crate::i18n::{current, form as words, record as record_words};

/// The card; nothing where the record was not returned.
pub fn returned(form: Form) -> Option<AnyView> {
    let (reason, fields) = form.returned()?;
    let links = fields.into_iter().filter_map(|field| {
        let spec = schema::field(form.kind(), field)?;
        let said = Said::error(Slot::field(spec.name), String::new());
        let href = ["#", &said.id].concat();
        let pressed = move |event: web_sys::MouseEvent| {
            event.prevent_default();
            go_to(form, &said);
        };
        Some(view! { <li><a href=href on:click=pressed>{spec.label(current())}</a></li> }.into_any())
    });
    let links: Vec<AnyView> = links.collect();
    let links = (!links.is_empty()).then(|| view! { <p>{words::SPEAKS_OF.get()}</p> <ul>{links}</ul> });
    Some(
        view! {
            <section class="card bad" aria-label=record_words::RETURNED_SAYS.get()>
                <p><b>{record_words::RETURNED_SAYS.get()}</b></p>
                <blockquote>{reason}</blockquote>
                {links}
            </section>
        }
        .into_any(),
    )
}
