//! Files of records.

use async_trait::async_trait;
use danvan_core::access::Scope;
use danvan_core::attachment::digests_named_by;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{Digest, RecordId};
use danvan_core::record::Record;
use sqlx::{QueryBuilder, Row, Sqlite, Transaction};

use super::records::push_units;
use super::{SqliteStore, read};
use crate::store::{AttachmentRow, AttachmentStore, NewAttachment, StoreResult};

/// Rows in one statement.
const ROWS: usize = 500;

#[async_trait]
impl AttachmentStore for SqliteStore {
    async fn add_attachment(&self, province: &ProvinceCode, new: &NewAttachment) -> StoreResult<()> {
        sqlx::query(
            "INSERT INTO attachments (province, sha256, bytes, mime, object, received_at)
             VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(province.as_str())
        .bind(new.sha256.as_bytes().as_slice())
        .bind(read::integer(new.bytes))
        .bind(&new.mime)
        .bind(&new.object)
        .bind(new.at_ms)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    async fn attachments(
        &self,
        province: &ProvinceCode,
        sha256: &[Digest],
    ) -> StoreResult<Vec<AttachmentRow>> {
        let mut found = Vec::new();
        for asked in sha256.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT sha256, bytes, mime, object, received_at, backed_up_at FROM attachments WHERE province = ",
            );
            query.push_bind(province.as_str()).push(" AND sha256 IN (");
            let mut digests = query.separated(", ");
            for digest in asked {
                digests.push_bind(digest.as_bytes().as_slice());
            }
            query.push(")");
            for row in query.build().fetch_all(&self.readers).await? {
                found.push(AttachmentRow {
                    sha256: read::digest(row.try_get("sha256")?)?,
                    bytes: read::count(row.try_get("bytes")?)?,
                    mime: row.try_get("mime")?,
                    object: row.try_get("object")?,
                    received_at: read::time(row.try_get("received_at")?)?,
                    backed_up: row.try_get::<Option<i64>, _>("backed_up_at")?.is_some(),
                });
            }
        }
        found.sort_by_key(|row| row.sha256);
        found.dedup_by_key(|row| row.sha256);
        Ok(found)
    }

    async fn attachments_of(
        &self,
        province: &ProvinceCode,
        records: &[RecordId],
        limit: u32,
    ) -> StoreResult<Vec<Digest>> {
        let digests: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT DISTINCT sha256 FROM record_attachments JOIN attachments USING (province, sha256)
             WHERE province = ? AND record IN (SELECT value FROM json_each(?)) ORDER BY sha256 LIMIT ?",
        )
        .bind(province.as_str())
        .bind(read::to_json("records", &records)?)
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        digests.iter().map(|digest| read::digest(digest)).collect()
    }

    async fn is_attachment_named(
        &self,
        province: &ProvinceCode,
        scope: &Scope,
        sha256: Digest,
    ) -> StoreResult<bool> {
        let mut query = QueryBuilder::new(
            "SELECT 1 FROM record_attachments JOIN records USING (province, record) WHERE province = ",
        );
        query.push_bind(province.as_str()).push(" AND sha256 = ").push_bind(sha256.as_bytes().as_slice());
        if let Scope::Units { units } = scope {
            push_units(&mut query, &units.iter().collect::<Vec<_>>())?;
        }
        query.push(" LIMIT 1");
        Ok(query.build().fetch_optional(&self.readers).await?.is_some())
    }

    async fn forget_attachment(&self, province: &ProvinceCode, sha256: Digest) -> StoreResult<()> {
        sqlx::query("DELETE FROM attachments WHERE province = ? AND sha256 = ?")
            .bind(province.as_str())
            .bind(sha256.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

/// Keeps which files the records name, in place of what they named before.
pub(super) async fn name_attachments(
    transaction: &mut Transaction<'static, Sqlite>,
    province: &ProvinceCode,
    records: &[Record],
) -> StoreResult<()> {
    let ids: Vec<_> = records.iter().map(|record| record.id).collect();
    sqlx::query(
        "DELETE FROM record_attachments WHERE province = ? AND record IN (SELECT value FROM json_each(?))",
    )
    .bind(province.as_str())
    .bind(read::to_json("records", &ids)?)
    .execute(&mut **transaction)
    .await?;
    let named: Vec<(String, Digest)> = records
        .iter()
        .flat_map(|record| digests_named_by(record).into_iter().map(|digest| (record.id.to_string(), digest)))
        .collect();
    for rows in named.chunks(ROWS) {
        let mut query = QueryBuilder::new("INSERT INTO record_attachments (province, sha256, record) ");
        query.push_values(rows, |mut row, (record, digest)| {
            row.push_bind(province.as_str())
                .push_bind(digest.as_bytes().as_slice())
                .push_bind(record.as_str());
        });
        query.build().execute(&mut **transaction).await?;
    }
    Ok(())
}
