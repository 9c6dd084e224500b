//! Composing: letter and marks typed or stored apart become one character (NFC), for the Vietnamese letters.
//!
//! The browser could do it by `normalize()`, but rules and tests run where there is none, and the general crate costs
//! 48 KB. Marks on letters that are not Vietnamese stay as they are.

use super::letters::{BREVE, CIRCUMFLEX, HORN, TONE_MARKS, Vowel};
use std::borrow::Cow;

/// The text with every Vietnamese letter composed.
pub fn nfc(text: &str) -> String {
    composed(text).into_owned()
}

/// The text itself where it has no mark standing apart, as nearly every text.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_mark) { Cow::Owned(compose(text)) } else { Cow::Borrowed(text) }
}

fn compose(text: &str) -> String {
    let mut composed = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut marks = Vec::new();
    while let Some(letter) = letters.next() {
        marks.clear();
        while let Some(mark) = letters.next_if(|next| is_mark(*next)) {
            marks.push(mark);
        }
        match Vowel::of(letter) {
            Some(vowel) if !marks.is_empty() => push_composed(&mut composed, vowel, &mut marks),
            _ => {
                composed.push(letter);
                composed.extend(&marks);
            }
        }
    }
    composed
}

/// Whether a character is a mark of a Vietnamese letter.
fn is_mark(letter: char) -> bool {
    matches!(letter, CIRCUMFLEX | BREVE | HORN) || TONE_MARKS.contains(&letter)
}

/// Unicode's classes of these marks: the horn clings closest, then the dot below, then what stands above.
const CLASSES: [u8; 3] = [216, 220, 230];

/// Unicode's class of a mark.
fn class(mark: char) -> u8 {
    match mark {
        HORN => 216,
        '\u{323}' => 220,
        _ => 230,
    }
}

/// Composes a vowel with the marks behind it; marks that fit no Vietnamese letter remain behind it.
fn push_composed(composed: &mut String, vowel: Vowel, marks: &mut Vec<char>) {
    // A letter that is half composed already (ạ + ^) is taken apart first, so that all marks stand in one order.
    let half = Vowel { row: plain_row(vowel.row), tone: 0, upper: vowel.upper };
    let own = vowel.shape_mark().into_iter().chain(vowel.tone_mark());
    let all: Vec<char> = own.chain(marks.drain(..)).collect();
    for class_of_round in CLASSES {
        marks.extend(all.iter().filter(|mark| class(**mark) == class_of_round));
    }

    let mut letter = half;
    let mut blocked = 0;
    marks.retain(|mark| match with_mark(letter, *mark) {
        // A mark that stays behind blocks later ones of its class, as Unicode has it.
        Some(next) if blocked < class(*mark) => {
            letter = next;
            false
        }
        _ => {
            blocked = class(*mark);
            true
        }
    });
    composed.push(letter.letter());
    composed.extend(marks.iter());
}

/// The row of the vowel without circumflex, breve and horn.
fn plain_row(row: usize) -> usize {
    match row {
        0..=2 => 0,
        3 | 4 => 3,
        6..=8 => 6,
        9 | 10 => 9,
        other => other,
    }
}

/// The vowel with one mark more, where that is a Vietnamese letter.
fn with_mark(vowel: Vowel, mark: char) -> Option<Vowel> {
    if let Some(tone) = TONE_MARKS.iter().position(|tone| *tone == mark) {
        return (vowel.tone == 0).then_some(Vowel { tone: tone + 1, ..vowel });
    }
    // Above a tone (other than the dot below) a circumflex would make another, not Vietnamese, letter.
    if vowel.tone != 0 && vowel.tone_mark() != Some('\u{323}') {
        return None;
    }
    let row = match (vowel.row, mark) {
        (0, BREVE) => 1,
        (0, CIRCUMFLEX) => 2,
        (3, CIRCUMFLEX) => 4,
        (6, CIRCUMFLEX) => 7,
        (6, HORN) => 8,
        (9, HORN) => 10,
        _ => return None,
    };
    Some(Vowel { row, ..vowel })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::letters::VOWELS;
    use crate::text::testing::{anything, words};
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    proptest! {
        #[test]
        fn composing_twice_changes_nothing(text in anything()) {
            let once = nfc(&text);
            prop_assert_eq!(nfc(&once), once);
        }

        #[test]
        fn decomposed_vietnamese_comes_back(text in words()) {
            let apart: String = text.nfd().collect();
            prop_assert_eq!(nfc(&apart), text);
        }

        #[test]
        fn on_vowels_with_at_most_two_marks_it_is_unicode_s_own(text in "([aeoAEO][\u{302}\u{323}\u{300}\u{301}]{0,2}){0,8}") {
            let standard: String = text.nfc().collect();
            let ours = nfc(&text);
            prop_assert_eq!(ours.nfc().collect::<String>(), standard);
        }
    }

    #[test]
    fn every_letter_comes_back_from_its_parts() {
        for letter in
            VOWELS.as_flattened().iter().flat_map(|small| [*small, small.to_uppercase().next().unwrap()])
        {
            let apart: String = [letter].into_iter().nfd().collect();
            assert_eq!(nfc(&apart), letter.to_string());
        }
    }

    #[test]
    fn half_composed_letters_are_finished() {
        assert_eq!(nfc("vâ\u{323}n"), "vận");
        assert_eq!(nfc("vạ\u{302}n"), "vận");
        assert_eq!(nfc("tươ\u{300}ng"), "tường");
    }

    #[test]
    fn other_marks_stay() {
        assert_eq!(nfc("n\u{303}"), "n\u{303}");
        assert_eq!(nfc("á\u{301}"), "á\u{301}");
        assert_eq!(nfc("\u{301}a"), "\u{301}a");
    }
}
