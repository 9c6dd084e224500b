//! The fields of each kind of record as data: forms, validation, printing and the merge of lists all read these
//! tables (dossier sections 7.3 and 7.4).

mod activity;
mod choice;
mod nomination;

pub use choice::{ChoiceList, Fixed};

use super::{RecordKind, fields as of_body};
use crate::text::{Locale, nfc};

/// One field of a record, or of an item of a keyed list.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its name in bodies. Never renamed: old entries carry it.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it may be empty.
    pub requirement: Requirement,
    /// The most characters a text (or each text of a list) may have; 0 where the kind has no text.
    pub max_chars: usize,
    /// The part of the form it stands in.
    pub section: Section,
    /// Personal data that the law calls sensitive (dossier section 5): always optional, left out of exports.
    pub sensitive: bool,
    /// Vietnamese label.
    pub vi: &'static str,
    /// English label.
    pub en: &'static str,
    /// What to write, in Vietnamese, where the label does not say enough; empty where it does.
    pub help_vi: &'static str,
    /// The same in English.
    pub help_en: &'static str,
}

/// What a field holds, and the form it has in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text: a string.
    Text,
    /// A text of several lines: a string.
    LongText,
    /// A day: `"2020-10-08"`.
    Date,
    /// A year of four digits: a JSON number.
    Year,
    /// A count of people or papers: a JSON number without decimals.
    Whole,
    /// A figure: a decimal string (`"157.5"`), see [`crate::text::Amount`].
    Amount,
    /// Yes or no: a JSON boolean.
    Flag,
    /// One code of a list: a string.
    Choice(ChoiceList),
    /// Several codes of a list: an array of strings.
    Choices(ChoiceList),
    /// Several texts: an array of strings.
    Texts,
    /// A place on earth: `{"lat":"22.394","lon":"102.812"}`, at most three decimals, given only on request.
    Geo,
    /// A list whose items are told apart by the value of their field `key`: an array of objects. Such lists merge
    /// item by item.
    Items {
        /// The name of the item's field that tells it from the others.
        key: &'static str,
        /// The item's fields, the key among them.
        fields: &'static [FieldSpec],
    },
}

/// Whether a field may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Never empty; the office refuses the record. Only fields that every version has written may be called so.
    Required,
    /// The form insists on it; the office takes a record without, as another version may have written it.
    Asked,
    /// As one likes.
    Optional,
    /// [`Self::Required`] where the field `field` has the value `value`, and not shown otherwise.
    RequiredIf {
        /// The field that decides.
        field: &'static str,
        /// Its value.
        value: &'static str,
    },
    /// [`Self::Optional`], and shown only where the field `field` has the value `value`.
    OptionalIf {
        /// The field that decides.
        field: &'static str,
        /// Its value.
        value: &'static str,
    },
}

/// The part of a form that a field stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What was done, or what is proposed.
    What,
    /// When and where.
    WhenWhere,
    /// Who did it, for whom; who is nominated.
    Who,
    /// Content, result, achievements.
    Content,
    /// Figures.
    Figures,
    /// The dossier: papers, votes, checks, consent.
    Dossier,
    /// Attachments and who reports.
    More,
}

impl Section {
    /// The heading in the language of the screen.
    pub fn label(self, locale: Locale) -> &'static str {
        let (vi, en) = match self {
            Self::What => ("Nội dung chung", "In general"),
            Self::WhenWhere => ("Thời gian, địa điểm", "When and where"),
            Self::Who => ("Lực lượng, đối tượng", "Who and for whom"),
            Self::Content => ("Nội dung, kết quả", "Content and results"),
            Self::Figures => ("Số liệu", "Figures"),
            Self::Dossier => ("Giấy tờ", "Papers"),
            Self::More => ("Khác", "More"),
        };
        match locale {
            Locale::Vi => vi,
            Locale::En => en,
        }
    }
}

/// How long a text is, and how long it may be, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// As long as it is.
    pub is: usize,
    /// As long as it may be.
    pub most: usize,
}

impl Length {
    /// How many characters are too many.
    pub fn beyond(self) -> usize {
        self.is.saturating_sub(self.most)
    }
}

