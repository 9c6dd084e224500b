//! What property tests of this room draw from.

use super::letters::{VOWELS, upper};
use proptest::prelude::*;
use proptest::string::string_regex;

/// A letter of the Vietnamese alphabet, in either case.
pub(super) fn letter() -> impl Strategy<Value = char> {
    let consonants = "bcdđghklmnpqrstvxfjwz".chars();
    let small: Vec<char> = VOWELS.as_flattened().iter().copied().chain(consonants).collect();
    (proptest::sample::select(small), any::<bool>())
        .prop_map(|(small, capital)| if capital { upper(small) } else { small })
}

/// A word of Vietnamese letters.
pub(super) fn word() -> impl Strategy<Value = String> {
    proptest::collection::vec(letter(), 1..8).prop_map(String::from_iter)
}

/// Vietnamese words, parted by single spaces.
pub(super) fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec(word(), 0..6).prop_map(|words| words.join(" "))
}

/// What nobody should type but somebody pastes.
pub(super) fn anything() -> impl Strategy<Value = String> {
    string_regex("([a-zA-Zà-ỹĐđ]|[ \u{a0}\u{ad}\u{200b}“”'–-]|[\u{300}-\u{31f}\u{323}]|[0-9./]|\\PC){0,40}")
        .unwrap()
}
