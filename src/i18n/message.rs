//! The core's messages as sentences: what is wrong, and where it helps, what to do.

use danvan_core::access::Role;
use danvan_core::message::Message;

use super::Text;

/// The sentence of a message.
pub fn sentence(message: Message) -> &'static str {
    let text = match message {
        Message::EntryUnreadable => {
            t("Bản của sổ này không đọc được mục ghi.", "This version cannot read the entry.")
        }
        Message::EntryNewer => {
            t("Cần cập nhật sổ lên bản mới để làm việc này.", "A newer version of the book is needed.")
        }
        Message::ScopeOutside => t(
            "Bản ghi thuộc đơn vị khác, ngoài phạm vi của bạn.",
            "The record belongs to a unit outside your reach.",
        ),
        Message::RoleMayNot => {
            t("Vai trò của bạn không làm được việc này.", "Your role does not allow this.")
        }
        Message::AuthorDisabled => t(
            "Quyền dùng sổ của người ghi mục này đã kết thúc. Hãy hỏi người quản trị sổ ở tỉnh.",
            "The access of this entry's author was ended. Please ask the province's administrator.",
        ),
        Message::UnitUnknown => t(
            "Danh mục của tỉnh không có đơn vị mà bản ghi này ghi tên. Hãy báo cho tỉnh.",
            "The province's lists do not have the unit that this record names. Please tell the province.",
        ),
        Message::RecordMissing => t("Chưa có bản ghi này ở tỉnh.", "The province does not have this record."),
        Message::RecordExists => t("Bản ghi này đã có rồi.", "This record exists already."),
        Message::KindDiffers => t("Bản ghi này thuộc loại khác.", "This record is of another kind."),
        Message::RecordDeleted => t("Bản ghi đã được rút.", "The record was withdrawn."),
        Message::RecordLocked => t(
            "Bản ghi đang được xét hoặc đã duyệt nên không sửa được.",
            "The record is under review or approved and cannot be changed.",
        ),
        Message::ChangedSince => t(
            "Bản ghi vừa được người khác sửa. Hãy xem bản mới rồi làm lại.",
            "Somebody has changed the record. Look at it again first.",
        ),
        Message::StepNotOpen => t("Bản ghi không còn ở bước này.", "The record is no longer at this step."),
        Message::ReasonTooShort => {
            t("Lý do cần ít nhất 10 chữ cái.", "The reason needs at least 10 characters.")
        }
        Message::NothingChanged => t("Chưa sửa gì so với bản bị trả lại.", "Nothing was corrected yet."),
        Message::NothingWaits => t(
            "Chỗ này không còn chờ chọn nữa. Hãy xem lại bản ghi.",
            "Nothing waits there any more. Please look at the record again.",
        ),
        Message::RecordFull => t(
            "Bản ghi này đã được sửa quá nhiều lần nên không nhận thêm được nữa. Hãy rút gọn, hoặc ghi phần mới vào một bản ghi khác.",
            "This record has been changed so often that it takes in no more. Make it shorter, or put what is new into another record.",
        ),
        Message::UnknownTooMuch => t(
            "Bản ghi có quá nhiều phần mà bản sổ này chưa biết. Hãy bớt các phần đó, hoặc báo cho tỉnh.",
            "The record has too much in it that this version does not know. Take some of it out, or tell the province.",
        ),
        Message::WaitsTooMuch => t(
            "Bạn đã có quá nhiều chỗ đang chờ chọn ở bản ghi này. Chờ người phụ trách chọn xong rồi ghi tiếp.",
            "Too much of what you wrote waits for a choice in this record already. Go on once that was decided.",
        ),
        Message::Required => t("Chưa nhập mục này.", "Please fill this in."),
        Message::TooLong => t("Dài quá mức cho phép. Hãy rút gọn.", "This is too long. Please shorten it."),
        Message::WrongForm => t("Chưa đúng cách ghi.", "This is not in the expected form."),
        Message::NotInList => {
            t("Không có trong danh mục. Hãy chọn lại.", "This is not in the list. Please choose again.")
        }
        Message::EndBeforeBegin => {
            t("Ngày kết thúc trước ngày bắt đầu.", "The end lies before the beginning.")
        }
        Message::Negative => t("Số không được âm.", "The number cannot be negative."),
        Message::TooManyDecimals => {
            t("Quá nhiều chữ số sau dấu phẩy cho chỉ tiêu này.", "Too many decimals for this indicator.")
        }
        Message::TooLarge => {
            t("Số quá lớn. Hãy xem lại đơn vị tính.", "The number is too large. Check its unit.")
        }
        Message::Duplicate => t("Mục này đã có ở trên.", "This stands there already."),
        Message::FigureRequired => t(
            "Chưa có số liệu nào: hoạt động này sẽ không vào báo cáo số.",
            "There is no figure: this activity will count in no report.",
        ),
        Message::NumberBesideWords => {
            t("Chỉ ghi số hoặc ghi chữ, không ghi cả hai.", "Give a number or words, not both.")
        }
        Message::PartAboveWhole => t("Phần lớn hơn tổng.", "A part is larger than its whole."),
        Message::LocationOfArmedForces => {
            t("Không ghi toạ độ của lực lượng vũ trang.", "Coordinates of the armed forces are not recorded.")
        }
        Message::SameNominee => {
            t("Đối tượng này đã có trong cùng đợt đề nghị.", "This nominee stands in the same batch already.")
        }
        Message::AlreadyAwarded => {
            t("Đối tượng này đã được khen cho cùng thời gian.", "This nominee was awarded for the same time.")
        }
        Message::ParentBelowChildren => {
            t("Số gộp nhỏ hơn tổng các phần.", "The total is smaller than the sum of its parts.")
        }
        Message::DissolvedBody => t(
            "Đơn vị này đã giải thể khi sắp xếp nên không xét khen (TT 15/2025/TT-BNV).",
            "This body was dissolved and cannot be commended (TT 15/2025/TT-BNV).",
        ),
        Message::DossierItemMissing => {
            t("Hồ sơ còn thiếu giấy tờ này.", "This paper is missing from the dossier.")
        }
        Message::AwardNotForKind => t(
            "Hình thức này không dành cho loại đối tượng đã chọn.",
            "This award is not for this kind of nominee.",
        ),
        Message::AwardNotValid => t(
            "Hình thức này không còn (hoặc chưa) được tặng vào thời điểm đó.",
            "This award was not granted at that time.",
        ),
        Message::DateInFuture => {
            t("Ngày này chưa đến. Xem lại năm.", "This day has not come yet. Please check the year.")
        }
        Message::DateLongAgo => t(
            "Thời gian này cách nay rất lâu. Xem lại năm.",
            "This lies very far back. Please check the year.",
        ),
        Message::OutsideCampaign => {
            t("Ngày nằm ngoài thời gian của phong trào.", "The date lies outside the campaign's period.")
        }
        Message::ParticipantsMissing => {
            t("Chưa ghi số lượt người tham gia.", "The number of attendances is missing.")
        }
        Message::Outlier => t(
            "Số này cao hơn hẳn mức thường ghi. Đúng như vậy chứ?",
            "This is far above the usual figures. Is it right?",
        ),
        Message::LikelyDuplicate => t(
            "Đã có một bản ghi rất giống: cùng nơi, cùng ngày, cùng tên.",
            "There is a very similar record: same place, day and title.",
        ),
        Message::VoteBelowThreshold => {
            t("Tỷ lệ đồng ý thấp hơn mức thường yêu cầu.", "The share of consent is below the usual.")
        }
        Message::LegacyEncoding => t(
            "Chữ có vẻ theo bảng mã cũ (TCVN3, VNI).",
            "The text seems to be in an old encoding (TCVN3, VNI).",
        ),
        Message::SecrecyMark => t(
            "Nội dung có dấu hiệu mật. Sổ này chỉ ghi việc không mật.",
            "The text bears a mark of secrecy. Only non-secret matters belong here.",
        ),
        Message::Other(_) => t(
            "Cần phiên bản mới: tỉnh nêu một lý do mà bản sổ này chưa biết. Hãy cập nhật sổ.",
            "The province gave a reason this version does not know. Update the book.",
        ),
    };
    text.get()
}

/// The name of a role.
pub fn role(role: Role) -> &'static str {
    let text = match role {
        Role::FieldOfficer => t("Cán bộ cơ sở", "Field officer"),
        Role::CommuneLeader => t("Lãnh đạo xã", "Commune leader"),
        Role::HubMonitor => t("Theo dõi khu vực", "District monitor"),
        Role::ProvinceSpecialist => t("Chuyên viên tỉnh", "Provincial specialist"),
        Role::ProvinceLeader => t("Lãnh đạo tỉnh", "Provincial leader"),
        Role::SectorUnit => t("Đơn vị ngành", "Sector unit"),
        Role::Council => t("Hội đồng", "Council"),
        Role::Viewer => t("Chỉ xem", "Viewer"),
        Role::Administrator => t("Quản trị", "Administrator"),
        Role::HubMachine => t("Máy khu vực", "District machine"),
        Role::Other(_) => super::common::NEWER,
    };
    text.get()
}

const fn t(vi: &'static str, en: &'static str) -> Text {
    Text::new(vi, en)
}