impl FieldSpec {
    /// The label in the language of the screen.
    pub fn label(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::Vi => self.vi,
            Locale::En => self.en,
        }
    }

    /// The line of help in the language of the screen, for a field whose label does not say enough: what to write, then an
    /// example. What the law asks to be told (what for, and that one may leave it) stands there too.
    pub fn help(&self, locale: Locale) -> Option<&'static str> {
        let help = match locale {
            Locale::Vi => self.help_vi,
            Locale::En => self.help_en,
        };
        (!help.is_empty()).then_some(help)
    }

    /// How long a text is beside the field's bound, where that is worth a word: from nine tenths of it on. Counted as it
    /// is kept: composed, without the space around it.
    pub fn length_near_bound(&self, text: &str) -> Option<Length> {
        let most = self.max_chars;
        // Most texts are far from it, and none has more characters than bytes.
        let is_near = |length: usize| most > 0 && length * 10 >= most * 9;
        if !is_near(text.len()) {
            return None;
        }
        let length = nfc(text.trim()).chars().count();
        is_near(length).then_some(Length { is: length, most })
    }

    /// Whether the field belongs to a form in which `value_of` gives the deciding values (such as the kind of
    /// nominee): an individual has no number of households.
    pub fn is_shown<'v>(&self, value_of: impl FnOnce(&str) -> Option<&'v str>) -> bool {
        match self.requirement {
            Requirement::RequiredIf { field, value } | Requirement::OptionalIf { field, value } => {
                value_of(field) == Some(value)
            }
            Requirement::Required | Requirement::Asked | Requirement::Optional => true,
        }
    }
}

impl RecordKind {
    /// The field whose items are told apart by a key, and the item's key field; `None` for plain fields.
    ///
    /// These lists merge item by item: two people who each add an indicator both keep it.
    pub fn key_of_list(self, name: &str) -> Option<&'static str> {
        match field(self, name)?.kind {
            FieldKind::Items { key, .. } => Some(key),
            _ => None,
        }
    }
}

/// The fields of a kind of record, in the order of its form; none of a kind of another version.
pub fn fields(kind: RecordKind) -> &'static [FieldSpec] {
    match kind {
        RecordKind::Activity => activity::FIELDS,
        RecordKind::Nomination => nomination::FIELDS,
        RecordKind::Other(_) => &[],
    }
}

/// The field called `name`; `None` for one that only another version knows.
pub fn field(kind: RecordKind, name: &str) -> Option<&'static FieldSpec> {
    fields(kind).iter().find(|field| field.name == name)
}

/// An optional field with neither list nor text: the beginning of every line in the tables.
const PLAIN: FieldSpec = FieldSpec {
    name: "",
    kind: FieldKind::Text,
    requirement: Requirement::Optional,
    max_chars: 0,
    section: Section::What,
    sensitive: false,
    vi: "",
    en: "",
    help_vi: "",
    help_en: "",
};

/// The key that a form gives to an item of a list without a natural one.
const KEY: FieldSpec = FieldSpec {
    name: "key",
    requirement: Requirement::Required,
    max_chars: 64,
    vi: "Mã",
    en: "Key",
    ..PLAIN
};

/// Attachments, alike in both kinds of record. The bytes travel apart from the record.
const ATTACHMENTS: FieldSpec = FieldSpec {
    name: of_body::ATTACHMENTS,
    kind: FieldKind::Items { key: "key", fields: ATTACHMENT },
    section: Section::More,
    vi: "Ảnh và tệp",
    en: "Photos and files",
    ..PLAIN
};

const ATTACHMENT: &[FieldSpec] = &[
    KEY,
    FieldSpec {
        name: "kind",
        kind: FieldKind::Choice(ChoiceList::Fixed(choice::ATTACHMENT_KINDS)),
        vi: "Loại",
        en: "Kind",
        ..PLAIN
    },
    FieldSpec { name: "name", max_chars: 200, vi: "Tên tệp", en: "File name", ..PLAIN },
    FieldSpec { name: "mime", max_chars: 100, vi: "Kiểu", en: "Type", ..PLAIN },
    FieldSpec { name: "bytes", kind: FieldKind::Whole, vi: "Dung lượng", en: "Size", ..PLAIN },
    FieldSpec { name: "sha256", max_chars: 64, vi: "Mã kiểm", en: "Digest", ..PLAIN },
    FieldSpec { name: "caption", max_chars: 300, vi: "Chú thích", en: "Caption", ..PLAIN },
];

