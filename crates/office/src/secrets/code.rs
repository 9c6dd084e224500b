//! Enrolment codes: read aloud over a telephone, typed on a phone. "BUM-4F7K-92QX" is a hint at the place, for
//! people, and eight letters of 30: 39 bits.

use argon2::{Algorithm, Argon2, Params, Version};
use danvan_core::enrolment_code::{DRAWN_LETTERS, PLACE_LETTERS_MAX};
use danvan_core::ids::Digest;
use danvan_core::text::fold;

use super::random::{NoRandomness, random_bytes};

/// No letters or digits that look alike: neither 0 and O nor 1, I and L; V is left out for U.
const LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTUWXYZ";

/// A new code for a place.
///
/// # Errors
/// Where the operating system gives no randomness.
pub fn new_code(place: &str) -> Result<String, NoRandomness> {
    let mut code = hint(place);
    let mut written = 0;
    while written < DRAWN_LETTERS {
        for byte in random_bytes::<16>()? {
            // 32 does not divide by 30: places without a letter are drawn again, so that all letters are alike.
            if let Some(letter) = LETTERS.get(usize::from(byte % 32)).filter(|_| written < DRAWN_LETTERS) {
                if written % 4 == 0 {
                    code.push('-');
                }
                code.push(char::from(*letter));
                written += 1;
            }
        }
    }
    Ok(code)
}

/// Three letters of the place's name: "Bum Nưa" gives "BUM".
fn hint(place: &str) -> String {
    let letters =
        fold(place).chars().filter(char::is_ascii_alphanumeric).take(PLACE_LETTERS_MAX).collect::<String>();
    if letters.is_empty() { "MA".to_owned() } else { letters.to_ascii_uppercase() }
}

pub use danvan_core::enrolment_code::normalise as normalise_code;

/// What is stored of a code, and looked up. Codes are short, so that trying all of them against a stolen database
/// must be dear: Argon2id with the database's salt.
pub fn code_digest(normalised: &str, salt: &[u8]) -> Option<Digest> {
    let params = Params::new(8 * 1024, 2, 1, Some(32)).ok()?;
    let mut bytes = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(normalised.as_bytes(), salt, &mut bytes)
        .ok()?;
    Some(Digest::from_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_hints_at_its_place_and_has_no_letters_that_look_alike() {
        for _ in 0..200 {
            let code = new_code("Bum Nưa").unwrap();
            assert!(code.starts_with("BUM-") && code.len() == 13, "{code}");
            assert!(code[4..].chars().all(|c| c == '-' || c.is_ascii_alphanumeric()), "{code}");
            assert!(!code[4..].contains(['0', 'O', '1', 'I', 'L', 'V']), "{code}");
        }
    }

    #[test]
    fn phones_take_whatever_is_given_out_for_a_code() {
        for place in ["Bum Nưa", "Ô", "U Ma", "9", "Đ", "", "…", "Thủ Đô của Mọi Nơi"] {
            let code = new_code(place).unwrap();
            assert_eq!(danvan_core::enrolment_code::check(&code), Ok(()), "{code}");
        }
    }

    #[test]
    fn another_salt_gives_another_digest() {
        let of = |salt: &[u8]| code_digest("BUM4F7K92QX", salt).unwrap();
        assert_eq!(of(b"0123456789abcdef"), of(b"0123456789abcdef"));
        assert_ne!(of(b"0123456789abcdef"), of(b"fedcba9876543210"));
    }
}
