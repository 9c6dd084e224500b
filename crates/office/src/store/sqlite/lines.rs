//! The lines that lists show of records.

use danvan_core::catalogue::ProvinceCode;
use danvan_core::record::{LINE_FORMAT, Record, RecordLine};
use sqlx::{QueryBuilder, SqliteConnection, SqlitePool};

use super::read;
use crate::store::StoreResult;

/// Records whose lines are made at a time.
const AT_A_TIME: i64 = 100;

/// Keeps the lines of records that were written.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    province: &ProvinceCode,
    records: &[Record],
) -> StoreResult<()> {
    let mut texts = Vec::with_capacity(records.len());
    for record in records {
        texts.push(read::to_json("line", &RecordLine::of(record))?);
    }
    let mut query = QueryBuilder::new("INSERT INTO record_lines (province, record, revision, format, line) ");
    query.push_values(records.iter().zip(texts), |mut row, (record, text)| {
        row.push_bind(province.as_str())
            .push_bind(record.id.to_string())
            .push_bind(read::integer(record.revision))
            .push_bind(LINE_FORMAT)
            .push_bind(text);
    });
    query.push(
        " ON CONFLICT (province, record) DO UPDATE SET revision = excluded.revision, format = excluded.format,
         line = excluded.line",
    );
    query.build().execute(connection).await?;
    Ok(())
}

/// Makes the lines that are missing: of records that an earlier version wrote.
pub(super) async fn make_missing(writer: &SqlitePool) -> StoreResult<()> {
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
        .bind(LINE_FORMAT)
        .bind(AT_A_TIME)
        .fetch_all(writer)
        .await?;
        let Some((province, record, _)) = rows.last() else { return Ok(()) };
        place = (province.clone(), record.clone());
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        for (province, _, text) in &rows {
            let province = ProvinceCode::new(province.as_str());
            keep(&mut transaction, &province, &[read::record(text)?]).await?;
        }
        transaction.commit().await?;
    }
}
