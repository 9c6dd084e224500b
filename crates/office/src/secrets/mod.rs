//! Secrets: tokens, enrolment codes, passwords. The office keeps their digests only.

mod code;
mod password;
mod random;

pub use code::{code_digest, new_code, normalise_code};
pub use password::{hash_password, password_matches, spend_as_if_matching};
pub use random::{NoRandomness, new_id, random_bytes};

use danvan_core::ids::Digest;

/// A new bearer token or session token: 256 random bits in hexadecimal.
///
/// # Errors
/// Where the machine gives no randomness.
pub fn new_token() -> Result<String, NoRandomness> {
    Ok(Digest::from_bytes(random_bytes()?).to_string())
}

/// What is stored of a token. Tokens are long and random: one round of SHA-256 is enough.
pub fn token_digest(token: &str) -> Digest {
    Digest::of(&[b"danvan token 1", token.as_bytes()])
}
