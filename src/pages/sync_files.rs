//! Photos and files that wait, by the records they belong to, with how far each record's have come.

use danvan_core::ids::RecordId;
use danvan_core::sync::uploads::{Failure, Fate};
use leptos::prelude::*;

use crate::app::App;
use crate::components::{Icon, files, icon};
use crate::device::{Device, FileOnTheWay, FilesStatus};
use crate::i18n::{book, count, files as words, when};
use crate::platform::clock;
use crate::routes::Page;

/// As many records are named here; the badge counts them all.
const NAMED: usize = 30;

/// The list; nothing where nothing waits.
pub fn waiting(app: &App) -> AnyView {
    let status = app.device.sync_status();
    let files = Memo::new(move |_| status.with(|status| status.files.clone()));
    let device = app.device.clone();
    (move || {
        files.with(|files| {
            (!files.waiting.is_empty()).then(|| {
                let lines: Vec<_> = by_record(&files.waiting)
                    .into_iter()
                    .take(NAMED)
                    .map(|(record, files)| line(&device, record, &files))
                    .collect();
                view! {
                    <section class="card">
                        <h2>{words::WAITING.get()}</h2>
                        {trouble(files)}
                        <ul class="waiting">{lines}</ul>
                    </section>
                }
                .into_any()
            })
        })
    })
    .into_any()
}

fn by_record(files: &[FileOnTheWay]) -> Vec<(Option<RecordId>, Vec<&FileOnTheWay>)> {
    let mut records: Vec<(Option<RecordId>, Vec<&FileOnTheWay>)> = Vec::new();
    for file in files {
        match records.iter_mut().find(|(record, _)| *record == file.record) {
            Some((_, files)) => files.push(file),
            None => records.push((file.record, vec![file])),
        }
    }
    records
}

fn line(device: &Device, record: Option<RecordId>, files: &[&FileOnTheWay]) -> AnyView {
    let title = untrack(|| device.summaries())
        .iter()
        .find(|line| Some(line.id) == record && !line.title.is_empty())
        .map_or_else(|| book::UNTITLED.get().to_owned(), |line| line.title.clone());
    let (bytes, sent) =
        files.iter().fold((0, 0), |(bytes, sent), file| (bytes + file.bytes, sent + file.sent));
    let says = words::LEFT.with(&[&count(files.len()), &when::size(bytes.saturating_sub(sent))]);
    let stopped: Vec<_> = files.iter().filter_map(|file| stopped(file)).collect();
    let bar = (sent > 0).then(|| {
        view! { <progress max="100" value=files::percent(sent, bytes) aria-label=title.clone()></progress> }.into_any()
    });
    let to = record.map_or_else(|| Page::Book.path(), |record| Page::Record(record).path());
    view! {
        <li>
            <a href=to>{title.clone()}</a>
            <p class="soft">{says}</p>
            {bar}
            {stopped}
        </li>
    }
    .into_any()
}

/// Why one of them does not go on by itself.
fn stopped(file: &FileOnTheWay) -> Option<AnyView> {
    let why = match &file.fate {
        Fate::Refused { reason } => files::why_not(&file.name, reason),
        Fate::Missing if file.forgotten => files::gone(&file.name),
        Fate::Missing => files::why_not(&file.name, ""),
        Fate::Waiting { .. } | Fate::Confirmed { .. } => return None,
    };
    Some(view! { <p class="says error">{icon(Icon::Warning)} <span>{why}</span></p> }.into_any())
}

fn trouble(files: &FilesStatus) -> Option<AnyView> {
    let says = match files.trouble.as_ref()? {
        Failure::Blocked => words::BLOCKED,
        _ => words::TROUBLE,
    };
    let next = files.wake_at_ms.map(|at| {
        // The uploader's clock counts from the page's start.
        let in_ms = at.saturating_sub(clock::monotonic_ms());
        crate::i18n::sync::NEXT_TRY.with(&[&when::at(&clock::local(clock::unix_ms() + in_ms))])
    });
    Some(view! { <p>{says.get()} " " {next}</p> }.into_any())
}
