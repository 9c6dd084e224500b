//! Passwords, by Argon2id with the parameters that OWASP names first (19 MiB, 2 rounds): `argon2`'s own.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

use super::random::{NoRandomness, random_bytes};

/// The digest to keep of a password. Slow on purpose: not on the threads that serve requests.
///
/// # Errors
/// Where the operating system gives no randomness.
pub fn hash_password(password: &str) -> Result<String, NoRandomness> {
    let failed = |error: argon2::password_hash::Error| NoRandomness::because(&error);
    let salt = SaltString::encode_b64(&random_bytes::<16>()?).map_err(failed)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(failed)?.to_string())
}

/// Whether it is the password of this digest.
pub fn password_matches(password: &str, digest: &str) -> bool {
    PasswordHash::new(digest)
        .is_ok_and(|digest| Argon2::default().verify_password(password.as_bytes(), &digest).is_ok())
}

/// Takes the time of a comparison, so that an unknown username cannot be told from a wrong password by the clock.
pub fn spend_as_if_matching(password: &str) {
    let mut out = [0; 32];
    // The result does not matter, nor whether there is one.
    let _ = Argon2::default().hash_password_into(password.as_bytes(), b"danvan nobody 16", &mut out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_digest_only() {
        let digest = hash_password("mùa ban nở").unwrap();
        assert!(password_matches("mùa ban nở", &digest));
        assert!(!password_matches("mua ban no", &digest));
        assert!(!password_matches("mùa ban nở", "not a digest"));
        assert_ne!(digest, hash_password("mùa ban nở").unwrap());
    }
}
