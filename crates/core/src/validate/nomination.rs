//! The dossier of a nomination.

use chrono::NaiveDate;

use super::{Look, Measure};
use crate::message::Message;
use crate::record::{Body, Nomination, NomineeKind, RecordKind, fields};
use crate::text::fold;

/// The papers without which a dossier is not complete (dossier section 2.4); the list of nominees comes with the
/// letter of submission. They are codes of [`crate::catalogue::CodeLists::dossier_items`].
pub const REQUIRED_PAPERS: [&str; 3] = ["to_trinh", "bao_cao_thanh_tich", "bien_ban"];

/// The papers that the dossier of a nomination needs and does not have; none of another kind of record. No office
/// refuses a record for them, of whatever version: they are collected while it is under way, and whoever looks at it is
/// told what is missing.
pub fn missing_papers(kind: RecordKind, body: &Body) -> impl Iterator<Item = &'static str> {
    let needed = if kind == RecordKind::Nomination { &REQUIRED_PAPERS[..] } else { &[] };
    needed.iter().copied().filter(move |paper| !Nomination::of(body).has_paper(paper))
}

/// From this day on bodies dissolved by the reorganisation are not commended any more (TT 15/2025/TT-BNV).
const REORGANISATION: Option<NaiveDate> = NaiveDate::from_ymd_opt(2025, 7, 1);

impl Look<'_> {
    pub(super) fn votes(&mut self) {
        let count = |field| fields::whole(self.body, field);
        let (total, agreed, against) = (count("vote_total"), count("vote_for"), count("vote_against"));
        let cast = agreed.unwrap_or(0).saturating_add(against.unwrap_or(0));
        if total.is_some_and(|total| cast > total) {
            self.say_at(Message::PartAboveWhole, "vote_for");
        }
    }

    /// The form must be given to this kind of nominee, and have been granted at the time.
    pub(super) fn award(&mut self, nomination: Nomination<'_>) {
        let known = self.catalogue.zip(nomination.proposed_form());
        let Some(form) = known.and_then(|(catalogue, form)| catalogue.award_form(&form)) else { return };
        if nomination.nominee_kind().is_some_and(|kind| !form.is_for(kind.code())) {
            self.say_at(Message::AwardNotForKind, "proposed_form");
        }
        if nomination.effective_date().is_some_and(|date| !form.is_valid_on(date)) {
            self.say_at(Message::AwardNotValid, "proposed_form");
        }
    }

    /// A collective that had ceased to exist when it was proposed. The office looks at bodies named by their
    /// identifier; the form also at names, which takes a walk through every body there ever was.
    pub(super) fn dissolved(&mut self, nomination: Nomination<'_>) {
        let (Some(catalogue), Some(date)) = (self.catalogue, nomination.effective_date()) else { return };
        let collective = nomination.nominee_kind() == Some(NomineeKind::Collective);
        if !collective || REORGANISATION.is_some_and(|day| date < day) {
            return;
        }
        if let Some(known) = nomination.organisation().and_then(|id| catalogue.organisation(&id)) {
            if known.valid_to.is_some_and(|to| to < date) {
                self.say_at(Message::DissolvedBody, "collective_organisation");
            }
        } else if self.measure == Measure::Form
            && let Some(name) = nomination.nominee_name()
            && let Some(today) = catalogue.organisation_at(name, date)
            // The name leads to a body that is not called so: to the successor of the one that was.
            && today.spellings().all(|spelling| fold(spelling) != fold(name))
        {
            self.say_at(Message::DissolvedBody, "collective_name");
        }
    }
}
