//! Vietnamese alphabetical order, as the CLDR has it: a ă â b c d đ e ê … o ô ơ … u ư …; then tones ngang, huyền, hỏi,
//! ngã, sắc, nặng; then small before capital letters.
//!
//! The tables of ICU would cost 316 KB in the browser; this order needs the vowel table and forty lines.

use super::letters::{Vowel, is_combining, lower, plain_consonant};
use super::nfc::composed;

/// Below every weight: ends a key, so that keys can be joined.
const END: u8 = 0;
/// Parts the letters, the tones and the cases.
const LEVEL: u8 = 1;
/// Weight of a space.
const SPACE: u8 = 2;
/// First byte of other signs, in the order of their characters.
const SIGN: u8 = 3;
/// Weight of the digit 0.
const DIGIT: u8 = 4;
/// Weight of the letter a.
const LETTER_A: u8 = 16;
/// First byte of letters of other scripts, which sort last.
const OTHER: u8 = 0xF0;

/// Compare two keys, and the texts compare in Vietnamese order.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() * 2 + 3);
    push_sort_key(&mut key, text);
    key
}

/// The places of the keys in their order; equal keys keep theirs.
///
/// Lists of all kinds sort through this one function: a generic sort for each would take some KB of the app's wasm.
pub fn order_of(keys: Vec<Vec<u8>>) -> Vec<usize> {
    let mut numbered: Vec<(Vec<u8>, usize)> = keys.into_iter().zip(0..).collect();
    numbered.sort_unstable();
    numbered.into_iter().map(|(_, place)| place).collect()
}

/// Adds the key of a text to a key; keys joined compare part by part.
pub fn push_sort_key(key: &mut Vec<u8>, text: &str) {
    let text = composed(text);
    let mut tones = Vec::new();
    let mut cases = Vec::new();
    for letter in text.chars().filter(|letter| !is_combining(*letter)) {
        let lower = lower(letter);
        let vowel = Vowel::of(letter);
        push_weight(key, vowel, lower);
        tones.push(SPACE + tone_weight(vowel, lower));
        cases.push(SPACE + u8::from(lower != letter));
    }
    key.push(LEVEL);
    key.extend(tones);
    key.push(LEVEL);
    key.extend(cases);
    key.push(END);
}

/// Adds the weight of one letter or sign.
fn push_weight(key: &mut Vec<u8>, vowel: Option<Vowel>, lower: char) {
    let (base, offset) = match vowel {
        Some(vowel) => (vowel.plain(), shape(vowel.row)),
        None if lower == 'đ' => ('d', 1),
        None => (plain_consonant(lower).unwrap_or(lower), 0),
    };
    match base {
        'a'..='z' => key.push(LETTER_A + (base as u8 - b'a') * 3 + offset),
        '0'..='9' => key.push(DIGIT + (base as u8 - b'0')),
        _ if base.is_whitespace() => key.push(SPACE),
        _ if base.is_ascii() => key.extend([SIGN, (base as u8).max(SPACE)]),
        _ => {
            key.push(OTHER);
            key.extend(base.encode_utf8(&mut [0; 4]).bytes());
        }
    }
}

/// The tone of a vowel; any other mark (č, ö) sorts behind the tones. No tone is a weight too, or a missing letter
/// would look like a missing tone.
fn tone_weight(vowel: Option<Vowel>, lower: char) -> u8 {
    match vowel {
        Some(vowel) => vowel.tone as u8,
        None if lower != 'đ' && plain_consonant(lower).is_some() => (lower as u32 % 0xC0) as u8 + 8,
        None => 0,
    }
}

/// The place of a vowel among the letters of its base: a ă â, e ê, o ô ơ, u ư.
fn shape(row: usize) -> u8 {
    match row {
        1 | 4 | 7 | 10 => 1,
        2 | 8 => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::nfc;
    use crate::text::testing::words;
    use proptest::prelude::*;

    fn sorted(mut words: Vec<&str>) -> Vec<&str> {
        words.sort_by_cached_key(|word| sort_key(word));
        words
    }

    proptest! {
        #[test]
        fn one_key_means_one_text(a in words(), b in words()) {
            prop_assert_eq!(sort_key(&a) == sort_key(&b), nfc(&a) == nfc(&b));
        }

        #[test]
        fn a_beginning_sorts_before_the_whole(a in words(), b in "[a-z]{1,5}") {
            prop_assert!(sort_key(&a) < sort_key(&(a.clone() + &b)));
        }

        #[test]
        fn composed_and_decomposed_sort_alike(text in words()) {
            use unicode_normalization::UnicodeNormalization;
            prop_assert_eq!(sort_key(&text.nfd().collect::<String>()), sort_key(&text));
        }

        #[test]
        fn letters_decide_before_tones_and_tones_before_case(
            text in words(), tone in 0_usize..6, capital: bool, letter in "[b-z]",
        ) {
            let vowel = |tone| Vowel { row: 0, tone, upper: capital }.letter().to_string();
            prop_assert!(sort_key(&(vowel(tone) + &text + "a")) < sort_key(&(vowel(0) + &text + &letter)));
        }
    }

    #[test]
    fn equals_keep_their_order() {
        assert_eq!(order_of(vec![vec![2], vec![1], vec![2], vec![1, 0]]), [1, 3, 0, 2]);
        assert!(order_of(Vec::new()).is_empty());
    }

    #[test]
    fn letters_in_order() {
        let order =
            ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "o", "ô", "ơ", "p", "u", "ư", "v", "x", "y"];
        let mut shuffled = order.to_vec();
        shuffled.reverse();
        assert_eq!(sorted(shuffled), order);
    }

    #[test]
    fn tones_in_order_and_small_before_capital() {
        assert_eq!(
            sorted(vec!["mạ", "má", "mã", "mả", "mà", "Ma", "ma"]),
            ["ma", "Ma", "mà", "mả", "mã", "má", "mạ"]
        );
    }

    #[test]
    fn places_of_the_province_in_order() {
        let places = vec![
            "Tân Phong",
            "Đoàn Kết",
            "Dào San",
            "Tà Tổng",
            "Tả Lèng",
            "Bản Bo",
            "Bum Tở",
            "Pa Ủ",
            "Pa Tần",
            "Pắc Ta",
        ];
        let order = [
            "Bản Bo",
            "Bum Tở",
            "Dào San",
            "Đoàn Kết",
            "Pa Tần",
            "Pa Ủ",
            "Pắc Ta",
            "Tả Lèng",
            "Tà Tổng",
            "Tân Phong",
        ];
        assert_eq!(sorted(places), order);
    }
}
