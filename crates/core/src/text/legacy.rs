//! Text of before Unicode, pasted from old documents: TCVN3 (ABC, fonts .VnTime …) and VNI (fonts VNI-Times …).
//!
//! Both look like Western letters with odd signs: "C«ng t¸c d©n vËn", "Coâng taùc daân vaän". A form recognises them,
//! shows the converted text and asks before it takes it.

use super::letters::{TONES, VOWELS, Vowel, lower, upper};
use super::syllable::is_syllable;

/// An encoding of before Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Legacy {
    /// TCVN 5712:1993, called ABC. Its capitals with tones live in fonts of capitals and come out as small letters.
    Tcvn3,
    /// VNI for Windows: the letter, then its marks as a second letter.
    Vni,
}

/// TCVN3's small vowels as Windows shows them; rows and columns as in the table of letters.
const TCVN3: [[char; TONES]; 12] = [
    ['a', 'µ', '¶', '·', '¸', '¹'],
    ['¨', '»', '¼', '½', '¾', 'Æ'],
    ['©', 'Ç', 'È', 'É', 'Ê', 'Ë'],
    ['e', 'Ì', 'Î', 'Ï', 'Ð', 'Ñ'],
    ['ª', 'Ò', 'Ó', 'Ô', 'Õ', 'Ö'],
    ['i', '×', 'Ø', 'Ü', 'Ý', 'Þ'],
    ['o', 'ß', 'á', 'â', 'ã', 'ä'],
    ['«', 'å', 'æ', 'ç', 'è', 'é'],
    ['¬', 'ê', 'ë', 'ì', 'í', 'î'],
    ['u', 'ï', 'ñ', 'ò', 'ó', 'ô'],
    ['\u{ad}', 'õ', 'ö', '÷', 'ø', 'ù'],
    ['y', 'ú', 'û', 'ü', 'ý', 'þ'],
];

/// TCVN3's other signs: đ and the seven capitals it has.
const TCVN3_OTHERS: [(char, char); 8] =
    [('®', 'đ'), ('§', 'Đ'), ('¡', 'Ă'), ('¢', 'Â'), ('£', 'Ê'), ('¤', 'Ô'), ('¥', 'Ơ'), ('¦', 'Ư')];

