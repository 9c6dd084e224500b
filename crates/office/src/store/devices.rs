//! Devices put together from their rows, whichever database gave them.

use std::collections::{BTreeMap, BTreeSet};

use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::DeviceId;

use super::rows::row;
use super::{Device, Enrolled, Grant, Signer, StoreResult, read};
use crate::device_keys::{DeviceKeys, HeldKey, How};

row! {
    /// A device with one of its grants. Of one device the latest grant comes first.
    #[derive(Clone)]
    pub(super) struct DeviceRow {
        device: String,
        name: String,
        revoked: bool,
        signs: bool,
        grant_json: String,
        /// Whether the access of the grant's person was ended.
        disabled: bool,
    }
}

/// A device's key: the device, the key, since when, until when, and how it came to it.
pub(super) type KeyRow = (String, Vec<u8>, i64, Option<i64>, String);

/// The keys of devices, of rows in the order of time.
pub(super) fn keys(rows: Vec<KeyRow>) -> StoreResult<BTreeMap<String, Vec<HeldKey>>> {
    let mut by_device: BTreeMap<String, Vec<HeldKey>> = BTreeMap::new();
    for (device, key, since_ms, until_ms, how) in rows {
        let held = HeldKey { key: read::public_key(&key)?, since_ms, until_ms, how: How::named(&how) };
        by_device.entry(device).or_default().push(held);
    }
    Ok(by_device)
}

/// The keys of one device; `signs` is none where it is not known.
pub(super) fn keys_of_one(signs: Option<bool>, rows: Vec<KeyRow>) -> StoreResult<DeviceKeys> {
    let history = keys(rows)?.into_values().next().unwrap_or_default();
    Ok(DeviceKeys { history, signs: signs.unwrap_or_default() })
}

/// A device of its grants, the latest first, each with whether its person's access was ended; `None` without any.
pub(super) fn device<'r>(
    province: &ProvinceCode,
    id: DeviceId,
    name: &str,
    revoked: bool,
    grants: impl IntoIterator<Item = (&'r str, bool)>,
) -> StoreResult<Option<Device>> {
    let mut disabled = BTreeSet::new();
    let mut read = Vec::new();
    for (grant, ended) in grants {
        let grant: Grant = read::json("grant", grant)?;
        if ended {
            disabled.insert(grant.author.id);
        }
        read.push(grant);
    }
    let mut grants = read.into_iter();
    let Some(grant) = grants.next() else { return Ok(None) };
    let name = name.to_owned();
    Ok(Some(Device {
        province: province.clone(),
        id,
        name,
        grant,
        earlier: grants.collect(),
        revoked,
        disabled,
    }))
}

/// Devices, of rows in the order of identifiers, with the keys of each.
fn each(
    province: &ProvinceCode,
    rows: &[DeviceRow],
    key_rows: Vec<KeyRow>,
) -> StoreResult<Vec<(Device, DeviceRow, DeviceKeys)>> {
    let mut by_device = keys(key_rows)?;
    let mut all = Vec::new();
    for rows in rows.chunk_by(|one, next| one.device == next.device) {
        let Some(first) = rows.first() else { continue };
        let grants = rows.iter().map(|row| (row.grant_json.as_str(), row.disabled));
        let history = by_device.remove(&first.device).unwrap_or_default();
        let Some(device) =
            device(province, read::device_id(&first.device)?, &first.name, first.revoked, grants)?
        else {
            continue;
        };
        all.push((device, first.clone(), DeviceKeys { history, signs: first.signs }));
    }
    Ok(all)
}

/// A device, of its rows alone, as one whose signature can be checked.
pub(super) fn signer(
    province: &ProvinceCode,
    rows: &[DeviceRow],
    key_rows: Vec<KeyRow>,
) -> StoreResult<Option<Signer>> {
    let found = each(province, rows, key_rows)?.pop();
    Ok(found.map(|(device, row, keys)| Signer { revoked: device.refused(), device, name: row.name, keys }))
}

/// Devices as hubs are told of them.
pub(super) fn enrolled(
    province: &ProvinceCode,
    rows: &[DeviceRow],
    key_rows: Vec<KeyRow>,
) -> StoreResult<Vec<Enrolled>> {
    let all = each(province, rows, key_rows)?.into_iter();
    Ok(all
        .map(|(device, row, keys)| Enrolled { revoked: device.refused(), device, name: row.name, keys })
        .collect())
}
