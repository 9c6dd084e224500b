//! Devices put together from their rows, whichever database gave them.

use std::collections::BTreeMap;

use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest};

use super::{Device, Enrolled, Signer, StoreResult, read};

/// A device with one of its grants. Of one device the latest grant comes first.
#[derive(sqlx::FromRow)]
pub(super) struct DeviceRow {
    device: String,
    name: String,
    revoked: bool,
    public_key: Option<Vec<u8>>,
    grant_json: String,
}

/// A device of its grants, the latest first; `None` without any.
pub(super) fn device<'r>(
    province: &ProvinceCode,
    id: DeviceId,
    revoked: bool,
    grants: impl IntoIterator<Item = &'r str>,
) -> StoreResult<Option<Device>> {
    let mut grants = grants.into_iter().map(|grant| read::json("grant", grant));
    let Some(grant) = grants.next().transpose()? else { return Ok(None) };
    let earlier = grants.collect::<StoreResult<_>>()?;
    Ok(Some(Device { province: province.clone(), id, grant, earlier, revoked }))
}

/// A device, of its rows alone, as one whose signature can be checked.
pub(super) fn signer(province: &ProvinceCode, rows: &[DeviceRow]) -> StoreResult<Option<Signer>> {
    let Some(first) = rows.first() else { return Ok(None) };
    let grants = rows.iter().map(|row| row.grant_json.as_str());
    let Some(device) = device(province, read::device_id(&first.device)?, first.revoked, grants)? else {
        return Ok(None);
    };
    Ok(Some(Signer {
        device,
        name: first.name.clone(),
        key: read::public_key(first.public_key.clone())?,
        revoked: first.revoked,
    }))
}

/// Devices, of rows in the order of identifiers, with the tokens of each.
pub(super) fn enrolled(
    province: &ProvinceCode,
    rows: &[DeviceRow],
    tokens: Vec<(String, Vec<u8>)>,
) -> StoreResult<Vec<Enrolled>> {
    let mut by_device: BTreeMap<String, Vec<Digest>> = BTreeMap::new();
    for (device, token) in tokens {
        by_device.entry(device).or_default().push(read::digest(&token)?);
    }
    let mut all = Vec::new();
    for rows in rows.chunk_by(|one, next| one.device == next.device) {
        let tokens = rows.first().and_then(|row| by_device.remove(&row.device)).unwrap_or_default();
        if let Some(Signer { device, name, key, revoked }) = signer(province, rows)? {
            all.push(Enrolled { device, name, tokens, revoked, key });
        }
    }
    Ok(all)
}
