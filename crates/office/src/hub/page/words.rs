//! What happened, in the page's words.

use danvan_core::bundle::BundleProblem;
use danvan_core::wire_bundles::{BundleOutcome, BundleRow};

use crate::clock;
use crate::hub_wire::KeptBundle;

/// How a row looks, and its words.
pub type Said = (&'static str, String);

/// What the hub says of a file that was brought.
pub fn brought(row: &BundleRow) -> Said {
    match (row.outcome, row.missing_from, row.problem) {
        (BundleOutcome::Kept, None, _) => ("good", "Khu vực đã giữ, chờ chuyển về tỉnh".to_owned()),
        (BundleOutcome::Kept, Some(from), _) => ("look", waits_here("Khu vực đã giữ", from)),
        (BundleOutcome::AlreadyHad, ..) => ("good", "Đã có ở đây từ trước".to_owned()),
        (_, _, Some(problem)) => ("bad", problem_at_hub(problem).to_owned()),
        (_, _, None) => ("bad", UNUSABLE.to_owned()),
    }
}

/// How it stands with a bundle that is kept, or was.
pub fn standing(kept: &KeptBundle) -> Said {
    if let Some(answer) = &kept.answer {
        return answered(answer);
    }
    let (mut class, mut words) = match kept.row.missing_from {
        None => ("", "Chờ chuyển về tỉnh".to_owned()),
        Some(from) => ("look", waits_here("Chờ chuyển về tỉnh", from)),
    };
    if let Some(at) = kept.copied_at {
        words.push_str(&at.format(". Đã chép %d/%m/%Y %H:%M").to_string());
    }
    if let Some(trouble) = &kept.trouble {
        class = "look";
        words.push_str(&format!(". Tỉnh chưa nhận qua đường truyền: {trouble}"));
    }
    (class, words)
}

/// The province's word.
fn answered(answer: &BundleRow) -> Said {
    let (mut class, mut words) = match (answer.outcome, answer.problem) {
        (BundleOutcome::Taken | BundleOutcome::AlreadyHad, _) => ("good", "Tỉnh đã nhận".to_owned()),
        (BundleOutcome::Waiting, _) => {
            let from = grouped(answer.missing_from.unwrap_or_default().saturating_add(1));
            (
                "look",
                format!("Tỉnh đã giữ; tỉnh còn thiếu từ lần ghi {from}, phần đó đến thì gói này tự vào sổ"),
            )
        }
        (BundleOutcome::Quarantined, _) => (
            "look",
            "Máy này đã bị thu hồi: tỉnh giữ riêng gói này, chờ người có thẩm quyền xem xét".to_owned(),
        ),
        (BundleOutcome::Forked, _) => (
            "look",
            "Có hai máy cùng ghi dưới tên máy này; phần khác tỉnh đã giữ riêng, không mất".to_owned(),
        ),
        (BundleOutcome::Other(_), _) => {
            ("look", "Tỉnh đã trả lời; cần phiên bản mới của máy khu vực để đọc".to_owned())
        }
        (_, problem) => {
            let why = problem.map_or(EXPORT_AGAIN, problem_at_province);
            ("bad", format!("Tỉnh không dùng được: {why}"))
        }
    };
    let more = [
        (answer.refused, "lần ghi không hợp lệ, lý do có trong biên nhận"),
        (answer.refused_files.len() as u64, "ảnh, tệp không nhận, cần chụp hoặc chọn lại trên máy"),
    ];
    for (count, what) in more.into_iter().filter(|(count, _)| *count > 0) {
        class = "look";
        words.push_str(&format!(". {} {what}", grouped(count)));
    }
    (class, words)
}

/// A bundle that does not begin where the hub's knowledge ends. Of what went to the province by itself the hub knows
/// nothing: there need not be another bundle.
fn waits_here(done: &str, missing_from: u64) -> String {
    let from = grouped(missing_from.saturating_add(1));
    format!(
        "{done}. Khu vực còn thiếu từ lần ghi {from}: máy có thể đã gửi thẳng phần đó về tỉnh. Vẫn chuyển gói này đi"
    )
}

/// Where nothing is known but that it cannot be used.
const UNUSABLE: &str = "Tệp không dùng được";
/// What always helps.
const EXPORT_AGAIN: &str = "xuất gói lại trên máy";

/// What is wrong with a file, as the hub found it.
pub fn problem_at_hub(problem: BundleProblem) -> &'static str {
    match problem {
        BundleProblem::NotABundle => {
            "Không phải tệp nhận được ở đây. “Nhận gói” nhận tệp goi-….danvan của điện thoại; “Nhập biên nhận từ tỉnh” nhận \
             tệp bien-nhan-…; tệp goi-khu-vuc-….tar thì mang về tỉnh"
        }
        BundleProblem::Newer => "Tệp của phiên bản mới hơn: cần cập nhật máy khu vực trước",
        BundleProblem::Truncated => "Tệp bị thiếu phần cuối: chép lại",
        BundleProblem::TooLarge => "Tệp quá lớn",
        BundleProblem::BadSignature => "Tệp không còn nguyên vẹn: chép lại từ máy gốc",
        BundleProblem::UnknownDevice => {
            "Khu vực chưa biết máy này. Máy mới kích hoạt: thử lại sau một phút. Vẫn vậy thì mang thẳng về tỉnh"
        }
        BundleProblem::DeviceRevoked => {
            "Máy này đã bị thu hồi. Những gì đã ghi vẫn còn trên máy: liên hệ người quản trị của tỉnh"
        }
        BundleProblem::OtherOffice => "Tệp này của tỉnh khác",
        BundleProblem::OtherUnit => {
            "Nhãn gói ghi một đơn vị không phải của máy này: xuất gói lại trên máy, hoặc mang thẳng về tỉnh"
        }
        BundleProblem::Damaged | BundleProblem::HeaderDiffers => "Tệp bị hỏng: chép lại từ máy gốc",
        BundleProblem::Other(_) => "Cần phiên bản mới của máy khu vực để đọc lý do",
        _ => UNUSABLE,
    }
}

