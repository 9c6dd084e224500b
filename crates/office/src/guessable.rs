//! What is guessed at once, whoever chose it.

use std::collections::HashSet;

/// Whether a PIN or a password repeats a shorter row of characters, or goes on by no more than two steps: "1111 2222",
/// "20262026", "1234567890", "abcdefghij", "aaaaaaaaab".
pub fn guessed_at_once(secret: &str) -> bool {
    let secret: Vec<char> = secret.to_lowercase().chars().filter(|sign| !sign.is_whitespace()).collect();
    let steps: HashSet<u32> = secret.windows(2).map(|two| step(two[0], two[1])).collect();
    let repeats = (1..=secret.len() / 2)
        .any(|row| secret.iter().zip(secret.iter().skip(row)).all(|(here, there)| here == there));
    steps.len() <= 2 || repeats
}

/// How far it is from one character to the next; after nine comes nought.
fn step(from: char, to: char) -> u32 {
    match (from.to_digit(10), to.to_digit(10)) {
        (Some(from), Some(to)) => (to + 10 - from) % 10,
        _ => u32::from(to).wrapping_sub(u32::from(from)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_repeat_or_count_are_told_from_others() {
        for secret in [
            "12345678",
            "1111 2222",
            "00000000",
            "87654321",
            "1234567890",
            "24682468",
            "20262026",
            "123123123",
            "12121212",
            "1122334455",
            "abcdefghij",
            "AbCdEfGhIj",
            "aaaaaaaaab",
            "laichaulaichau",
            "matkhau matkhau",
            "",
        ] {
            assert!(guessed_at_once(secret), "{secret}");
        }
        for secret in ["40719382", "20261127", "31415926", "1234 5670 8", "hoa ban nở trắng", "correct horse"]
        {
            assert!(!guessed_at_once(secret), "{secret}");
        }
    }
}
