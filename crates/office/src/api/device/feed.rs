//! The feed out: records in scope that changed after a cursor.

use axum::Json;
use axum::extract::State;
use danvan_core::access::Scope;
use danvan_core::ids::Digest;
use danvan_core::wire::FeedPage;
use serde::Deserialize;

use crate::api::extract::{DeviceAccess, QueryOf};
use crate::api::openapi::schema;
use crate::error::ApiError;
use crate::state::Office;
use crate::store::FeedPlace;

const LIMIT: u32 = 200;
const LIMIT_MAX: u32 = 1_000;
/// A page's records, in bytes of JSON; about a tenth of it travels. One record goes whole, with its history: devices show
/// it, and apply entries to it.
pub const PAGE_BYTES: usize = 512 * 1024;

/// The query of `GET /api/v1/feed`.
#[derive(Deserialize)]
pub struct After {
    /// The cursor of the page before.
    after: Option<String>,
    /// How many records at most.
    limit: Option<u32>,
}

/// Records in the device's scope that changed after a cursor, oldest change first.
#[utoipa::path(
    get, path = "/api/v1/feed", tag = "devices", security(("device" = [])),
    params(
        ("after" = Option<String>, Query, description = "Cursor of the page before; without it, or with one that is not this database's, from the beginning"),
        ("limit" = Option<u32>, Query, format = "uint32", maximum = 4294967295_i64, description = "At most this many records; 200 by default, 1,000 at most"),
    ),
    responses((status = 200, body = inline(schema::FeedPage))))]
pub async fn feed(
    State(office): State<Office>,
    access: DeviceAccess,
    QueryOf(query): QueryOf<After>,
) -> Result<Json<FeedPage>, ApiError> {
    let cursors = Cursors { epoch: &office.epoch, scope: fingerprint(&access.scope) };
    let after = query.after.as_deref().and_then(|cursor| cursors.read(cursor)).unwrap_or(FeedPlace::START);
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    let province = &access.device.province;
    let mut slice = office.store.feed(province, &access.scope, after, limit, PAGE_BYTES).await?;
    if slice.beyond {
        // A backup was put back. Everything is given again.
        slice = office.store.feed(province, &access.scope, FeedPlace::START, limit, PAGE_BYTES).await?;
    }
    // The database was asked for the scope only; nothing leaves without a second look.
    let found = slice.records.len();
    slice.records.retain(|record| access.scope.covers(&record.unit));
    if slice.records.len() < found {
        tracing::error!(device = %access.device.id, "the store gave records outside of the scope asked for");
    }
    Ok(Json(FeedPage {
        epoch: office.epoch.clone(),
        records: slice.records,
        cursor: cursors.write(slice.place),
        more: slice.more,
    }))
}

/// Cursors name the database and the scope they were given for: a device whose scope has grown (another hub member,
/// another enrolment) reads from the beginning, else it would never see what changed before.
struct Cursors<'a> {
    epoch: &'a str,
    scope: String,
}

impl Cursors<'_> {
    fn write(&self, place: FeedPlace) -> String {
        format!("{}.{}.{}.{}", self.epoch, self.scope, place.transaction, place.seq)
    }

    /// The place of a cursor; nothing for one of another database or scope, and for nonsense.
    fn read(&self, cursor: &str) -> Option<FeedPlace> {
        let place = cursor.strip_prefix(self.epoch)?.strip_prefix('.')?.strip_prefix(&self.scope)?;
        let place = place.strip_prefix('.')?;
        // Cursors of the first version, still on devices, had the sequence alone.
        let (transaction, seq) = place.split_once('.').unwrap_or(("0", place));
        Some(FeedPlace { transaction: transaction.parse().ok()?, seq: seq.parse().ok()? })
    }
}

/// What a cursor says of the scope it was given for.
pub fn fingerprint(scope: &Scope) -> String {
    let text = scope.units().map_or_else(
        || "province".to_owned(),
        |units| units.iter().map(|unit| unit.as_str()).collect::<Vec<_>>().join(" "),
    );
    Digest::of(&[text.as_bytes()]).to_string().chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use danvan_core::catalogue::UnitId;

    #[test]
    fn a_cursor_reads_back_only_for_its_database_and_scope() {
        let commune = Scope::Units { units: [UnitId::from("03466@2025-07-01")].into() };
        let here = Cursors { epoch: "e1", scope: fingerprint(&commune) };
        let place = FeedPlace { transaction: 5, seq: 17 };
        let cursor = here.write(place);
        assert_eq!(here.read(&cursor), Some(place));
        let old = format!("e1.{}.17", here.scope);
        assert_eq!(here.read(&old), Some(FeedPlace { transaction: 0, seq: 17 }));
        assert_eq!(Cursors { epoch: "e2", scope: fingerprint(&commune) }.read(&cursor), None);
        assert_eq!(Cursors { epoch: "e1", scope: fingerprint(&Scope::Province) }.read(&cursor), None);
        for nonsense in
            ["", "17", "e1", "e1..", "e1.x.17", "💥", &format!("{cursor}x"), &format!("{cursor}.1")]
        {
            assert_eq!(here.read(nonsense), None, "{nonsense}");
        }
    }
}
