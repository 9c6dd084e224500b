//! From a file to a segment that the writer can take.

use bytes::Bytes;
use danvan_core::bundle::{BundleHeader, BundleProblem, BundledFile, open as unseal};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::wire_bundles::BundleRow;

use crate::error::ApiError;
use crate::intake::{Bringer, CheckedPush};
use crate::state::Office;

/// A bundle whose signature, sealing and chain are right.
pub(super) struct Opened {
    pub(super) header: BundleHeader,
    pub(super) bringer: Bringer,
    pub(super) push: CheckedPush,
    /// Whether its device is revoked.
    pub(super) revoked: bool,
    /// Its photos and files; nobody has looked at them yet.
    pub(super) files: Vec<BundledFile>,
}

/// Opens a file whose header was read into `row`, and names the device there.
pub(super) async fn open(
    office: &Office,
    province: &ProvinceCode,
    row: &mut BundleRow,
    file: Bytes,
) -> Result<Result<Opened, BundleProblem>, ApiError> {
    let Some(header) = row.header.clone() else { return Ok(Err(BundleProblem::Damaged)) };
    if header.province != *province || header.office != office.keys.id {
        return Ok(Err(BundleProblem::OtherOffice));
    }
    let Some(signer) = office.store.signer(province, header.device).await? else {
        return Ok(Err(BundleProblem::UnknownDevice));
    };
    row.device_name = Some(signer.name);
    let keys = signer.keys;
    let unusable = if !signer.device.belongs_to(&header.unit) {
        Some(BundleProblem::OtherUnit)
    } else if keys.history.is_empty() {
        Some(BundleProblem::UnknownDevice)
    } else {
        None
    };
    if let Some(problem) = unusable {
        // Nobody is sent for another code or another file where the device would not be heard either way.
        return Ok(Err(if signer.revoked { BundleProblem::DeviceRevoked } else { problem }));
    }
    let secrets = office.secrets.clone();
    // Signature and sealing of a large file take a core for a second.
    let opened = office
        .slowly(move || {
            // It may have been made before the device's key changed.
            let mut tried = keys.all().map(|key| unseal(&file, &secrets, &key));
            let opened = tried.find(|opened| !matches!(opened, Err(BundleProblem::BadSignature)));
            let opened = opened.unwrap_or(Err(BundleProblem::BadSignature))?;
            let header = &opened.header;
            if header
                .signature
                .is_some_and(|made| !keys.signed(header.device, header.log, &header.head(), &made))
            {
                return Err(BundleProblem::BadSignature);
            }
            // What makes an entry too long for the network makes it too long for a bundle.
            let mut push =
                CheckedPush::check(opened.header.log, opened.push).map_err(|_| BundleProblem::Damaged)?;
            push.signs_already = keys.signs;
            Ok((push, opened.files))
        })
        .await?;
    let bringer = office.bringer(&signer.device)?;
    Ok(opened.map(|(push, files)| Opened { header, bringer, push, revoked: signer.revoked, files }))
}
