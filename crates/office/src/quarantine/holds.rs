//! What a segment speaks of, for the person who decides.

use danvan_core::access::Author;
use danvan_core::catalogue::ProvinceCode;
use danvan_core::entry::{Action, Entry, SealedEntry};
use danvan_core::record::summary;
use danvan_core::wire_people::QuarantinedRecord;

use crate::error::ApiError;
use crate::state::Office;
use crate::store::Holds;

/// Records that are named; the others are counted.
const RECORDS_MAX: usize = 100;
/// The longest title and name that are kept, in characters.
const TITLE_MAX: usize = 300;
const NAME_MAX: usize = 200;

/// The records that entries speak of, by title: as the entries write it, or as the record stands at the office.
pub(super) async fn of(
    office: &Office,
    province: &ProvinceCode,
    entries: &[SealedEntry],
    files: u64,
) -> Result<Holds, ApiError> {
    let mut holds = Holds { files, ..Holds::default() };
    for sealed in entries {
        let Ok(entry) = Entry::from_text(&sealed.text) else {
            holds.others += 1;
            continue;
        };
        let full = holds.records.len() >= RECORDS_MAX;
        match holds.records.iter_mut().find(|held| held.record == entry.record) {
            Some(held) => held.entries += 1,
            None if full => holds.others += 1,
            None => {
                let title = match &entry.action {
                    Action::Create { body, .. } => summary(entry.kind, body).title.map(str::to_owned),
                    _ => {
                        let record = office.store.record(province, entry.record).await?;
                        record.and_then(|record| summary(record.kind, &record.body).title.map(str::to_owned))
                    }
                };
                holds.records.push(QuarantinedRecord {
                    record: entry.record,
                    title: cut(&title.unwrap_or_default(), TITLE_MAX),
                    author: Author { id: entry.author.id, name: cut(&entry.author.name, NAME_MAX) },
                    entries: 1,
                });
            }
        }
    }
    Ok(holds)
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}
