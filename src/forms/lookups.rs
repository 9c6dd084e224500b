//! What the fields' lists hold, and how their long ones are searched.

use chrono::NaiveDate;
use danvan_core::catalogue::{Catalogue, IndicatorSource, Organisation, OrganisationId, Unit};
use danvan_core::record::RecordKind;
use danvan_core::record::schema::ChoiceList;
use danvan_core::text::{Folded, Query};

use super::date_field::day_of;
use super::{Form, Slot};
use crate::i18n::{current, form as words};
use crate::platform::clock;

/// Lines that a search shows at most.
const SHOWN: usize = 12;

/// A line that a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What is kept.
    pub code: String,
    /// What is shown.
    pub label: String,
}

/// The lines of a short list: code and label.
pub fn options(form: Form, list: ChoiceList) -> Vec<(String, String)> {
    let catalogue = form.catalogue();
    let locale = current();
    match list {
        ChoiceList::Fixed(lines) => {
            lines.iter().map(|line| (line.code.to_owned(), line.label(locale).to_owned())).collect()
        }
        ChoiceList::Campaigns => {
            // The latest first: that is what people write for.
            let mut campaigns: Vec<_> = catalogue.campaigns.iter().collect();
            campaigns.sort_by_key(|campaign| std::cmp::Reverse((campaign.period_to, campaign.period_from)));
            campaigns.iter().map(|campaign| (campaign.id.to_string(), campaign.name.clone())).collect()
        }
        ChoiceList::AwardForms => {
            let nominee = form.text(Slot::field("nominee_kind"));
            let fitting = catalogue.award_forms.iter().filter(|award| award.is_for(&nominee));
            fitting
                .map(|award| (award.id.to_string(), list.label(&catalogue, award.id.as_str(), locale)))
                .collect()
        }
        _ => {
            let items = list.items(&catalogue).iter();
            items.map(|item| (item.code.clone(), item.label(locale).to_owned())).collect()
        }
    }
}

/// The day that decides which units and bodies are meant.
fn day(form: Form) -> NaiveDate {
    let field = match form.kind() {
        RecordKind::Activity | RecordKind::Other(_) => "date_from",
        RecordKind::Nomination => "proposed_on",
    };
    day_of(&form.text(Slot::field(field))).unwrap_or_else(clock::today)
}

/// Searches a long list; with nothing typed, what is likely.
pub fn find(form: Form, list: ChoiceList, typed: &str) -> Vec<Found> {
    let catalogue = form.catalogue();
    let mut found = match list {
        ChoiceList::Units => units(form, &catalogue, typed),
        ChoiceList::Organisations => organisations(form, &catalogue, typed),
        ChoiceList::EthnicGroups => ethnic_groups(&catalogue, typed),
        ChoiceList::CampaignContents => contents(&catalogue, typed),
        ChoiceList::Indicators => indicators(form, &catalogue, typed),
        _ => Vec::new(),
    };
    found.truncate(SHOWN);
    found
}

fn units(form: Form, catalogue: &Catalogue, typed: &str) -> Vec<Found> {
    if typed.trim().is_empty() {
        let session = form.device().session();
        let mine = |unit: &&Unit| session.as_ref().is_some_and(|session| session.scope().covers(&unit.id));
        return catalogue.units_today().filter(mine).map(|unit| unit_line(unit, unit.name.clone())).collect();
    }
    let day = day(form);
    let mut found = Vec::new();
    for hit in catalogue.find_units(typed, None) {
        if hit.unit.is_valid_on(day) {
            found.push(unit_line(hit.unit, hit.unit.name.clone()));
            continue;
        }
        // A former unit stands for those that took over its land.
        for now in catalogue.today_of(&hit.unit.id) {
            let label = words::UNIT_WAS.with(&[&hit.unit.short_name, &now.short_name]);
            found.push(unit_line(now, label));
        }
    }
    found
}

fn unit_line(unit: &Unit, label: String) -> Found {
    Found { code: unit.id.to_string(), label }
}

fn organisations(form: Form, catalogue: &Catalogue, typed: &str) -> Vec<Found> {
    let line = |id: &OrganisationId, name: &str| Found { code: id.to_string(), label: name.to_owned() };
    let near =
        form.device().session().map_or_else(Vec::new, |session| catalogue.organisations_in(session.home()));
    if typed.trim().is_empty() {
        return near.iter().map(|body| line(&body.id, &body.name)).collect();
    }
    // Every commune has a body of the same name: one's own comes first.
    let is_near = |body: &&Organisation| near.iter().any(|own| own.id == body.id);
    let found = catalogue.find_organisations(typed, day(form));
    let own = found.iter().filter(is_near);
    own.chain(found.iter().filter(|body| !is_near(body))).map(|body| line(&body.id, &body.name)).collect()
}

fn ethnic_groups(catalogue: &Catalogue, typed: &str) -> Vec<Found> {
    let query = Query::new(typed);
    let fits = |name: &String| query.rank(&Folded::new(name)).is_some();
    let groups = catalogue.ethnic_groups.iter();
    groups
        .filter(|group| {
            let mut names = std::iter::once(&group.name).chain(&group.search_aliases);
            if query.is_empty() { group.common } else { names.any(fits) }
        })
        .map(|group| Found { code: group.id.to_string(), label: group.name.clone() })
        .collect()
}

fn contents(catalogue: &Catalogue, typed: &str) -> Vec<Found> {
    let query = Query::new(typed);
    let mut campaigns: Vec<_> = catalogue.campaigns.iter().collect();
    campaigns.sort_by_key(|campaign| std::cmp::Reverse((campaign.period_to, campaign.period_from)));
    let mut found = Vec::new();
    for campaign in campaigns {
        for content in &campaign.contents {
            let number = [&content.no.to_string(), ". "].concat();
            let label =
                [&number, &content.label, " — ", &campaign.name, " ", &campaign.period_label].concat();
            if query.rank(&Folded::new(&label)).is_some() {
                found.push(Found { code: content.id.to_string(), label });
            }
        }
    }
    found
}

fn indicators(form: Form, catalogue: &Catalogue, typed: &str) -> Vec<Found> {
    let query = Query::new(typed);
    let locale = current();
    let type_code = form.text(Slot::field("type_code"));
    let suggested = catalogue.suggested_indicators(&type_code);
    let typed_ones = catalogue.indicators.iter().filter(|one| one.source == IndicatorSource::Activity);
    let wanted: Vec<_> = if query.is_empty() {
        // What is usual for this kind of activity first, then all others.
        suggested
            .iter()
            .copied()
            .chain(typed_ones.filter(|one| !suggested.iter().any(|s| s.code == one.code)))
            .collect()
    } else {
        typed_ones
            .filter(|one| {
                query.rank(&Folded::new(&[&one.vi, " ", &one.name, " ", &one.en].concat())).is_some()
            })
            .collect()
    };
    let line = |one: &&danvan_core::catalogue::Indicator| Found {
        code: one.code.to_string(),
        label: [one.label(locale), " (", &one.unit, ")"].concat(),
    };
    wanted.iter().map(line).collect()
}
