//! The Vietnamese letters: 12 vowels with 6 tones each, and đ, in both cases. Every other room of `text` reads
//! this one table, so folding, composing, sorting and conversion can never disagree about a letter.

/// The six tones, in the order of a Vietnamese dictionary as the CLDR has it.
pub(super) const TONES: usize = 6;

/// Vowels in alphabetical order; in each row ngang, huyền, hỏi, ngã, sắc, nặng.
pub(super) const VOWELS: [[char; TONES]; 12] = [
    ['a', 'à', 'ả', 'ã', 'á', 'ạ'],
    ['ă', 'ằ', 'ẳ', 'ẵ', 'ắ', 'ặ'],
    ['â', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ'],
    ['e', 'è', 'ẻ', 'ẽ', 'é', 'ẹ'],
    ['ê', 'ề', 'ể', 'ễ', 'ế', 'ệ'],
    ['i', 'ì', 'ỉ', 'ĩ', 'í', 'ị'],
    ['o', 'ò', 'ỏ', 'õ', 'ó', 'ọ'],
    ['ô', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ'],
    ['ơ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ'],
    ['u', 'ù', 'ủ', 'ũ', 'ú', 'ụ'],
    ['ư', 'ừ', 'ử', 'ữ', 'ứ', 'ự'],
    ['y', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ'],
];

/// The combining marks of the five written tones, in the order of [`VOWELS`]' columns 1 to 5.
pub(super) const TONE_MARKS: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];
/// Combining circumflex (â ê ô).
pub(super) const CIRCUMFLEX: char = '\u{302}';
/// Combining breve (ă).
pub(super) const BREVE: char = '\u{306}';
/// Combining horn (ơ ư).
pub(super) const HORN: char = '\u{31b}';

/// A vowel, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vowel {
    /// Row of [`VOWELS`].
    pub row: usize,
    /// Column of [`VOWELS`]: 0 is no tone.
    pub tone: usize,
    /// Written as a capital.
    pub upper: bool,
}

impl Vowel {
    /// The vowel behind a letter, if the letter is one.
    pub fn of(letter: char) -> Option<Self> {
        let lower = lower(letter);
        let upper = lower != letter;
        if lower.is_ascii() {
            let row = match lower {
                'a' => 0,
                'e' => 3,
                'i' => 5,
                'o' => 6,
                'u' => 9,
                'y' => 11,
                _ => return None,
            };
            return Some(Self { row, tone: 0, upper });
        }
        let place = usize::from(place_of(lower)?);
        Some(Self { row: place / TONES, tone: place % TONES, upper })
    }

    /// The letter with this row, tone and case.
    pub fn letter(self) -> char {
        let lower = VOWELS.get(self.row).and_then(|row| row.get(self.tone)).copied().unwrap_or(' ');
        if self.upper { upper(lower) } else { lower }
    }

    /// The plain letter below all marks, in lower case.
    pub fn plain(self) -> char {
        match self.row {
            0..=2 => 'a',
            3 | 4 => 'e',
            5 => 'i',
            6..=8 => 'o',
            9 | 10 => 'u',
            _ => 'y',
        }
    }

    /// The mark that makes the letter another letter (ă, â, ơ …), if it has one.
    pub fn shape_mark(self) -> Option<char> {
        match self.row {
            1 => Some(BREVE),
            2 | 4 | 7 => Some(CIRCUMFLEX),
            8 | 10 => Some(HORN),
            _ => None,
        }
    }

    /// The mark of its tone, if it has one.
    pub fn tone_mark(self) -> Option<char> {
        TONE_MARKS.get(self.tone.wrapping_sub(1)).copied()
    }
}

/// No vowel, in the tables below.
const NONE: u8 = u8::MAX;
/// The places of the marked vowels in [`VOWELS`], by character from `à` on.
static LATIN: [u8; 0xD1] = places_from('à');
/// The same, from `ạ` on.
static VIETNAMESE: [u8; 0x59] = places_from('ạ');

/// Searching the table for each letter would take most of the time of folding ten thousand records.
const fn places_from<const N: usize>(first: char) -> [u8; N] {
    let mut places = [NONE; N];
    let letters = VOWELS.as_flattened();
    let mut place = 0;
    while place < letters.len() {
        let letter = letters[place] as usize;
        if letter >= first as usize && letter - (first as usize) < N {
            // 72 vowels fit.
            places[letter - first as usize] = place as u8;
        }
        place += 1;
    }
    places
}

/// The place of a marked small vowel in [`VOWELS`].
fn place_of(lower: char) -> Option<u8> {
    let at = |table: &[u8], first: char| table.get((lower as usize).wrapping_sub(first as usize)).copied();
    at(&VIETNAMESE, 'ạ').or_else(|| at(&LATIN, 'à')).filter(|place| *place != NONE)
}

/// The small letter of any Latin letter that occurs in Vietnam; everything else unchanged.
///
/// `char::to_lowercase` would bring the tables of all scripts into the app.
pub(super) fn lower(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    match letter {
        '\u{c0}'..='\u{de}' if letter != '\u{d7}' => shifted(letter, 0x20),
        // Latin Extended-A and the Vietnamese block hold capital and small letter side by side.
        '\u{100}'..='\u{12f}' | '\u{14a}'..='\u{177}' | '\u{1ea0}'..='\u{1ef9}'
            if (letter as u32).is_multiple_of(2) =>
        {
            shifted(letter, 1)
        }
        'Ơ' => 'ơ',
        'Ư' => 'ư',
        'Č' => 'č',
        'Ń' => 'ń',
        'Ň' => 'ň',
        'Ž' => 'ž',
        other => other,
    }
}

/// The capital of a small Vietnamese letter; everything else unchanged.
pub(super) fn upper(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_uppercase();
    }
    match letter {
        '\u{e0}'..='\u{fd}' if letter != '\u{f7}' => char::from_u32(letter as u32 - 0x20).unwrap_or(letter),
        'ă' => 'Ă',
        'đ' => 'Đ',
        'ĩ' => 'Ĩ',
        'ũ' => 'Ũ',
        'ơ' => 'Ơ',
        'ư' => 'Ư',
        '\u{1ea1}'..='\u{1ef9}' if !(letter as u32).is_multiple_of(2) => {
            char::from_u32(letter as u32 - 1).unwrap_or(letter)
        }
        other => other,
    }
}

