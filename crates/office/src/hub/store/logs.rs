//! Logs as devices brought them, with the province's word on each.

use danvan_core::apply::Verdict;
use danvan_core::entry::{Chain, Head, SealedEntry};
use danvan_core::further::Further;
use danvan_core::ids::{DeviceId, Digest, LogId};
use danvan_core::wire::SignedHead;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteExecutor, Transaction};

use super::HubFile;
use crate::store::{
    ENTRY_COSTS, NEW_ONLY, StoreError, StoreResult, TakenUp, read, weight, weight_of_lengths,
};

/// Rows in one statement.
const ROWS: usize = 500;

/// The province's last word on a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// How many entries of this very log it has.
    pub length: u64,
    /// When the last of them arrived there, in Unix milliseconds.
    pub at_ms: i64,
    /// In which epoch; empty before the first word.
    pub epoch: String,
    /// What else it said, of another version.
    pub further: Further,
}

/// A log of the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubLog {
    /// The log.
    pub log: LogId,
    /// Whose it is.
    pub device: DeviceId,
    /// How far the hub has it.
    pub head: Head,
    /// When the last entry arrived here.
    pub received_ms: i64,
    /// How far the province has it.
    pub told: Told,
    /// How far signed heads go: what lies beyond cannot be passed on.
    pub signed: u64,
    /// Why the province did not take the rest.
    pub refused: Option<Refused>,
}

/// The province did not take the rest of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why, for people.
    pub words: String,
    /// What it knew then: as long as that is the same, asking again is no use. Nothing where it may be of use any time.
    pub mark: Option<String>,
    /// How far the log had been brought to it.
    pub sent: u64,
}

/// Every column of a log, and how far it is signed.
const LOGS: &str = "SELECT logs.*, (SELECT coalesce(max(signed_heads.length), 0) FROM signed_heads
    WHERE signed_heads.log = logs.log) AS signed FROM logs";

impl HubFile {
    /// The log, if the hub has it.
    pub async fn log(&self, log: LogId) -> StoreResult<Option<HubLog>> {
        one(&self.readers, log).await
    }

