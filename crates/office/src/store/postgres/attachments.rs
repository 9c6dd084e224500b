//! Files of records.

use async_trait::async_trait;
use danvan_core::access::Scope;
use danvan_core::attachment::digests_named_by;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{Digest, RecordId};
use danvan_core::record::Record;
use sqlx::{Postgres, QueryBuilder, Row, Transaction};

use super::records::push_units;
use super::{PostgresStore, read};
use crate::store::{AttachmentRow, AttachmentStore, NewAttachment, StoreResult};

#[async_trait]
impl AttachmentStore for PostgresStore {
    async fn add_attachment(&self, province: &ProvinceCode, new: &NewAttachment) -> StoreResult<()> {
        sqlx::query(
            "INSERT INTO attachments (province, sha256, bytes, mime, object, received_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(province.as_str())
        .bind(new.sha256.as_bytes().as_slice())
        .bind(read::integer(new.bytes))
        .bind(&new.mime)
        .bind(&new.object)
        .bind(new.at_ms)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn attachments(
        &self,
        province: &ProvinceCode,
        sha256: &[Digest],
    ) -> StoreResult<Vec<AttachmentRow>> {
        let rows = sqlx::query(
            "SELECT sha256, bytes, mime, object, received_at, backed_up_at FROM attachments
             WHERE province = $1 AND sha256 = ANY($2) ORDER BY sha256",
        )
        .bind(province.as_str())
        .bind(sha256.iter().map(|digest| digest.as_bytes().as_slice()).collect::<Vec<_>>())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(AttachmentRow {
                    sha256: read::digest(row.try_get("sha256")?)?,
                    bytes: read::count(row.try_get("bytes")?)?,
                    mime: row.try_get("mime")?,
                    object: row.try_get("object")?,
                    received_at: read::time(row.try_get("received_at")?)?,
                    backed_up: row.try_get::<Option<i64>, _>("backed_up_at")?.is_some(),
                })
            })
            .collect()
    }

    async fn attachments_of(
        &self,
        province: &ProvinceCode,
        records: &[RecordId],
        limit: u32,
    ) -> StoreResult<Vec<Digest>> {
        let digests: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT DISTINCT sha256 FROM record_attachments JOIN attachments USING (province, sha256)
             WHERE province = $1 AND record = ANY($2) ORDER BY sha256 LIMIT $3",
        )
        .bind(province.as_str())
        .bind(records.iter().map(ToString::to_string).collect::<Vec<_>>())
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
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
            push_units(&mut query, units.iter());
        }
        query.push(" LIMIT 1");
        Ok(query.build().fetch_optional(&self.pool).await?.is_some())
    }

    async fn forget_attachment(&self, province: &ProvinceCode, sha256: Digest) -> StoreResult<()> {
        sqlx::query("DELETE FROM attachments WHERE province = $1 AND sha256 = $2")
            .bind(province.as_str())
            .bind(sha256.as_bytes().as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Keeps which files the records name, in place of what they named before.
pub(super) async fn name_attachments(
    transaction: &mut Transaction<'static, Postgres>,
    province: &ProvinceCode,
    records: &[Record],
) -> StoreResult<()> {
    sqlx::query("DELETE FROM record_attachments WHERE province = $1 AND record = ANY($2)")
        .bind(province.as_str())
        .bind(records.iter().map(|record| record.id.to_string()).collect::<Vec<_>>())
        .execute(&mut **transaction)
        .await?;
    let (mut ids, mut digests) = (Vec::new(), Vec::new());
    for record in records {
        for digest in digests_named_by(record) {
            ids.push(record.id.to_string());
            digests.push(digest.as_bytes().to_vec());
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO record_attachments (province, sha256, record)
         SELECT $1, sha256, record FROM unnest($2::bytea[], $3::text[]) AS named (sha256, record)",
    )
    .bind(province.as_str())
    .bind(digests)
    .bind(ids)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