fn shifted(letter: char, by: u32) -> char {
    char::from_u32(letter as u32 + by).unwrap_or(letter)
}

/// The plain letter below a small letter of the other languages of Vietnam (Ê Đê, Mnông, Ba Na …) and of
/// European names; the Vietnamese vowels are in the table, not here.
pub(super) fn plain_consonant(lower: char) -> Option<char> {
    Some(match lower {
        'đ' | 'ð' | 'ď' => 'd',
        'ä' | 'å' | 'ā' => 'a',
        'ĕ' | 'ë' | 'ē' | 'ě' => 'e',
        'ĭ' | 'ï' | 'î' | 'ī' => 'i',
        'ŏ' | 'ö' | 'ō' | 'ø' => 'o',
        'ŭ' | 'ü' | 'û' | 'ū' | 'ů' => 'u',
        'ÿ' => 'y',
        'č' | 'ç' | 'ć' | 'ĉ' => 'c',
        'ñ' | 'ń' | 'ň' => 'n',
        'š' | 'ś' => 's',
        'ž' => 'z',
        _ => return None,
    })
}

/// Combining marks, all of which folding drops.
pub(super) fn is_combining(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vowel_comes_apart_and_together_in_both_cases() {
        for (row, tones) in VOWELS.iter().enumerate() {
            for (tone, letter) in tones.iter().enumerate() {
                let small = Vowel { row, tone, upper: false };
                assert_eq!(Vowel::of(*letter), Some(small));
                let capital: char = letter.to_uppercase().next().unwrap();
                assert_eq!(Vowel::of(capital), Some(Vowel { upper: true, ..small }), "{capital}");
                assert_eq!(Vowel { upper: true, ..small }.letter(), capital);
                assert_eq!(lower(capital), *letter);
                assert_eq!(upper(*letter), capital);
            }
        }
        assert_eq!(lower('Đ'), 'đ');
        assert_eq!(upper('đ'), 'Đ');
    }

    #[test]
    fn small_letters_are_those_of_the_standard_library_where_a_letter_has_one() {
        for letter in ('\u{0}'..='\u{177}').chain('\u{1ea0}'..='\u{1ef9}') {
            let ours = lower(letter);
            let standard = letter.to_lowercase().next().unwrap();
            assert!(ours == standard || ours == letter, "{letter} became {ours}, not {standard}");
        }
    }

    #[test]
    fn consonants_are_not_vowels() {
        for letter in ['b', 'Đ', 'đ', 'w', '1', '-', 'ñ', '\u{300}'] {
            assert_eq!(Vowel::of(letter), None);
        }
    }
}
