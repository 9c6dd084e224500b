//! The core's messages as sentences: what is wrong, and where it helps, what to do.

use danvan_core::access::Role;
use danvan_core::message::Message;

use super::Text;

/// The sentence of a message.
pub fn sentence(message: Message) -> &'static str {
    let text = match message {
        Message::EntryUnreadable => t(
            "Phiên bản này chưa đọc được lần ghi này. Cập nhật sổ rồi mở lại.",
            "This version cannot read the entry. Update the book and open it again.",
        ),
        Message::EntryNewer => {
            t("Cập nhật sổ lên phiên bản mới để làm việc này.", "A newer version of the book is needed.")
        }
        Message::ScopeOutside => t(
            "Hồ sơ thuộc đơn vị khác, ngoài phạm vi được giao.",
            "The record belongs to another unit, outside what was assigned.",
        ),
        Message::RoleMayNot => {
            t("Tài khoản này chưa được giao việc này.", "This account is not assigned this.")
        }
        Message::AuthorDisabled => t(
            "Quyền dùng sổ của người ghi đã kết thúc. Liên hệ người quản trị của tỉnh.",
            "The access of this entry's author was ended. Please ask the province's administrator.",
        ),
        Message::UnitUnknown => t(
            "Danh mục của tỉnh không có đơn vị ghi trong hồ sơ này. Báo người quản trị của tỉnh.",
            "The province's lists do not have the unit that this record names. Please tell the administrator.",
        ),
        Message::RecordMissing => t("Tỉnh chưa có hồ sơ này.", "The province does not have this record."),
        Message::RecordExists => t("Hồ sơ này đã có rồi.", "This record exists already."),
        Message::KindDiffers => t("Hồ sơ này thuộc loại khác.", "This record is of another kind."),
        Message::RecordDeleted => t("Hồ sơ đã được rút.", "The record was withdrawn."),
        Message::RecordLocked => t(
            "Hồ sơ đang được xét hoặc đã duyệt nên không sửa được.",
            "The record is under review or approved and cannot be changed.",
        ),
        Message::ChangedSince => t(
            "Hồ sơ vừa được người khác sửa. Xem lại hồ sơ rồi làm lại.",
            "Somebody has changed the record. Look at it again first.",
        ),
        Message::StepNotOpen => {
            t("Hồ sơ không còn ở trạng thái này.", "The record is no longer in this state.")
        }
        Message::ReasonTooShort => {
            t("Lý do quá ngắn: cần ít nhất 10 ký tự.", "The reason needs at least 10 characters.")
        }
        Message::NothingChanged => t("Chưa sửa gì so với lúc tỉnh trả lại.", "Nothing was corrected yet."),
        Message::NothingWaits => t(
            "Chỗ này không còn chờ chọn nữa. Xem lại hồ sơ.",
            "Nothing waits there any more. Please look at the record again.",
        ),
        Message::RecordFull => t(
            "Hồ sơ này đã được sửa quá nhiều lần nên không nhận thêm được nữa. Rút gọn, hoặc ghi phần mới vào một hồ sơ khác.",
            "This record has been changed so often that it takes in no more. Make it shorter, or put what is new into another record.",
        ),
        Message::UnknownTooMuch => t(
            "Hồ sơ có quá nhiều phần mà phiên bản này chưa biết. Bớt các phần đó, hoặc báo cho tỉnh.",
            "The record has too much in it that this version does not know. Take some of it out, or tell the province.",
        ),
        Message::WaitsTooMuch => t(
            "Tài khoản này đã có quá nhiều chỗ đang chờ chọn ở hồ sơ này. Chờ người phụ trách chọn xong rồi ghi tiếp.",
            "Too much of what you wrote waits for a choice in this record already. Go on once that was decided.",
        ),
        Message::Required => t("Chưa nhập mục này.", "Please fill this in."),
        Message::TooLong => t("Dài quá mức cho phép. Rút gọn lại.", "This is too long. Please shorten it."),
        Message::WrongForm => t(
            "Chưa đúng cách ghi. Xem ví dụ dưới ô.",
            "This is not in the expected form. Look at the example below the field.",
        ),
        Message::NotInList => {
            t("Không có trong danh mục. Chọn lại.", "This is not in the list. Please choose again.")
        }
        Message::EndBeforeBegin => {
            t("Ngày kết thúc trước ngày bắt đầu.", "The end lies before the beginning.")
        }
        Message::Negative => t("Số không được âm.", "The number cannot be negative."),
        Message::TooManyDecimals => {
            t("Quá nhiều chữ số sau dấu phẩy cho chỉ tiêu này.", "Too many decimals for this indicator.")
        }
        Message::TooLarge => {
            t("Số quá lớn. Xem lại đơn vị tính.", "The number is too large. Check its unit.")
        }
        Message::Duplicate => t("Nội dung này đã có ở phía trước.", "This stands there already."),
        Message::FigureRequired => t(
            "Chưa có số liệu nên hoạt động này chưa được tính vào báo cáo.",
            "There is no figure: this activity will count in no report.",
        ),
        Message::NumberBesideWords => {
            t("Chỉ ghi số hoặc ghi chữ, không ghi cả hai.", "Give a number or words, not both.")
        }
        Message::PartAboveWhole => t(
            "Tổng số đang nhỏ hơn số thành phần. Xem lại hai số này.",
            "The total is smaller than one of its parts. Check these two numbers.",
        ),
        Message::LocationOfArmedForces => {
            t("Không ghi tọa độ của lực lượng vũ trang.", "Coordinates of the armed forces are not recorded.")
        }
        Message::SameNominee => t(
            "Người hoặc tập thể này đã có trong đợt đề nghị.",
            "This nominee stands in the same batch already.",
        ),
        Message::AlreadyAwarded => t(
            "Người hoặc tập thể này đã được khen cho thời gian đó.",
            "This nominee was awarded for the same time.",
        ),
        Message::ParentBelowChildren => {
            t("Số chung nhỏ hơn các phần cộng lại.", "The total is smaller than the sum of its parts.")
        }
        Message::DissolvedBody => t(
            "Đơn vị này đã giải thể khi sắp xếp nên không xét khen (TT 15/2025/TT-BNV).",
            "This body was dissolved and cannot be commended (TT 15/2025/TT-BNV).",
        ),
        Message::DossierItemMissing => {
            t("Hồ sơ còn thiếu giấy tờ này.", "This paper is missing from the dossier.")
        }
        Message::AwardNotForKind => t(
            "Hình thức này không dành cho cá nhân, tập thể hay hộ gia đình đã chọn.",
            "This award is not for this kind of nominee.",
        ),
        Message::AwardNotValid => {
            t("Thời điểm đó không có hình thức khen thưởng này.", "This award was not granted at that time.")
        }
        Message::DateInFuture => {
            t("Ngày này chưa đến. Xem lại ngày, tháng, năm.", "This day has not come yet. Please check it.")
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
            "Số này cao hơn hẳn mức thường ghi. Nếu đúng, cứ lưu.",
            "This is far above the usual figures. If it is right, save it.",
        ),
        Message::LikelyDuplicate => t(
            "Đã có một hồ sơ rất giống: cùng nơi, cùng ngày, cùng tên.",
            "There is a very similar record: same place, day and title.",
        ),
        Message::VoteBelowThreshold => {
            t("Tỷ lệ đồng ý thấp hơn mức thường yêu cầu.", "The share of consent is below the usual.")
        }
        Message::LegacyEncoding => t(
            "Chữ dùng phông chữ cũ (TCVN3, VNI). Đổi sang Unicode.",
            "The text is in an old font's encoding (TCVN3, VNI). Change it to Unicode.",
        ),
        Message::SecrecyMark => t(
            "Nội dung có chữ chỉ độ mật (Mật, Tối mật, Tuyệt mật). Không ghi bí mật nhà nước vào sổ; nếu có, hãy bỏ đi.",
            "The text has words of secrecy (Mật, Tối mật, Tuyệt mật). State secrets do not belong here; if there is one, take it out.",
        ),
        Message::Other(_) => t(
            "Cần phiên bản mới: tỉnh nêu một lý do mà phiên bản này chưa biết. Cập nhật sổ.",
            "The province gave a reason this version does not know. Update the book.",
        ),
    };
    text.get()
}

/// The name of a role.
pub fn role(role: Role) -> &'static str {
    role.label(super::current()).unwrap_or_else(|| super::common::NEWER.get())
}

const fn t(vi: &'static str, en: &'static str) -> Text {
    Text::new(vi, en)
}
