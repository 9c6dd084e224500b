//! The records behind one figure.

use danvan_core::catalogue::{ActorGroup, AwardFormId, IndicatorCode};
use danvan_core::figures::{Addend, Awarded};
use danvan_core::record::Quantity;
use danvan_core::text::print_date;
use leptos::prelude::*;

use super::awards::kind_words;
use super::counted;
use super::query::Asked;
use super::totals::group_words;
use crate::components::{Icon, icon, quantity_view};
use crate::console::load::Document;
use crate::console::records::filters::Filters;
use crate::console::records::words;
use crate::console::session::desk;
use crate::i18n::{console as text, count, current};

/// The records behind the opened figure, beside the table.
pub fn pane(address: &str, asked: Memo<Asked>) -> AnyView {
    let at = asked.get_untracked();
    let address = address.to_owned();
    let heading = NodeRef::<leptos::html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let (title, list) = if at.awards {
        let form = (at.line != "-").then(|| AwardFormId::from(at.line.as_str()));
        let title = [&Asked::form_words(form.as_ref()), " · ", &kind_words(&at.column)].concat();
        let document: Document<Vec<Awarded>> = counted(move || address.clone());
        let list = document.show(|found| lines(found.iter().map(awarded_line).collect()));
        (title, list)
    } else {
        let document: Document<Vec<Addend>> = counted(move || address.clone());
        let list = document.show(|found| lines(found.iter().map(addend_line).collect()));
        (figure_title(&at), list.into_any())
    };
    view! {
        <section class="pane no-print" aria-labelledby="behind-title">
            <header class="pane-top">
                <a class="button bare" href=move || asked.get().without_open().address()>{icon(Icon::Close)} {text::CLOSE.get()}</a>
            </header>
            <div class="pane-head">
                <h2 id="behind-title" tabindex="-1" node_ref=heading>{text::BEHIND.get()}</h2>
                <p class="soft">{title}</p>
            </div>
            {list}
        </section>
    }
    .into_any()
}

fn figure_title(at: &Asked) -> String {
    let desk = desk();
    let catalogue = &desk.catalogue;
    let indicator = catalogue.indicator(&IndicatorCode::from(at.line.as_str()));
    let indicator = indicator.map_or_else(|| at.line.clone(), |known| known.label(current()).to_owned());
    let group =
        ActorGroup::from_code(&at.column).map(|group| group_words(group, catalogue)).unwrap_or_default();
    [&indicator, " · ", &group].concat()
}

fn lines(lines: Vec<AnyView>) -> AnyView {
    let many = lines.len();
    view! {
        <p class="soft num">{text::COUNT.with(&[&count(many)])}</p>
        <ul class="lines">{lines}</ul>
    }
    .into_any()
}

fn addend_line(addend: &Addend) -> AnyView {
    let place = words::unit(&addend.unit, &desk().catalogue);
    let day = addend.date.map(print_date).unwrap_or_default();
    line(&addend.record.to_string(), &addend.title, &[&place, " · ", &day].concat(), Some(&addend.quantity))
}

fn awarded_line(awarded: &Awarded) -> AnyView {
    let place = words::unit(&awarded.unit, &desk().catalogue);
    let state = crate::components::state_label(danvan_core::record::RecordKind::Nomination, &awarded.state);
    line(&awarded.record.to_string(), &awarded.title, &[&place, " · ", &state].concat(), None)
}

fn line(id: &str, title: &str, below: &str, quantity: Option<&Quantity>) -> AnyView {
    let (title, below) = (title.to_owned(), below.to_owned());
    view! {
        <li>
            <a href=Filters::default().record(id)>{title}</a>
            <small>{below}</small>
            {quantity.map(|quantity| view! { <b class="num">{quantity_view(&quantity.print(current()), quantity.qualifier)}</b> })}
        </li>
    }
    .into_any()
}
