//! Whether a word could be a Vietnamese syllable. Only used to tell text in an old encoding from text in Unicode, so
//! it may be generous, but "t¸c" and "taùc" must not pass.

use super::letters::{Vowel, lower};

/// Initial consonants; the empty one is no entry.
const INITIALS: [&str; 27] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k",
    "l", "m", "n", "p", "r", "s", "t", "v", "x",
];

/// Vowels that can stand between initial and final consonant, tones aside, and whether a final consonant may follow.
const NUCLEI: [(&str, bool); 59] = [
    ("a", true),
    ("ă", true),
    ("â", true),
    ("e", true),
    ("ê", true),
    ("i", true),
    ("o", true),
    ("ô", true),
    ("ơ", true),
    ("u", true),
    ("ư", true),
    ("y", true),
    ("ai", false),
    ("ao", false),
    ("au", false),
    ("ay", false),
    ("âu", false),
    ("ây", false),
    ("eo", false),
    ("êu", false),
    ("ia", false),
    ("iu", false),
    ("iê", true),
    ("oa", true),
    ("oă", true),
    ("oe", true),
    ("oi", false),
    ("oo", true),
    ("ôi", false),
    ("ơi", false),
    ("ua", false),
    ("uâ", true),
    ("uê", true),
    ("ui", false),
    ("uô", true),
    ("uơ", false),
    ("uy", true),
    ("ưa", false),
    ("ưi", false),
    ("ươ", true),
    ("ưu", false),
    ("yê", true),
    ("iêu", false),
    ("yêu", false),
    ("oai", false),
    ("oao", false),
    ("oay", false),
    ("oeo", false),
    ("uây", false),
    ("uôi", false),
    ("ươi", false),
    ("ươu", false),
    ("uya", false),
    ("uyê", true),
    ("uyu", false),
    ("uao", false),
    ("uă", true),
    ("ue", true),
    ("ya", false),
];

/// Final consonants.
const FINALS: [&str; 8] = ["ch", "ng", "nh", "c", "m", "n", "p", "t"];

/// Whether the word is spelt like a Vietnamese syllable with at most one tone.
pub(super) fn is_syllable(word: &str) -> bool {
    let mut plain = String::with_capacity(word.len());
    let mut tones = 0;
    for letter in word.chars() {
        match Vowel::of(letter) {
            Some(vowel) => {
                tones += usize::from(vowel.tone > 0);
                plain.push(Vowel { tone: 0, upper: false, ..vowel }.letter());
            }
            None => plain.push(lower(letter)),
        }
    }
    // "gi" and "qu" hold a letter that may be the vowel as well (gì, quý), so the empty beginning is always tried.
    tones <= 1
        && INITIALS
            .iter()
            .filter_map(|initial| plain.strip_prefix(initial))
            .chain([plain.as_str()])
            .any(is_rhyme)
}

fn is_rhyme(rest: &str) -> bool {
    NUCLEI.iter().any(|(nucleus, closes)| {
        rest.strip_prefix(nucleus).is_some_and(|end| end.is_empty() || (*closes && FINALS.contains(&end)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_sources_are_syllables() {
        let text = "Công tác dân vận khéo Tuyên truyền quyết định gì giếng giữ quý khoảng nghiêng thuở khuya hươu \
                    xoèn xoẹt người đường Đoàn Kết Tủa Sín Chải Pa Vệ Sủ Hồ Thèn Xè uỷ ủy hoà hòa nguyễn khuỷu \
                    ngoằn oai quốc hội phường xã Mường Khổng Lào việt yêu ỉa Ý kiến";
        for word in text.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn misread_words_are_not() {
        for word in [
            "c«ng", "t¸c", "vËn", "Coâng", "taùc", "daân", "vaän", "café", "tróng1", "hoïc", "áá", "",
            "Ñaûng",
        ] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
