//! Files of records.

use async_trait::async_trait;
use danvan_core::access::Scope;
use danvan_core::attachment::digests_named_by;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, RecordId};
use danvan_core::record::Record;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, Transaction};

use super::records::push_units;
use super::{SqliteStore, read};
use crate::store::{Asker, AttachmentRow, AttachmentStore, Naming, NewAttachment, StoreResult};

/// Rows in one statement.
const ROWS: usize = 500;

const COLUMNS: &str = "sha256, bytes, mime, object, received_at, backed_up_at";

/// The files that records open to their readers, each with its record; a condition may follow.
const OPEN: &str = "attachment_namings JOIN record_attachments USING (province, sha256, record)
     JOIN records USING (province, record) LEFT JOIN attachment_holders USING (province, sha256, device)
     WHERE (opened OR attachment_holders.device IS NOT NULL)";

#[async_trait]
impl AttachmentStore for SqliteStore {
    async fn add_attachment(
        &self,
        province: &ProvinceCode,
        new: &NewAttachment,
        sender: DeviceId,
    ) -> StoreResult<()> {
        let mut transaction = self.write().await?;
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
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO attachment_holders (province, sha256, device) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
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
        let mut found = Vec::new();
        for asked in sha256.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT ");
            query.push(COLUMNS).push(" FROM attachments WHERE province = ").push_bind(province.as_str());
            push_digests(&mut query, asked);
            found.extend(query.build().fetch_all(&self.readers).await?);
        }
        in_order(&found)
    }

    async fn attachments_for(
        &self,
        province: &ProvinceCode,
        asker: Asker<'_>,
        sha256: &[Digest],
    ) -> StoreResult<Vec<AttachmentRow>> {
        let mut found = Vec::new();
        for asked in sha256.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT ");
            query.push(COLUMNS).push(" FROM attachments WHERE province = ").push_bind(province.as_str());
            push_digests(&mut query, asked);
            query.push(" AND (");
            if let (Some(device), None) = (asker.device, asker.record) {
                query.push("sha256 IN (SELECT sha256 FROM attachment_holders WHERE province = ");
                query.push_bind(province.as_str()).push(" AND device = ").push_bind(device.to_string());
                push_digests(&mut query, asked);
                query.push(") OR ");
            }
            query.push("sha256 IN (SELECT sha256 FROM ").push(OPEN);
            query.push(" AND province = ").push_bind(province.as_str());
            push_digests(&mut query, asked);
            push_reach(&mut query, asker.scope, asker.record)?;
            query.push("))");
            found.extend(query.build().fetch_all(&self.readers).await?);
        }
        in_order(&found)
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
             WHERE province = ?1 AND record IN (SELECT value FROM json_each(?3))
                 AND sha256 IN (SELECT sha256 FROM attachment_holders WHERE province = ?1 AND device = ?2
                     UNION SELECT sha256 FROM attachment_namings
                         WHERE province = ?1 AND device = ?2 AND record = record_attachments.record AND opened)
             ORDER BY sha256 LIMIT ?4",
        )
        .bind(province.as_str())
        .bind(device.to_string())
        .bind(read::to_json("records", &records)?)
        .bind(limit)
        .fetch_all(&self.readers)
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
        push_reach(&mut query, asker.scope, asker.record)?;
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

fn push_digests(query: &mut QueryBuilder<Sqlite>, sha256: &[Digest]) {
    query.push(" AND sha256 IN (");
    let mut digests = query.separated(", ");
    for digest in sha256 {
        digests.push_bind(digest.as_bytes().to_vec());
    }
    query.push(")");
}

/// The records by which somebody reads.
fn push_reach(query: &mut QueryBuilder<Sqlite>, scope: &Scope, record: Option<RecordId>) -> StoreResult<()> {
    if let Some(record) = record {
        query.push(" AND record = ").push_bind(record.to_string());
    }
    scope.units().map_or(Ok(()), |units| push_units(query, &units.iter().collect::<Vec<_>>()))
}

/// Files in the order of their digests, each once.
fn in_order(rows: &[SqliteRow]) -> StoreResult<Vec<AttachmentRow>> {
    let mut found = rows.iter().map(attachment).collect::<StoreResult<Vec<_>>>()?;
    found.sort_by_key(|row| row.sha256);
    found.dedup_by_key(|row| row.sha256);
    Ok(found)
}

fn attachment(row: &SqliteRow) -> StoreResult<AttachmentRow> {
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
    transaction: &mut Transaction<'static, Sqlite>,
    province: &ProvinceCode,
    namings: &[Naming],
) -> StoreResult<()> {
    for naming in namings {
        let files: Vec<Digest> = naming.files.keys().copied().collect();
        let first = naming.files.iter().filter(|(_, first)| **first);
        let first: Vec<Digest> = first.map(|(file, _)| *file).collect();
        for files in files.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "INSERT INTO attachment_namings (province, sha256, record, device) SELECT province, sha256, record, ",
            );
            query.push_bind(naming.device.to_string()).push(" FROM record_attachments WHERE province = ");
            query.push_bind(province.as_str());
            query.push(" AND record = ").push_bind(naming.record.to_string());
            push_digests(&mut query, files);
            query.push(" ON CONFLICT DO NOTHING").build().execute(&mut **transaction).await?;
        }
        for first in first.chunks(ROWS) {
            let mut query =
                QueryBuilder::new("UPDATE attachment_namings SET opened = TRUE WHERE province = ");
            query.push_bind(province.as_str());
            query.push(" AND record = ").push_bind(naming.record.to_string());
            query.push(" AND device = ").push_bind(naming.device.to_string());
            query.push(" AND sha256 IN (SELECT sha256 FROM ").push(OPEN);
            query.push(" AND province = ").push_bind(province.as_str());
            push_digests(&mut query, first);
            push_reach(&mut query, &naming.scope, None)?;
            query.push(")").build().execute(&mut **transaction).await?;
        }
    }
    Ok(())
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
