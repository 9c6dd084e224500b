//! Saving: entry, head of the log, line of the book and end of the draft in one strict transaction.

use std::rc::Rc;

use danvan_core::apply::{self, Context, Outcome};
use danvan_core::entry::{Action, Chain, ENTRY_BYTES_MAX, ENTRY_FORMAT, Entry, SealedEntry};
use danvan_core::ids::RecordId;
use danvan_core::record::RecordKind;

use super::facts::{Facts, OwnEntry, gather};
use super::inner::{Inner, said};
use super::keys;
use super::logs::Logs;
use super::store::{Batch, StoreError, Table};
use super::{Base, Draft, DraftId, SaveFailure, Session, files};
use crate::platform::clock;

/// How often another tab may come in between, or the store break, before the person is told.
const ATTEMPTS: u32 = 8;

/// A saved entry, with the logs if they have changed.
pub type Saved = (SealedEntry, Option<Logs>);

/// What a person did, as the form hands it over.
#[derive(Clone, Debug)]
pub struct Deed {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: RecordKind,
    /// What they had before them.
    pub base: Base,
    /// What they did.
    pub action: Action,
    /// The draft that ends with it.
    pub draft: Option<DraftId>,
    /// That draft as it was held when they saved.
    pub held: Option<Rc<Draft>>,
}

/// Saves a deed; the entry, and the logs as they stand afterwards unless it stood there already. Called with the
/// gate held.
pub async fn append(inner: &Inner, deed: Deed) -> Result<Saved, SaveFailure> {
    let before = inner.session().ok_or(SaveFailure::NotEnrolled)?;
    // What cannot be read now is said by what is written next.
    let _ = inner.look_for_session().await;
    let session = inner.session().ok_or(SaveFailure::NotEnrolled)?;
    if session.author().id != before.author().id {
        return Err(SaveFailure::OtherHolder { name: session.author().name.clone() });
    }
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        match attempt(inner, &session, &deed).await {
            // Whether a broken write was kept is found out by looking again: then the entry stands there.
            Err(Stopped::Store(StoreError::Changed | StoreError::Broken(_))) if left > 0 => {}
            Err(Stopped::Store(StoreError::Full)) => return Err(SaveFailure::Full),
            Err(Stopped::Store(error)) => return Err(SaveFailure::Store(error.words())),
            Err(Stopped::Rules(failure)) => return Err(failure),
            Ok(saved) => {
                if let (Some(draft), Ok(entry)) = (deed.draft, Entry::from_text(&saved.0.text)) {
                    inner.drafts.end(&inner.vault, draft, deed.held.as_ref(), &entry);
                    if saved.1.is_none() && inner.drafts.one(draft).is_none() {
                        end_again(inner, draft, deed.held.as_deref(), &entry).await;
                    }
                }
                return Ok(saved);
            }
        }
    }
}