/// VNI's marks of the plain tones, behind any vowel but i.
const VNI_TONES: [char; 5] = ['ø', 'û', 'õ', 'ù', 'ï'];
/// VNI's marks of a circumflex without and with tones.
const VNI_CIRCUMFLEX: [char; TONES] = ['â', 'à', 'å', 'ã', 'á', 'ä'];
/// VNI's marks of a breve without and with tones.
const VNI_BREVE: [char; TONES] = ['ê', 'è', 'ú', 'ü', 'é', 'ë'];
/// VNI's letters that stand alone.
const VNI_SINGLE: [(char, char); 9] = [
    ('ñ', 'đ'),
    ('ô', 'ơ'),
    ('ö', 'ư'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('í', 'í'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
];

/// The old encoding of a text; nothing where it reads well as it is, or in no encoding.
///
/// It goes by words with odd letters: as they stand they must be no Vietnamese syllables, and in the encoding most of
/// them must be.
pub fn detect(text: &str) -> Option<Legacy> {
    let words: Vec<&str> = text.split(is_between_words).filter(|word| !word.is_ascii()).collect();
    let good = |reading: &dyn Fn(&str) -> bool| words.iter().filter(|word| reading(word)).count();
    let as_it_is = good(&is_syllable);
    let (count, legacy) = [Legacy::Tcvn3, Legacy::Vni]
        .into_iter()
        .map(|legacy| (good(&|word| is_syllable(&convert(word, legacy))), legacy))
        .max_by_key(|(count, _)| *count)?;
    // Four of five: names and abbreviations of other languages occur in every text.
    (count > 0 && count * 5 >= words.len() * 4 && as_it_is * 2 < count).then_some(legacy)
}

/// Signs that part words and are letters in neither encoding.
fn is_between_words(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_ascii_punctuation()
        || sign.is_ascii_digit()
        || matches!(sign, '\u{2010}'..='\u{2026}')
}

/// The text in Unicode, composed. What is no letter of the encoding stays as it is.
pub fn convert(text: &str, from: Legacy) -> String {
    match from {
        Legacy::Tcvn3 => text.chars().map(from_tcvn3).collect(),
        Legacy::Vni => from_vni(text),
    }
}

fn from_tcvn3(sign: char) -> char {
    if sign.is_ascii() {
        return sign;
    }
    if let Some((_, letter)) = TCVN3_OTHERS.iter().find(|(old, _)| *old == sign) {
        return *letter;
    }
    let place = TCVN3.as_flattened().iter().position(|old| *old == sign);
    place.and_then(|place| VOWELS.as_flattened().get(place)).copied().unwrap_or(sign)
}

fn from_vni(text: &str) -> String {
    let mut converted = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let letter = vni_single(sign);
        let marked = signs.peek().and_then(|mark| vni_marked(letter, *mark));
        if marked.is_some() {
            signs.next();
        }
        converted.push(marked.unwrap_or(letter));
    }
    converted
}

/// A letter of VNI that needs no second one.
fn vni_single(sign: char) -> char {
    let small = lower(sign);
    match VNI_SINGLE.iter().find(|(old, _)| *old == small) {
        Some((_, letter)) if small == sign => *letter,
        Some((_, letter)) => upper(*letter),
        None => sign,
    }
}

/// A letter together with the mark behind it, where the two make a Vietnamese letter.
fn vni_marked(letter: char, mark: char) -> Option<char> {
    let vowel = Vowel::of(letter)?;
    let mark = lower(mark);
    let at = |marks: &[char]| marks.iter().position(|known| *known == mark);
    // Rows a, e, o take circumflex marks to the row of â, ê, ô; only a takes the breve.
    let circumflex = match vowel.row {
        0 => Some(2),
        3 => Some(4),
        6 => Some(7),
        _ => None,
    };
    if vowel.tone != 0 || vowel.row == 5 {
        return None;
    }
    let (row, tone) = if let Some(tone) = at(&VNI_TONES) {
        (vowel.row, tone + 1)
    } else if let (Some(row), Some(tone)) = (circumflex, at(&VNI_CIRCUMFLEX)) {
        (row, tone)
    } else if let (0, Some(tone)) = (vowel.row, at(&VNI_BREVE)) {
        (1, tone)
    } else {
        return None;
    };
    // A small mark behind a capital is common ("Ñaûng" in a font of capitals): the letter decides the case.
    Some(Vowel { row, tone, ..vowel }.letter())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::words;
    use proptest::prelude::*;

    /// Unicode to the old encoding, to have something to convert.
    fn encode(text: &str, to: Legacy) -> String {
        text.chars().map(|letter| encode_letter(letter, to)).collect()
    }

    fn encode_letter(letter: char, to: Legacy) -> String {
        let plain = letter.to_string();
        match to {
            Legacy::Tcvn3 => {
                let other = TCVN3_OTHERS.iter().find(|(_, new)| *new == letter).map(|(old, _)| *old);
                let vowel = Vowel::of(letter).map(|vowel| TCVN3[vowel.row][vowel.tone]);
                other.or(vowel.filter(|_| lower(letter) == letter)).map_or(plain, |old| old.to_string())
            }
            Legacy::Vni => {
                let single = VNI_SINGLE.iter().find(|(_, new)| *new == lower(letter)).map(|(old, _)| *old);
                let small = match (single, Vowel::of(letter)) {
                    (Some(old), _) => old.to_string(),
                    (None, Some(vowel)) => {
                        let base = match vowel.row {
                            8 => 'ô',
                            10 => 'ö',
                            _ => vowel.plain(),
                        };
                        let mark = match (vowel.row, vowel.tone) {
                            (1, tone) => Some(VNI_BREVE[tone]),
                            (2 | 4 | 7, tone) => Some(VNI_CIRCUMFLEX[tone]),
                            (_, 0) => None,
                            (_, tone) => Some(VNI_TONES[tone - 1]),
                        };
                        [Some(base), mark].into_iter().flatten().collect()
                    }
                    (None, None) => return plain,
                };
                if lower(letter) == letter { small } else { small.chars().map(upper).collect() }
            }
        }
    }

    const SENTENCES: [&str; 6] = [
        "Công tác dân vận",
        "trên 320 buổi tuyên truyền chính sách, pháp luật của đảng, nhà nước đến với đoàn viên, hội viên",
        "cán bộ, chiến sỹ đồn biên phòng giúp nhân dân bản Phí Chi A di chuyển nhà ra khỏi vùng sạt lở",
        "“gần dân, trọng dân, hiểu dân, học dân và có trách nhiệm với nhân dân”",
        "hơn 109km kênh mương",
        "nhà tình nghĩa",
    ];

    proptest! {
        #[test]
        fn vni_comes_back_in_small_and_capital_letters(text in words()) {
            prop_assert_eq!(convert(&encode(&text, Legacy::Vni), Legacy::Vni), text);
        }

        #[test]
        fn tcvn3_comes_back_in_small_letters(text in words()) {
            let small: String = text.chars().map(lower).collect();
            prop_assert_eq!(convert(&encode(&small, Legacy::Tcvn3), Legacy::Tcvn3), small);
        }

        #[test]
        fn unicode_text_is_never_taken_for_old(
            picked in proptest::sample::subsequence(SENTENCES.to_vec(), 1..6), foreign in "[a-z]{0,8}",
        ) {
            let text = picked.join(" ") + " " + &foreign;
            prop_assert_eq!(detect(&text), None);
            let text: String = text.chars().map(upper).collect();
            prop_assert_eq!(detect(&text), None);
        }

        #[test]
        fn any_stretch_of_words_in_an_old_encoding_is_recognised(sentence in 0_usize..6, from in 0_usize..12, vni: bool) {
            let legacy = if vni { Legacy::Vni } else { Legacy::Tcvn3 };
            let text: Vec<&str> = SENTENCES[sentence].split(' ').skip(from).collect();
            let old = encode(&text.join(" "), legacy);
            // Some words are the same in Unicode, or read well in it: then there is nothing to offer.
            let odd: Vec<&str> = old.split(is_between_words).filter(|word| !word.is_ascii()).collect();
            if odd.iter().filter(|word| !is_syllable(word)).count() * 2 > odd.len() {
                prop_assert_eq!(detect(&old), Some(legacy), "{}", old);
            }
        }
    }

    #[test]
    fn the_examples_of_the_dossier() {
        let tcvn3 = "C«ng t¸c d©n vËn";
        assert_eq!(detect(tcvn3), Some(Legacy::Tcvn3));
        assert_eq!(convert(tcvn3, Legacy::Tcvn3), "Công tác dân vận");
        let vni = "Coâng taùc daân vaän";
        assert_eq!(detect(vni), Some(Legacy::Vni));
        assert_eq!(convert(vni, Legacy::Vni), "Công tác dân vận");
    }

    #[test]
    fn the_national_motto_as_old_documents_have_it() {
        let motto = "Cộng hoà xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc";
        let tcvn3 = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc";
        assert_eq!(detect(tcvn3), Some(Legacy::Tcvn3));
        assert_eq!(convert(tcvn3, Legacy::Tcvn3), motto);
        let vni = "Coäng hoaø xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc";
        assert_eq!(detect(vni), Some(Legacy::Vni));
        assert_eq!(convert(vni, Legacy::Vni), motto);
        assert_eq!(convert("nh÷ng ng\u{ad}êi ®\u{ad}îc", Legacy::Tcvn3), "những người được");
    }

    #[test]
    fn capitals() {
        assert_eq!(convert("§¶ng bé", Legacy::Tcvn3), "Đảng bộ");
        assert_eq!(convert("ÑAÛNG BOÄ TÆNH", Legacy::Vni), "ĐẢNG BỘ TỈNH");
        assert_eq!(convert("Ñöôøng", Legacy::Vni), "Đường");
        assert_eq!(detect("ÑAÛNG BOÄ TÆNH LAI CHAÂU"), Some(Legacy::Vni));
    }

    #[test]
    fn other_languages_and_plain_letters_are_left_alone() {
        for text in ["", "Lai Chau 2026", "café à la crème", "Größe", "© 2026 «x»", "m² và km"] {
            assert_eq!(detect(text), None, "{text}");
        }
    }
}
