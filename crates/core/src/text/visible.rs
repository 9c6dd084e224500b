//! Characters that nobody sees: they make one name pass for another, or steer the terminal that prints it.

use super::nfc;

/// Whether a character shows nothing itself: controls, breaks of line, and those that have no width or turn the
/// direction of what follows.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{2800}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}'
            | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The name of a person or a device as it is kept: composed, on one line, without what nobody sees, and with single spaces.
pub fn plain_name(typed: &str) -> String {
    let spaced = typed.replace(char::is_whitespace, " ");
    let seen: String = spaced.chars().filter(|character| !is_hidden(*character)).collect();
    let words: Vec<&str> = seen.split(' ').filter(|word| !word.is_empty()).collect();
    nfc(&words.join(" "))
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
            ("\u{200b}\u{2060}\u{ad}", ""),
            ("\u{2800}\u{fffc}\u{1d173}\u{13430}\u{1bca0}", ""),
        ] {
            assert_eq!(plain_name(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn terminals_get_it_spelt_out() {
        assert_eq!(spelt_out("\u{1b}[31mgiả\n"), "\\u{1b}[31mgiả\\u{a}");
        assert_eq!(spelt_out("Lò Văn Thử\u{202e}"), "Lò Văn Thử\\u{202e}");
    }

    proptest! {
        #[test]
        fn a_kept_name_stays_as_it_is(typed in any::<String>()) {
            let kept = plain_name(&typed);
            prop_assert_eq!(plain_name(&kept), kept.clone());
            prop_assert!(!kept.chars().any(is_hidden));
            prop_assert_eq!(spelt_out(&kept), kept);
        }
    }
}
