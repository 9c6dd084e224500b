//! The lines that lists show of records.

use danvan_core::catalogue::ProvinceCode;
use danvan_core::record::{LINE_FORMAT, Record, RecordLine};
use sqlx::{PgConnection, PgPool};

use super::read;
use crate::store::StoreResult;

/// Records whose lines are made at a time.
const AT_A_TIME: i64 = 100;

/// Keeps the lines of records that were written. One that is there of a later revision stays.
pub(super) async fn keep(
    connection: &mut PgConnection,
    province: &ProvinceCode,
    records: &[Record],
) -> StoreResult<()> {
    let mut texts = Vec::with_capacity(records.len());
    for record in records {
        texts.push(read::to_json("line", &RecordLine::of(record))?);
    }
    sqlx::query(
        "INSERT INTO record_lines (province, record, revision, format, line)
         SELECT $1, record, revision, $2, line FROM unnest($3::text[], $4::bigint[], $5::text[])
            AS new (record, revision, line) ORDER BY record
         ON CONFLICT (province, record) DO UPDATE SET revision = excluded.revision, format = excluded.format,
            line = excluded.line
         WHERE record_lines.revision <= excluded.revision",
    )
    .bind(province.as_str())
    .bind(i64::from(LINE_FORMAT))
    .bind(records.iter().map(|record| record.id.to_string()).collect::<Vec<_>>())
    .bind(records.iter().map(|record| read::integer(record.revision)).collect::<Vec<_>>())
    .bind(texts)
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes the lines that are missing: of records that an earlier version wrote. Several processes of the office may do so
/// at once, and others write meanwhile.
pub(super) async fn make_missing(pool: &PgPool) -> StoreResult<()> {
    let mut place = (String::new(), String::new());
    loop {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT province, record, record_json FROM records WHERE (province, record) > ($1, $2)
                AND NOT EXISTS (SELECT 1 FROM record_lines AS kept WHERE kept.province = records.province
                    AND kept.record = records.record AND kept.revision = records.revision AND kept.format = $3)
             ORDER BY province, record LIMIT $4",
        )
        .bind(&place.0)
        .bind(&place.1)
        .bind(i64::from(LINE_FORMAT))
        .bind(AT_A_TIME)
        .fetch_all(pool)
        .await?;
        let Some((province, record, _)) = rows.last() else { return Ok(()) };
        place = (province.clone(), record.clone());
        for (province, _, text) in &rows {
            let province = ProvinceCode::new(province.as_str());
            let mut connection = pool.acquire().await?;
            keep(&mut connection, &province, &[read::record(text)?]).await?;
        }
    }
}
