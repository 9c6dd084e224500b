//! Nomination, Đề nghị điển hình, khen thưởng (dossier section 7.4): of an individual, a collective or a household.
//!
//! The nominee's own data are flat fields, so that two people who correct two of them both keep their work.

use super::choice::{CONSENTS, ChoiceList, GENDERS, PAPER_STATES};
use super::{ATTACHMENTS, FieldKind, FieldSpec, KEY, PLAIN, REPORTER, Requirement, Section};

const FOR_PERSON: Requirement = Requirement::RequiredIf { field: "nominee_kind", value: "ca_nhan" };
const OF_PERSON: Requirement = Requirement::OptionalIf { field: "nominee_kind", value: "ca_nhan" };
const FOR_COLLECTIVE: Requirement = Requirement::RequiredIf { field: "nominee_kind", value: "tap_the" };
const OF_COLLECTIVE: Requirement = Requirement::OptionalIf { field: "nominee_kind", value: "tap_the" };
const FOR_HOUSEHOLD: Requirement = Requirement::RequiredIf { field: "nominee_kind", value: "ho_gia_dinh" };
const OF_HOUSEHOLD: Requirement = Requirement::OptionalIf { field: "nominee_kind", value: "ho_gia_dinh" };

/// Said where data are asked that belong to the nominee alone.
const CONSENT_VI: &str = "Không bắt buộc. Chỉ ghi khi người đó đồng ý (Luật Bảo vệ dữ liệu cá nhân).";
const CONSENT_EN: &str = "Optional. Only with their consent (law on the protection of personal data).";

const WHO: FieldSpec = FieldSpec { section: Section::Who, ..PLAIN };
const CONTENT: FieldSpec = FieldSpec { section: Section::Content, ..PLAIN };
const DOSSIER: FieldSpec = FieldSpec { section: Section::Dossier, ..PLAIN };

