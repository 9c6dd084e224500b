//! What the screens say keeps to "One thing, one word on the screen" in docs/glossary.md.

#![expect(clippy::unwrap_used, reason = "a test's helper fails as a test does")]

use std::fs;
use std::path::{Path, PathBuf};

/// Where texts of the screen stand: folders with their kind of file, and single files. Names of units and organisations
/// are spelt as in their source, and what was printed before is quoted: those lists are not among them.
const PLACES: [(&str, &str); 12] = [
    ("src", "rs"),
    ("index.html", "html"),
    ("public", "webmanifest"),
    ("crates/core/src/record/schema", "rs"),
    ("crates/core/src/workflow.rs", "rs"),
    ("crates/core/data/activity_types.tsv", "tsv"),
    ("crates/core/data/award_forms.tsv", "tsv"),
    ("crates/core/data/codes.tsv", "tsv"),
    ("crates/core/data/indicators.tsv", "tsv"),
    ("crates/office/src/error", "rs"),
    ("crates/office/src/hub/page", "rs"),
    ("crates/office/src/hub/page", "js"),
];

/// Words that the glossary has given up, and what is said in their place. Words that are wrong in one sense only
/// (mục, bản, chỗ, việc) stand here with the neighbour that shows the sense.
const GIVEN_UP: &[(&str, &str)] = &[
    ("bản ghi", "hồ sơ"),
    ("mục ghi", "lần ghi"),
    ("bản nháp", "nháp"),
    ("ghi dở", "nháp"),
    ("bản mới", "phiên bản mới"),
    ("bản cũ", "phiên bản cũ"),
    ("bản sổ", "phiên bản"),
    ("đồng bộ", "gửi, nhận"),
    ("thiết bị", "máy"),
    ("máy của tỉnh", "máy chủ của tỉnh"),
    ("văn phòng tỉnh", "tỉnh"),
    ("bảng điều khiển", "trang quản lý của tỉnh"),
    ("mã tham gia", "mã kích hoạt"),
    ("mã ghi danh", "mã kích hoạt"),
    ("mã đăng ký", "mã kích hoạt"),
    ("tới tỉnh", "về tỉnh"),
    ("lên tỉnh", "về tỉnh"),
    ("đã có đủ", "đã nhận đủ"),
    ("đã có tất cả", "đã nhận đủ"),
    ("lưu chắc", "lưu trên máy"),
    ("gói gửi", "lần gửi"),
    ("máy chuyển tiếp", "máy khu vực"),
    ("mang tay", "chuyển bằng USB"),
    ("lần cuối", "gần nhất"),
    ("hết chỗ", "hết bộ nhớ"),
    ("kho lưu", "bộ nhớ"),
    ("xung đột", "cần chọn, có hai cách ghi"),
    ("từ chối", "không nhận, không công nhận"),
    ("khóa kỳ", "chốt kỳ"),
    ("chủ thể", "lực lượng thực hiện"),
    ("đối tượng này", "người hoặc tập thể này"),
    ("chiến dịch", "phong trào"),
    ("tệp đính kèm", "ảnh và tệp"),
    ("chữ kiểu cũ", "phông chữ cũ"),
    ("chạm", "bấm"),
    ("phim", "video"),
    ("chiến sỹ", "chiến sĩ"),
    ("bạn", "no pronoun"),
    ("đừng", "không"),
    ("vui lòng", "a bare verb"),
];

/// Every file in which texts stand.
fn files() -> Vec<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for (place, kind) in PLACES {
        let before = found.len();
        look(&project.join(place), kind, &mut found);
        assert!(found.len() > before, "nothing is read in {place}: has it moved?");
    }
    found
}

fn look(place: &Path, kind: &str, found: &mut Vec<PathBuf>) {
    if place.is_dir() {
        for entry in fs::read_dir(place).unwrap() {
            look(&entry.unwrap().path(), kind, found);
        }
    } else if place.extension().is_some_and(|extension| extension == kind) {
        found.push(place.to_owned());
    }
}