    /// Every log.
    pub async fn logs(&self) -> StoreResult<Vec<HubLog>> {
        let text = format!("{LOGS} ORDER BY received_at, log");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&self.readers).await?;
        rows.iter().map(of_row).collect()
    }

    /// Entries from a number on, up to but not including another one, in order.
    pub async fn entries(&self, log: LogId, from: u64, to: u64) -> StoreResult<Vec<SealedEntry>> {
        let rows = sqlx::query(
            "SELECT number, text, digest FROM entries WHERE log = ? AND number >= ? AND number < ?
             ORDER BY number",
        )
        .bind(log.to_string())
        .bind(read::integer(from))
        .bind(read::integer(to))
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let number = read::count(row.try_get("number")?)?;
                let digest = read::digest(row.try_get("digest")?)?;
                Ok(SealedEntry { log, number, text: row.try_get("text")?, digest })
            })
            .collect()
    }

    /// The digest of the log at a length; nothing beyond its end.
    pub async fn digest_at(&self, log: LogId, length: u64) -> StoreResult<Option<Digest>> {
        digest_at(&self.readers, log, length).await
    }

    /// The province's verdicts from a number on, up to but not including another one.
    pub async fn verdicts(&self, log: LogId, from: u64, to: u64, limit: u32) -> StoreResult<Vec<Verdict>> {
        let texts: Vec<String> = sqlx::query_scalar(
            "SELECT verdict FROM entries WHERE log = ? AND number >= ? AND number < ? AND verdict IS NOT NULL
             ORDER BY number LIMIT ?",
        )
        .bind(log.to_string())
        .bind(read::integer(from))
        .bind(read::integer(to))
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        texts.iter().map(|text| read::json("verdict", text)).collect()
    }

    /// The first number from one on up to `to` that has no verdict; `to` where there is none.
    pub async fn unanswered(&self, log: LogId, from: u64, to: u64) -> StoreResult<u64> {
        let first: Option<i64> = sqlx::query_scalar(
            "SELECT number FROM entries WHERE log = ? AND number >= ? AND number < ? AND verdict IS NULL
             ORDER BY number LIMIT 1",
        )
        .bind(log.to_string())
        .bind(read::integer(from))
        .bind(read::integer(to))
        .fetch_optional(&self.readers)
        .await?;
        first.map_or(Ok(to), read::count)
    }

    /// What was kept apart because the log forked there: number and text, in order.
    pub async fn forked_entries(&self, log: LogId) -> StoreResult<Vec<(u64, String)>> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT number, text FROM forked_entries WHERE log = ? ORDER BY number, received_at",
        )
        .bind(log.to_string())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|(number, text)| Ok((read::count(number)?, text))).collect()
    }

    /// Keeps the province's word on a log. Of another epoch than the one before, or where it has less than before,
    /// the verdicts that fell away with it are forgotten.
    pub async fn keep_word(&self, log: LogId, told: &Told, verdicts: &[Verdict]) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        let Some(known) = one(&mut *transaction, log).await? else { return Ok(()) };
        let void_from = if known.told.epoch == told.epoch { told.length } else { 0 };
        sqlx::query(
            "UPDATE entries SET verdict = NULL WHERE log = ? AND number >= ? AND verdict IS NOT NULL",
        )
        .bind(log.to_string())
        .bind(read::integer(void_from))
        .execute(&mut *transaction)
        .await?;
        // One by one, each found by its key. From one list of all of them SQLite reads that list again for every entry of
        // the log: a hundred verdicts took 15 s in a log of 173,250.
        for verdict in verdicts.iter().filter(|verdict| verdict.number < told.length) {
            sqlx::query("UPDATE entries SET verdict = ? WHERE log = ? AND number = ?")
                .bind(read::to_json("verdict", verdict)?)
                .bind(log.to_string())
                .bind(read::integer(verdict.number))
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query(
            "UPDATE logs SET told_length = ?, told_at = ?, told_epoch = ?, told_json = ? WHERE log = ?",
        )
        .bind(read::integer(told.length))
        .bind(told.at_ms)
        .bind(&told.epoch)
        .bind(read::to_json("told", &told.further)?)
        .bind(log.to_string())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Keeps why the province did not take the rest of a log; nothing where it takes it.
    pub async fn keep_refusal(&self, log: LogId, refused: Option<&Refused>) -> StoreResult<()> {
        sqlx::query("UPDATE logs SET refused = ?, refused_mark = ?, refused_sent = ? WHERE log = ?")
            .bind(refused.map(|refused| refused.words.as_str()))
            .bind(refused.and_then(|refused| refused.mark.as_deref()))
            .bind(read::integer(refused.map_or(0, |refused| refused.sent)))
            .bind(log.to_string())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The province's log forked from this one at a number: its entries take the place of the hub's from there on,
    /// which are kept apart. `signed` are heads of theirs that the device has signed.
    pub async fn adopt(
        &self,
        log: LogId,
        fork: u64,
        theirs: &[SealedEntry],
        signed: &[SignedHead],
        at_ms: i64,
    ) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        let beside = format!(
            "INSERT INTO forked_entries (log, number, digest, text, received_at)
             SELECT log, number, digest, text, ? FROM entries WHERE log = ? AND number >= ?{NEW_ONLY}"
        );
        let beside = sqlx::query_scalar(sqlx::AssertSqlSafe(beside))
            .bind(at_ms)
            .bind(log.to_string())
            .bind(read::integer(fork))
            .fetch_all(&mut *transaction)
            .await?;
        sqlx::query(
            "UPDATE logs SET forked_weight = forked_weight + ?, weight = weight - moved.all_of_it
             FROM (SELECT coalesce(sum(octet_length(text) + ?), 0) AS all_of_it FROM entries
                   WHERE log = ? AND number >= ?) AS moved
             WHERE log = ?",
        )
        .bind(read::integer(weight_of_lengths(&beside)))
        .bind(read::integer(ENTRY_COSTS))
        .bind(log.to_string())
        .bind(read::integer(fork))
        .bind(log.to_string())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM entries WHERE log = ? AND number >= ?")
            .bind(log.to_string())
            .bind(read::integer(fork))
            .execute(&mut *transaction)
            .await?;
        let before = digest_at(&mut *transaction, log, fork).await?;
        let before = before.ok_or_else(|| StoreError::corrupt("log", "no entry before the fork"))?;
        let head = theirs.last().map_or(Head { length: fork, digest: before }, |last| Head {
            length: last.number + 1,
            digest: last.digest,
        });
        let mut writing = LogWriting { transaction };
        writing.forget_signed(log, fork).await?;
        writing.append(log, theirs, head, at_ms).await?;
        for signed in signed {
            writing.keep_signed(log, signed).await?;
        }
        writing.commit().await
    }

    /// The next piece of what [`Self::adopt`] began, where the log has stayed at `before`; whether it has.
    pub async fn adopt_more(
        &self,
        log: LogId,
        before: Head,
        theirs: &[SealedEntry],
        signed: &[SignedHead],
        at_ms: i64,
    ) -> StoreResult<bool> {
        let mut writing = self.begin().await?;
        let stayed = writing.log(log).await?.is_some_and(|known| known.head == before);
        if let (true, Some(last)) = (stayed, theirs.last()) {
            let head = Head { length: last.number + 1, digest: last.digest };
            writing.append(log, theirs, head, at_ms).await?;
            for signed in signed {
                writing.keep_signed(log, signed).await?;
            }
            writing.commit().await?;
        }
        Ok(stayed)
    }

    /// Begins the transaction that takes entries in.
    pub async fn begin(&self) -> StoreResult<LogWriting> {
        Ok(LogWriting { transaction: self.write().await? })
    }
}

