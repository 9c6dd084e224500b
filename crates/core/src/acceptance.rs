//! The figures of two source articles as records to enter, for tests and the demonstration: see
//! `data/acceptance/README.md`. The sums are facts, quoted; what they are spread over is invented.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::catalogue::{ActorGroup, AwardFormId, Catalogue, IndicatorCode, Qualifier, UnitId};
use crate::record::{ActivityBody, Body, NominationBody, NomineeKind, Quantity};
use crate::text::Amount;

/// A record to create.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The unit of today that it belongs to.
    pub unit: UnitId,
    /// Its content; it names the commune as it was at the time.
    pub body: Body,
}

/// A figure as it must print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedFigure {
    /// By whom.
    pub group: ActorGroup,
    /// Of what.
    pub indicator: IndicatorCode,
    /// As it must print in Vietnamese: "trên 320".
    pub printed: &'static str,
    /// The words of the article.
    pub quote: &'static str,
}

/// How often a form of award was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedAward {
    /// The form.
    pub form: AwardFormId,
    /// To collectives.
    pub collectives: u32,
    /// To individuals.
    pub individuals: u32,
    /// The words of the article.
    pub quote: &'static str,
}

type Row = BTreeMap<&'static str, &'static str>;

/// Article S4's figures as activities of MTTQ and the unions and of the armed forces in 2013, in communes of then.
pub fn s4_activities(catalogue: &Catalogue) -> Vec<Sample> {
    let read = |row: &Row| {
        let place = UnitId::of(row.get("code")?, None);
        let lead = row.get("lead_org")?.replace("{unit}", place.as_str());
        let group = ActorGroup::from_code(row.get("actor_group")?)?;
        let date = day(row.get("date")?)?;
        let mut body =
            ActivityBody::new(row.get("type_code")?, row.get("title")?, date, &place, &lead, group)
                .texts("villages", parts(row, "village"))
                .texts("ethnic_groups", parts(row, "ethnic_groups"));
        for figure in parts(row, "figures") {
            let (indicator, figure) = figure.split_once('=')?;
            body = body.figure(indicator, &quantity(figure)?);
        }
        Some(Sample { unit: owner(&place, catalogue)?, body: body.build() })
    };
    rows(include_str!("../data/acceptance/s4_activities.tsv")).filter_map(|row| read(&row)).collect()
}

/// What the totals of [`s4_activities`] must print as.
pub fn s4_figures() -> Vec<ExpectedFigure> {
    let read = |row: Row| {
        Some(ExpectedFigure {
            group: ActorGroup::from_code(row.get("actor_group")?)?,
            indicator: IndicatorCode::from(*row.get("indicator")?),
            printed: row.get("printed")?,
            quote: row.get("quote")?,
        })
    };
    rows(include_str!("../data/acceptance/s4_figures.tsv")).filter_map(read).collect()
}

/// Article S2's awards of 8 October 2020 as 91 nominations, complete with their papers. All names are invented.
pub fn s2_nominations(catalogue: &Catalogue) -> Vec<Sample> {
    let read = |row: &Row| {
        let place = UnitId::of(row.get("code")?, None);
        let name = row.get("name")?;
        let work = row.get("position_or_class")?;
        let form = *row.get("form")?;
        let body = match NomineeKind::from_code(row.get("nominee_kind")?)? {
            NomineeKind::Collective => NominationBody::collective(name).text("collective_class", work),
            NomineeKind::Household => NominationBody::household(name),
            NomineeKind::Individual => NominationBody::individual(name, work)
                .whole("person_birth_year", row.get("birth_year")?.parse().ok()?)
                .text("person_gender", row.get("gender")?)
                .text("person_ethnic", row.get("ethnic_group")?),
        };
        let (campaign, since, level) = match form {
            "GK-BDV" => ("C6", "2017-01-01", "tinh"),
            "KNC-DV" => ("C5", "2016-01-01", "trung_uong"),
            _ => ("C5", "2016-01-01", "tinh"),
        };
        let body = body
            .text("admin_unit", place.as_str())
            .proposed(campaign, row.get("field")?, form, level)
            .dated(day(since)?, day("2020-08-31")?, day("2020-09-10")?)
            .achieved(SUMMARY, REPORT)
            .papers(["to_trinh", "bao_cao_thanh_tich", "bien_ban"]);
        Some(Sample { unit: owner(&place, catalogue)?, body: body.build() })
    };
    rows(include_str!("../data/acceptance/s2_nominations.tsv")).filter_map(|row| read(&row)).collect()
}

