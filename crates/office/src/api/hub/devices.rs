//! Whom a hub serves.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use danvan_core::ids::Digest;

use super::changed;
use crate::api::extract::{HubAccess, QueryOf};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::hub_wire::{DevicesAsked, HubDevice, HubDevices, HubUnit, LogHead};
use crate::state::Office;
use crate::store::StoreError;

/// The devices whose units lie among the hub's members, with their keys, so that the hub knows them while its line is
/// down. A hub that names what it knows is told what has changed since, so that a thin line carries it in seconds.
#[utoipa::path(
    get, path = "/api/v1/hub/devices", tag = "hubs", security(("device" = [])),
    params(
        ("known" = Option<String>, Query, description = "The `tag` of the devices that the hub knows"),
        ("after" = Option<String>, Query, description = "`next` of the answer before, empty for the first: only logs that changed since are told. Without it every device lists all of its logs"),
    ),
    responses(
        (status = 200, body = inline(schema::HubDevices)),
        (status = 403, description = "Not a hub", content_type = "application/problem+json"),
    ))]
pub async fn devices(
    State(office): State<Office>,
    hub: HubAccess,
    QueryOf(asked): QueryOf<DevicesAsked>,
) -> Result<Json<HubDevices>, ApiError> {
    // Before the devices are: none is named here that is not among them.
    let mut logs = office.store.log_heads(&hub.province).await?;
    let mut devices = Vec::new();
    for found in office.store.enrolled(&hub.province, None).await? {
        if !hub.serves(&office, &found) {
            continue;
        }
        let because = office.refusal_of(&found.device).await?;
        let grant = &found.device.grant;
        devices.push(HubDevice {
            device: found.device.id,
            home: grant.home.clone(),
            earlier_homes: found.device.earlier.iter().map(|grant| grant.home.clone()).collect(),
            scope: office.scope(&hub.province, &grant.reach)?,
            logs: Vec::new(),
            name: found.name,
            tokens: Vec::new(),
            revoked: found.revoked,
            revoked_because: because,
            key: found.keys.current(),
            keys: found.keys.all().collect(),
            signs: found.keys.signs,
        });
    }
    let text = serde_json::to_vec(&devices).map_err(|error| StoreError::corrupt("devices", error))?;
    let tag = Digest::of(&[&text]).to_string();
    let changed = match &asked.after {
        Some(after) => {
            logs.retain(|log| devices.binary_search_by_key(&log.device, |device| device.device).is_ok());
            Some(changed::page(logs, &office.epoch, after, office.clock.unix_ms()))
        }
        None => {
            let mut of_device: BTreeMap<_, Vec<LogHead>> = BTreeMap::new();
            for listed in logs {
                let head = LogHead { log: listed.log, head: listed.head };
                of_device.entry(listed.device).or_default().push(head);
            }
            for device in &mut devices {
                device.logs = of_device.remove(&device.device).unwrap_or_default();
            }
            None
        }
    };
    let same = asked.known.as_ref() == Some(&tag);
    let catalogue = office.catalogue(&hub.province)?;
    let members = catalogue.hub_members(&hub.hub, office.clock.today());
    let units = members.into_iter().map(|unit| HubUnit { unit: unit.id.clone(), name: unit.name.clone() });
    Ok(Json(HubDevices {
        name: catalogue.hub(&hub.hub).map_or_else(String::new, |hub| hub.name.clone()),
        province: hub.province.as_str().to_owned(),
        epoch: office.epoch.clone(),
        units: units.collect(),
        devices: if same { Vec::new() } else { devices },
        keys: Some(office.keys.clone()),
        hub: hub.hub,
        tag: Some(tag),
        same,
        changed,
    }))
}
