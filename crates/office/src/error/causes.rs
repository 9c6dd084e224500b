//! What lies beneath an answer: the store, the writer, files, people, the machine.

use crate::alarms::AlarmNotKept;
use crate::attachments::{OPEN_BYTES_MAX, OPEN_UPLOADS_MAX, Refusal, Unfit};
use crate::intake::IntakeError;
use crate::people::PersonProblem;
use crate::secrets::NoRandomness;
use crate::store::StoreError;

use super::ApiError;
use super::kinds::{
    ATTACHMENT_REFUSED, DEFECT, DEVICE_BUSY, TOO_MANY, UPLOAD_DAMAGED, UPLOAD_EXPIRED, USERNAME_TAKEN,
    WRONG_OFFSET,
};

/// Seconds after which a device with too many files under way may begin another.
const TOO_MANY_UPLOADS_RETRY_S: u64 = 3600;

/// Seconds after which a device whose other push is under way comes again.
const DEVICE_BUSY_RETRY_S: u64 = 10;

const MIB: u64 = 1024 * 1024;

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "store failed");
        Self::busy()
    }
}

impl ApiError {
    /// Something else of the same device is being put into the book (429): no machine decides again for a person.
    pub fn another_decision_under_way() -> Self {
        let words = "Một phần khác của máy này đang được đưa vào sổ. Việc vừa bấm chưa được ghi; chờ ít giây rồi bấm lại.";
        Self { retry_after_s: Some(DEVICE_BUSY_RETRY_S), ..Self::with(&DEVICE_BUSY, words) }
    }
}

impl From<IntakeError> for ApiError {
    fn from(error: IntakeError) -> Self {
        match error {
            // Logged by the writer, which knows more.
            IntakeError::Stopping | IntakeError::Full | IntakeError::Store(_) => Self::busy(),
            IntakeError::DeviceBusy => Self {
                retry_after_s: Some(DEVICE_BUSY_RETRY_S),
                ..Self::with(&DEVICE_BUSY, "Máy sẽ tự gửi lại.".to_owned())
            },
            // It comes again, is known as what it is by then, and is set apart and told so.
            IntakeError::Revoked => Self::busy(),
            IntakeError::Defect => Self::of(&DEFECT),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found(),
            Refusal::Expired => Self::of(&UPLOAD_EXPIRED),
            Refusal::WrongOffset(offset) => {
                Self::with(&WRONG_OFFSET, format!("Máy chủ của tỉnh đã có {offset} byte."))
            }
            Refusal::TooLong => Self::too_large("Tệp dài hơn đã báo, hoặc quá 10 MB."),
            Refusal::TooMany => Self {
                retry_after_s: Some(TOO_MANY_UPLOADS_RETRY_S),
                ..Self::with(
                    &TOO_MANY,
                    format!(
                        "Máy này đang gửi dở quá nhiều: tối đa {OPEN_UPLOADS_MAX} tệp, cộng lại {} MB.",
                        OPEN_BYTES_MAX / MIB
                    ),
                )
            },
            // Not a matter of waiting: files of records go on, and this one once its record is there.
            Refusal::NoRoom => Self::too_large(
                "Máy chủ của tỉnh đang giữ quá nhiều tệp của máy này mà chưa hồ sơ nào nêu. Gửi hồ sơ có tệp này, rồi gửi lại tệp.",
            ),
            Refusal::OtherDigest => Self::of(&UPLOAD_DAMAGED),
            Refusal::Unfit(unfit) => Self::with(
                &ATTACHMENT_REFUSED,
                match unfit {
                    Unfit::Type => "Chỉ nhận ảnh JPEG, PNG, WebP và tệp PDF, DOCX, XLSX.",
                    Unfit::Unreadable => "Ảnh bị hỏng, không đọc được.",
                    Unfit::TooManyPixels => "Ảnh có quá nhiều điểm ảnh.",
                },
            ),
            Refusal::Store(error) => error.into(),
            Refusal::Going => Self::busy(),
            Refusal::Spool(_) | Refusal::Objects(_) | Refusal::Stopping => {
                tracing::error!(error = %refusal, "a file could not be kept");
                Self::busy()
            }
        }
    }
}

impl From<AlarmNotKept> for ApiError {
    fn from(error: AlarmNotKept) -> Self {
        match error {
            AlarmNotKept::Store(error) => error.into(),
            AlarmNotKept::NoRandomness(error) => error.into(),
        }
    }
}

impl From<PersonProblem> for ApiError {
    fn from(problem: PersonProblem) -> Self {
        match problem {
            PersonProblem::Request(words) => Self::invalid(words),
            PersonProblem::UsernameTaken => Self::of(&USERNAME_TAKEN),
            PersonProblem::Store(error) => error.into(),
            PersonProblem::Randomness(error) => error.into(),
        }
    }
}

impl From<NoRandomness> for ApiError {
    fn from(error: NoRandomness) -> Self {
        tracing::error!(%error, "no randomness");
        Self::busy()
    }
}
