//! Reading records: single, feed, list.

use async_trait::async_trait;
use danvan_core::access::Scope;
use danvan_core::catalogue::{ProvinceCode, UnitId};
use danvan_core::ids::RecordId;
use danvan_core::record::{Given, LINE_FORMAT, RecordLine};
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};

use super::{PostgresStore, plain, read};
use crate::store::slices::{feed_slice, record_slice, stretch};
use crate::store::{FeedPlace, FeedSlice, RecordFilter, RecordSlice, RecordStore, StoreResult};

#[async_trait]
impl RecordStore for PostgresStore {
    async fn record(&self, province: &ProvinceCode, id: RecordId) -> StoreResult<Option<Given>> {
        let text: Option<String> =
            sqlx::query_scalar("SELECT record_json FROM records WHERE province = $1 AND record = $2")
                .bind(province.as_str())
                .bind(id.to_string())
                .fetch_optional(&self.pool)
                .await?;
        text.map(|text| read::given(&text)).transpose()
    }

    /// Only changes of transactions below the *horizon*, the oldest transaction that is still under way: below it
    /// nothing can be committed any more, so that whoever has read up to a place has read everything before it. A
    /// change above the horizon waits; the record comes with a later stretch.
    async fn feed(
        &self,
        province: &ProvinceCode,
        scope: &Scope,
        after: FeedPlace,
        limit: u32,
        bytes_max: usize,
    ) -> StoreResult<FeedSlice> {
        let mut reading = self.one_moment().await?;
        let horizon: i64 = sqlx::query_scalar("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            .fetch_one(&mut *reading)
            .await?;
        let end = sqlx::query(
            "SELECT transaction, seq FROM records WHERE province = $1 AND transaction < $2
             ORDER BY transaction DESC, seq DESC LIMIT 1",
        )
        .bind(province.as_str())
        .bind(horizon)
        .fetch_optional(&mut *reading)
        .await?;
        // How long the records are is asked first: of what does not fit nothing is read.
        let asking = |what: &str, limit: u32| {
            let mut query = QueryBuilder::new(["SELECT ", what, " FROM records WHERE province = "].concat());
            query.push_bind(province.as_str().to_owned()).push(" AND transaction < ").push_bind(horizon);
            query.push(" AND (transaction, seq) > (").push_bind(read::integer(after.transaction));
            query.push(", ").push_bind(read::integer(after.seq)).push(")");
            if let Some(units) = scope.units() {
                push_units(&mut query, units.iter());
            }
            query.push(" ORDER BY transaction, seq LIMIT ").push_bind(i64::from(limit));
            query
        };
        let rows = asking("transaction, seq, octet_length(record_json) AS bytes", limit.saturating_add(1))
            .build()
            .fetch_all(&mut *reading)
            .await?;
        // The record at the end may be changing again: a place never goes back.
        let end = end.as_ref().map_or(Ok(FeedPlace::START), place)?.max(after);
        let rows = rows.iter().map(|row| {
            let bytes = u64::try_from(row.try_get::<i32, _>("bytes")?).unwrap_or(u64::MAX);
            Ok((place(row)?, bytes))
        });
        let found = stretch(rows, end, limit, bytes_max)?;
        let texts: Vec<String> =
            asking("record_json", found.rows).build_query_scalar().fetch_all(&mut *reading).await?;
        reading.commit().await?;
        feed_slice(found, &texts, after.transaction >= read::count(horizon)?)
    }

    async fn list(
        &self,
        province: &ProvinceCode,
        filter: &RecordFilter,
        before: Option<u64>,
        limit: u32,
    ) -> StoreResult<RecordSlice> {
        let mut reading = self.one_moment().await?;
        let mut query = QueryBuilder::new("SELECT count(*) FROM records");
        push_filter(&mut query, province, filter);
        let total: i64 = query.build_query_scalar().fetch_one(&mut *reading).await?;

        let mut query = QueryBuilder::new(
            "SELECT seq, record, (SELECT line FROM record_lines AS kept WHERE kept.province = records.province
                AND kept.record = records.record AND kept.revision = records.revision AND kept.format = ",
        );
        query.push_bind(i64::from(LINE_FORMAT)).push(") AS line FROM records");
        push_filter(&mut query, province, filter);
        if let Some(before) = before {
            query.push(" AND seq < ").push_bind(read::integer(before));
        }
        query.push(" ORDER BY seq DESC LIMIT ").push_bind(i64::from(limit) + 1);
        let rows = query.build().fetch_all(&mut *reading).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in &rows {
            let line = match row.try_get::<Option<&str>, _>("line")? {
                Some(line) => read::json("line", line)?,
                // Written by another version of the office, or before there were lines.
                None => {
                    let text: String = sqlx::query_scalar(
                        "SELECT record_json FROM records WHERE province = $1 AND record = $2",
                    )
                    .bind(province.as_str())
                    .bind(row.try_get::<&str, _>("record")?)
                    .fetch_one(&mut *reading)
                    .await?;
                    RecordLine::of(&read::record(&text)?)
                }
            };
            lines.push((row.try_get("seq")?, line));
        }
        reading.commit().await?;
        record_slice(lines, total, limit)
    }

    async fn lengths(
        &self,
        province: &ProvinceCode,
        filter: &RecordFilter,
    ) -> StoreResult<Vec<(RecordId, u64)>> {
        let mut query = QueryBuilder::new("SELECT record, octet_length(record_json)::bigint FROM records");
        push_filter(&mut query, province, filter);
        query.push(" ORDER BY record");
        let rows: Vec<(String, i64)> = query.build_query_as().fetch_all(&self.pool).await?;
        rows.into_iter().map(|(record, bytes)| Ok((read::record_id(&record)?, read::count(bytes)?))).collect()
    }

    async fn texts(&self, province: &ProvinceCode, records: &[RecordId]) -> StoreResult<Vec<String>> {
        let records: Vec<String> = records.iter().map(RecordId::to_string).collect();
        let texts = sqlx::query_scalar(
            "SELECT record_json FROM records WHERE province = $1 AND record = ANY($2) ORDER BY record",
        );
        Ok(texts.bind(province.as_str()).bind(records).fetch_all(&self.pool).await?)
    }
}

fn place(row: &PgRow) -> StoreResult<FeedPlace> {
    Ok(FeedPlace {
        transaction: read::count(row.try_get("transaction")?)?,
        seq: read::count(row.try_get("seq")?)?,
    })
}

fn push_filter(query: &mut QueryBuilder<Postgres>, province: &ProvinceCode, filter: &RecordFilter) {
    query.push(" WHERE province = ").push_bind(province.as_str().to_owned());
    if !filter.deleted {
        query.push(" AND NOT deleted");
    }
    if filter.waiting {
        query.push(" AND waiting > 0");
    }
    if let Some(kind) = filter.kind {
        query.push(" AND kind = ").push_bind(kind.name().to_owned());
    }
    if let Some(state) = &filter.state {
        query.push(" AND state = ").push_bind(plain(state).into_owned());
    }
    if let Some(units) = &filter.units {
        push_units(query, units.iter());
    }
    if let Some(from) = filter.from {
        query.push(" AND day >= ").push_bind(from.to_string());
    }
    if let Some(to) = filter.to {
        query.push(" AND day <= ").push_bind(to.to_string());
    }
    for word in &filter.words {
        query.push(" AND strpos(search, ").push_bind(plain(word).into_owned()).push(") > 0");
    }
}

pub(super) fn push_units<'u>(query: &mut QueryBuilder<Postgres>, units: impl Iterator<Item = &'u UnitId>) {
    let units: Vec<String> = units.map(|unit| plain(unit.as_str()).into_owned()).collect();
    query.push(" AND unit = ANY(").push_bind(units).push(")");
}
