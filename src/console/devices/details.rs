//! What else is known of a device: with which codes it was enrolled, its keys, who revoked it and allowed it again.

use danvan_core::wire_people::{DeviceEnrolment, DeviceJudgement, DeviceKeyLine, DeviceLine};
use leptos::prelude::*;

use crate::i18n::{devices as text, when};

/// The details, closed at first.
pub fn details(device: &DeviceLine) -> AnyView {
    let summary = text::DETAILS.count(device.enrolments.len());
    view! {
        <details>
            <summary>{summary}</summary>
            <dl class="detail-list">
                <dt>{text::DEVICE_ID.get()}</dt><dd>{device.device.to_string()}</dd>
                <dt>{text::KNOWN_SINCE.get()}</dt><dd>{when::moment(&device.known_since)}</dd>
                {lines(text::ENROLMENTS.get(), device.enrolments.iter().map(enrolment).collect())}
                {lines(text::KEYS.get(), device.keys.iter().map(key).collect())}
                {lines(text::HISTORY.get(), device.history.iter().map(judgement).collect())}
            </dl>
        </details>
    }
    .into_any()
}

/// Who decided something: a person's name, or that it was done by a command.
pub fn by(name: &str) -> String {
    if name == "command" { text::BY_COMMAND.get().to_owned() } else { name.to_owned() }
}

fn lines(label: &'static str, lines: Vec<String>) -> Option<AnyView> {
    let drawn = |lines: Vec<String>| lines.into_iter().map(|line| view! { <dd>{line}</dd> }).collect_view();
    (!lines.is_empty()).then(|| view! { <dt>{label}</dt>{drawn(lines)} }.into_any())
}

fn enrolment(enrolment: &DeviceEnrolment) -> String {
    text::ENROLLED.with(&[&when::moment(&enrolment.at), &enrolment.person.name])
}

fn key(key: &DeviceKeyLine) -> String {
    let from = when::moment(&key.from);
    let line = match &key.until {
        Some(until) => text::KEY_UNTIL.with(&[&key.fingerprint, &from, &when::moment(until)]),
        None => text::KEY_FROM.with(&[&key.fingerprint, &from]),
    };
    if key.after_loss { [&line, ", ", text::KEY_AFTER_LOSS.get()].concat() } else { line }
}

fn judgement(judgement: &DeviceJudgement) -> String {
    let words = if judgement.revoked { text::HISTORY_REVOKED } else { text::HISTORY_ALLOWED };
    words.with(&[&when::moment(&judgement.at), &by(&judgement.by), &judgement.reason])
}
