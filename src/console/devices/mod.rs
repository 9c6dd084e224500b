//! Máy: every device that was enrolled, by unit; revoked here, and allowed again.

mod details;
pub mod filters;
mod judge;
mod row;

use std::sync::Arc;

use danvan_core::catalogue::UnitId;
use danvan_core::text::sort_key;
use danvan_core::wire_people::{DeviceLine, DeviceList};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub use self::details::by;
use self::filters::{Filters, States};
use super::drawn::Drawn;
use super::go::go;
use super::load::Document;
use super::question::Asking;
use super::records::search::{select, units};
use super::records::words;
use super::room::Room;
use super::search_field::search_field;
use super::session::desk;
use crate::components::{Icon, empty};
use crate::i18n::{console as common_text, count, devices as text};

/// Where devices are listed, and judged below it.
pub const DEVICES: &str = "/api/v1/devices";

/// Draws the page.
pub fn room() -> AnyView {
    let query = use_query_map();
    let filters = Memo::new(move |_| Filters::of(&query.get()));
    let list: Document<DeviceList> = Document::load(|| DEVICES.to_owned());
    let (asking, drawn) = (Asking::new(), Drawn::first());
    view! {
        <div class="stack">
            <h1>{text::ROOM.get()}</h1>
            <p class="soft">{text::ROOM_SAYS.get()}</p>
            {narrowing(filters)}
            {list.show(move |devices| listed(devices, &filters.get(), list, asking, drawn))}
        </div>
        {asking.view()}
    }
    .into_any()
}

fn narrowing(filters: Memo<Filters>) -> AnyView {
    let go = go();
    let narrow = move |change: &dyn Fn(&mut Filters)| {
        let mut narrowed = filters.get_untracked();
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
    drawn: Drawn,
) -> AnyView {
    if devices.devices.is_empty() {
        return empty(Icon::Phone, text::NONE.get(), text::NONE_DO.get(), ().into_any());
    }
    let found: Vec<&DeviceLine> = devices.devices.iter().filter(|device| filters.take(device)).collect();
    if found.is_empty() {
        let all = view! { <a class="button quiet" href=Room::Devices.address()>{text::SHOW_ALL.get()}</a> };
        return empty(Icon::Search, text::NOT_FOUND.get(), text::NOT_FOUND_DO.get(), all.into_any());
    }
    let many = text::COUNT.with(&[&count(found.len())]);
    let parts = by_unit(found);
    let mut left = drawn.rows();
    let next = parts.iter().flat_map(|(_, devices)| devices).nth(left).map(|device| row::row_id(device));
    let parts = parts.into_iter().map_while(|(unit, devices)| {
        let rows = devices.len().min(left);
        left -= rows;
        if rows == 0 {
            return None;
        }
        let head = [&unit, " · ", &text::COUNT.with(&[&count(devices.len())])].concat();
        let rows = devices.into_iter().take(rows).map(|device| row::row(device, list, asking));
        Some(
            view! {
                <tbody class="part"><tr><th colspan="7" scope="rowgroup">{head}</th></tr></tbody>
                {rows.collect_view()}
            }
            .into_any(),
        )
    });
    view! {
        <p class="soft num" role="status">{many}</p>
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
                {parts.collect_view()}
            </table>
        </div>
        {drawn.more(next)}
    }
    .into_any()
}

/// The devices under their units' names in Vietnamese order, each unit's in the office's order.
fn by_unit(devices: Vec<&DeviceLine>) -> Vec<(String, Vec<&DeviceLine>)> {
    let desk = desk();
    let mut parts: Vec<(&UnitId, Vec<&DeviceLine>)> = Vec::new();
    for device in devices {
        match parts.iter_mut().find(|(unit, _)| **unit == device.home) {
            Some((_, part)) => part.push(device),
            None => parts.push((&device.home, vec![device])),
        }
    }
    let mut parts: Vec<_> =
        parts.into_iter().map(|(unit, part)| (words::unit(unit, &desk.catalogue), part)).collect();
    parts.sort_by_cached_key(|(name, _)| sort_key(name));
    parts
}
