//! The province's records in the hub's scope, by the places of the province's feed.

use danvan_core::access::Scope;
use danvan_core::record::Given;
use sqlx::Row;

use super::HubFile;
use crate::store::{StoreError, StoreResult, read};

/// More records than this never share a place: it is that of the page which brought them.
const TOGETHER: usize = 1_001;

/// A place in the province's feed, as its cursors write it. In order, whatever they count in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    text: String,
    numbers: (u64, u64),
}

impl Place {
    /// Reads the end of a cursor: one number, or two with a full stop between them.
    pub fn read(text: &str) -> Option<Self> {
        let numbers = match text.split_once('.') {
            Some((major, minor)) => (major.parse().ok()?, minor.parse().ok()?),
            None => (0, text.parse().ok()?),
        };
        Some(Self { text: text.to_owned(), numbers })
    }

    /// As it stands in a cursor.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this place comes after another one.
    pub fn is_after(&self, other: &Self) -> bool {
        self.numbers > other.numbers
    }
}

/// How far the hub has read the feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedState {
    /// Its own cursor; nothing before the first page.
    pub cursor: Option<String>,
    /// The epoch that its records are of.
    pub epoch: String,
    /// The place.
    pub reached: Place,
}

impl HubFile {
    /// How far the hub has read the feed.
    pub async fn feed_state(&self) -> StoreResult<FeedState> {
        let row =
            sqlx::query("SELECT cursor, feed_epoch, reached FROM hub").fetch_optional(&self.readers).await?;
        let Some(row) = row else { return Ok(FeedState::default()) };
        Ok(FeedState {
            cursor: row.try_get("cursor")?,
            epoch: row.try_get("feed_epoch")?,
            reached: Place::read(row.try_get("reached")?).unwrap_or_default(),
        })
    }

