//! The photos and files in a bundle: looked at and stored as if they had been uploaded.

use std::collections::BTreeSet;

use danvan_core::access::Scope;
use danvan_core::bundle::BundledFile;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest};
use danvan_core::wire_bundles::{BundleRow, FileProblem, RefusedFile};

use super::NAME_MAX;
use crate::attachments::{Refusal, Unfit};
use crate::error::ApiError;
use crate::state::Office;
use crate::store::Asker;

/// Takes the files of a bundle in that this device signed, and says in its row how many it had not sent before, and
/// which are not taken and why. What others have sent is new from it: the row tells nobody that they have.
pub(super) async fn take(
    office: &Office,
    province: &ProvinceCode,
    sender: DeviceId,
    row: &mut BundleRow,
    files: Vec<BundledFile>,
) -> Result<(), ApiError> {
    (row.files, row.refused_files) = (0, Vec::new());
    let named: Vec<Digest> = files.iter().map(|file| file.sha256).collect();
    let nothing = Scope::Units { units: BTreeSet::new() };
    let asker = Asker { scope: &nothing, device: Some(sender), record: None };
    let known = office.store.attachments_for(province, asker, &named).await?;
    let mut had: BTreeSet<Digest> = known.iter().map(|known| known.sha256).collect();
    for BundledFile { sha256, name, content, .. } in files {
        // Also what the database knows: a folder may have lost what the database remembers.
        let Err(refusal) = office.attachments.take_in(province, sender, sha256, content.into()).await else {
            row.files += u64::from(had.insert(sha256));
            continue;
        };
        let problem = problem(refusal)?;
        tracing::warn!(bundle = %row.digest, %sha256, ?problem, "a file in a bundle is not taken");
        let name = name.chars().take(NAME_MAX).collect();
        row.refused_files.push(RefusedFile { sha256, name, problem });
    }
    Ok(())
}

/// What is wrong with the file for good; what is wrong with the office just now is an error.
fn problem(refusal: Refusal) -> Result<FileProblem, ApiError> {
    match refusal {
        Refusal::TooLong => Ok(FileProblem::TooLarge),
        Refusal::NoRoom => Ok(FileProblem::NoRoom),
        Refusal::OtherDigest => Ok(FileProblem::OtherDigest),
        Refusal::Unfit(Unfit::Type) => Ok(FileProblem::Kind),
        Refusal::Unfit(Unfit::Unreadable) => Ok(FileProblem::Unreadable),
        Refusal::Unfit(Unfit::TooManyPixels) => Ok(FileProblem::TooManyPixels),
        other => Err(other.into()),
    }
}
