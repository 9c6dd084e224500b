//! Records for the console, and single ones for devices.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;
use danvan_core::access::Scope;
use danvan_core::catalogue::{Catalogue, ProvinceCode, UnitId};
use danvan_core::ids::{DeviceId, RecordId};
use danvan_core::record::Given;
use danvan_core::text::fold;
use danvan_core::wire_console::{RecordPage, RecordQuery};

use super::extract::{Console, DeviceAccess, IdInPath, QueryOf};
use super::openapi::schema;
use crate::error::ApiError;
use crate::state::Office;
use crate::store::RecordFilter;

const LIMIT: u32 = 50;
const LIMIT_MAX: u32 = 200;
/// Words of a search that are looked at.
const WORDS_MAX: usize = 12;

/// Lines of the province's records, newest change first. What a record holds and what happened to it is read with the
/// record itself; its photos and history are not sent with lists.
#[utoipa::path(
    get, path = "/api/v1/records", tag = "console", security(("console" = [])),
    params(
        ("kind" = Option<String>, Query, description = "`activity` or `nomination`"),
        ("state" = Option<String>, Query, description = "A state's name"),
        ("unit" = Option<String>, Query, description = "A unit of today stands for its predecessors too"),
        ("from" = Option<String>, Query, description = "First day"),
        ("to" = Option<String>, Query, description = "Last day"),
        ("waiting" = Option<bool>, Query, description = "Only where something waits for a choice, withdrawn ones too"),
        ("q" = Option<String>, Query, description = "Words, whatever marks they carry"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, format = "uint32", maximum = 4294967295_i64, description = "50 by default, 200 at most"),
    ),
    responses((status = 200, body = inline(schema::RecordPage))))]
pub async fn list(
    State(office): State<Office>,
    console: Console,
    QueryOf(query): QueryOf<RecordQuery>,
) -> Result<Json<RecordPage>, ApiError> {
    let province = &console.user.province;
    // A place that is none begins from the beginning, like a cursor of the feed.
    let before = query.after.as_deref().and_then(|place| place.parse().ok());
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    let waiting = query.waiting == Some(true);
    let filter = RecordFilter {
        kind: query.kind,
        state: query.state,
        units: match query.unit {
            Some(unit) => Some(units_of(&unit, office.catalogue(province)?)),
            None => None,
        },
        from: query.from,
        to: query.to,
        words: words(query.q.as_deref().unwrap_or_default()),
        deleted: waiting,
        waiting,
    };
    let slice = office.store.list(province, &filter, before, limit).await?;
    Ok(Json(RecordPage {
        records: slice.records,
        total: slice.total,
        next: slice.next.map(|place| place.to_string()),
    }))
}

/// One record.
#[utoipa::path(
    get, path = "/api/v1/records/{id}", tag = "console", security(("console" = []), ("device" = [])),
    params(("id" = String, Path, description = "The record's identifier")),
    responses(
        (status = 200, body = inline(schema::Record)),
        (status = 404, description = "None within reach", content_type = "application/problem+json"),
    ))]
pub async fn record(
    State(office): State<Office>,
    reader: Reader,
    IdInPath(id): IdInPath<RecordId>,
) -> Result<Json<Given>, ApiError> {
    let record = office.store.record(&reader.province, id).await?;
    let record = record.filter(|record| reader.scope.covers(&record.unit));
    record.map(Json).ok_or_else(ApiError::not_found)
}

/// Whoever may read: a device by its token, a person by their session.
pub struct Reader {
    /// Their province.
    pub province: ProvinceCode,
    /// Their reach.
    pub scope: Scope,
    /// Their device; nothing at the console.
    pub device: Option<DeviceId>,
}

impl FromRequestParts<Office> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, ApiError> {
        if parts.headers.contains_key(header::AUTHORIZATION) {
            let access = DeviceAccess::from_request_parts(parts, office).await?;
            let DeviceAccess { device, scope } = access;
            return Ok(Self { province: device.province, scope, device: Some(device.id) });
        }
        let console = Console::from_request_parts(parts, office).await?;
        Ok(Self { province: console.user.province, scope: console.scope, device: None })
    }
}

/// A unit of today with its predecessors; a former unit alone.
fn units_of(unit: &UnitId, catalogue: &Catalogue) -> Vec<UnitId> {
    let mut units = vec![unit.clone()];
    if catalogue.unit(unit).is_some_and(|unit| unit.is_current()) {
        units.extend(catalogue.predecessors(unit).into_iter().map(|former| former.id.clone()));
    }
    units
}

fn words(typed: &str) -> Vec<String> {
    fold(typed).split(' ').filter(|word| !word.is_empty()).take(WORDS_MAX).map(str::to_owned).collect()
}