    /// Keeps a page with its cursor. With the first page of another epoch the records of the one before go: they
    /// are the province's, and it gives them again.
    pub async fn keep_page(&self, state: &FeedState, records: &[Given]) -> StoreResult<()> {
        let mut transaction = self.write().await?;
        let epoch: Option<String> =
            sqlx::query_scalar("SELECT feed_epoch FROM hub").fetch_optional(&mut *transaction).await?;
        if epoch.as_deref() != Some(state.epoch.as_str()) {
            sqlx::query("DELETE FROM records").execute(&mut *transaction).await?;
        }
        let (major, minor) = state.reached.numbers;
        for record in records {
            sqlx::query(
                "INSERT INTO records (record, unit, place, major, minor, record_json) VALUES (?, ?, ?, ?, ?, ?)
                 ON CONFLICT DO UPDATE SET unit = excluded.unit, place = excluded.place, major = excluded.major,
                 minor = excluded.minor, record_json = excluded.record_json",
            )
            .bind(record.id.to_string())
            .bind(record.unit.as_str())
            .bind(&state.reached.text)
            .bind(read::integer(major))
            .bind(read::integer(minor))
            .bind(record.text().map_err(|error| StoreError::corrupt("record", error))?)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query(
            "UPDATE hub SET cursor = ?, feed_epoch = ?, reached = ?, reached_major = ?, reached_minor = ?",
        )
        .bind(&state.cursor)
        .bind(&state.epoch)
        .bind(&state.reached.text)
        .bind(read::integer(major))
        .bind(read::integer(minor))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Records in scope that came after a place, at least `limit` or `bytes_max` of them where there are so many: those
    /// of one place are never parted, since no cursor names a place between them. They came in one page of the province,
    /// which is bounded by itself. And the place up to which they reach. Of what comes behind it nothing is read.
    pub async fn records_after(
        &self,
        scope: &Scope,
        after: &Place,
        limit: usize,
        bytes_max: usize,
    ) -> StoreResult<(Vec<Given>, Option<Place>)> {
        let mut reading = self.readers.begin().await?;
        let units = scope.units().map(|units| read::to_json("units", units)).transpose()?;
        let places: Vec<(String, i64)> = sqlx::query_as(
            "SELECT place, octet_length(record_json) FROM records
             WHERE (major > ?1 OR (major = ?1 AND minor > ?2))
             AND (?3 IS NULL OR unit IN (SELECT value FROM json_each(?3)))
             ORDER BY major, minor, record LIMIT ?4",
        )
        .bind(read::integer(after.numbers.0))
        .bind(read::integer(after.numbers.1))
        .bind(&units)
        .bind(i64::try_from(limit.saturating_add(TOGETHER)).unwrap_or(i64::MAX))
        .fetch_all(&mut *reading)
        .await?;
        let (mut count, mut bytes, mut place, mut parted) = (0_i64, 0_usize, None, None);
        for (text, length) in &places {
            let next = Place::read(text);
            let full = usize::try_from(count).unwrap_or(usize::MAX) >= limit || bytes >= bytes_max;
            if full && next != place {
                parted = place;
                break;
            }
            place = next;
            count += 1;
            bytes = bytes.saturating_add(usize::try_from(*length).unwrap_or(usize::MAX));
        }
        let texts: Vec<String> = sqlx::query_scalar(
            "SELECT record_json FROM records
             WHERE (major > ?1 OR (major = ?1 AND minor > ?2))
             AND (?3 IS NULL OR unit IN (SELECT value FROM json_each(?3)))
             ORDER BY major, minor, record LIMIT ?4",
        )
        .bind(read::integer(after.numbers.0))
        .bind(read::integer(after.numbers.1))
        .bind(&units)
        .bind(count)
        .fetch_all(&mut *reading)
        .await?;
        reading.commit().await?;
        let records = texts.iter().map(|text| read::given(text)).collect::<StoreResult<_>>()?;
        Ok((records, parted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::store::Identity;

    /// A record that this version cannot read but for what it is called, beside one with fields it does not know.
    const TEXTS: [&str; 2] = [
        r#"{"id":"018bcfe5-6800-7202-8202-020202020202","kind":"village_profile","unit":"u","revision":4,
            "body":{"name":"Bản Nậm Ngà"},"trail":{"of":"tomorrow"},"seal":[1, 2]}"#,
        r#"{"seal":"k1","id":"018bcfe5-6800-7303-8303-030303030303","kind":"activity","unit":"u","revision":1,
            "state":"under_audit","body":{},"applied":{},"trail":[]}"#,
    ];

    #[tokio::test]
    async fn records_of_another_version_go_on_letter_by_letter() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = HubFile::open(&folder.path().join("hub.sqlite")).await.unwrap();
        let state = FeedState {
            cursor: Some("e.s.0.7".to_owned()),
            epoch: "e".to_owned(),
            reached: Place::read("0.7").unwrap(),
        };
        let came: Vec<Given> = TEXTS.iter().map(|text| Given::read(text).unwrap()).collect();
        file.keep_page(&state, &came).await.unwrap();
        let scope = Scope::Units { units: ["u".into()].into() };
        let (goes, more) = file.records_after(&scope, &Place::default(), 100, usize::MAX).await.unwrap();
        let texts: Vec<String> = goes.iter().map(|record| record.text().unwrap().into_owned()).collect();
        assert_eq!((texts, more), (TEXTS.map(str::to_owned).to_vec(), None));
        // A scope that only another version knows gives nothing.
        let unknown: Scope = serde_json::from_str(r#"{"type":"district","units":["u"]}"#).unwrap();
        let (goes, _) = file.records_after(&unknown, &Place::default(), 100, usize::MAX).await.unwrap();
        assert!(goes.is_empty(), "{goes:?}");
    }

    #[tokio::test]
    async fn a_page_ends_where_it_gets_long_and_never_inside_a_place() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = HubFile::open(&folder.path().join("hub.sqlite")).await.unwrap();
        let identity = Identity {
            upstream: String::new(),
            token: String::new(),
            province: "12".to_owned(),
            hub: None,
            name: String::new(),
            units: Vec::new(),
            last_contact_ms: None,
            last_passed_ms: None,
            keys: None,
        };
        file.enrol(&identity).await.unwrap();
        for page in 1..4_u8 {
            let place = format!("0.{page}");
            let state = FeedState {
                cursor: Some(format!("e.s.{place}")),
                epoch: "e".to_owned(),
                reached: Place::read(&place).unwrap(),
            };
            let record = |number: u8| {
                let id = danvan_core::ids::RecordId::from_random(u64::from(page), [number; 10]);
                let text = format!(
                    r#"{{"id":"{id}","kind":"k","unit":"u","body":{{"x":"{}"}}}}"#,
                    "x".repeat(1_000)
                );
                Given::read(&text).unwrap()
            };
            file.keep_page(&state, &[record(1), record(2)]).await.unwrap();
        }
        let scope = Scope::Units { units: ["u".into()].into() };
        for (bytes_max, expected) in [(1, vec![2, 2, 2]), (3_000, vec![4, 2]), (usize::MAX, vec![6])] {
            let (mut place, mut pages) = (Place::default(), Vec::new());
            loop {
                let (records, parted) = file.records_after(&scope, &place, 100, bytes_max).await.unwrap();
                pages.push(records.len());
                let Some(next) = parted else { break };
                place = next;
            }
            assert_eq!(pages, expected, "{bytes_max}");
        }
    }
}