pub(super) static FIELDS: &[FieldSpec] = &[
    FieldSpec {
        name: "nominee_kind",
        kind: FieldKind::Choice(ChoiceList::NomineeKinds),
        requirement: Requirement::Required,
        vi: "Đề nghị khen cho",
        en: "Kind of nominee",
        ..WHO
    },
    FieldSpec {
        name: "person_name",
        requirement: FOR_PERSON,
        max_chars: 100,
        vi: "Họ và tên",
        en: "Full name",
        ..WHO
    },
    FieldSpec {
        name: "person_birth_year",
        kind: FieldKind::Year,
        requirement: OF_PERSON,
        vi: "Năm sinh",
        en: "Year of birth",
        ..WHO
    },
    FieldSpec {
        name: "person_gender",
        kind: FieldKind::Choice(ChoiceList::Fixed(GENDERS)),
        requirement: OF_PERSON,
        vi: "Giới tính",
        en: "Gender",
        ..WHO
    },
    FieldSpec {
        name: "person_ethnic",
        kind: FieldKind::Choice(ChoiceList::EthnicGroups),
        requirement: OF_PERSON,
        sensitive: true,
        vi: "Dân tộc",
        en: "Ethnic group",
        help_vi: CONSENT_VI,
        help_en: CONSENT_EN,
        ..WHO
    },
    FieldSpec {
        name: "person_position",
        requirement: FOR_PERSON,
        max_chars: 200,
        vi: "Chức vụ, nghề nghiệp",
        en: "Position",
        ..WHO
    },
    FieldSpec {
        name: "person_organisation",
        kind: FieldKind::Choice(ChoiceList::Organisations),
        requirement: OF_PERSON,
        vi: "Đơn vị, nơi ở",
        en: "Body or home",
        ..WHO
    },
    FieldSpec {
        name: "direct_worker",
        kind: FieldKind::Flag,
        requirement: OF_PERSON,
        vi: "Người trực tiếp lao động",
        en: "Works with their own hands",
        help_vi: "Người trực tiếp lao động, công tác, không giữ chức vụ lãnh đạo: được ưu tiên xét khen.",
        help_en: "Works themselves and leads nobody: considered first.",
        ..WHO
    },
    FieldSpec {
        name: "collective_name",
        requirement: FOR_COLLECTIVE,
        max_chars: 200,
        vi: "Tên tập thể",
        en: "Name of the collective",
        ..WHO
    },
    FieldSpec {
        name: "collective_organisation",
        kind: FieldKind::Choice(ChoiceList::Organisations),
        requirement: OF_COLLECTIVE,
        vi: "Cơ quan, đơn vị",
        en: "Body",
        ..WHO
    },
    FieldSpec {
        name: "collective_class",
        kind: FieldKind::Choice(ChoiceList::CollectiveClasses),
        requirement: OF_COLLECTIVE,
        vi: "Loại tập thể",
        en: "Kind of collective",
        ..WHO
    },
    FieldSpec {
        name: "household_name",
        requirement: FOR_HOUSEHOLD,
        max_chars: 200,
        vi: "Hộ gia đình ông/bà",
        en: "Household of",
        ..WHO
    },
    FieldSpec {
        name: "household_place",
        requirement: OF_HOUSEHOLD,
        max_chars: 200,
        vi: "Nơi ở",
        en: "Home",
        ..WHO
    },
    FieldSpec {
        name: "admin_unit",
        kind: FieldKind::Choice(ChoiceList::Units),
        requirement: Requirement::Asked,
        vi: "Xã, phường",
        en: "Commune",
        ..WHO
    },
    FieldSpec {
        name: "campaign",
        kind: FieldKind::Choice(ChoiceList::Campaigns),
        requirement: Requirement::Required,
        vi: "Phong trào, đợt thi đua",
        en: "Campaign",
        ..PLAIN
    },
    FieldSpec {
        name: "field",
        kind: FieldKind::Choice(ChoiceList::Fields),
        requirement: Requirement::Required,
        vi: "Lĩnh vực",
        en: "Field",
        ..PLAIN
    },
    FieldSpec { name: "model", max_chars: 200, vi: "Mô hình “Dân vận khéo”", en: "Model", ..PLAIN },
    FieldSpec {
        name: "proposed_form",
        kind: FieldKind::Choice(ChoiceList::AwardForms),
        vi: "Hình thức khen thưởng",
        en: "Proposed award",
        ..PLAIN
    },
    FieldSpec {
        name: "proposed_level",
        kind: FieldKind::Choice(ChoiceList::Levels),
        requirement: Requirement::Required,
        vi: "Cấp khen thưởng",
        en: "Proposed level",
        ..PLAIN
    },
    FieldSpec {
        name: "proposed_on",
        kind: FieldKind::Date,
        requirement: Requirement::Asked,
        section: Section::WhenWhere,
        vi: "Ngày đề nghị",
        en: "Proposed on",
        ..PLAIN
    },
    FieldSpec {
        name: "period_from",
        kind: FieldKind::Date,
        requirement: Requirement::Required,
        section: Section::WhenWhere,
        vi: "Thành tích từ ngày",
        en: "Achievements from",
        help_vi: "Thời gian tính thành tích, không phải ngày lập đề nghị.",
        help_en: "The time of the achievements, not the day of the nomination.",
        ..PLAIN
    },
    FieldSpec {
        name: "period_to",
        kind: FieldKind::Date,
        requirement: Requirement::Required,
        section: Section::WhenWhere,
        vi: "Thành tích đến ngày",
        en: "Achievements to",
        ..PLAIN
    },
    FieldSpec {
        name: "achievement_summary",
        kind: FieldKind::LongText,
        requirement: Requirement::Required,
        max_chars: 500,
        vi: "Tóm tắt thành tích",
        en: "Summary of achievements",
        help_vi: "Việc đã làm, ở đâu, kết quả bằng số. Tối đa 500 ký tự.",
        help_en: "What was done, where, the result in figures. At most 500 characters.",
        ..CONTENT
    },
    FieldSpec {
        name: "achievement_report",
        kind: FieldKind::LongText,
        requirement: Requirement::Asked,
        max_chars: 12_000,
        vi: "Báo cáo thành tích",
        en: "Report of achievements",
        ..CONTENT
    },
    FieldSpec {
        name: "print_text",
        kind: FieldKind::LongText,
        max_chars: 300,
        vi: "Lời ghi trên bằng khen, giấy khen",
        en: "Text on the certificate",
        ..CONTENT
    },
    FieldSpec {
        name: "previous_awards",
        kind: FieldKind::Items { key: "key", fields: PREVIOUS_AWARD },
        vi: "Khen thưởng đã có",
        en: "Earlier awards",
        ..CONTENT
    },
    FieldSpec {
        name: "dossier_items",
        kind: FieldKind::Items { key: "item", fields: DOSSIER_ITEM },
        vi: "Thành phần hồ sơ",
        en: "Papers of the dossier",
        help_vi: "Đánh dấu giấy tờ đã có; chụp ảnh hoặc kèm tệp ở “Ảnh và tệp”.",
        help_en: "Tick the papers that are there; photograph or add them under “Photos and files”.",
        ..DOSSIER
    },
    FieldSpec {
        name: "criteria_checks",
        kind: FieldKind::Items { key: "criterion", fields: CRITERION_CHECK },
        vi: "Tiêu chuẩn, tiêu chí",
        en: "Criteria",
        ..DOSSIER
    },
    FieldSpec {
        name: "vote_total",
        kind: FieldKind::Whole,
        vi: "Số người biểu quyết",
        en: "Votes in all",
        ..DOSSIER
    },
    FieldSpec {
        name: "vote_for", kind: FieldKind::Whole, vi: "Số người đồng ý", en: "In favour", ..DOSSIER
    },
    FieldSpec {
        name: "vote_against",
        kind: FieldKind::Whole,
        vi: "Số người không đồng ý",
        en: "Against",
        ..DOSSIER
    },
    FieldSpec {
        name: "evidence",
        kind: FieldKind::Items { key: "key", fields: EVIDENCE },
        vi: "Minh chứng",
        en: "Evidence",
        ..DOSSIER
    },
    FieldSpec {
        name: "consent_method",
        kind: FieldKind::Choice(ChoiceList::Fixed(CONSENTS)),
        vi: "Cách đồng ý cho dùng thông tin",
        en: "Consent to the use of data",
        help_vi: CONSENT_VI,
        help_en: CONSENT_EN,
        ..DOSSIER
    },
    FieldSpec {
        name: "consent_date",
        kind: FieldKind::Date,
        vi: "Ngày đồng ý",
        en: "Consent given on",
        ..DOSSIER
    },
    ATTACHMENTS,
    REPORTER,
];

