//! The room of figures: totals of activities by indicator and group of actors, and awards by form and nominee.

mod awards;
mod behind;
mod query;

mod totals;

use danvan_core::text::Period;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::de::DeserializeOwned;

pub use self::query::Asked;
pub use self::totals::group_words;
use super::deciding::Deciding;
use super::go::go;
use super::load::Document;
use super::period::period_field;
use super::records::search::{select, units};
use super::session::desk;
use crate::i18n::{console as text, current};

/// Draws the room.
pub fn room() -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| Asked::of(&query.get()));
    let go = go();
    let narrow = move |change: &dyn Fn(&mut Asked)| {
        let mut narrowed = asked.get_untracked().without_open();
        change(&mut narrowed);
        go.replace(narrowed.address());
    };
    let awards = Memo::new(move |_| asked.get().awards);
    let tab = move |to: bool, words: &'static str| {
        view! {
            <a class="chip" href=Asked::tab(to).address() aria-current=move || (awards.get() == to).then_some("page")>{words}</a>
        }
        .into_any()
    };
    let period = Signal::derive(move || asked.get().period);
    let change = move |period: Option<Period>| narrow(&|asked| asked.period = period);
    let further = move || {
        if awards.get() {
            select(
                text::CAMPAIGN.get(),
                campaigns,
                move || asked.get().campaign,
                move |value| narrow(&|asked| asked.campaign.clone_from(&value)),
            )
        } else {
            view! {
                {select(text::UNIT.get(), units, move || asked.get().unit,
                    move |value| narrow(&|asked| asked.unit.clone_from(&value)))}
                {select(text::CONTENT.get(), contents, move || asked.get().content,
                    move |value| narrow(&|asked| asked.content.clone_from(&value)))}
            }
            .into_any()
        }
    };
    let table = move || if awards.get() { awards::table(asked) } else { totals::table(asked) };
    let behind = Memo::new(move |_| asked.get().behind());
    let pane = move || behind.get().map(|address| untrack(|| behind::pane(&address, asked)));
    view! {
        <div class="records of-figures" class:with-record=move || behind.with(Option::is_some)>
            <section class="stack list-side" aria-labelledby="figures-title">
                <header class="room-head">
                    <h1 id="figures-title">{text::FIGURES.get()}</h1>
                    <button type="button" class="button quiet no-print" on:click=|_| drop(window().print())>
                        {text::PRINT.get()}
                    </button>
                </header>
                <nav class="chips no-print" aria-label=text::TABLES.get()>
                    {tab(false, text::OF_ACTIVITIES.get())}
                    {tab(true, text::AWARDS.get())}
                </nav>
                <div class="filters no-print">{period_field(period, change)}{further}</div>
                <p class="asked">{move || asked.get().words()}</p>
                {table}
            </section>
            {pane}
        </div>
    }
    .into_any()
}

/// A document of what the office counts: asked for anew with each decision that ends.
pub fn counted<T: DeserializeOwned + Send + Sync + 'static>(
    address: impl Fn() -> String + 'static,
) -> Document<T> {
    let deciding = Deciding::current();
    Document::load(move || {
        deciding.track_ends();
        address()
    })
}

fn contents() -> Vec<(String, String)> {
    let desk = desk();
    let of = |campaign: &danvan_core::catalogue::Campaign| {
        let line = |content: &danvan_core::catalogue::CampaignContent| {
            (content.id.as_str().to_owned(), [content.id.as_str(), " · ", &content.label].concat())
        };
        campaign.contents.iter().map(line).collect::<Vec<_>>()
    };
    desk.catalogue.campaigns.iter().flat_map(of).collect()
}

fn campaigns() -> Vec<(String, String)> {
    let desk = desk();
    let line = |campaign: &danvan_core::catalogue::Campaign| {
        (campaign.id.as_str().to_owned(), [&campaign.name, " (", &campaign.period_label, ")"].concat())
    };
    desk.catalogue.campaigns.iter().map(line).collect()
}

/// A period's name; "any time" where there is none.
fn period_words(period: Option<Period>) -> String {
    period.map_or_else(|| text::ANY_TIME.get().to_owned(), |period| period.label(current()))
}
