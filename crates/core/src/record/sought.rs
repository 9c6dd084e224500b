//! What a record is found by beyond its line: the words of its content, and its days.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::Value;

use super::schema::{self, ChoiceList, FieldKind};
use super::{Activity, Body, Nomination, RecordKind, fields};
use crate::catalogue::{Catalogue, ContentId, OrganisationId, UnitId};
use crate::text::{Locale, fold, parse_date};

/// The body that leads an activity, or that is nominated or to which the nominee belongs, by the name for narrow screens.
pub fn leading_body(kind: RecordKind, body: &Body, catalogue: Option<&Catalogue>) -> Option<String> {
    let id = match kind {
        RecordKind::Activity => Activity::of(body).lead_org(),
        RecordKind::Nomination => Nomination::of(body).organisation(),
        RecordKind::Other(_) => None,
    }?;
    let known = catalogue.and_then(|catalogue| catalogue.organisation(&id));
    Some(match known {
        Some(known) => known.short_name.unwrap_or(known.name),
        None => id.as_str().to_owned(),
    })
}

/// The words that are searched, each once and without marks: every text of the body, and the names of the bodies, places,
/// kinds, campaigns and their contents that it names by codes. What the law calls sensitive is not among them, nor what
/// nearly every record says ("Nam", "Có").
///
/// A body is read as it is kept and as it stands in a form.
pub fn words(kind: RecordKind, body: &Body, catalogue: Option<&Catalogue>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for spec in schema::fields(kind).iter().filter(|spec| !spec.sensitive) {
        let Some(value) = body.get(spec.name) else { continue };
        match spec.kind {
            FieldKind::Text | FieldKind::LongText | FieldKind::Texts => {
                each_text(value, |text| add_words(&mut words, text));
            }
            FieldKind::Choice(list) | FieldKind::Choices(list) => {
                each_text(value, |code| add_names(&mut words, list, code, catalogue));
            }
            _ => {}
        }
    }
    words
}

/// Adds the words of a text, without the signs around them.
pub fn add_words(words: &mut BTreeSet<String>, text: &str) {
    for word in fold(text).split(' ') {
        let word = word.trim_matches(|sign: char| !sign.is_alphanumeric());
        if !word.is_empty() && !words.contains(word) {
            words.insert(word.to_owned());
        }
    }
}

/// The days of a body, each from and to: those of an activity, that of a proposal, the ends of the time whose achievements
/// count.
pub fn days(kind: RecordKind, body: &Body) -> Vec<(NaiveDate, NaiveDate)> {
    let day = |field: &str| parse_date(fields::text(body, field)?).ok();
    match kind {
        RecordKind::Activity => {
            let from = day("date_from");
            from.map(|from| (from, day("date_to").unwrap_or(from))).into_iter().collect()
        }
        RecordKind::Nomination => {
            let single = ["proposed_on", "period_from", "period_to"].into_iter().filter_map(day);
            single.map(|day| (day, day)).collect()
        }
        RecordKind::Other(_) => Vec::new(),
    }
}

fn each_text(value: &Value, mut take: impl FnMut(&str)) {
    match value {
        Value::String(text) => take(text),
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).for_each(take),
        _ => {}
    }
}

