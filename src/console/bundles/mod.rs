//! Nhận gói: files that somebody carried here, a row each with what happened, and receipts to carry back. The office
//! and a hub show the same page: it asks the origin that it was opened from.

mod intake;
mod row;

use std::collections::BTreeMap;
use std::sync::Arc;

use danvan_core::bundle::BundleProblem;
use danvan_core::ids::DeviceId;
use danvan_core::wire_bundles::{BundleList, BundleOutcome, BundleRow, ReceiptsRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::intake::{Brought, Intake};
use super::load::Document;
use super::{client, failure};
use crate::components::{Icon, icon};
use crate::i18n::bundles as text;
use crate::platform::{clock, files};

/// Where lists come from.
const BUNDLES: &str = "/api/v1/bundles";
/// Where files go: a bundle, or what a hub copied for a stick, which only the office can take apart.
const COLLECTIONS: &str = "/api/v1/bundles/collections";
/// Where the receipts of many devices come from in one file.
const RECEIPTS: &str = "/api/v1/receipts/collections";

/// Draws the page.
pub fn room() -> AnyView {
    let lately: Document<BundleList> = Document::load(|| BUNDLES.to_owned());
    let intake = Intake::new(lately);
    let brought = move || {
        let rows = intake.rows.get();
        (!rows.is_empty()).then(|| row::table(rows.iter().flat_map(row::brought_lines).collect()))
    };
    let known = lately.show(listed);
    view! {
        <div class="stack">
            <header class="room-head"><h1>{text::ROOM.get()}</h1></header>
            <p class="soft">{text::ROOM_HINT.get()}</p>
            {intake.field()}
            {brought}
            {move || receipts(&intake.rows.get())}
            <h2>{text::LATELY.get()}</h2>
            {known}
        </div>
    }
    .into_any()
}

fn listed(list: &Arc<BundleList>) -> AnyView {
    if list.bundles.is_empty() {
        return view! { <p class="soft">{text::NONE_YET.get()}</p> }.into_any();
    }
    row::table(
        list.bundles.iter().map(|row| row::line(row.name.as_deref().unwrap_or_default(), row)).collect(),
    )
}

/// One receipt for each device whose bundles were brought just now.
fn receipts(rows: &[Brought]) -> Option<AnyView> {
    let mut devices: BTreeMap<DeviceId, String> = BTreeMap::new();
    let lists = rows.iter().filter_map(|brought| brought.answer.as_ref()?.as_ref().ok());
    // What is kept apart is no receipt's business: the device is told nothing new.
    let apart = |row: &BundleRow| {
        row.outcome == BundleOutcome::Quarantined || row.problem == Some(BundleProblem::DeviceRevoked)
    };
    for row in lists.flat_map(|list| &list.bundles).filter(|row| !apart(row)) {
        if let (Some(header), Some(name)) = (&row.header, &row.device_name) {
            devices.insert(header.device, [&row::unit_name(row), " · ", name].concat());
        }
    }
    let said = RwSignal::new(String::new());
    let all: Vec<DeviceId> = devices.keys().copied().collect();
    let together = text::RECEIPTS_TOGETHER.count(all.len());
    let save_all = move |_| {
        let all = all.clone();
        spawn_local(async move {
            let words = save_receipts(all).await;
            said.try_set(words);
        });
    };
    let button = |(device, words): (DeviceId, String)| {
        let save = move |_| {
            spawn_local(async move {
                let words = save_receipt(device).await;
                said.try_set(words);
            });
        };
        view! { <button type="button" class="button quiet" on:click=save>{icon(Icon::Received)} {text::RECEIPT_OF.with(&[&words])}</button> }
            .into_any()
    };
    (!devices.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{text::RECEIPTS.get()}</h2>
                <p>{text::RECEIPTS_HINT.get()}</p>
                <div class="buttons"><button type="button" class="button" on:click=save_all>{icon(Icon::Received)} {together}</button></div>
                <div class="buttons">{devices.into_iter().map(button).collect_view()}</div>
                <p role="status">{said}</p>
            </section>
        }
        .into_any()
    })
}

/// Fetches the receipts of many devices in one file, for their hub, and saves it; what to say.
async fn save_receipts(devices: Vec<DeviceId>) -> String {
    match client::post_for_file(RECEIPTS, &ReceiptsRequest { devices }).await {
        Ok(file) => {
            let day = danvan_core::text::print_iso_date(clock::today());
            let name = ["bien-nhan-khu-vuc-", &day, ".tar"].concat();
            files::download_blob(&name, &file);
            text::SAVED.with(&[&name])
        }
        Err(found) => failure::sentence(&found),
    }
}

/// Fetches a device's receipt and saves it; what to say.
async fn save_receipt(device: DeviceId) -> String {
    match client::get_file(&["/api/v1/receipts/", &device.to_string()].concat()).await {
        Ok(file) => {
            let device = device.to_string();
            let device = device.rsplit('-').next().unwrap_or_default();
            let day = danvan_core::text::print_iso_date(clock::today());
            let name = ["bien-nhan-", device, "-", &day, ".danvan"].concat();
            files::download_blob(&name, &file);
            text::SAVED.with(&[&name])
        }
        Err(found) => failure::sentence(&found),
    }
}

/// What became of a row, for [`row`].
type Line = (String, Option<BundleRow>, String);