fn problem_at_province(problem: BundleProblem) -> &'static str {
    match problem {
        BundleProblem::UnknownDevice => "tỉnh chưa biết máy này: cần vào mạng và bấm “Gửi ngay” một lần",
        BundleProblem::DeviceRevoked => "máy này đã bị thu hồi",
        BundleProblem::WrongKey => "gói không niêm phong cho tỉnh này, xuất gói lại",
        BundleProblem::NotTheirLog => "nội dung trong gói là của máy khác",
        BundleProblem::HeaderDiffers => "bên trong không đúng như nhãn gói",
        BundleProblem::OtherOffice => "gói của tỉnh khác",
        BundleProblem::OtherUnit => "nhãn gói ghi một đơn vị không phải của máy này, xuất gói lại",
        BundleProblem::Other(_) => "cần phiên bản mới của máy khu vực để đọc lý do",
        _ => EXPORT_AGAIN,
    }
}

/// "hôm nay 14:05", "19/11/2026 16:42", "chưa có".
pub fn moment(unix_ms: Option<i64>, now_ms: i64) -> String {
    let Some(at) = unix_ms.and_then(clock::from_unix_ms) else { return "chưa có".to_owned() };
    let today = clock::from_unix_ms(now_ms).map(|now| now.date_naive());
    if today == Some(at.date_naive()) {
        return at.format("hôm nay %H:%M").to_string();
    }
    at.format("%d/%m/%Y %H:%M").to_string()
}

/// 2.185
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// "1,5 MB", "12 KB".
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1_000;
    const MB: u64 = 1_000 * KB;
    if bytes < MB {
        return format!("{} KB", bytes.div_ceil(KB));
    }
    let tenths = bytes * 10 / MB;
    format!("{},{} MB", grouped(tenths / 10), tenths % 10)
}
