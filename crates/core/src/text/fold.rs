//! Folding for search: what remains of a text when marks, case, hyphens and spelling habits are set aside.
//!
//! An own table instead of the crate `diacritics`: the letters are needed here anyway for composing, sorting and
//! converting, and search also asks for what no crate does (i/y, hyphens, no-break and zero-width spaces).

use super::letters::{Vowel, is_combining, lower, plain_consonant};

/// The text without marks, in lower case, with words parted by single spaces.
///
/// Composed and decomposed input give the same result. Hyphens and dashes part words as spaces do; quotation marks and
/// zero-width characters vanish. `y` after a consonant or after `qu` becomes `i` (Lý/Lí, sỹ/sĩ, Quý/Quí): only there
/// are both spellings in use, so "tay" does not find "tai".
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        push_folded(&mut folded, letter);
    }
    trim_end(&mut folded);
    folded
}

/// Adds one character of the text to its folding.
fn push_folded(folded: &mut String, letter: char) {
    // The short way for most letters of any text.
    if letter.is_ascii_alphanumeric() && !matches!(letter, 'y' | 'Y') {
        folded.push(letter.to_ascii_lowercase());
        return;
    }
    match class_of(letter) {
        Class::Gap => push_gap(folded),
        Class::Nothing => {}
        Class::Letter => {
            let plain = plain(letter);
            let y_spelt_i = plain == 'y' && ends_where_y_is_i(folded);
            folded.push(if y_spelt_i { 'i' } else { plain });
        }
    }
}

/// What a character is to a search.
pub(super) enum Class {
    /// Parts words.
    Gap,
    /// Is not there: zero-width characters, quotation marks, combining marks.
    Nothing,
    /// Anything that is kept.
    Letter,
}

/// What a character is to a search; for haystack and query alike.
pub(super) fn class_of(letter: char) -> Class {
    if letter.is_ascii_alphanumeric() {
        return Class::Letter;
    }
    match letter {
        ' ' => Class::Gap,
        '\u{e0}'..='\u{1bf}' | '\u{1ea0}'..='\u{1ef9}' => Class::Letter,
        '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Class::Gap,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => Class::Nothing,
        '"' | '\'' | '«' | '»' | '\u{2018}'..='\u{201f}' => Class::Nothing,
        _ if is_combining(letter) => Class::Nothing,
        _ if letter.is_whitespace() || letter.is_ascii_control() => Class::Gap,
        _ => Class::Letter,
    }
}

/// A space, unless there is one already or nothing to part yet.
pub(super) fn push_gap(folded: &mut String) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// Takes away the space at the end.
pub(super) fn trim_end(folded: &mut String) {
    if folded.ends_with(' ') {
        folded.pop();
    }
}

/// The plain small letter below a letter.
fn plain(letter: char) -> char {
    match Vowel::of(letter) {
        Some(vowel) => vowel.plain(),
        None => {
            let lower = lower(letter);
            plain_consonant(lower).unwrap_or(lower)
        }
    }
}

/// Whether a `y` that comes next is one that others write as `i`.
fn ends_where_y_is_i(folded: &str) -> bool {
    let last = folded.bytes().last();
    match last {
        Some(b'u') => folded.ends_with("qu"),
        Some(letter) => letter.is_ascii_lowercase() && !matches!(letter, b'a' | b'e' | b'i' | b'o' | b'y'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::letters::VOWELS;
    use crate::text::testing::{anything, words};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in anything()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_fold_has_no_marks_no_capitals_and_single_spaces(text in anything()) {
            let folded = fold(&text);
            prop_assert!(!folded.contains("  ") && folded.trim() == folded);
            prop_assert!(!folded.chars().any(|c| c.is_ascii_uppercase() || is_combining(c) || Vowel::of(c).is_some_and(|v| v.letter() != v.plain())));
        }

        #[test]
        fn composing_first_makes_no_difference(text in anything()) {
            prop_assert_eq!(fold(&crate::text::nfc(&text)), fold(&text));
            let ready = crate::text::Folded::new(&text);
            prop_assert_eq!(ready.plain(), fold(&text));
        }

        #[test]
        fn the_fold_of_a_beginning_is_a_beginning_of_the_fold(text in words(), cut in 0_usize..30) {
            let beginning: String = text.chars().take(cut).collect();
            prop_assert!(fold(&text).starts_with(&fold(&beginning)));
        }
    }

    #[test]
    fn every_vowel_folds_to_its_plain_letter() {
        for row in VOWELS {
            for letter in row {
                let plain = fold(&letter.to_string());
                assert!(plain.len() == 1 && "aeiouy".contains(&plain), "{letter} -> {plain}");
                assert_eq!(fold(&letter.to_uppercase().to_string()), plain);
            }
        }
        assert_eq!(fold("Đđ"), "dd");
    }

    #[test]
    fn spelling_habits_meet() {
        assert_eq!(fold("hoà"), fold("hòa"));
        assert_eq!(fold("uỷ"), fold("ủy"));
        assert_eq!(fold("Lý"), fold("Lí"));
        assert_eq!(fold("chiến sỹ"), fold("chiến sĩ"));
        assert_eq!(fold("Quý"), fold("Quí"));
        assert_ne!(fold("tay"), fold("tai"));
        assert_ne!(fold("Thuý"), fold("thúi"));
        assert_eq!(fold("Khơ-mú"), fold("khơ mú"));
        assert_eq!(fold("  Pa\u{a0}\u{a0}Vệ\u{200b} Sủ "), "pa ve su");
        assert_eq!(fold("PA VE\u{302}\u{323} SU\u{309}"), "pa ve su");
        assert_eq!(fold("“Dân vận khéo”"), "dan van kheo");
        assert_eq!(fold("622/KH-UBND"), "622/kh ubnd");
        assert_eq!(fold("Ê Đê, H'Ŏ"), "e de, ho");
    }
}
