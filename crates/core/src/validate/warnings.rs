//! What a person should look at; nothing here blocks.

use chrono::NaiveDate;
use serde_json::Value;

use super::days;
use super::nomination::missing_papers;
use crate::catalogue::{Catalogue, IndicatorCode};
use crate::entry::FieldPath;
use crate::message::{Message, Problem};
use crate::record::{Activity, Body, Nomination, RecordKind};
use crate::text::{detect_legacy, nfc};

/// Sessions of which the number of people is wanted.
const SESSIONS: [&str; 2] = ["TT01", "TT02"];
/// The number of people who took part in them.
const PARTICIPANTS: &str = "TT03";
/// The usual share of a council's votes, in percent; a title's own rule may differ.
const VOTE_SHARE: u64 = 70;
/// The stamps of secrecy (Luật Bảo vệ bí mật nhà nước).
const STAMPS: [&str; 3] = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"];

pub(super) fn warnings(
    kind: RecordKind,
    body: &Body,
    catalogue: Option<&Catalogue>,
    today: Option<NaiveDate>,
) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut say = |message, field: &str| found.push(Problem::at(message, FieldPath::field(field)));
    match kind {
        RecordKind::Activity => {
            let activity = Activity::of(body);
            if lies_outside(activity, catalogue) {
                say(Message::OutsideCampaign, "campaign_contents");
            }
            let states = |code: &str| activity.indicator_value(&IndicatorCode::from(code)).is_some();
            if activity.indicator_values().next().is_none() {
                say(Message::FigureRequired, "indicator_values");
            } else if SESSIONS.into_iter().any(states) && !states(PARTICIPANTS) {
                say(Message::ParticipantsMissing, "indicator_values");
            }
        }
        RecordKind::Nomination => {
            let nomination = Nomination::of(body);
            if misses_campaign(nomination, catalogue) {
                say(Message::OutsideCampaign, "campaign");
            }
            if nomination
                .vote()
                .is_some_and(|(total, agreed)| agreed.saturating_mul(100) < total.saturating_mul(VOTE_SHARE))
            {
                say(Message::VoteBelowThreshold, "vote_for");
            }
        }
        RecordKind::Other(_) => {}
    }
    for paper in missing_papers(kind, body) {
        found.push(Problem::at(Message::DossierItemMissing, FieldPath::item("dossier_items", paper)));
    }
    found.extend(days::unlikely(kind, body, today));
    texts(kind, body, &mut found);
    found
}

/// Whether it happened outside the time of a campaign whose content it names.
fn lies_outside(activity: Activity<'_>, catalogue: Option<&Catalogue>) -> bool {
    let (Some(catalogue), Some(date)) = (catalogue, activity.date_from()) else { return false };
    activity
        .campaign_contents()
        .filter_map(|content| catalogue.campaign_content(&content))
        .any(|(campaign, _)| !campaign.is_under_way_on(date))
}

/// Whether no day of the achievements lies in the campaign.
fn misses_campaign(nomination: Nomination<'_>, catalogue: Option<&Catalogue>) -> bool {
    let campaign = catalogue.zip(nomination.campaign());
    let period = nomination.period_from().zip(nomination.period_to());
    match (campaign.and_then(|(catalogue, id)| catalogue.campaign(&id)), period) {
        (Some(campaign), Some((from, to))) => to < campaign.period_from || campaign.period_to < from,
        _ => false,
    }
}

/// Walks through every text, those of list items too, which are named by their key.
fn texts(kind: RecordKind, body: &Body, found: &mut Vec<Problem>) {
    for (field, value) in body {
        let key = kind.key_of_list(field);
        for part in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
            let name = key.and_then(|key| part.get(key)).and_then(Value::as_str);
            let at = FieldPath { field: field.clone(), key: name.map(str::to_owned) };
            let inner = part.as_object().into_iter().flat_map(|item| item.values());
            for text in std::iter::once(part).chain(inner).filter_map(Value::as_str) {
                if carries_stamp(text) {
                    found.push(Problem::at(Message::SecrecyMark, at.clone()));
                }
                if detect_legacy(text).is_some() {
                    found.push(Problem::at(Message::LegacyEncoding, at.clone()));
                }
            }
        }
    }
}

/// Whether a line of the text is a stamp of secrecy, alone or after "Độ mật:". The word "mật" inside a sentence is
/// none: bees make "mật".
fn carries_stamp(text: &str) -> bool {
    // Nothing else in a text is composed for this: an upper-case M is rare.
    if !text.contains('M') {
        return false;
    }
    nfc(text).lines().any(|line| {
        let line = line.split_once(':').map_or(line, |(_, behind)| behind);
        let line = line.trim_matches(|sign: char| !sign.is_alphabetic());
        STAMPS.contains(&line)
    })
}