static PREVIOUS_AWARD: &[FieldSpec] = &[
    KEY,
    FieldSpec { name: "year", kind: FieldKind::Year, vi: "Năm", en: "Year", ..PLAIN },
    FieldSpec {
        name: "form",
        requirement: Requirement::Asked,
        max_chars: 200,
        vi: "Hình thức",
        en: "Form",
        ..PLAIN
    },
    FieldSpec { name: "decision_no", max_chars: 60, vi: "Số quyết định", en: "Decision", ..PLAIN },
    FieldSpec {
        name: "decided_on", kind: FieldKind::Date, vi: "Ngày quyết định", en: "Decided on", ..PLAIN
    },
    FieldSpec { name: "grantor", max_chars: 200, vi: "Cơ quan quyết định", en: "Granted by", ..PLAIN },
];

static DOSSIER_ITEM: &[FieldSpec] = &[
    FieldSpec {
        name: "item",
        kind: FieldKind::Choice(ChoiceList::DossierItems),
        requirement: Requirement::Required,
        vi: "Giấy tờ",
        en: "Paper",
        ..PLAIN
    },
    FieldSpec {
        name: "status",
        kind: FieldKind::Choice(ChoiceList::Fixed(PAPER_STATES)),
        vi: "Trạng thái",
        en: "State",
        ..PLAIN
    },
    FieldSpec { name: "note", max_chars: 300, vi: "Ghi chú", en: "Note", ..PLAIN },
];

static CRITERION_CHECK: &[FieldSpec] = &[
    FieldSpec {
        name: "criterion",
        requirement: Requirement::Required,
        max_chars: 100,
        vi: "Tiêu chí",
        en: "Criterion",
        ..PLAIN
    },
    FieldSpec { name: "met", kind: FieldKind::Flag, vi: "Đạt", en: "Met", ..PLAIN },
    FieldSpec { name: "score", kind: FieldKind::Amount, vi: "Điểm", en: "Score", ..PLAIN },
    FieldSpec { name: "note", max_chars: 500, vi: "Ghi chú", en: "Note", ..PLAIN },
];

static EVIDENCE: &[FieldSpec] = &[
    KEY,
    FieldSpec { name: "caption", max_chars: 300, vi: "Nội dung", en: "Caption", ..PLAIN },
    FieldSpec { name: "attachment", max_chars: 64, vi: "Tệp", en: "Attachment", ..PLAIN },
];
