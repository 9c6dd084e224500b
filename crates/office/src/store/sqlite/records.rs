//! Reading records: single, feed, list.

use async_trait::async_trait;
use danvan_core::access::Scope;
use danvan_core::catalogue::{ProvinceCode, UnitId};
use danvan_core::ids::RecordId;
use danvan_core::record::{Given, LINE_FORMAT, RecordLine};
use sqlx::{QueryBuilder, Row, Sqlite};

use super::{SqliteStore, read};
use crate::store::slices::{feed_slice, record_slice, stretch};
use crate::store::{FeedPlace, FeedSlice, RecordFilter, RecordSlice, RecordStore, StoreResult};

#[async_trait]
impl RecordStore for SqliteStore {
    async fn record(&self, province: &ProvinceCode, id: RecordId) -> StoreResult<Option<Given>> {
        let text: Option<String> =
            sqlx::query_scalar("SELECT record_json FROM records WHERE province = ? AND record = ?")
                .bind(province.as_str())
                .bind(id.to_string())
                .fetch_optional(&self.readers)
                .await?;
        text.map(|text| read::given(&text)).transpose()
    }

    async fn feed(
        &self,
        province: &ProvinceCode,
        scope: &Scope,
        after: FeedPlace,
        limit: u32,
        bytes_max: usize,
    ) -> StoreResult<FeedSlice> {
        // One reading transaction: the last place is that of the moment in which the rows were read.
        let mut reading = self.readers.begin().await?;
        let last: i64 = sqlx::query_scalar("SELECT last_seq FROM provinces WHERE province = ?")
            .bind(province.as_str())
            .fetch_one(&mut *reading)
            .await?;
        // How long the records are is asked first: of what does not fit nothing is read.
        let asking = |what: &str, limit: u32| -> StoreResult<QueryBuilder<Sqlite>> {
            let mut query = QueryBuilder::new(["SELECT ", what, " FROM records WHERE province = "].concat());
            query
                .push_bind(province.as_str().to_owned())
                .push(" AND seq > ")
                .push_bind(read::integer(after.seq));
            if let Some(units) = scope.units() {
                push_units(&mut query, &units.iter().collect::<Vec<_>>())?;
            }
            query.push(" ORDER BY seq LIMIT ").push_bind(i64::from(limit));
            Ok(query)
        };
        let place = |seq: i64| StoreResult::Ok(FeedPlace { transaction: 0, seq: read::count(seq)? });
        let end = place(last)?;
        let rows: Vec<(i64, i64)> = asking("seq, octet_length(record_json)", limit.saturating_add(1))?
            .build_query_as()
            .fetch_all(&mut *reading)
            .await?;
        let rows = rows.into_iter().map(|(seq, bytes)| Ok((place(seq)?, read::count(bytes)?)));
        let found = stretch(rows, end, limit, bytes_max)?;
        let texts: Vec<String> =
            asking("record_json", found.rows)?.build_query_scalar().fetch_all(&mut *reading).await?;
        reading.commit().await?;
        feed_slice(found, &texts, after > end)
    }

    async fn list(
        &self,
        province: &ProvinceCode,
        filter: &RecordFilter,
        before: Option<u64>,
        limit: u32,
    ) -> StoreResult<RecordSlice> {
        let mut reading = self.readers.begin().await?;
        let mut query = QueryBuilder::new("SELECT count(*) FROM records");
        push_filter(&mut query, province, filter)?;
        let total: i64 = query.build_query_scalar().fetch_one(&mut *reading).await?;

        let mut query = QueryBuilder::new(
            "SELECT seq, record, (SELECT line FROM record_lines AS kept WHERE kept.province = records.province
                AND kept.record = records.record AND kept.revision = records.revision AND kept.format = ",
        );
        query.push_bind(LINE_FORMAT).push(") AS line FROM records");
        push_filter(&mut query, province, filter)?;
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
                        "SELECT record_json FROM records WHERE province = ? AND record = ?",
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
        let mut query = QueryBuilder::new("SELECT record, octet_length(record_json) FROM records");
        push_filter(&mut query, province, filter)?;
        query.push(" ORDER BY record");
        let rows: Vec<(String, i64)> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(|(record, bytes)| Ok((read::record_id(&record)?, read::count(bytes)?))).collect()
    }

    async fn texts(&self, province: &ProvinceCode, records: &[RecordId]) -> StoreResult<Vec<String>> {
        let mut query = QueryBuilder::new("SELECT record_json FROM records WHERE province = ");
        query
            .push_bind(province.as_str())
            .push(" AND record IN (SELECT value FROM json_each(")
            .push_bind(read::to_json("records", &records)?)
            .push(")) ORDER BY record");
        Ok(query.build_query_scalar().fetch_all(&self.readers).await?)
    }
}

fn push_filter(
    query: &mut QueryBuilder<Sqlite>,
    province: &ProvinceCode,
    filter: &RecordFilter,
) -> StoreResult<()> {
    query.push(" WHERE province = ").push_bind(province.as_str().to_owned());
    if !filter.deleted {
        query.push(" AND deleted = 0");
    }
    if filter.waiting {
        query.push(" AND waiting > 0");
    }
    if let Some(kind) = &filter.kind {
        query.push(" AND kind = ").push_bind(kind.name().to_owned());
    }
    if let Some(state) = &filter.state {
        query.push(" AND state = ").push_bind(state.clone());
    }
    if let Some(units) = &filter.units {
        push_units(query, &units.iter().collect::<Vec<_>>())?;
    }
    if let Some(from) = filter.from {
        query.push(" AND day >= ").push_bind(from.to_string());
    }
    if let Some(to) = filter.to {
        query.push(" AND day <= ").push_bind(to.to_string());
    }
    for word in &filter.words {
        query.push(" AND instr(search, ").push_bind(word.clone()).push(") > 0");
    }
    Ok(())
}

/// A scope can be longer than SQLite lets a statement have parameters: it goes in as one JSON array.
pub(super) fn push_units(query: &mut QueryBuilder<Sqlite>, units: &[&UnitId]) -> StoreResult<()> {
    query
        .push(" AND unit IN (SELECT value FROM json_each(")
        .push_bind(read::to_json("units", &units)?)
        .push("))");
    Ok(())
}
