//! Máy: every device that was enrolled, those heard of last first, or those enrolled lately; revoked here, and allowed again.

mod details;
pub mod filters;
mod judge;
mod row;

use std::sync::Arc;

use danvan_core::wire_people::DeviceList;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub use self::details::by;
use self::filters::{Filters, States};
use super::go::go;
use super::load::Document;
use super::pages;
use super::question::Asking;
use super::records::search::{select, units};
use super::room::Room;
use super::search_field::search_field;
use crate::components::{Icon, empty};
use crate::i18n::{console as common_text, devices as text};

/// Where devices are listed, and judged below it.
pub const DEVICES: &str = "/api/v1/devices";

/// Draws the page.
pub fn room() -> AnyView {
    let query = use_query_map();
    let filters = Memo::new(move |_| Filters::of(&query.get()));
    let list: Document<DeviceList> = Document::load(move || filters.with(Filters::question));
    let asking = Asking::new();
    view! {
        <div class="stack">
            <h1>{text::ROOM.get()}</h1>
            <p class="soft">{text::ROOM_SAYS.get()}</p>
            {narrowing(filters)}
            {list.show(move |devices| listed(devices, &filters.get_untracked(), list, asking))}
        </div>
        {asking.view()}
    }
    .into_any()
}

fn narrowing(filters: Memo<Filters>) -> AnyView {
    let go = go();
    let narrow = move |change: &dyn Fn(&mut Filters)| {
        let mut narrowed = Filters { after: String::new(), ..filters.get_untracked() };
        change(&mut narrowed);
        go.replace(narrowed.address());
    };
    let words = Signal::derive(move || filters.with(|filters| filters.words.clone()));
    view! {
        <search class="filters">
            {search_field(text::SEARCH.get(), text::SEARCH_HINT.get(), words,
                move |words| narrow(&|filters| filters.words.clone_from(&words)))}
            {select(common_text::UNIT.get(), units, move || filters.get().unit,
                move |unit| narrow(&|filters| filters.unit.clone_from(&unit)))}
            {select(text::STATE.get(), States::options, move || filters.get().state,
                move |state| narrow(&|filters| filters.state.clone_from(&state)))}
        </search>
    }
    .into_any()
}

fn listed(
    devices: &Arc<DeviceList>,
    filters: &Filters,
    list: Document<DeviceList>,
    asking: Asking,
) -> AnyView {
    if devices.devices.is_empty() && *filters == Filters::default() {
        return empty(Icon::Phone, text::NONE.get(), text::NONE_DO.get(), ().into_any());
    }
    if devices.devices.is_empty() {
        let all = view! { <a class="button quiet" href=Room::Devices.address()>{text::SHOW_ALL.get()}</a> };
        let (none, what_to_do) = if filters.is_all_new() {
            (text::NONE_NEW, text::NONE_NEW_DO)
        } else {
            (text::NOT_FOUND, text::NOT_FOUND_DO)
        };
        let none = empty(Icon::Search, none.get(), what_to_do.get(), all.into_any());
        return view! { <div role="status">{none}</div> }.into_any();
    }
    let count = if filters.state == States::NEW { text::COUNT_NEW } else { text::COUNT };
    let narrowed = !filters.state.is_empty();
    let rows = devices.devices.iter().map(|device| row::row(device, list, asking, narrowed));
    view! {
        <p class="soft num" role="status">{pages::shown(count, &devices.page, devices.devices.len())}</p>
        <div class="sheet">
            <table class="card-rows">
                <thead>
                    <tr>
                        <th>{text::DEVICE.get()}</th>
                        <th>{text::HOLDER.get()}</th>
                        <th>{text::CONTACT.get()}</th>
                        <th>{text::VERSION.get()}</th>
                        <th>{text::WAITING.get()}</th>
                        <th colspan="2">{text::STATE.get()}</th>
                    </tr>
                </thead>
                {rows.collect_view()}
            </table>
        </div>
        {pages::ways(&devices.page, |after| filters.at(after).address())}
    }
    .into_any()
}
