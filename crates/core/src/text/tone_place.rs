//! Where the tone stands: "hòa" and "hoà", "ủy" and "uỷ" are the same word.

use super::letters::Vowel;

/// Rows of the vowel table.
const A: usize = 0;
const E: usize = 3;
const O: usize = 6;
const U: usize = 9;
const Y: usize = 11;

/// Moves the tone of a small `oa`, `oe`, `uy` to its second letter, given the two letters.
///
/// Nothing where the pair is another one or the tone stands there already.
pub(super) fn on_second_letter(first: char, second: char) -> Option<(char, char)> {
    // Most pairs end here: a toned letter is never ASCII, the second one without tone always is.
    if first.is_ascii() || !second.is_ascii() {
        return None;
    }
    let (first, second) = (Vowel::of(first)?, Vowel::of(second)?);
    let movable = matches!((first.row, second.row), (O, A | E) | (U, Y));
    (movable && first.tone > 0 && second.tone == 0)
        .then(|| (Vowel { tone: 0, ..first }.letter(), Vowel { tone: first.tone, ..second }.letter()))
}
