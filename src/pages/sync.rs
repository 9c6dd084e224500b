//! Gửi, nhận: "is my work safe?", answered first; then what waits, what the province has said, what to do.

use danvan_core::sync::{Failure, Phase};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::by_hand::by_hand;
use super::rejoin::rejoin;
use crate::app::App;
use crate::components::{Head, Icon, clock_warning, frame, held, icon};
use crate::device::{Bulk, Safety, SyncStatus};
use crate::i18n::{common, count, files, sync, when};
use crate::pages::sync_files;
use crate::platform::clock;

/// Draws it.
pub fn sync(app: &App) -> AnyView {
    let status = app.device.sync_status();
    let (answer, waiting, send, trouble, receipt) =
        (status.clone(), status.clone(), status.clone(), status.clone(), status.clone());
    let weak = app.weak_store.is_some();
    let device = app.device.clone();
    let drafts = app.device.clone();
    let asked = asked_in_vain(&status);
    let quiet = Memo::new({
        let status = status.clone();
        move |_| status.with(SyncStatus::must_enrol_again)
    });
    let column = view! {
        <section>{move || answer.with(|status| safety(status, weak))}</section>
        {rejoin(app)}
        {clock_warning(app)}
        {move || trouble.with(problems)}
        <button type="button" class="button wide" class:quiet=quiet on:click=move |_| device.sync_now()>
            {icon(Icon::Sync)} {sync::SEND_NOW.get()}
        </button>
        <p role="status">{move || send.with(|status| progress(status, asked.get()))}</p>
        <section class="card">
            <h2>{sync::WAITING.get()}</h2>
            {move || waiting.with(|status| waits(status, drafts_of(&drafts)))}
        </section>
        {sync_files::waiting(app)}
        {by_hand(app)}
        {promise(app)}
        <section class="card">
            <h2>{sync::RECEIPT.get()}</h2>
            {move || receipt.with(receipt_lines)}
        </section>
        <details class="card">
            <summary>{sync::HELP.get()}</summary>
            <ol class="plain">
                <li>{sync::HELP_1.get()}</li>
                <li>{sync::HELP_2.get()}</li>
                <li>{sync::HELP_3.get()}</li>
            </ol>
        </details>
    }
    .into_any();
    let online = move || {
        let words = status.with(|status| match (status.online, status.is_held()) {
            (true, _) => sync::ONLINE,
            (false, true) => sync::OFFLINE_HELD,
            (false, false) => sync::OFFLINE,
        });
        words.get()
    };
    let head =
        Head { title: common::SYNC.get().to_owned(), subtitle: Some(online.into_any()), ..Head::default() };
    frame(app, head, column, None)
}

fn drafts_of(device: &crate::device::Device) -> usize {
    device.drafts_version().track();
    device.drafts().len()
}

fn safety(status: &SyncStatus, weak: bool) -> AnyView {
    let safety = status.safety();
    let (class, sign, title) = match (weak, safety, status.persisted) {
        (true, ..) => ("card bad", Icon::Warning, sync::SAFE_FALLBACK),
        (_, Safety::Held { .. }, _) => ("card look", Icon::Phone, sync::HELD),
        (_, Safety::Arrived, _) => ("card good", Icon::Shield, sync::SAFE),
        (_, Safety::Waits { .. }, Some(false)) => ("card look", Icon::Phone, sync::SAFE_WEAK),
        (_, Safety::Waits { .. }, _) => ("card good", Icon::Shield, sync::SAFE_HERE),
    };
    let held = match safety {
        Safety::Held { waiting } => Some(held(status, waiting)),
        Safety::Waits { .. } | Safety::Arrived => None,
    };
    let says = match status.persisted {
        _ if weak => common::FALLBACK,
        Some(true) => sync::PROMISED,
        Some(false) => sync::NOT_PROMISED,
        None => sync::PROMISE_UNKNOWN,
    };
    view! {
        <div class=class>
            <h2 class="big">{icon(sign)} {title.get()}</h2>
            {held.map(|words| view! { <p>{words}</p> }.into_any())}
            <p>{says.get()}</p>
        </div>
    }
    .into_any()
}

fn problems(status: &SyncStatus) -> Option<AnyView> {
    let words = match &status.engine.trouble {
        _ if status.engine.store_trouble => sync::STORE_TROUBLE.get().to_owned(),
        None => return None,
        Some(Failure::Lost) => match &status.hub_silent {
            Some(hub) => sync::HUB_BLOCKED.with(&[hub]),
            None => sync::LOST.get().to_owned(),
        },
        Some(Failure::Portal) => common::PORTAL.get().to_owned(),
        Some(Failure::TooOld) => common::TOO_OLD.get().to_owned(),
        Some(Failure::Busy { .. }) => sync::OFFICE_BUSY.get().to_owned(),
        Some(Failure::TooLarge) => sync::TOO_LARGE.get().to_owned(),
        // They have a card of their own, which stays through the tries.
        Some(Failure::Unproven | Failure::Revoked { .. }) => return None,
        Some(Failure::NotAllowed | Failure::LogTaken { .. }) => sync::NOT_ALLOWED.get().to_owned(),
        Some(Failure::Rejected(words)) => sync::REJECTED.with(&[words]),
    };
    let next = status.engine.wake_at_ms.map(|at| {
        // The engine's clock counts from the page's start.
        let in_ms = at.saturating_sub(clock::monotonic_ms());
        sync::NEXT_TRY.with(&[&when::at(&clock::local(clock::unix_ms() + in_ms))])
    });
    Some(
        view! {
            <section class="card look">
                <h2>{sync::TROUBLE.get()}</h2>
                <p>{words} " " {next}</p>
            </section>
        }
        .into_any(),
    )
}

