//! Activity, Hoạt động dân vận (dossier section 7.3).

use super::choice::{ChoiceList, FOLLOW_UP_STATES, TIMES_OF_DAY};
use super::{ATTACHMENTS, FieldKind, FieldSpec, KEY, PLAIN, REPORTER, Requirement, Section};

pub(super) static FIELDS: &[FieldSpec] = &[
    FieldSpec {
        name: "type_code",
        kind: FieldKind::Choice(ChoiceList::ActivityTypes),
        requirement: Requirement::Required,
        vi: "Loại hoạt động",
        en: "Kind of activity",
        ..PLAIN
    },
    FieldSpec {
        name: "title",
        requirement: Requirement::Required,
        max_chars: 300,
        vi: "Tên hoạt động",
        en: "Title",
        ..PLAIN
    },
    FieldSpec {
        name: "date_from",
        kind: FieldKind::Date,
        requirement: Requirement::Required,
        section: Section::WhenWhere,
        vi: "Từ ngày",
        en: "From",
        ..PLAIN
    },
    FieldSpec {
        name: "date_to",
        kind: FieldKind::Date,
        section: Section::WhenWhere,
        vi: "Đến ngày",
        en: "To",
        ..PLAIN
    },
    FieldSpec {
        name: "time_of_day",
        kind: FieldKind::Choice(ChoiceList::Fixed(TIMES_OF_DAY)),
        section: Section::WhenWhere,
        vi: "Buổi",
        en: "Time of day",
        ..PLAIN
    },
    FieldSpec {
        name: "admin_unit",
        kind: FieldKind::Choice(ChoiceList::Units),
        requirement: Requirement::Required,
        section: Section::WhenWhere,
        vi: "Xã, phường",
        en: "Commune",
        ..PLAIN
    },
    FieldSpec {
        name: "villages",
        kind: FieldKind::Texts,
        max_chars: 100,
        section: Section::WhenWhere,
        vi: "Thôn, bản, tổ dân phố",
        en: "Villages",
        ..PLAIN
    },
    FieldSpec {
        name: "place_text",
        max_chars: 200,
        section: Section::WhenWhere,
        vi: "Địa điểm cụ thể",
        en: "Place",
        ..PLAIN
    },
    FieldSpec {
        name: "geo",
        kind: FieldKind::Geo,
        section: Section::WhenWhere,
        vi: "Tọa độ",
        en: "Coordinates",
        ..PLAIN
    },
    FieldSpec {
        name: "lead_org",
        kind: FieldKind::Choice(ChoiceList::Organisations),
        requirement: Requirement::Required,
        section: Section::Who,
        vi: "Cơ quan chủ trì",
        en: "Leading body",
        ..PLAIN
    },
    FieldSpec {
        name: "partner_orgs",
        kind: FieldKind::Choices(ChoiceList::Organisations),
        section: Section::Who,
        vi: "Cơ quan phối hợp",
        en: "Partners",
        ..PLAIN
    },
    FieldSpec {
        name: "actor_group",
        kind: FieldKind::Choice(ChoiceList::ActorGroups),
        requirement: Requirement::Required,
        section: Section::Who,
        vi: "Lực lượng thực hiện",
        en: "Group of actors",
        help_vi: "Lực lượng trực tiếp thực hiện. Máy chọn sẵn theo cơ quan chủ trì; sửa nếu chưa đúng.",
        help_en: "Who did it themselves. Chosen by the leading body; correct it where it is not right.",
        ..PLAIN
    },
    FieldSpec {
        name: "target_groups",
        kind: FieldKind::Choices(ChoiceList::TargetGroups),
        section: Section::Who,
        vi: "Đối tượng vận động",
        en: "For whom",
        ..PLAIN
    },
    FieldSpec {
        name: "ethnic_groups",
        kind: FieldKind::Choices(ChoiceList::EthnicGroups),
        section: Section::Who,
        vi: "Đồng bào dân tộc",
        en: "Ethnic groups",
        ..PLAIN
    },
    FieldSpec {
        name: "language_used",
        max_chars: 60,
        section: Section::Who,
        vi: "Ngôn ngữ sử dụng",
        en: "Language used",
        ..PLAIN
    },
    FieldSpec {
        name: "content",
        kind: FieldKind::LongText,
        requirement: Requirement::Required,
        max_chars: 4000,
        section: Section::Content,
        vi: "Nội dung chính",
        en: "Main content",
        ..PLAIN
    },
    FieldSpec {
        name: "result",
        kind: FieldKind::LongText,
        max_chars: 4000,
        section: Section::Content,
        vi: "Kết quả",
        en: "Result",
        ..PLAIN
    },
    FieldSpec {
        name: "campaign_contents",
        kind: FieldKind::Choices(ChoiceList::CampaignContents),
        section: Section::Content,
        vi: "Nội dung phong trào thi đua",
        en: "Contents of campaigns",
        ..PLAIN
    },
    FieldSpec {
        name: "model",
        max_chars: 200,
        section: Section::Content,
        vi: "Mô hình “Dân vận khéo”",
        en: "Model",
        help_vi: "Chỉ ghi khi hoạt động thuộc mô hình đã đăng ký; ghi đúng tên đã đăng ký.",
        help_en: "Only where the activity belongs to a registered model; its name as it was registered.",
        ..PLAIN
    },
    FieldSpec {
        name: "indicator_values",
        kind: FieldKind::Items { key: "indicator", fields: INDICATOR_VALUE },
        section: Section::Figures,
        vi: "Số liệu",
        en: "Figures",
        help_vi: "“đúng”: đếm được. “trên”, “hơn”: nhiều hơn số ghi. “gần”, “dưới”: chưa tới. “khoảng”: ước chừng.",
        help_en: "exactly: counted; over, more than: above the number; nearly, under: below it; about: estimated.",
        ..PLAIN
    },
    FieldSpec {
        name: "follow_ups",
        kind: FieldKind::Items { key: "key", fields: FOLLOW_UP },
        section: Section::More,
        vi: "Kiến nghị cần theo dõi",
        en: "To follow up",
        help_vi: "Sau đối thoại: thông báo kết luận trong 10 ngày, báo cáo kết quả trong 20 ngày. Máy điền sẵn, sửa được.",
        help_en: "After a dialogue: conclusion within 10 days, results within 20. Filled in, and can be changed.",
        ..PLAIN
    },
    ATTACHMENTS,
    REPORTER,
];

