//! Photos and files as people see them: a picture or a sign, and how far each has come.

use danvan_core::attachment::{AttachmentMeta, FileType};
use danvan_core::ids::Digest;
use danvan_core::sync::uploads::Fate;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::{Icon, icon};
use crate::app::App;
use crate::device::{Device, FileRow, SyncStatus};
use crate::i18n::{files as words, sync, when};
use crate::platform::photo;

/// The files of a record, each with its state. One that has not changed stays as it is drawn: a picture that was
/// fetched from the office is not on this device.
pub fn gallery(app: &App, metas: Memo<Vec<AttachmentMeta>>, held: Memo<Vec<FileRow>>) -> AnyView {
    let app = app.clone();
    let draw = move |meta| file(&app, meta, held);
    view! { <ul class="files"><For each=move || metas.get() key=drawn_as children=draw/></ul> }.into_any()
}

/// Everything that is drawn of a file.
fn drawn_as(meta: &AttachmentMeta) -> String {
    let words = |words: &Option<String>| words.clone().unwrap_or_default();
    [meta.key.clone(), meta.sha256.to_string(), words(&meta.mime), words(&meta.name), words(&meta.caption)]
        .join("\n")
}

fn file(app: &App, meta: AttachmentMeta, held: Memo<Vec<FileRow>>) -> AnyView {
    let name = meta.name.clone().unwrap_or_else(|| words::TITLE.get().to_owned());
    let says = meta.caption.clone().map(|caption| view! { <p>{caption}</p> }.into_any());
    let size = when::size(meta.bytes);
    view! {
        <li class="file">
            {shown(&app.device, &meta)}
            <div>
                <p><b>{name}</b> " · " <span class="soft">{size}</span></p>
                {says}
                {state(app.device.sync_status(), meta.sha256, held)}
            </div>
        </li>
    }
    .into_any()
}

fn state(status: ArcReadSignal<SyncStatus>, sha256: Digest, held: Memo<Vec<FileRow>>) -> AnyView {
    let state = Memo::new(move |_| {
        held.with(|held| {
            let row = held.iter().find(|row| row.sha256 == sha256)?;
            Some(status.with(|status| state_of(status, row)))
        })
    });
    (move || match state.get() {
        Some((class, sign, word)) => view! { <p><span class=class>{icon(sign)} {word}</span></p> }.into_any(),
        None => view! { <p class="soft">{words::NOT_HERE.get()}</p> }.into_any(),
    })
    .into_any()
}

/// How far a file of this device has come: class, sign and word.
fn state_of(status: &SyncStatus, row: &FileRow) -> (&'static str, Icon, String) {
    let on_the_way = status.files.waiting.iter().find(|file| file.sha256 == row.sha256);
    let fate = on_the_way.map_or(&row.fate, |file| &file.fate);
    match fate {
        Fate::Confirmed { .. } => ("pill received", Icon::Received, sync::RECEIVED.get().to_owned()),
        Fate::Refused { reason } => ("says error", Icon::Warning, words::REFUSED.with(&[reason])),
        Fate::Missing => ("says error", Icon::Warning, words::MISSING.get().to_owned()),
        Fate::Waiting { .. } => {
            let sent = fate.sent(row.bytes);
            if sent > 0 || status.files.sending == Some(row.sha256) {
                ("pill local", Icon::Sync, words::SENDING.with(&[&percent(sent, row.bytes)]))
            } else {
                ("pill local", Icon::Phone, sync::ON_DEVICE.get().to_owned())
            }
        }
    }
}

/// How much of a whole, in whole percents.
pub fn percent(part: u64, whole: u64) -> String {
    (part * 100 / whole.max(1)).to_string()
}

/// Why a file does not come to the office, in one sentence.
pub fn why_not(name: &str, reason: &str) -> String {
    if reason.is_empty() {
        words::FIX_MISSING.with(&[name])
    } else {
        words::FIX_REFUSED.with(&[name, reason])
    }
}

/// The office has lost what this device let go.
pub fn gone(name: &str) -> String {
    words::FIX_GONE.with(&[name])
}

/// Where the bytes of a file are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bytes {
    Looking,
    NotHere,
    Fetching,
    Failed,
    Here,
}

/// A file's picture, or a way to open it: from this device, or from the office when a person asks for it.
pub fn shown(device: &Device, meta: &AttachmentMeta) -> AnyView {
    let (sha256, mime) = (meta.sha256, meta.mime.clone().unwrap_or_default());
    let is_image = FileType::of_mime(&mime).is_some_and(FileType::is_image);
    let alt = meta.caption.clone().or(meta.name.clone()).unwrap_or_default();
    let (bytes, address) = (RwSignal::new(Bytes::Looking), RwSignal::new(None::<String>));
    on_cleanup(move || {
        if let Some(Some(address)) = address.try_get_untracked() {
            photo::forget(&address);
        }
    });
    let show = move |found: Option<JsValue>, none: Bytes| {
        let made = found.and_then(|found| photo::address(&found, &mime));
        let is_here = made.is_some();
        // The page may have been left meanwhile.
        if let Some(unseen) = address.try_set(made) {
            unseen.iter().for_each(|address| photo::forget(address));
        }
        let _ = bytes.try_set(if is_here { Bytes::Here } else { none });
    };
    let (look, at_first) = (device.clone(), show.clone());
    spawn_local(async move { at_first(look.file(sha256).await.map(JsValue::from), Bytes::NotHere) });
    let device = device.clone();
    let fetch = move || {
        bytes.set(Bytes::Fetching);
        let (device, show) = (device.clone(), show.clone());
        spawn_local(async move { show(fetched(&device, sha256).await, Bytes::Failed) });
    };
    let drawn = move || {
        match (bytes.get(), address.get()) {
        (Bytes::Here, Some(address)) if is_image => {
            let picture = address.clone();
            view! { <a href=address target="_blank"><img src=picture alt=alt.clone()/></a> }.into_any()
        }
        (Bytes::Here, Some(address)) => view! {
            <a class="button quiet" href=address download=alt.clone() aria-label=words::OPEN_FILE.get()>{icon(Icon::Draft)}</a>
        }
        .into_any(),
        (Bytes::Looking | Bytes::Fetching, _) => {
            view! { <span class="blank">{icon(Icon::Picture)} <span class="unseen">{words::LOADING.get()}</span></span> }.into_any()
        }
        (state, _) => {
            let fetch = fetch.clone();
            let failed = (state == Bytes::Failed)
                .then(|| view! { <span class="soft" role="status">{words::LOAD_FAILED.get()}</span> }.into_any());
            view! {
                <span class="blank">
                    <button type="button" class="button quiet" on:click=move |_| fetch()>{words::LOAD.get()}</button>
                    {failed}
                </span>
            }
            .into_any()
        }
    }
    };
    view! { <div class="thumb">{drawn}</div> }.into_any()
}

async fn fetched(device: &Device, sha256: Digest) -> Option<JsValue> {
    let bytes = device.file_from_office(sha256).await?;
    Some(js_sys::Uint8Array::from(bytes.as_slice()).into())
}