enum Stopped {
    Store(StoreError),
    Rules(SaveFailure),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

async fn attempt(inner: &Inner, session: &Session, deed: &Deed) -> Result<Saved, Stopped> {
    let Some((mut logs, seen)) = inner.logs().await? else {
        return Err(Stopped::Rules(SaveFailure::NotEnrolled));
    };
    let mut facts = gather(&inner.vault, &logs, &[deed.record]).await?.pop().unwrap_or_default();
    if let Some(saved) = already(inner, &facts, deed).await? {
        return Ok((saved, None));
    }
    let entry = Entry {
        format: ENTRY_FORMAT,
        author: session.author().clone(),
        device_time: clock::now(),
        record: deed.record,
        kind: deed.kind,
        base: deed.base.revision,
        mirrored: deed.base.mirrored,
        action: deed.action.clone(),
    };
    let (sealed, generation) = sealed(&mut logs, &entry)?;
    allowed(inner, session, &facts, &entry, &sealed).map_err(Stopped::Rules)?;
    facts.own.push(OwnEntry {
        log: sealed.log,
        number: sealed.number,
        entry,
        verdict: None,
        confirmed: false,
        hub: None,
    });

    let mut batch = Inner::batch(&seen, &mut logs)?;
    let named = files::named_by(&deed.action);
    let held = files::name_in(&inner.vault, &named, deed.record, deed.draft, &mut batch).await?;
    let brought = files::brought_by(&deed.action).into_iter();
    let gone: Vec<_> = brought.filter(|meta| !held.iter().any(|row| row.sha256 == meta.sha256)).collect();
    if !gone.is_empty() {
        let names = gone.into_iter().filter_map(|meta| meta.name).collect();
        return Err(Stopped::Rules(SaveFailure::FileGone { names }));
    }
    facts.name_files(&named, held.iter());
    batch.put(Table::Entries, keys::numbered(sealed.log, sealed.number), keys::entry_value(&sealed));
    batch.put(Table::Own, keys::own(deed.record, generation, sealed.number), "");
    let lines = inner.lines(&mut batch, std::slice::from_ref(&facts));
    if let (Some(draft), Some(own)) = (deed.draft, facts.own.last()) {
        end_draft(inner, &mut batch, draft, deed.held.as_deref(), &own.entry).await?;
    }
    inner.vault.write(batch).await?;
    inner.appended(&logs, lines, sealed.number).await;
    Ok((sealed, Some(logs)))
}

/// What was saved before ended its draft then; another tab may have written it again, with more or without. What cannot be
/// written now comes back as a draft that its form finds saved.
async fn end_again(inner: &Inner, id: DraftId, held: Option<&Draft>, entry: &Entry) {
    let mut batch = Batch::relaxed();
    if end_draft(inner, &mut batch, id, held, entry).await.is_ok() {
        let _ = inner.vault.write(batch).await;
    }
}

/// The draft ends with its record, unless another tab has written more into it: that is a correction of the record.
async fn end_draft(
    inner: &Inner,
    batch: &mut Batch,
    id: DraftId,
    held: Option<&Draft>,
    entry: &Entry,
) -> Result<(), StoreError> {
    let key = id.to_string();
    let stored = inner.vault.one(Table::Drafts, &key).await?;
    let kept: Option<Draft> = stored.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let later = kept.filter(|kept| held.is_none_or(|held| held.updated_ms < kept.updated_ms));
    batch.expect(Table::Drafts, key.clone(), stored);
    match later {
        Some(later) => {
            batch.put(Table::Drafts, key, said(&later.since(entry, held.map(|held| &held.typed)))?)
        }
        None => batch.delete(Table::Drafts, key),
    }
    Ok(())
}

/// The entry of the same deed, if it was saved before: the tenth press, another tab, a write whose end was not heard.
async fn already(inner: &Inner, facts: &Facts, deed: &Deed) -> Result<Option<SealedEntry>, StoreError> {
    let mut standing = facts.own.iter().filter(|own| own.refusal().is_none()).peekable();
    let own = loop {
        let Some(own) = standing.next() else { return Ok(None) };
        let is_same = own.entry.base == deed.base.revision && own.entry.action == deed.action;
        // What was written over it since is written over once more; a record begins once.
        if is_same && (standing.peek().is_none() || matches!(deed.action, Action::Create { .. })) {
            break own;
        }
    };
    let value = inner.vault.one(Table::Entries, &keys::numbered(own.log, own.number)).await?;
    Ok(value.and_then(|value| keys::entry_of(own.log, own.number, &value)))
}

fn sealed(logs: &mut Logs, entry: &Entry) -> Result<(SealedEntry, usize), Stopped> {
    let text = entry.to_text().map_err(|error| StoreError::Broken(error.to_string()))?;
    if text.len() > ENTRY_BYTES_MAX {
        return Err(Stopped::Rules(SaveFailure::TooLong));
    }
    let generation = logs.all.len().saturating_sub(1);
    let row = logs.current_mut().ok_or(Stopped::Rules(SaveFailure::NotEnrolled))?;
    let mut chain = Chain::resume(row.log, row.head);
    row.waiting_bytes += text.len() as u64;
    let sealed = chain.append(text);
    row.head = chain.head();
    Ok((sealed, generation))
}

/// Asks the rules that the office will ask.
fn allowed(
    inner: &Inner,
    session: &Session,
    facts: &Facts,
    entry: &Entry,
    sealed: &SealedEntry,
) -> Result<(), SaveFailure> {
    let catalogue = inner.catalogue();
    let authority = session.authority();
    let standing = facts.own.iter().filter(|own| own.refusal().is_none());
    let standing = standing.map(|own| (own.log, own.number, &own.entry));
    let before = apply::optimistic(facts.office.as_ref(), standing, &authority, catalogue.as_deref());
    let context = Context {
        authority,
        known_as: None,
        device: None,
        log: sealed.log,
        number: sealed.number,
        received_at: None,
        catalogue: catalogue.as_deref(),
        next_code: None,
    };
    match apply::apply(before.as_ref(), entry, &context).1 {
        Outcome::Refused { problem } => Err(SaveFailure::Refused(problem)),
        Outcome::Applied | Outcome::Merged { .. } | Outcome::Other(_) => Ok(()),
    }
}
