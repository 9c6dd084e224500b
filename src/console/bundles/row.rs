//! A row for each file: whose it is, which entries, what happened.

use danvan_core::bundle::BundleProblem;
use danvan_core::wire_bundles::{BundleOutcome, BundleRow, FileProblem};
use leptos::prelude::*;

use super::Line;
use super::intake::Brought;
use crate::components::bundle_words;
use crate::console::failure;
use crate::console::room::Room;
use crate::console::session::desk;
use crate::i18n::{Text, bundles as text, count};

/// A file that was brought just now: a line for each bundle in it.
pub fn brought_lines(brought: &Brought) -> Vec<Line> {
    let plain = |words: String| vec![(brought.name.clone(), None, words)];
    match &brought.answer {
        None => plain(String::new()),
        Some(Ok(list)) if list.bundles.is_empty() => plain(text::NOTHING_INSIDE.get().to_owned()),
        Some(Ok(list)) => {
            let name = |row: &BundleRow| row.name.clone().unwrap_or_else(|| brought.name.clone());
            list.bundles.iter().map(|row| line(&name(row), row)).collect()
        }
        Some(Err(found)) => plain(text::NOT_SENT.with(&[&failure::sentence(found)])),
    }
}

/// A row with its words.
pub fn line(name: &str, row: &BundleRow) -> Line {
    (name.to_owned(), Some(row.clone()), words(row))
}

/// What happened, in words.
fn words(row: &BundleRow) -> String {
    let mut words = match (row.outcome, row.problem) {
        (BundleOutcome::Taken, _) if row.fresh == 0 => String::new(),
        (BundleOutcome::Taken, _) => text::TAKEN.count(row.fresh as usize),
        (BundleOutcome::AlreadyHad, _) => text::ALREADY_HAD.get().to_owned(),
        (BundleOutcome::Waiting, _) => {
            let missing = text::WAITING.count(row.missing_from.unwrap_or_default() as usize + 1);
            [&missing, ". ", text::WAITING_HINT.get()].concat()
        }
        (BundleOutcome::Quarantined, _) => text::QUARANTINED.get().to_owned(),
        (BundleOutcome::NoRoom, Some(BundleProblem::DeviceRevoked)) => text::QUARANTINE_FULL.get().to_owned(),
        (BundleOutcome::Forked, None) => text::FORKED.get().to_owned(),
        (BundleOutcome::Other(_), _) => crate::i18n::common::NEWER.get().to_owned(),
        (_, Some(problem)) => bundle_words(problem).get().to_owned(),
        (_, None) => text::UNKNOWN_PROBLEM.get().to_owned(),
    };
    let counted =
        [(row.files, text::TAKEN_FILES), (row.refused, text::REFUSED_SOME), (row.released, text::RELEASED)];
    let counted = counted.into_iter().filter(|(number, _)| *number > 0);
    let counted = counted.map(|(number, more)| more.count(number as usize));
    let files = row
        .refused_files
        .iter()
        .map(|file| text::FILE_NOT_TAKEN.with(&[&file.name, file_problem(file.problem).get()]));
    for more in counted.chain(files) {
        if !words.is_empty() {
            words.push_str(". ");
        }
        words.push_str(&more);
    }
    words
}

/// Why a photo or file of it is not taken.
fn file_problem(problem: FileProblem) -> Text {
    match problem {
        FileProblem::TooLarge => text::FILE_TOO_LARGE,
        FileProblem::OtherDigest => text::FILE_OTHER_DIGEST,
        FileProblem::Kind => text::FILE_KIND,
        FileProblem::Unreadable => text::FILE_UNREADABLE,
        FileProblem::TooManyPixels => text::FILE_TOO_MANY_PIXELS,
        FileProblem::NoRoom => text::FILE_NO_ROOM,
        FileProblem::Other(_) => text::FILE_UNKNOWN,
    }
}

/// The name of the unit on the label.
pub fn unit_name(row: &BundleRow) -> String {
    let Some(header) = &row.header else { return String::new() };
    let desk = desk();
    desk.catalogue.unit(&header.unit).map_or_else(|| header.unit.to_string(), |unit| unit.name.clone())
}

/// The rows.
pub fn table(lines: Vec<Line>) -> AnyView {
    let row = |(name, row, words): Line| {
        let device = row.as_ref().map(|row| {
            let device = row.device_name.clone().unwrap_or_default();
            view! { {unit_name(row)} <small>{device}</small> }.into_any()
        });
        let range = row.as_ref().and_then(|row| row.header.as_ref()).filter(|header| header.count > 0).map(
            |header| [&count(header.from as usize + 1), "–", &count(header.head().length as usize)].concat(),
        );
        let judge = row
            .as_ref()
            .filter(|row| {
                row.outcome == BundleOutcome::Quarantined && Room::Quarantine.open_to(desk().user.role)
            })
            .map(|_| view! { " " <a href=Room::Quarantine.address()>{text::JUDGE.get()}</a> });
        let class = row.as_ref().map_or("", |row| match row.outcome {
            BundleOutcome::Taken if !row.refused_files.is_empty() => "look",
            BundleOutcome::Taken | BundleOutcome::AlreadyHad => "good",
            BundleOutcome::Waiting
            | BundleOutcome::Forked
            | BundleOutcome::Quarantined
            | BundleOutcome::Other(_) => "look",
            _ => "bad",
        });
        view! { <tr><th class="file-name">{name}</th><td>{device}</td><td class="num">{range}</td><td class=class>{words}{judge}</td></tr> }.into_any()
    };
    view! {
        <div class="sheet">
            <table class="bundle-rows">
                <thead><tr><th>{text::FILE.get()}</th><th>{text::FROM_DEVICE.get()}</th><th>{text::RANGE.get()}</th><th>{text::RESULT.get()}</th></tr></thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