/// A figure. Either a value (a number, for a ratio also its two parts) or words stand in it.
static INDICATOR_VALUE: &[FieldSpec] = &[
    FieldSpec {
        name: "indicator",
        kind: FieldKind::Choice(ChoiceList::Indicators),
        requirement: Requirement::Required,
        vi: "Chỉ tiêu",
        en: "Indicator",
        ..PLAIN
    },
    FieldSpec { name: "value", kind: FieldKind::Amount, vi: "Số lượng", en: "Amount", ..PLAIN },
    FieldSpec {
        name: "qualifier",
        kind: FieldKind::Choice(ChoiceList::Qualifiers),
        vi: "Mức",
        en: "Qualifier",
        ..PLAIN
    },
    FieldSpec { name: "words", max_chars: 100, vi: "Bằng chữ", en: "In words", ..PLAIN },
    FieldSpec { name: "numerator", kind: FieldKind::Amount, vi: "Tử số", en: "Numerator", ..PLAIN },
    FieldSpec { name: "denominator", kind: FieldKind::Amount, vi: "Mẫu số", en: "Denominator", ..PLAIN },
    FieldSpec { name: "note", max_chars: 500, vi: "Ghi chú", en: "Note", ..PLAIN },
    FieldSpec { name: "evidence", max_chars: 64, vi: "Minh chứng", en: "Evidence", ..PLAIN },
];

/// What people asked for, with its time limits: conclusions within 10 days, results within 20.
static FOLLOW_UP: &[FieldSpec] = &[
    KEY,
    FieldSpec {
        name: "recommendation",
        requirement: Requirement::Asked,
        max_chars: 1000,
        vi: "Kiến nghị",
        en: "Recommendation",
        ..PLAIN
    },
    FieldSpec {
        name: "responsible", max_chars: 200, vi: "Đơn vị giải quyết", en: "Responsible", ..PLAIN
    },
    FieldSpec {
        name: "announce_by",
        kind: FieldKind::Date,
        vi: "Hạn thông báo kết luận",
        en: "Conclusion due",
        ..PLAIN
    },
    FieldSpec {
        name: "result_by",
        kind: FieldKind::Date,
        vi: "Hạn báo cáo kết quả",
        en: "Result due",
        ..PLAIN
    },
    FieldSpec {
        name: "status",
        kind: FieldKind::Choice(ChoiceList::Fixed(FOLLOW_UP_STATES)),
        vi: "Trạng thái",
        en: "State",
        ..PLAIN
    },
];