/// The texts of a file: the strings of a program; the lines of a page or a list, without its comments.
fn texts(file: &Path) -> Vec<String> {
    let content = fs::read_to_string(file).unwrap();
    if file.extension().is_some_and(|extension| extension == "rs") {
        return strings(&content);
    }
    let parts = content.split("<!--").enumerate();
    let shown = parts.map(|(at, part)| if at == 0 { part } else { part.split_once("-->").unwrap().1 });
    shown.flat_map(str::lines).filter(|line| !line.trim().starts_with("//")).map(str::to_owned).collect()
}

/// The strings of a program, without its comments.
fn strings(program: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = program.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '/' if rest.peek() == Some(&'/') => {
                rest.find(|letter| *letter == '\n');
            }
            // A quotation mark as a letter: '"'.
            '\'' if rest.peek() == Some(&'"') => {
                rest.next();
            }
            '"' => {
                let mut text = String::new();
                while let Some(letter) = rest.next().filter(|letter| *letter != '"') {
                    text.push(letter);
                    if letter == '\\' {
                        text.extend(rest.next());
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}

/// What in a text does not keep to the glossary.
fn offences(text: &str) -> Vec<String> {
    let low = text.to_lowercase();
    // Villages, versions and papers are told apart by the word before.
    let words: Vec<&str> =
        low.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let line = [" ", &words.join(" "), " "]
        .concat()
        .replace(" phiên bản ", " phiên_bản ")
        .replace(" văn bản ", " văn_bản ");
    let given_up = GIVEN_UP.iter().filter(|(word, _)| line.contains(&[" ", word, " "].concat()));
    let mut found: Vec<String> = given_up.map(|(word, better)| format!("“{word}”: {better}")).collect();
    found.extend(
        words.iter().filter(|word| has_old_mark(word)).map(|word| format!("“{word}”: the tone mark")),
    );
    if low.contains("{} trên {}") {
        found.push("“{} trên {}”: {}/{}".to_owned());
    }
    if low.contains("{} mục") {
        found.push("“{} mục”: hồ sơ, lần ghi".to_owned());
    }
    if words.iter().filter(|word| **word == "hãy").count() > 1 {
        found.push("“hãy”: once at most".to_owned());
    }
    if is_vietnamese(text) && text.replace("<!doctype", "").contains('!') {
        found.push("“!”: a full stop".to_owned());
    }
    found
}

/// Whether the tone of an open oa, oe, uy stands on the last letter: "hoá" for "hóa", but "quý" is right.
fn has_old_mark(word: &str) -> bool {
    const OLD: [&str; 15] =
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"];
    OLD.iter().any(|end| word.strip_suffix(end).is_some_and(|before| !before.ends_with('q')))
}

/// Whether it has a letter that only Vietnamese has.
fn is_vietnamese(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, 'Ạ'..='ỹ' | 'ă' | 'đ' | 'ơ' | 'ư' | 'Đ' | 'Ơ' | 'Ư'))
}

#[test]
fn the_screens_keep_to_one_word_for_one_thing() {
    let (mut read, mut wrong) = (0, Vec::new());
    for file in files() {
        for text in texts(&file) {
            read += usize::from(is_vietnamese(&text));
            wrong.extend(
                offences(&text)
                    .into_iter()
                    .map(|offence| format!("{}: {offence} in “{text}”", file.display())),
            );
        }
    }
    assert!(read > 800, "only {read} Vietnamese texts were found: do they stand somewhere else now?");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_word_that_was_given_up_is_found() {
    for text in [
        "Bản ghi này đã có rồi.",
        "Cần bản mới để mở",
        "Sổ của bạn",
        "Đã gửi {} trên {} lần ghi",
        "{} mục chờ gửi",
        "Văn hoá, Tỉnh uỷ",
        "Hãy gửi lại; nếu vẫn vậy, hãy báo tỉnh.",
        "Đã lưu!",
    ] {
        assert_eq!(offences(text).len().min(1), 1, "{text}");
    }
    for text in [
        "Cần phiên bản mới để mở",
        "Quý IV: 320 trên toàn tỉnh",
        "Danh mục của tỉnh",
        "Bản Nậm Ngà",
        "Press it!",
    ] {
        assert_eq!(offences(text), [""; 0], "{text}");
    }
    assert_eq!(strings("a(\"b\\\"c\", '\"'); // \"d\"\nt(\"e\")"), ["b\\\"c", "e"]);
}
