//! Sample records.

use crate::catalogues::Catalogues;
use crate::clock::Clock;
use crate::intake::Intake;
use crate::store::OfficeStore;

/// Loads them.
///
/// # Errors
/// None yet.
pub async fn load_sample(
    _: &dyn OfficeStore,
    _: &Intake,
    _: &Catalogues,
    _: &[u8],
    _: &Clock,
) -> anyhow::Result<()> {
    Ok(())
}