/// One transaction for the segments of many devices.
pub struct LogWriting {
    pub(super) transaction: Transaction<'static, Sqlite>,
}

impl LogWriting {
    /// The log, if the hub has it.
    pub async fn log(&mut self, log: LogId) -> StoreResult<Option<HubLog>> {
        one(&mut *self.transaction, log).await
    }

    /// How much of a device's own writing the hub keeps.
    pub async fn taken_up(&mut self, device: DeviceId) -> StoreResult<TakenUp> {
        let row = sqlx::query_as(
            "SELECT count(*), coalesce(sum(weight), 0), coalesce(sum(forked_weight), 0) FROM logs WHERE device = ?",
        )
        .bind(device.to_string())
        .fetch_one(&mut *self.transaction)
        .await?;
        Ok(TakenUp::of_row(row))
    }

    /// Opens a log for a device, empty.
    pub async fn open(&mut self, log: LogId, device: DeviceId, at_ms: i64) -> StoreResult<()> {
        sqlx::query("INSERT INTO logs (log, device, length, digest, received_at) VALUES (?, ?, 0, ?, ?)")
            .bind(log.to_string())
            .bind(device.to_string())
            .bind(Chain::genesis(log).as_bytes().as_slice())
            .bind(at_ms)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// The digest of the log at a length.
    pub async fn digest_at(&mut self, log: LogId, length: u64) -> StoreResult<Option<Digest>> {
        digest_at(&mut *self.transaction, log, length).await
    }

    /// Digests from a number on, at most so many.
    pub async fn digests(&mut self, log: LogId, from: u64, count: u64) -> StoreResult<Vec<Digest>> {
        let digests: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT digest FROM entries WHERE log = ? AND number >= ? ORDER BY number LIMIT ?",
        )
        .bind(log.to_string())
        .bind(read::integer(from))
        .bind(read::integer(count))
        .fetch_all(&mut *self.transaction)
        .await?;
        digests.iter().map(|digest| read::digest(digest)).collect()
    }

