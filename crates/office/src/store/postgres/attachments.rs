//! Files of records.

use async_trait::async_trait;
use danvan_core::access::Scope;
use danvan_core::attachment::digests_named_by;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, RecordId};
use danvan_core::record::Record;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row, Transaction};

use super::records::push_units;
use super::{PostgresStore, read};
use crate::store::{Asker, AttachmentRow, AttachmentStore, Naming, NewAttachment, StoreResult};

const COLUMNS: &str = "sha256, bytes, mime, object, received_at, backed_up_at";

/// The files that records open to their readers, each with its record; a condition may follow.
const OPEN: &str = "attachment_namings JOIN record_attachments USING (province, sha256, record)
     JOIN records USING (province, record) LEFT JOIN attachment_holders USING (province, sha256, device)
     WHERE (opened OR attachment_holders.device IS NOT NULL)";

#[async_trait]
impl AttachmentStore for PostgresStore {
    async fn add_attachment(
        &self,
        province: &ProvinceCode,
        new: &NewAttachment,
        sender: DeviceId,
    ) -> StoreResult<()> {
        let mut transaction = self.pool.begin().await?;
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
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO attachment_holders (province, sha256, device) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(province.as_str())
        .bind(new.sha256.as_bytes().as_slice())
        .bind(sender.to_string())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn attachments(
        &self,
        province: &ProvinceCode,
        sha256: &[Digest],
    ) -> StoreResult<Vec<AttachmentRow>> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(COLUMNS).push(" FROM attachments WHERE province = ").push_bind(province.as_str());
        push_digests(&mut query, sha256);
        query.push(" ORDER BY sha256");
        query.build().fetch_all(&self.pool).await?.iter().map(attachment).collect()
    }

    async fn attachments_for(
        &self,
        province: &ProvinceCode,
        asker: Asker<'_>,
        sha256: &[Digest],
    ) -> StoreResult<Vec<AttachmentRow>> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(COLUMNS).push(" FROM attachments WHERE province = ").push_bind(province.as_str());
        push_digests(&mut query, sha256);
        query.push(" AND (");
        if let (Some(device), None) = (asker.device, asker.record) {
            query.push("sha256 IN (SELECT sha256 FROM attachment_holders WHERE province = ");
            query.push_bind(province.as_str()).push(" AND device = ").push_bind(device.to_string());
            push_digests(&mut query, sha256);
            query.push(") OR ");
        }
        query.push("sha256 IN (SELECT sha256 FROM ").push(OPEN);
        query.push(" AND province = ").push_bind(province.as_str());
        push_digests(&mut query, sha256);
        push_reach(&mut query, asker.scope, asker.record);
        query.push(")) ORDER BY sha256");
        query.build().fetch_all(&self.pool).await?.iter().map(attachment).collect()
    }

    async fn attachments_of(
        &self,
        province: &ProvinceCode,
        device: DeviceId,
        records: &[RecordId],
        limit: u32,
    ) -> StoreResult<Vec<Digest>> {
        let digests: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT DISTINCT sha256 FROM record_attachments JOIN attachments USING (province, sha256)
             WHERE province = $1 AND record = ANY($2)
                 AND sha256 IN (SELECT sha256 FROM attachment_holders WHERE province = $1 AND device = $4
                     UNION SELECT sha256 FROM attachment_namings
                         WHERE province = $1 AND device = $4 AND record = record_attachments.record AND opened)
             ORDER BY sha256 LIMIT $3",
        )
        .bind(province.as_str())
        .bind(records.iter().map(ToString::to_string).collect::<Vec<_>>())
        .bind(i64::from(limit))
        .bind(device.to_string())
        .fetch_all(&self.pool)
        .await?;
        digests.iter().map(|digest| read::digest(digest)).collect()
    }

    async fn is_attachment_open(
        &self,
        province: &ProvinceCode,
        asker: Asker<'_>,
        sha256: Digest,
    ) -> StoreResult<bool> {
        let mut query = QueryBuilder::new("SELECT 1 FROM ");
        query.push(OPEN).push(" AND province = ").push_bind(province.as_str());
        push_digests(&mut query, &[sha256]);
        push_reach(&mut query, asker.scope, asker.record);
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

fn push_digests(query: &mut QueryBuilder<Postgres>, sha256: &[Digest]) {
    let digests: Vec<Vec<u8>> = sha256.iter().map(|digest| digest.as_bytes().to_vec()).collect();
    query.push(" AND sha256 = ANY(").push_bind(digests).push(")");
}

/// The records by which somebody reads.
fn push_reach(query: &mut QueryBuilder<Postgres>, scope: &Scope, record: Option<RecordId>) {
    if let Some(record) = record {
        query.push(" AND record = ").push_bind(record.to_string());
    }
    if let Some(units) = scope.units() {
        push_units(query, units.iter());
    }
}

fn attachment(row: &PgRow) -> StoreResult<AttachmentRow> {
    Ok(AttachmentRow {
        sha256: read::digest(row.try_get("sha256")?)?,
        bytes: read::count(row.try_get("bytes")?)?,
        mime: row.try_get("mime")?,
        object: row.try_get("object")?,
        received_at: read::time(row.try_get("received_at")?)?,
        backed_up: row.try_get::<Option<i64>, _>("backed_up_at")?.is_some(),
    })
}

/// Keeps which device brought which files.
pub(super) async fn name_files(
    transaction: &mut Transaction<'static, Postgres>,
    province: &ProvinceCode,
    namings: &[Naming],
) -> StoreResult<()> {
    for naming in namings {
        let files: Vec<Digest> = naming.files.keys().copied().collect();
        let first = naming.files.iter().filter(|(_, first)| **first);
        let first: Vec<Digest> = first.map(|(file, _)| *file).collect();
        let mut query = QueryBuilder::new(
            "INSERT INTO attachment_namings (province, sha256, record, device) SELECT province, sha256, record, ",
        );
        query.push_bind(naming.device.to_string()).push(" FROM record_attachments WHERE province = ");
        query.push_bind(province.as_str());
        query.push(" AND record = ").push_bind(naming.record.to_string());
        push_digests(&mut query, &files);
        query.push(" ON CONFLICT DO NOTHING").build().execute(&mut **transaction).await?;
        let mut query = QueryBuilder::new("UPDATE attachment_namings SET opened = TRUE WHERE province = ");
        query.push_bind(province.as_str());
        query.push(" AND record = ").push_bind(naming.record.to_string());
        query.push(" AND device = ").push_bind(naming.device.to_string());
        query.push(" AND sha256 IN (SELECT sha256 FROM ").push(OPEN);
        query.push(" AND province = ").push_bind(province.as_str());
        push_digests(&mut query, &first);
        push_reach(&mut query, &naming.scope, None);
        query.push(")").build().execute(&mut **transaction).await?;
    }
    Ok(())
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
