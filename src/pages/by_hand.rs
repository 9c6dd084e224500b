//! Bundles out and receipts in, on the Sync page: works with no network at all.

use danvan_core::bundle::RECEIPT_BYTES_MAX;
use danvan_core::sync::Failure;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::app::App;
use crate::components::{Icon, bundle_words, icon};
use crate::device::{Device, PackFailure, PackedFile, ReceiptFailure};
use crate::i18n::{bundles as text, count, rejoin, when};
use crate::platform::files::{self, Shared};

/// Draws the card.
pub fn by_hand(app: &App) -> AnyView {
    let packed = RwSignal::new(Vec::<PackedFile>::new());
    let said = RwSignal::new(String::new());
    let (pack, receipt) = (packing(app, packed, said), receipt_field(app, said));
    let shares = files::can_share();
    let status = app.device.sync_status();
    let apart =
        Memo::new(move |_| status.with(|status| matches!(status.shut_out, Some(Failure::Revoked { .. }))));
    let list = move || {
        let files = packed.get();
        (!files.is_empty()).then(|| {
            let lines = files.into_iter().map(|file| packed_line(file, shares, said)).collect_view();
            view! { <ul class="lines">{lines}</ul> }
        })
    };
    view! {
        <section class="card">
            <h2>{text::BY_HAND.get()}</h2>
            <p>{text::BY_HAND_HINT.get()}</p>
            {move || apart.get().then(|| view! { <p>{rejoin::BUNDLE_APART.get()}</p> }.into_any())}
            {pack}
            {list}
            {receipt}
            <p role="status">{said}</p>
        </section>
    }
    .into_any()
}

/// What will be in it, and the button; without the office's keys, what to do.
fn packing(app: &App, packed: RwSignal<Vec<PackedFile>>, said: RwSignal<String>) -> AnyView {
    let (device, status) = (app.device.clone(), app.device.sync_status());
    let from_start = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let holds = move || {
        status.with(|status| {
            let files = &status.files.waiting;
            let bytes = status.waiting_bytes + files.iter().map(|file| file.bytes).sum::<u64>();
            if status.waiting == 0 && files.is_empty() {
                return text::NOTHING_TO_PACK.get().to_owned();
            }
            text::WILL_HOLD.with(&[&count(status.waiting as usize), &count(files.len()), &when::size(bytes)])
        })
    };
    let pack = move |device: Device| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        said.set(text::PACKING.get().to_owned());
        spawn_local(async move {
            let files = device.pack(from_start.get_untracked()).await;
            busy.try_set(false);
            let (files, words) = match files {
                Ok(files) => {
                    let words = text::PACKED.count(files.len());
                    (files, words)
                }
                Err(failure) => (Vec::new(), pack_words(&failure)),
            };
            packed.try_set(files);
            said.try_set(words);
        });
    };
    (move || {
        if !device.can_pack() {
            return view! { <p>{text::NO_KEYS.get()}</p> }.into_any();
        }
        let device = device.clone();
        view! {
            <p>{holds.clone()}</p>
            <label class="check">
                <input type="checkbox" on:change=move |event| from_start.set(event_target_checked(&event))/>
                <span>{text::FROM_START.get()}</span>
            </label>
            <button type="button" class="button quiet wide" aria-disabled=move || busy.get().to_string()
                on:click=move |_| pack(device.clone())>{icon(Icon::Inbox)} {text::PACK.get()}</button>
        }
        .into_any()
    })
    .into_any()
}

fn pack_words(failure: &PackFailure) -> String {
    match failure {
        PackFailure::NoKeys => text::NO_KEYS.get().to_owned(),
        PackFailure::KeyLost => [rejoin::LOST.get(), rejoin::SAFE.get()].join(" "),
        PackFailure::Nothing => text::NOTHING_TO_PACK.get().to_owned(),
        PackFailure::Store(words) => text::PACK_FAILED.with(&[words]),
    }
}

fn packed_line(file: PackedFile, shares: bool, said: RwSignal<String>) -> AnyView {
    let (holds, what) = match file.files {
        0 => (file.entries, text::PACKED_ENTRIES),
        files => (files, text::PACKED_FILES),
    };
    let below = what.with(&[&count(holds as usize), &when::size(file.bytes.len() as u64)]);
    let (name, shared) = (file.name.clone(), file.clone());
    let save = move |file: &PackedFile| {
        if files::download(&file.name, &file.bytes) {
            said.try_set(text::SAVED.with(&[&file.name]));
        }
    };
    let share = shares.then(|| {
        let share = move |_| {
            let file = shared.clone();
            spawn_local(async move {
                match files::share(&file.name, &file.bytes).await {
                    Shared::Taken => drop(said.try_set(text::SHARED.with(&[&file.name]))),
                    Shared::Closed => {}
                    Shared::Refused => {
                        files::download(&file.name, &file.bytes);
                        said.try_set(text::SHARE_REFUSED.get().to_owned());
                    }
                }
            });
        };
        view! { <button type="button" class="button quiet" on:click=share>{text::SHARE.get()}</button> }
    });
    view! {
        <li>
            <b class="file-name">{name}</b>
            <small>{below}</small>
            <button type="button" class="button quiet" on:click=move |_| save(&file)>{text::DOWNLOAD.get()}</button>
            {share}
        </li>
    }
    .into_any()
}

fn receipt_field(app: &App, said: RwSignal<String>) -> AnyView {
    let device = app.device.clone();
    let picked = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        let Some(file) = file else { return };
        let device = device.clone();
        spawn_local(async move {
            let words = match files::read(&file, RECEIPT_BYTES_MAX).await {
                Some(bytes) => match device.take_receipt(&bytes).await {
                    Ok(0) => text::RECEIPT_NOTHING_NEW.get().to_owned(),
                    Ok(newly) => text::RECEIPT_TAKEN.count(newly as usize),
                    Err(failure) => receipt_words(&failure),
                },
                None => text::TOO_LARGE.get().to_owned(),
            };
            said.try_set(words);
            // The same file may be picked again.
            input.set_value("");
        });
    };
    view! {
        <div class="field">
            <label for="receipt-file">{text::TAKE_RECEIPT.get()}</label>
            <input class="in" type="file" id="receipt-file" aria-describedby="receipt-file-hint" on:change=picked/>
            <p class="says" id="receipt-file-hint">{text::TAKE_RECEIPT_HINT.get()}</p>
        </div>
    }
    .into_any()
}

fn receipt_words(failure: &ReceiptFailure) -> String {
    match failure {
        ReceiptFailure::NoKeys => text::NO_KEYS.get().to_owned(),
        ReceiptFailure::Problem(problem) => bundle_words(*problem).get().to_owned(),
        ReceiptFailure::OtherEpoch => text::RECEIPT_OTHER_EPOCH.get().to_owned(),
        ReceiptFailure::Differs => text::RECEIPT_DIFFERS.get().to_owned(),
        ReceiptFailure::Store(words) => text::RECEIPT_FAILED.with(&[words]),
    }
}