    /// Appends entries; `head` is the log's head afterwards.
    pub async fn append(
        &mut self,
        log: LogId,
        entries: &[SealedEntry],
        head: Head,
        at_ms: i64,
    ) -> StoreResult<()> {
        let id = log.to_string();
        for rows in entries.chunks(ROWS) {
            let mut query = QueryBuilder::new("INSERT INTO entries (log, number, text, digest) ");
            query.push_values(rows, |mut row, entry| {
                row.push_bind(id.as_str())
                    .push_bind(read::integer(entry.number))
                    .push_bind(entry.text.as_str())
                    .push_bind(entry.digest.as_bytes().as_slice());
            });
            query.build().execute(&mut *self.transaction).await?;
        }
        sqlx::query(
            "UPDATE logs SET length = ?, digest = ?, received_at = ?, weight = weight + ? WHERE log = ?",
        )
        .bind(read::integer(head.length))
        .bind(head.digest.as_bytes().as_slice())
        .bind(at_ms)
        .bind(read::integer(weight(entries.iter().map(|entry| entry.text.as_str()))))
        .bind(&id)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Keeps entries apart that met another entry under their number.
    pub async fn keep_forked(&mut self, log: LogId, entries: &[SealedEntry], at_ms: i64) -> StoreResult<()> {
        let (id, mut kept) = (log.to_string(), 0);
        for rows in entries.chunks(ROWS) {
            let mut query =
                QueryBuilder::new("INSERT INTO forked_entries (log, number, digest, text, received_at) ");
            query.push_values(rows, |mut row, entry| {
                row.push_bind(id.as_str())
                    .push_bind(read::integer(entry.number))
                    .push_bind(entry.digest.as_bytes().as_slice())
                    .push_bind(entry.text.as_str())
                    .push_bind(at_ms);
            });
            query.push(NEW_ONLY);
            kept += weight_of_lengths(&query.build_query_scalar().fetch_all(&mut *self.transaction).await?);
        }
        sqlx::query("UPDATE logs SET forked_weight = forked_weight + ? WHERE log = ?")
            .bind(read::integer(kept))
            .bind(id)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// Makes all of it durable.
    pub async fn commit(self) -> StoreResult<()> {
        self.transaction.commit().await?;
        Ok(())
    }
}

async fn one(executor: impl SqliteExecutor<'_>, log: LogId) -> StoreResult<Option<HubLog>> {
    let text = format!("{LOGS} WHERE log = ?");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(log.to_string()).fetch_optional(executor).await?;
    row.as_ref().map(of_row).transpose()
}

fn of_row(row: &SqliteRow) -> StoreResult<HubLog> {
    let (refused, mark): (Option<String>, _) = (row.try_get("refused")?, row.try_get("refused_mark")?);
    let sent = read::count(row.try_get("refused_sent")?)?;
    Ok(HubLog {
        log: read::log_id(row.try_get("log")?)?,
        device: read::device_id(row.try_get("device")?)?,
        head: Head {
            length: read::count(row.try_get("length")?)?,
            digest: read::digest(row.try_get("digest")?)?,
        },
        received_ms: row.try_get("received_at")?,
        told: Told {
            length: read::count(row.try_get("told_length")?)?,
            at_ms: row.try_get("told_at")?,
            epoch: row.try_get("told_epoch")?,
            further: read::json("told", row.try_get("told_json")?)?,
        },
        signed: read::count(row.try_get("signed")?)?,
        refused: refused.map(|words| Refused { words, mark, sent }),
    })
}

async fn digest_at(
    executor: impl SqliteExecutor<'_>,
    log: LogId,
    length: u64,
) -> StoreResult<Option<Digest>> {
    let Some(last) = length.checked_sub(1) else { return Ok(Some(Chain::genesis(log))) };
    let digest: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT digest FROM entries WHERE log = ? AND number = ?")
            .bind(log.to_string())
            .bind(read::integer(last))
            .fetch_optional(executor)
            .await?;
    digest.map(|digest| read::digest(&digest)).transpose()
}
