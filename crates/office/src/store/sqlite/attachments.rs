//! Files of records.

use std::collections::BTreeMap;

use async_trait::async_trait;
use danvan_core::access::Scope;
use danvan_core::attachment::digests_named_by;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest, RecordId};
use danvan_core::record::Record;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqlitePool, Transaction};

use super::records::push_units;
use super::{SqliteStore, read};
use crate::store::{
    Asker, AttachmentRow, AttachmentStore, KeptBytes, Naming, NewAttachment, Removal, StoreResult,
};

/// Rows in one statement.
const ROWS: usize = 500;

const COLUMNS: &str =
    "sha256, bytes, mime, object, kept_sha256, kept_bytes, stripped, received_at, backed_up_at";

/// That no record names a row of `attachments`, and that none has.
const UNNAMED: &str = "NOT EXISTS (SELECT 1 FROM record_attachments AS named
         WHERE named.province = attachments.province AND named.sha256 = attachments.sha256)
     AND NOT EXISTS (SELECT 1 FROM attachment_namings AS namings
         WHERE namings.province = attachments.province AND namings.sha256 = attachments.sha256)";

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
    ) -> StoreResult<bool> {
        let mut transaction = self.write().await?;
        let before: Option<String> =
            sqlx::query_scalar("SELECT object FROM attachments WHERE province = ?1 AND sha256 = ?2")
                .bind(province.as_str())
                .bind(new.sha256.as_bytes().as_slice())
                .fetch_optional(&mut *transaction)
                .await?;
        sqlx::query(
            "INSERT INTO attachments
                 (province, sha256, bytes, mime, object, received_at, kept_sha256, kept_bytes, stripped)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, TRUE)
             ON CONFLICT (province, sha256) DO UPDATE SET sent_again_at = excluded.received_at,
                 object = CASE WHEN ?9 THEN excluded.object ELSE attachments.object END,
                 kept_sha256 = CASE WHEN ?9 THEN excluded.kept_sha256 ELSE attachments.kept_sha256 END,
                 kept_bytes = CASE WHEN ?9 THEN excluded.kept_bytes ELSE attachments.kept_bytes END,
                 stripped = attachments.stripped OR ?9",
        )
        .bind(province.as_str())
        .bind(new.sha256.as_bytes().as_slice())
        .bind(read::integer(new.bytes))
        .bind(&new.mime)
        .bind(&new.object)
        .bind(new.at_ms)
        .bind(new.kept.map(|kept| kept.sha256.as_bytes().to_vec()))
        .bind(new.kept.map(|kept| read::integer(kept.bytes)))
        .bind(new.written)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO attachment_holders (province, sha256, device) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )
        .bind(province.as_str())
        .bind(new.sha256.as_bytes().as_slice())
        .bind(sender.to_string())
        .execute(&mut *transaction)
        .await?;
        // Asked last: whoever swept the row meanwhile has committed by now.
        let going: Option<i32> =
            sqlx::query_scalar("SELECT 1 FROM attachment_removals WHERE province = ?1 AND object = ?2")
                .bind(province.as_str())
                .bind(&new.object)
                .fetch_optional(&mut *transaction)
                .await?;
        if going.is_some() {
            return Ok(false);
        }
        if let Some(before) = before.filter(|before| new.written && *before != new.object) {
            remove_later(&mut transaction, province, &[before]).await?;
        }
        transaction.commit().await?;
        Ok(true)
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

    async fn is_attachment_named(&self, province: &ProvinceCode, sha256: Digest) -> StoreResult<bool> {
        let named: Option<i32> = sqlx::query_scalar(
            "SELECT 1 FROM record_attachments WHERE province = ?1 AND sha256 = ?2
             UNION ALL SELECT 1 FROM attachment_namings WHERE province = ?1 AND sha256 = ?2 LIMIT 1",
        )
        .bind(province.as_str())
        .bind(sha256.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?;
        Ok(named.is_some())
    }

    async fn unnamed_files(&self, province: &ProvinceCode, device: DeviceId) -> StoreResult<(u64, u64)> {
        let mut query = QueryBuilder::new(
            "SELECT count(*), CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM attachment_holders ",
        );
        query
            .push("JOIN attachments USING (province, sha256) WHERE province = ")
            .push_bind(province.as_str());
        query.push(" AND device = ").push_bind(device.to_string()).push(" AND ").push(UNNAMED);
        let (files, bytes): (i64, i64) = query.build_query_as().fetch_one(&self.readers).await?;
        Ok((read::count(files)?, read::count(bytes)?))
    }

    async fn sweep_attachments(&self, before_ms: i64, limit: u32) -> StoreResult<u64> {
        let mut swept = 0;
        for (province, digests) in unspoken(&self.readers, before_ms, limit).await? {
            let mut transaction = self.write().await?;
            let mut query = QueryBuilder::new("DELETE FROM attachments WHERE province = ");
            query.push_bind(province.as_str()).push(" AND coalesce(sent_again_at, received_at) <= ");
            query.push_bind(before_ms).push(" AND ").push(UNNAMED);
            push_digests(&mut query, &digests);
            query.push(" RETURNING sha256, object");
            let gone: Vec<(Vec<u8>, String)> = query.build_query_as().fetch_all(&mut *transaction).await?;
            let digests =
                gone.iter().map(|(sha256, _)| read::digest(sha256)).collect::<StoreResult<Vec<_>>>()?;
            let objects: Vec<String> = gone.into_iter().map(|(_, object)| object).collect();
            if !objects.is_empty() {
                let mut query = QueryBuilder::new("DELETE FROM attachment_holders WHERE province = ");
                query.push_bind(province.as_str());
                push_digests(&mut query, &digests);
                query.build().execute(&mut *transaction).await?;
                remove_later(&mut transaction, &province, &objects).await?;
            }
            transaction.commit().await?;
            swept += objects.len() as u64;
        }
        Ok(swept)
    }

    async fn take_removals(&self, now_ms: i64, until_ms: i64, limit: u32) -> StoreResult<Vec<Removal>> {
        let taken: Vec<(String, String)> = sqlx::query_as(
            "UPDATE attachment_removals SET claimed_until = ?2 WHERE (province, object) IN
                 (SELECT province, object FROM attachment_removals WHERE claimed_until <= ?1
                  ORDER BY province, object LIMIT ?3)
             RETURNING province, object",
        )
        .bind(now_ms)
        .bind(until_ms)
        .bind(limit)
        .fetch_all(&self.writer)
        .await?;
        let removal = |(province, object)| Removal { province: ProvinceCode::new(province), object };
        Ok(taken.into_iter().map(removal).collect())
    }

    async fn removed(&self, removal: &Removal) -> StoreResult<()> {
        sqlx::query("DELETE FROM attachment_removals WHERE province = ?1 AND object = ?2")
            .bind(removal.province.as_str())
            .bind(&removal.object)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn unstripped(&self, limit: u32) -> StoreResult<Vec<(ProvinceCode, AttachmentRow)>> {
        let mut query = QueryBuilder::new("SELECT province, ");
        query.push(COLUMNS).push(" FROM attachments WHERE NOT stripped ORDER BY province, sha256 LIMIT ");
        query.push_bind(limit);
        let rows = query.build().fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| Ok((ProvinceCode::new(row.try_get::<String, _>("province")?), attachment(row)?)))
            .collect()
    }

    async fn keep_stripped(
        &self,
        province: &ProvinceCode,
        sha256: Digest,
        object: &str,
        kept: Option<KeptBytes>,
    ) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        let before: Option<String> =
            sqlx::query_scalar("SELECT object FROM attachments WHERE province = ?1 AND sha256 = ?2")
                .bind(province.as_str())
                .bind(sha256.as_bytes().as_slice())
                .fetch_optional(&mut *transaction)
                .await?;
        sqlx::query(
            "UPDATE attachments SET object = ?3, kept_sha256 = ?4, kept_bytes = ?5, stripped = TRUE
             WHERE province = ?1 AND sha256 = ?2",
        )
        .bind(province.as_str())
        .bind(sha256.as_bytes().as_slice())
        .bind(object)
        .bind(kept.map(|kept| kept.sha256.as_bytes().to_vec()))
        .bind(kept.map(|kept| read::integer(kept.bytes)))
        .execute(&mut *transaction)
        .await?;
        if let Some(before) = before.filter(|before| before != object) {
            remove_later(&mut transaction, province, &[before]).await?;
        }
        transaction.commit().await?;
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

/// Files that nobody has sent for long and that nothing speaks of, by province.
async fn unspoken(
    readers: &SqlitePool,
    before_ms: i64,
    limit: u32,
) -> StoreResult<BTreeMap<ProvinceCode, Vec<Digest>>> {
    let mut query = QueryBuilder::new("SELECT province, sha256 FROM attachments WHERE ");
    query.push("coalesce(sent_again_at, received_at) <= ").push_bind(before_ms).push(" AND ").push(UNNAMED);
    query.push(
        " AND NOT EXISTS (SELECT 1 FROM attachment_holders AS holders
             WHERE holders.province = attachments.province AND holders.sha256 = attachments.sha256
                 AND (EXISTS (SELECT 1 FROM quarantine
                         WHERE quarantine.province = holders.province AND quarantine.device = holders.device
                             AND quarantine.content IS NOT NULL)
                     OR EXISTS (SELECT 1 FROM logs JOIN entries USING (province, log)
                         WHERE logs.province = holders.province AND logs.device = holders.device
                             AND instr(lower(entries.text), lower(hex(attachments.sha256))) > 0)))
         ORDER BY province, sha256 LIMIT ",
    );
    query.push_bind(limit);
    let rows: Vec<(String, Vec<u8>)> = query.build_query_as().fetch_all(readers).await?;
    let mut found: BTreeMap<ProvinceCode, Vec<Digest>> = BTreeMap::new();
    for (province, sha256) in rows {
        found.entry(ProvinceCode::new(province)).or_default().push(read::digest(&sha256)?);
    }
    Ok(found)
}

/// Has objects removed that no row names any more.
async fn remove_later(
    transaction: &mut Transaction<'static, Sqlite>,
    province: &ProvinceCode,
    objects: &[String],
) -> StoreResult<()> {
    let mut query = QueryBuilder::new("INSERT INTO attachment_removals (province, object, claimed_until) ");
    query.push_values(objects, |mut row, object| {
        row.push_bind(province.as_str()).push_bind(object.as_str()).push_bind(0_i64);
    });
    query.push(" ON CONFLICT DO NOTHING").build().execute(&mut **transaction).await?;
    Ok(())
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
        kept: match row.try_get::<Option<Vec<u8>>, _>("kept_sha256")? {
            Some(sha256) => Some(KeptBytes {
                sha256: read::digest(&sha256)?,
                bytes: read::count(row.try_get("kept_bytes")?)?,
            }),
            None => None,
        },
        stripped: row.try_get("stripped")?,
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
