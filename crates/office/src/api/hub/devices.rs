//! Whom a hub serves.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;

use crate::api::extract::HubAccess;
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::hub::wire::{HubDevice, HubDevices, HubUnit, LogHead};
use crate::state::Office;

/// The devices whose units lie among the hub's members, with their keys, so that the hub knows them while its line is
/// down.
#[utoipa::path(
    get, path = "/api/v1/hub/devices", tag = "hubs", security(("device" = [])),
    responses(
        (status = 200, body = inline(schema::HubDevices)),
        (status = 403, description = "Not a hub", content_type = "application/problem+json"),
    ))]
pub async fn devices(State(office): State<Office>, hub: HubAccess) -> Result<Json<HubDevices>, ApiError> {
    let mut logs: BTreeMap<_, Vec<LogHead>> = BTreeMap::new();
    for (device, log, head) in office.store.log_heads(&hub.province).await? {
        logs.entry(device).or_default().push(LogHead { log, head });
    }
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
            logs: logs.remove(&found.device.id).unwrap_or_default(),
            name: found.name,
            tokens: Vec::new(),
            revoked: found.revoked,
            revoked_because: because,
            key: found.keys.current(),
            keys: found.keys.all().collect(),
            signs: found.keys.signs,
        });
    }
    let catalogue = office.catalogue(&hub.province)?;
    let members = catalogue.hub_members(&hub.hub, office.clock.today());
    let units = members.into_iter().map(|unit| HubUnit { unit: unit.id.clone(), name: unit.name.clone() });
    Ok(Json(HubDevices {
        name: catalogue.hub(&hub.hub).map_or_else(String::new, |hub| hub.name.clone()),
        province: hub.province.as_str().to_owned(),
        epoch: office.epoch.clone(),
        units: units.collect(),
        devices,
        keys: Some(office.keys.clone()),
        hub: hub.hub,
    }))
}
