//! Giving the lines of the book their details: from their table, and where a row is missing, as in a store that an earlier
//! version left, from the record itself. In small portions, and what is made is kept: it goes on where it was left.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use danvan_core::ids::RecordId;
use leptos::prelude::GetUntracked;
use wasm_bindgen_futures::spawn_local;

use super::Details;
use super::facts::gather;
use super::inner::Inner;
use super::store::{Batch, StoreError, Stretch, Table};
use crate::platform::timer::breathe;

/// Lines that are drawn at first: theirs are read first.
const DRAWN_FIRST: usize = 60;
/// Rows read between two breaths.
const READ_AT_ONCE: u32 = 250;
/// Rows made between two breaths; each takes the whole record.
const MADE_AT_ONCE: usize = 40;

/// Begins to give the lines their details, unless that is under way or done.
pub fn begin(inner: &Rc<Inner>) {
    if inner.book.detailed.get_untracked() {
        return;
    }
    let inner = inner.clone();
    spawn_local(async move {
        // The list comes first.
        breathe().await;
        // What could not be read now is read when the book is opened or searched again.
        let _ = complete(&inner).await;
    });
}

/// Gives every line of the book its details.
pub async fn complete(inner: &Inner) -> Result<(), StoreError> {
    if !inner.book.begin_details() {
        return Ok(());
    }
    let completed = read_and_make(inner).await;
    inner.book.end_details(completed.is_ok());
    completed
}

async fn read_and_make(inner: &Inner) -> Result<(), StoreError> {
    if !inner.vault.is_small() {
        read_first(inner).await?;
        read_all(inner).await?;
    }
    let mut left = BTreeSet::new();
    loop {
        let missing = inner.book.without_details();
        let missing: Vec<RecordId> =
            missing.into_iter().filter(|id| !left.contains(id)).take(MADE_AT_ONCE).collect();
        if missing.is_empty() {
            return Ok(());
        }
        match make(inner, &missing).await {
            // Another tab has written rows of these: they are there to be read now.
            Err(StoreError::Changed) => {}
            made => left.extend(made.map(|()| missing)?),
        }
        breathe().await;
    }
}

/// Reads the details of the newest lines, which are in sight.
async fn read_first(inner: &Inner) -> Result<(), StoreError> {
    let lines = inner.book.lines();
    let ids: Vec<RecordId> = lines.iter().take(DRAWN_FIRST).map(|line| line.id).collect();
    let rows = inner.vault.get(Table::Search, ids.iter().map(ToString::to_string).collect()).await?;
    let rows = ids.into_iter().zip(rows);
    inner.book.detail(rows.filter_map(|(id, row)| Some((id, Details::read(&row?)?))).collect());
    inner.book.show_details();
    Ok(())
}

/// Reads them all, in the order of their keys.
async fn read_all(inner: &Inner) -> Result<(), StoreError> {
    let mut stretch = Stretch { limit: READ_AT_ONCE, ..Stretch::prefix("") };
    loop {
        let rows = inner.vault.range(Table::Search, stretch.clone()).await?;
        let read = |key: &str, value: &str| Some((RecordId::parse(key)?, Details::read(value)?));
        inner.book.detail(rows.iter().filter_map(|row| read(&row.key, &row.value)).collect());
        match rows.last() {
            // The next key there can be.
            Some(last) if rows.len() >= READ_AT_ONCE as usize => stretch.from = [&last.key, "\0"].concat(),
            _ => return Ok(()),
        }
        breathe().await;
    }
}

/// Makes the details of records from their facts, and keeps them.
async fn make(inner: &Inner, records: &[RecordId]) -> Result<(), StoreError> {
    let keys: Vec<String> = records.iter().map(ToString::to_string).collect();
    let stood = if inner.vault.is_small() {
        vec![None; keys.len()]
    } else {
        inner.vault.get(Table::Search, keys.clone()).await?
    };
    let (Some(session), Some((logs, _))) = (inner.session(), inner.logs().await?) else { return Ok(()) };
    let catalogue = inner.catalogue();
    let facts = gather(&inner.vault, &logs, records).await?;
    let mut batch = Batch::relaxed();
    let mut made = BTreeMap::new();
    for (((id, key), stood), facts) in records.iter().zip(keys).zip(stood).zip(&facts) {
        if let Some(details) = stood.as_deref().and_then(Details::read) {
            made.insert(*id, details);
            continue;
        }
        let Some(view) = facts.view(&session.authority(), catalogue.as_deref()) else { continue };
        let details = Details::of(&view, catalogue.as_deref());
        // Who has written the record since has written this row with it.
        batch.expect(Table::Search, key.clone(), stood);
        batch.put(Table::Search, key, details.write(catalogue.is_some()));
        made.insert(*id, details);
    }
    // Where no space is left they serve from memory, and are made again the next time.
    if !inner.vault.is_small()
        && let Err(StoreError::Changed) = inner.vault.write(batch).await
    {
        return Err(StoreError::Changed);
    }
    inner.book.detail(made);
    Ok(())
}