/// What the awards of [`s2_nominations`] must come to, once all are recognised.
pub fn s2_awards() -> Vec<ExpectedAward> {
    let read = |row: Row| {
        Some(ExpectedAward {
            form: AwardFormId::from(*row.get("form")?),
            collectives: row.get("collectives")?.parse().ok()?,
            individuals: row.get("individuals")?.parse().ok()?,
            quote: row.get("quote")?,
        })
    };
    rows(include_str!("../data/acceptance/s2_awards.tsv")).filter_map(read).collect()
}

const SUMMARY: &str = "Có thành tích trong phong trào thi đua “Dân vận khéo” (nội dung đặt ra để thử).";
const REPORT: &str = "I. Sơ lược lý lịch, đặc điểm tình hình. II. Thành tích đạt được. III. Các hình thức đã được \
                      khen thưởng. (Nội dung đặt ra để thử.)";

fn rows(table: &'static str) -> impl Iterator<Item = Row> {
    let mut lines = table.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    lines.map(move |line| head.iter().copied().zip(line.split('\t')).collect())
}

fn parts(row: &Row, column: &str) -> impl Iterator<Item = &'static str> + use<> {
    row.get(column).copied().unwrap_or_default().split(';').filter(|part| !part.is_empty())
}

fn day(text: &str) -> Option<NaiveDate> {
    crate::record::fields::parse_date(text)
}

fn quantity(text: &str) -> Option<Quantity> {
    let (how, what) = text.split_once(':')?;
    if how == "words" {
        return Some(Quantity::words(what));
    }
    Some(Quantity::number(Amount::from_decimal(what)?, Qualifier::from_code(how)?))
}

/// The unit of today in place of the one of then.
fn owner(place: &UnitId, catalogue: &Catalogue) -> Option<UnitId> {
    catalogue.today_of(place).first().map(|unit| unit.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::bundled;
    use crate::record::{Nomination, RecordKind};
    use crate::text::{person_sort_key, sort_key};
    use crate::validate::check;

    #[test]
    fn every_line_is_read_and_valid_on_the_day_it_speaks_of() {
        let catalogue = bundled("12").unwrap();
        let (activities, nominations) = (s4_activities(&catalogue), s2_nominations(&catalogue));
        assert_eq!((activities.len(), nominations.len()), (34, 91));
        assert_eq!((s4_figures().len(), s2_awards().len()), (10, 3));
        let today = day("2026-11-22");
        for (kind, samples) in [(RecordKind::Activity, &activities), (RecordKind::Nomination, &nominations)] {
            for sample in samples {
                let findings = check(kind, &sample.body, Some(&catalogue), today);
                assert!(findings.is_ok(), "{:?} {:?}", findings.errors, sample.body);
                assert!(catalogue.unit(&sample.unit).unwrap().is_current());
            }
        }
    }

    #[test]
    fn names_are_different_and_sorted() {
        let catalogue = bundled("12").unwrap();
        let samples = s2_nominations(&catalogue);
        let names = |kind| {
            samples
                .iter()
                .map(|sample| Nomination::of(&sample.body))
                .filter(move |nomination| nomination.nominee_kind() == Some(kind))
                .filter_map(Nomination::nominee_name)
                .collect::<Vec<_>>()
        };
        let strictly = |keys: Vec<Vec<u8>>| keys.is_sorted_by(|a, b| a < b);
        let people = names(NomineeKind::Individual);
        assert!(strictly(people.into_iter().map(person_sort_key).collect()));
        assert!(strictly(
            names(NomineeKind::Collective).into_iter().map(|name| sort_key(&name.replace('"', ""))).collect()
        ));
    }
}
