//! The form of an enrolment code: "BUM-4F7K-92QX", a hint at the place and eight letters that were drawn. Read aloud over a
//! telephone and typed on a phone, so that case, spaces and hyphens do not matter.

/// The most letters of the hint at the place; there is one at least.
pub const PLACE_LETTERS_MAX: usize = 3;
/// The letters and digits after it.
pub const DRAWN_LETTERS: usize = 8;
/// The letters and digits of the shortest code.
pub const LETTERS_MIN: usize = 1 + DRAWN_LETTERS;
/// The letters and digits of the longest code.
pub const LETTERS_MAX: usize = PLACE_LETTERS_MAX + DRAWN_LETTERS;

/// The code as it is compared: letters and digits alone, in capitals.
pub fn normalise(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// Why what was typed can be no code of any office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFault {
    /// There are too few letters and digits: so many.
    Short(usize),
    /// There are too many: so many.
    Long(usize),
    /// A letter with marks stands in it, as keyboards for Vietnamese make one of two: `AA` becomes `Â`.
    Marked(char),
}

/// Looks at the form alone: whether the office has given out such a code, only the office knows.
///
/// # Errors
/// Where it is none.
pub fn check(typed: &str) -> Result<(), CodeFault> {
    let letters = normalise(typed).len();
    let marked = typed.chars().find(|sign| !sign.is_ascii() && sign.is_alphabetic());
    match marked {
        // Nothing is missing where it stood.
        _ if letters == LETTERS_MAX => Ok(()),
        Some(marked) => Err(CodeFault::Marked(marked)),
        None if letters < LETTERS_MIN => Err(CodeFault::Short(letters)),
        None if letters > LETTERS_MAX => Err(CodeFault::Long(letters)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_way_of_typing_does_not_matter() {
        assert_eq!(normalise(" bum-4f7k 92qx "), "BUM4F7K92QX");
        for typed in [
            "BUM-239X-AYDQ",
            "bum239xaydq",
            " bum 239x aydq ",
            "BUM–239X–AYDQ",
            "MA-239X-AYDQ",
            "U-239X-AYDQ",
        ] {
            assert_eq!(check(typed), Ok(()), "{typed}");
        }
    }

    #[test]
    fn what_can_be_no_code_is_told_by_its_number_of_letters() {
        for (typed, fault) in [
            ("", CodeFault::Short(0)),
            ("$ $$ - ", CodeFault::Short(0)),
            ("BUM-6B43", CodeFault::Short(7)),
            ("bum 6b43 apes x", CodeFault::Long(12)),
            ("BUM-6B43-APES-9999", CodeFault::Long(15)),
            ("BÛM-6Â3-AP", CodeFault::Marked('Û')),
            ("BUM-6Â3-APES", CodeFault::Marked('Â')),
        ] {
            assert_eq!(check(typed), Err(fault), "{typed}");
        }
        // What is right without it is none of the form's business.
        assert_eq!(check("BUM-239X-AYDQ Đ"), Ok(()));
    }

    proptest! {
        #[test]
        fn whatever_may_be_drawn_has_the_form(code in "[0-9A-Za-z]{1,3}([- ]?[0-9A-Za-z]{4}){2}") {
            prop_assert_eq!(check(&code), Ok(()));
        }

        #[test]
        fn any_text_can_be_looked_at(typed in any::<String>()) {
            let letters = normalise(&typed).len();
            prop_assert!(check(&typed).is_err() || (LETTERS_MIN..=LETTERS_MAX).contains(&letters));
        }
    }
}