/// When a device from which nothing is taken asked last and was told so again, while the page is open.
fn asked_in_vain(status: &ArcReadSignal<SyncStatus>) -> RwSignal<Option<String>> {
    let (status, asked) = (status.clone(), RwSignal::new(None));
    Effect::new(move |was_busy: Option<bool>| {
        let (busy, refused) = status.with(|status| {
            let refused = matches!(status.engine.trouble, Some(Failure::Unproven | Failure::Revoked { .. }));
            (status.engine.phase != Phase::Idle, refused)
        });
        if was_busy == Some(true) && !busy {
            asked.set(refused.then(|| when::at(&clock::now())));
        }
        busy
    });
    asked
}

fn progress(status: &SyncStatus, asked_in_vain: Option<String>) -> String {
    let engine = &status.engine;
    match engine.phase {
        _ if status.other_tab => sync::OTHER_TAB.get().to_owned(),
        Phase::Asking => sync::ASKING.get().to_owned(),
        Phase::Sending => {
            sync::SENDING.with(&[&count(engine.sent as usize), &count(engine.to_send as usize)])
        }
        Phase::Fetching => sync::FETCHING.count(engine.fetched as usize),
        Phase::Idle if status.files.sending.is_some() => {
            let left = count(status.files.waiting.len());
            files::NOTE_PROGRESS.with(&[&left, &when::size(status.files.bytes_left())])
        }
        Phase::Idle if engine.at_hub && engine.trouble.is_none() => sync::AT_HUB_DONE.get().to_owned(),
        Phase::Idle if engine.complete && engine.trouble.is_none() && status.unsent() == 0 => {
            sync::DONE.get().to_owned()
        }
        Phase::Idle => asked_in_vain.map(|at| sync::ASKED_AGAIN.with(&[&at])).unwrap_or_default(),
    }
}

fn waits(status: &SyncStatus, drafts: usize) -> AnyView {
    let since = status.waiting_since.as_ref().map_or(sync::NOTHING_WAITS.get().to_owned(), when::moment);
    let at_hub = status.at_hub.as_ref().map(|there| {
        let entries = count(there.entries as usize);
        let line = sync::AT_HUB_LINE.with(&[&entries, &there.name, &when::moment(&there.at)]);
        view! { <p><span class="pill hub">{icon(Icon::Hub)} {sync::AT_HUB.get()}</span> {line}</p> }
            .into_any()
    });
    let space = status.storage.map(|storage| {
        let left = when::size(storage.quota.saturating_sub(storage.usage));
        fact(sync::SPACE.get(), sync::SPACE_LEFT.with(&[&left]))
    });
    let bulk = |name: &str, bulk: Bulk| {
        let line = files::HERE_LINE.with(&[&count(bulk.files as usize), &when::size(bulk.bytes)]);
        (bulk.files > 0).then(|| fact(name, line))
    };
    view! {
        {at_hub}
        <dl class="facts">
            {fact(sync::RECORDS.get(), count(status.unsent() as usize))}
            {fact(sync::ENTRIES.get(), count(status.waiting as usize))}
            {fact(files::TITLE.get(), count(status.files.waiting.len()))}
            {fact(sync::SIZE.get(), when::size(status.waiting_bytes + status.files.bytes_left()))}
            {fact(sync::SINCE.get(), since)}
            {fact(sync::DRAFTS.get(), count(drafts))}
            {bulk(files::HERE.get(), status.files.here)}
            {bulk(files::FORGOTTEN.get(), status.files.forgotten)}
            {space}
        </dl>
    }
    .into_any()
}

fn receipt_lines(status: &SyncStatus) -> AnyView {
    let never = || sync::NEVER.get().to_owned();
    let receipt = status.receipt.as_ref();
    let round = status.last_round.as_ref().map_or_else(never, when::moment);
    let words = receipt.filter(|receipt| receipt.length > 0).map(|receipt| {
        let line = sync::RECEIPT_LINE.with(&[&count(receipt.length as usize), &receipt.digest]);
        view! { <p><b class="num">{line}</b></p> <p class="soft">{sync::RECEIPT_HINT.get()}</p> }.into_any()
    });
    view! {
        {words}
        <dl class="facts">
            {fact(sync::LAST_RECEIPT.get(), receipt.map_or_else(never, |receipt| when::moment(&receipt.at)))}
            {fact(sync::LAST_ROUND.get(), round)}
        </dl>
    }
    .into_any()
}

/// One line of a list of facts.
pub fn fact(name: &str, value: String) -> AnyView {
    let name = name.to_owned();
    view! { <dt>{name}</dt> <dd>{value}</dd> }.into_any()
}

/// Asking the browser to keep the data; only where it has not promised.
pub fn promise(app: &App) -> AnyView {
    let status = app.device.sync_status();
    let asked = RwSignal::new(false);
    let device = app.device.clone();
    (move || {
        let device = device.clone();
        status.with(|status| status.persisted == Some(false)).then(|| {
            view! {
                <section class="card">
                    <p>{sync::NOT_PROMISED.get()}</p>
                    <button type="button" class="button quiet" on:click=move |_| {
                        let device = device.clone();
                        spawn_local(async move {
                            asked.set(device.ask_to_persist().await != Some(true));
                        });
                    }>{icon(Icon::Shield)} {sync::ASK_PROMISE.get()}</button>
                    <p role="status">{move || asked.get().then(|| sync::ASK_REFUSED.get())}</p>
                </section>
            }
            .into_any()
        })
    })
    .into_any()
}