fn add_names(words: &mut BTreeSet<String>, list: ChoiceList, code: &str, catalogue: Option<&Catalogue>) {
    match (list, catalogue) {
        (ChoiceList::Organisations, Some(catalogue)) => {
            match catalogue.organisation(&OrganisationId::from(code)) {
                Some(body) => body.spellings().for_each(|name| add_words(words, name)),
                None => add_words(words, code),
            }
        }
        (ChoiceList::Organisations, None) => add_words(words, code),
        (ChoiceList::Units, Some(catalogue)) => {
            let unit = catalogue.unit(&UnitId::from(code));
            unit.into_iter().flat_map(|unit| unit.spellings()).for_each(|name| add_words(words, name));
        }
        (ChoiceList::CampaignContents, Some(catalogue)) => {
            if let Some((_, content)) = catalogue.campaign_content(&ContentId::from(code)) {
                add_words(words, &content.label);
                add_words(words, &content.text);
            }
        }
        (
            ChoiceList::ActivityTypes
            | ChoiceList::Fields
            | ChoiceList::TargetGroups
            | ChoiceList::CollectiveClasses
            | ChoiceList::EthnicGroups
            | ChoiceList::Campaigns
            | ChoiceList::AwardForms,
            Some(catalogue),
        ) if list.contains(catalogue, code) => add_words(words, &list.label(catalogue, code, Locale::Vi)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::catalogue::{ActorGroup, bundled};
    use crate::record::{ActivityBody, NominationBody};
    use crate::text::{Folded, Query, Rank};
    use proptest::prelude::*;

    static LAI_CHAU: LazyLock<Catalogue> = LazyLock::new(|| bundled("12").unwrap());

    fn unit() -> UnitId {
        UnitId::from("03466@2025-07-01")
    }

    fn day(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    fn activity() -> ActivityBody {
        let lead = [unit().as_str(), ":ubnd"].concat();
        ActivityBody::new("doi_thoai", "Họp bản", day("18/11/2026"), &unit(), &lead, ActorGroup::ChinhQuyen)
            .content("Bà con bàn việc hiến đất, “mở đường” (61 hộ).")
            .text("date_to", "2026-11-20")
    }

    fn found(kind: RecordKind, body: &Body, typed: &str) -> bool {
        let words: Vec<String> = words(kind, body, Some(&LAI_CHAU)).into_iter().collect();
        Query::new(typed).rank_with(&Folded::new(""), &words.join(" ")) == Some(Rank::Beside)
    }

    #[test]
    fn an_activity_is_found_by_body_place_kind_and_content() {
        let body = activity().build();
        for typed in
            ["hien dat", "hiến đất", "61", "mo duong", "uỷ ban nhân dân", "UBND bum nua", "đối thoại"]
        {
            assert!(found(RecordKind::Activity, &body, typed), "{typed}");
        }
        assert!(
            !found(RecordKind::Activity, &body, "tat ca") && !found(RecordKind::Activity, &body, "doi_thoai")
        );
        assert_eq!(leading_body(RecordKind::Activity, &body, Some(&LAI_CHAU)).unwrap(), "UBND xã Bum Nưa");
        assert_eq!(days(RecordKind::Activity, &body), [(day("18/11/2026"), day("20/11/2026"))]);
    }

    #[test]
    fn an_activity_is_found_by_the_words_of_its_campaigns_content() {
        let content = LAI_CHAU.campaigns.iter().flat_map(|campaign| &campaign.contents).next().unwrap();
        let body = activity().texts("campaign_contents", [content.id.as_str()]).build();
        assert!(found(RecordKind::Activity, &body, &content.label));
    }

    #[test]
    fn a_nomination_is_found_by_the_nominees_place_and_days_and_never_by_what_is_sensitive() {
        let body = NominationBody::household("Lò Văn Pản")
            .text("household_place", "Bản Nậm Cấu")
            .text("person_ethnic", "ha_nhi")
            .text("admin_unit", unit().as_str())
            .dated(day("01/01/2025"), day("31/12/2025"), day("20/11/2026"))
            .achieved("Hiến 500 m2 đất làm đường.", "Gia đình gương mẫu.")
            .build();
        for typed in ["nam cau", "bum nua", "hien 500", "guong mau", "lo van pan"] {
            assert!(found(RecordKind::Nomination, &body, typed), "{typed}");
        }
        assert!(!found(RecordKind::Nomination, &body, "ha nhi"));
        let ends: Vec<_> = days(RecordKind::Nomination, &body).into_iter().map(|(from, _)| from).collect();
        assert_eq!(ends, [day("20/11/2026"), day("01/01/2025"), day("31/12/2025")]);
    }

    #[test]
    fn without_a_catalogue_the_texts_are_found_all_the_same() {
        let body = activity().text("lead_org", "Hội Người cao tuổi").build();
        let words = words(RecordKind::Activity, &body, None);
        assert!(["hien", "cao", "tuoi"].iter().all(|word| words.contains(*word)) && !words.contains("doi"));
        assert_eq!(leading_body(RecordKind::Activity, &body, None).unwrap(), "Hội Người cao tuổi");
    }

    #[test]
    fn a_form_half_filled_in_is_read_too() {
        let mut typed = activity().build();
        typed.insert("date_from".to_owned(), Value::from("20/11/2026"));
        typed.insert("date_to".to_owned(), Value::from("2"));
        assert_eq!(days(RecordKind::Activity, &typed), [(day("20/11/2026"), day("20/11/2026"))]);
    }

    proptest! {
        #[test]
        fn every_word_of_the_content_is_found_however_it_is_typed(
            content in proptest::collection::vec("[a-zA-ZđăâêôơưĐàáảãạằắẳẵặầấẩẫậúùụủũ]{1,8}", 1..12), pick in 0_usize..12, cut in 1_usize..9,
        ) {
            let body = activity().content(&content.join(" ")).build();
            let word: String = content[pick % content.len()].chars().take(cut).collect();
            prop_assert!(found(RecordKind::Activity, &body, &word), "{}", word);
            prop_assert!(found(RecordKind::Activity, &body, &fold(&word)));
        }
    }
}
