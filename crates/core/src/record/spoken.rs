//! The fields that a reason speaks of: whoever corrects a returned record reads it where something is to be mended.

use super::RecordKind;
use super::fields::ATTACHMENTS;
use super::schema::{self, ChoiceList, FieldKind, FieldSpec};
use crate::catalogue::{CodeItem, CodeLists, item};
use crate::text::fold;

/// The fields that usual reasons mean, by their codes; each kind of record has those of them that it has.
const OF_USUAL: &[(&str, &[&str])] = &[
    ("sai_so_lieu", &["indicator_values"]),
    ("sai_dia_ban", &["admin_unit"]),
    ("sai_ky", &["date_from", "date_to", "period_from", "period_to"]),
    ("thieu_ho_so", &["dossier_items"]),
];

/// What earlier versions called these fields and reasons: it stands in reasons written then, and people go on saying it.
const ALSO: &[(&str, &[&str])] = &[
    ("Sai địa bàn, đơn vị", &["admin_unit"]),
    ("Sai kỳ, sai thời gian", &["date_from", "date_to", "period_from", "period_to"]),
    ("Bản, tổ dân phố", &["villages"]),
    ("Nhóm chủ thể", &["actor_group"]),
    ("Đối tượng", &["target_groups"]),
    ("Loại đối tượng", &["nominee_kind"]),
    ("Hình thức đề nghị", &["proposed_form"]),
    ("Cấp đề nghị", &["proposed_level"]),
    ("Nội dung in trên phôi", &["print_text"]),
    ("Đồng ý cho sử dụng thông tin", &["consent_method"]),
    ("Xác nhận", &["dossier_items"]),
    ("Tệp đính kèm", &[ATTACHMENTS]),
];

/// The fields of a record that a reason names: by their labels, by papers that belong to one, or by one of the usual
/// reasons. In the order of the field tables; none where it speaks of the record as a whole.
pub fn fields_spoken_of(kind: RecordKind, reason: &str, lists: &CodeLists) -> Vec<&'static str> {
    let reason = plain(reason);
    let says = |words: &str| contains_words(&reason, &plain(words));
    let usual: Vec<&str> = OF_USUAL
        .iter()
        .filter(|(code, _)| {
            item(&lists.return_reasons, code).is_some_and(|usual| says(&usual.vi) || says(&usual.en))
        })
        .flat_map(|(_, fields)| fields.iter().copied())
        .collect();
    let also: Vec<&str> =
        ALSO.iter().filter(|(words, _)| says(words)).flat_map(|(_, fields)| fields.iter().copied()).collect();
    let is_meant = |spec: &&FieldSpec| {
        let papers = if holds_papers(spec) { lists.dossier_items.as_slice() } else { &[] };
        usual.contains(&spec.name)
            || also.contains(&spec.name)
            || says(spec.vi)
            || says(spec.en)
            || papers.iter().any(|paper| names(paper, &says))
    };
    schema::fields(kind).iter().filter(is_meant).map(|spec| spec.name).collect()
}

/// Whether a field is a list of papers.
fn holds_papers(spec: &FieldSpec) -> bool {
    let FieldKind::Items { fields, .. } = spec.kind else { return false };
    fields.iter().any(|part| part.kind == FieldKind::Choice(ChoiceList::DossierItems))
}

/// Whether a paper is named: by its whole label, or by its beginning of two words, as people call it ("biên bản").
fn names(paper: &CodeItem, says: &impl Fn(&str) -> bool) -> bool {
    let beginning: Vec<&str> = paper.vi.split([' ', ',']).filter(|word| !word.is_empty()).take(2).collect();
    // "Khác" names no paper.
    beginning.len() == 2 && (says(&paper.vi) || says(&paper.en) || says(&beginning.join(" ")))
}

/// A text without marks, case and signs, its words with one space between.
fn plain(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether `words` stand in `text` as whole words.
fn contains_words(text: &str, words: &str) -> bool {
    !words.is_empty() && [" ", text, " "].concat().contains(&[" ", words, " "].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::bundled;

    fn of(kind: RecordKind, reason: &str) -> Vec<&'static str> {
        fields_spoken_of(kind, reason, &bundled("12").unwrap().lists)
    }

    #[test]
    fn a_reason_leads_to_the_fields_that_it_names() {
        let nomination = RecordKind::Nomination;
        assert_eq!(of(nomination, "Thiếu biên bản họp xét của tổ dân vận"), ["dossier_items"]);
        assert_eq!(of(nomination, "thieu giay to trong ho so"), ["dossier_items"]);
        assert_eq!(of(nomination, "Tóm tắt thành tích còn chung chung."), ["achievement_summary"]);
        assert_eq!(of(RecordKind::Activity, "Số liệu chưa đúng hoặc chưa rõ"), ["indicator_values"]);
    }

    #[test]
    fn a_reason_in_words_of_an_earlier_version_still_leads_to_its_fields() {
        let (activity, nomination) = (RecordKind::Activity, RecordKind::Nomination);
        assert_eq!(of(activity, "Sai kỳ, sai thời gian"), of(activity, "Chưa đúng kỳ, thời gian"));
        assert_eq!(of(nomination, "Sai kỳ, sai thời gian"), ["period_from", "period_to"]);
        assert_eq!(of(activity, "Sai địa bàn, đơn vị"), ["admin_unit"]);
        assert_eq!(of(nomination, "Cấp đề nghị chưa đúng"), ["proposed_level"]);
        assert_eq!(of(nomination, "Thiếu xác nhận của xã"), ["dossier_items"]);
    }

    #[test]
    fn what_speaks_of_the_record_as_a_whole_leads_to_no_field() {
        assert!(of(RecordKind::Nomination, "Trùng với hồ sơ khác").is_empty());
        assert!(of(RecordKind::Nomination, "Lý do khác").is_empty());
        assert!(of(RecordKind::Activity, "").is_empty());
    }
}