/// Who reports, alike in both kinds of record.
const REPORTER: FieldSpec = FieldSpec {
    name: "reporter_name",
    max_chars: 100,
    section: Section::More,
    vi: "Người báo cáo",
    en: "Reported by",
    ..PLAIN
};

#[cfg(test)]
mod tests {
    use super::*;

    fn each(fields: &'static [FieldSpec], visit: &mut impl FnMut(&'static FieldSpec, &'static [FieldSpec])) {
        for field in fields {
            visit(field, fields);
            if let FieldKind::Items { fields, .. } = field.kind {
                each(fields, visit);
            }
        }
    }

    #[test]
    fn the_tables_are_consistent() {
        for kind in [RecordKind::Activity, RecordKind::Nomination] {
            each(fields(kind), &mut |field, siblings| {
                let name = field.name;
                assert_eq!(
                    siblings.iter().filter(|other| other.name == name).count(),
                    1,
                    "{name} stands twice"
                );
                assert!(!field.vi.is_empty() && !field.en.is_empty(), "{name} has no label");
                assert_eq!(
                    field.help_vi.is_empty(),
                    field.help_en.is_empty(),
                    "{name} helps in one language"
                );
                assert!(
                    name.bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
                );
                let has_text = matches!(field.kind, FieldKind::Text | FieldKind::LongText | FieldKind::Texts);
                assert_eq!(has_text, field.max_chars > 0, "{name}");
                if let FieldKind::Items { key, fields } = field.kind {
                    let key = fields.iter().find(|item| item.name == key).unwrap();
                    assert_eq!(key.requirement, Requirement::Required, "{name}");
                }
                if let Requirement::RequiredIf { field, .. } | Requirement::OptionalIf { field, .. } =
                    field.requirement
                {
                    assert!(siblings.iter().any(|other| other.name == field), "{name} hangs on {field}");
                }
            });
        }
    }

    #[test]
    fn a_text_says_how_long_it_is_from_nine_tenths_of_its_bound_on() {
        let title = field(RecordKind::Activity, "title").unwrap();
        let most = title.max_chars;
        let length = |text: &str| title.length_near_bound(text);
        assert_eq!(length(&"ạ".repeat(most * 9 / 10 - 1)), None);
        assert_eq!(length(&"ạ".repeat(most * 9 / 10)), Some(Length { is: most * 9 / 10, most }));
        assert_eq!(length(&format!(" {} ", "x".repeat(most))).unwrap().beyond(), 0);
        // Two signs that are one letter are one.
        let taken_apart = "a\u{323}".repeat(most + 12);
        assert_eq!(length(&taken_apart), Some(Length { is: most + 12, most }));
        assert_eq!(length(&taken_apart).unwrap().beyond(), 12);
        let day = field(RecordKind::Activity, "date_from").unwrap();
        assert_eq!(day.length_near_bound(&"9".repeat(10_000)), None);
    }

    #[test]
    fn sensitive_data_are_never_asked_for() {
        for kind in [RecordKind::Activity, RecordKind::Nomination] {
            for field in fields(kind).iter().filter(|field| field.sensitive) {
                assert!(
                    matches!(field.requirement, Requirement::Optional | Requirement::OptionalIf { .. }),
                    "{}",
                    field.name
                );
            }
        }
        assert!(field(RecordKind::Nomination, "person_ethnic").unwrap().sensitive);
    }

    #[test]
    fn every_list_of_items_has_its_key() {
        assert_eq!(RecordKind::Activity.key_of_list("indicator_values"), Some("indicator"));
        assert_eq!(RecordKind::Activity.key_of_list("follow_ups"), Some("key"));
        assert_eq!(RecordKind::Activity.key_of_list("title"), None);
        assert_eq!(RecordKind::Nomination.key_of_list("dossier_items"), Some("item"));
        assert_eq!(RecordKind::Nomination.key_of_list("criteria_checks"), Some("criterion"));
        assert_eq!(RecordKind::Nomination.key_of_list("indicator_values"), None);
    }
}
