//! Characters that nobody sees: they make one name pass for another, steer the terminal that prints it, or fill a field
//! with nothing.

use super::nfc;

/// Whether a character shows nothing itself: controls, breaks of line, and those that have no width or turn the
/// direction of what follows.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{2800}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}'
            | '\u{16fe4}' | '\u{1d159}' | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character is seen by itself: no blank, nothing hidden, no mark that only changes what stands before it, and
/// nothing that no font has.
fn is_visible(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_graphic();
    }
    // The standard library spells out what is not printed by itself, marks included.
    !is_hidden(character) && !character.is_whitespace() && character.escape_debug().len() == 1
}

/// Whether a text says anything that can be seen. What does not is empty, wherever a text is asked for.
pub fn visible(text: &str) -> bool {
    text.chars().any(is_visible)
}

/// How many characters of a text say something: letters and digits, with a blank between two words; none where it has no
/// letter. A row of dots is no reason, however long it is.
pub fn said_chars(text: &str) -> usize {
    let seen = |character: &char| is_visible(*character) || character.is_whitespace();
    let seen: String = nfc(text).chars().filter(seen).collect();
    if !seen.chars().any(char::is_alphabetic) {
        return 0;
    }
    let words = seen.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let (words, letters) =
        words.fold((0, 0), |(words, letters), word| (words + 1, letters + word.chars().count()));
    letters + usize::saturating_sub(words, 1)
}

/// Marks on one letter of a name that are kept where no single character stands for both: no writing has more, and a
/// heap of them covers the lines above and below.
const MARKS_MAX: usize = 2;

/// The name of a person or a device as it is kept: composed, on one line, without what nobody sees, without heaps of
/// marks, and with single spaces. Empty where nothing of it can be seen.
pub fn plain_name(typed: &str) -> String {
    if !visible(typed) {
        return String::new();
    }
    let spaced = typed.replace(char::is_whitespace, " ");
    let seen: String = spaced.chars().filter(|character| !is_hidden(*character)).collect();
    let words: Vec<&str> = seen.split(' ').filter(|word| !word.is_empty()).collect();
    let mut marks = 0;
    let mut name = nfc(&words.join(" "));
    name.retain(|character| {
        marks = if is_visible(character) || character == ' ' { 0 } else { marks + 1 };
        marks <= MARKS_MAX
    });
    name
}

/// The text for a terminal: what nobody sees is spelt out, so that it neither forges a line nor steers the screen.
pub fn spelt_out(text: &str) -> String {
    let mut spelt = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) {
            spelt.extend(character.escape_unicode());
        } else {
            spelt.push(character);
        }
    }
    spelt
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_lose_what_nobody_sees() {
        for (typed, kept) in [
            ("  Lò  Văn\tThử ", "Lò Văn Thử"),
            ("quan\u{200b}tri", "quantri"),
            ("\u{202e}Lò\u{202c} Mai\u{feff}", "Lò Mai"),
            ("Máy\r\ngiả", "Máy giả"),
            ("\u{1b}[2Jmáy\0", "[2Jmáy"),
            ("Lo\u{300} Mai", "Lò Mai"),
            ("Lo\u{302}\u{323} Hu\u{31b}\u{323}u", "Lộ Hựu"),
            ("n\u{303}\u{323}\u{301}\u{301}\u{301}a", "n\u{303}\u{323}a"),
            ("\u{200b}\u{2060}\u{ad}", ""),
            ("\u{2800}\u{fffc}\u{1d173}\u{13430}\u{1bca0}", ""),
        ] {
            assert_eq!(plain_name(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn what_nobody_sees_is_empty() {
        let nothing = [
            "",
            " ",
            "\u{a0}\u{3000}\u{2003}",
            "\u{200b}\u{200d}\u{feff}\u{2060}",
            "\u{301}\u{323}",
            " \u{300} ",
            "\u{3164}\u{115f}\u{1160}\u{ffa0}",
            "\u{2800}",
            "\u{e0041}\u{e007f}",
            "\u{fe0f}\u{e0100}",
            "\u{202e}\u{2066}",
            "\0\u{7}\u{1b}",
            "\u{ad}\u{34f}\u{61c}\u{180e}",
            "\u{fff9}\u{fffc}",
            "\u{1d159}",
            "\u{e000}\u{10ffff}",
            "\u{e34}\u{64b}",
        ];
        for text in nothing {
            assert!(!visible(text), "{text:?}");
            assert_eq!((said_chars(text), plain_name(text).as_str()), (0, ""), "{text:?}");
        }
        for text in [
            "a",
            "Đ",
            "ạ",
            "a\u{323}",
            "1",
            "-",
            "\"",
            "'",
            "\\",
            "…",
            "文",
            "ก",
            "🙂",
            "\u{200b}Lò",
            "“”",
            "½",
        ] {
            assert!(visible(text), "{text:?}");
        }
    }

    #[test]
    fn what_says_nothing_counts_for_nothing() {
        for text in [
            "",
            "..........",
            "- - - - - - -",
            "1234567890",
            "20/11/2026",
            "…………",
            "\u{3164}\u{3164}",
            "🙂🙂",
        ] {
            assert_eq!(said_chars(text), 0, "{text:?}");
        }
        for (text, many) in [
            ("Sai số liệu", 11),
            (" Sai \u{200b} số ... liệu!!! ", 11),
            ("Sai so\u{302}\u{301} lie\u{323}\u{302}u", 11),
            ("Thiếu ảnh 20/11", 15),
            ("a.........", 1),
            (" Sai\u{200b}\u{200b}\u{200b} số liệu \u{feff}", 11),
            ("x\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}", 1),
        ] {
            assert_eq!(said_chars(text), many, "{text:?}");
        }
        assert_eq!(said_chars(&format!("a{}", "\u{301}".repeat(198))), 1);
    }

    #[test]
    fn terminals_get_it_spelt_out() {
        assert_eq!(spelt_out("\u{1b}[31mgiả\n"), "\\u{1b}[31mgiả\\u{a}");
        assert_eq!(spelt_out("Lò Văn Thử\u{202e}"), "Lò Văn Thử\\u{202e}");
    }

    proptest! {
        #[test]
        fn every_letter_of_the_language_is_seen(letter in "[a-zA-Zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ0-9]", around in "[ \u{200b}\u{301}]{0,5}") {
            prop_assert!(visible(&letter));
            prop_assert!(visible(&(around + &letter)));
        }

        #[test]
        fn a_kept_name_stays_as_it_is(typed in any::<String>()) {
            let kept = plain_name(&typed);
            prop_assert_eq!(plain_name(&kept), kept.clone());
            prop_assert!(!kept.chars().any(is_hidden));
            prop_assert_eq!(spelt_out(&kept), kept);
        }
    }
}
