//! Randomness from the operating system.

/// The machine gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no randomness: {0}")]
pub struct NoRandomness(String);

impl NoRandomness {
    pub(super) fn because(why: &impl ToString) -> Self {
        Self(why.to_string())
    }
}

/// Fresh random bytes.
///
/// # Errors
/// Where the operating system gives none.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| NoRandomness::because(&error))?;
    Ok(bytes)
}

/// A new identifier of any of the core's kinds: `new_id(now_ms, UserId::from_random)`.
///
/// # Errors
/// Where the operating system gives no randomness.
pub fn new_id<T>(unix_ms: i64, make: impl FnOnce(u64, [u8; 10]) -> T) -> Result<T, NoRandomness> {
    Ok(make(u64::try_from(unix_ms).unwrap_or(0), random_bytes()?))
}
