//! A compiler of C++, for libFuzzer.

use anyhow::Result;

use super::debian;
use crate::process::which;

/// Finds or installs one.
///
/// # Errors
/// Where none can be installed; the error names the command to run by hand.
pub fn ensure() -> Result<()> {
    if ["c++", "g++", "clang++"].iter().any(|compiler| which(compiler).is_some()) {
        return Ok(());
    }
    debian::install(&["g++"])
}
