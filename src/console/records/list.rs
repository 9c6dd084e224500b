//! The received records as the page holds them: pages of the office's list, and which of them are chosen.

use std::collections::BTreeSet;
use std::sync::Arc;

use danvan_core::ids::RecordId;
use danvan_core::record::{Record, RecordLine};
use danvan_core::wire_console::RecordPage;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::filters::Filters;
use crate::console::client::{self, Answer, Failure};
use crate::console::session::Session;
use crate::console::ticket::Tickets;

/// How many records a page of the list has.
const PAGE: &str = "50";

/// How many a page has where all of them are wanted.
const LARGE_PAGE: &str = "200";

/// The list.
#[derive(Clone, Copy)]
pub struct List {
    /// The records that have come, newest change first.
    pub rows: RwSignal<Vec<Arc<RecordLine>>>,
    /// How many there are at the office.
    pub total: RwSignal<u64>,
    /// Where the next page begins, if there is one.
    pub next: RwSignal<Option<String>>,
    /// Whether a page is on its way.
    pub waiting: RwSignal<bool>,
    /// Why the last page did not come.
    pub failure: RwSignal<Option<Failure>>,
    /// The chosen records.
    pub chosen: RwSignal<BTreeSet<RecordId>>,
    filters: Memo<Filters>,
    /// Records that were left out last, with the place behind which each stood.
    left: StoredValue<Vec<(RecordId, usize)>>,
    tickets: Tickets,
    /// One more with each record that was taken as it stands now.
    puts: StoredValue<u32>,
    session: Session,
}

impl List {
    /// A list that follows its filters.
    pub fn new(filters: Memo<Filters>) -> Self {
        let list = Self {
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(0),
            next: RwSignal::new(None),
            waiting: RwSignal::new(true),
            failure: RwSignal::new(None),
            chosen: RwSignal::new(BTreeSet::new()),
            filters,
            left: StoredValue::new(Vec::new()),
            tickets: Tickets::new(),
            puts: StoredValue::new(0),
            session: Session::current(),
        };
        Effect::new(move |_| {
            filters.track();
            list.session.round.track();
            list.chosen.update(BTreeSet::clear);
            list.reload();
        });
        list
    }

    /// Asks for the first page again.
    pub fn reload(self) {
        self.ask(None);
    }

    /// Asks for the next page.
    pub fn more(self) {
        if let Some(after) = self.next.get_untracked() {
            self.ask(Some(after));
        }
    }

    fn ask(self, after: Option<String>) {
        // What came or failed stands in the signals.
        spawn_local(async move {
            self.fetch(after, PAGE).await;
        });
    }

    /// Chooses every record of the list, fetching what has not come yet.
    pub fn choose_all(self) {
        spawn_local(async move {
            while let Some(Some(after)) = self.next.try_get_untracked() {
                if self.fetch(Some(after), LARGE_PAGE).await.is_none() {
                    return;
                }
            }
            let all = self.rows.try_with_untracked(|rows| rows.iter().map(|row| row.id).collect());
            self.chosen.try_set(all.unwrap_or_default());
        });
    }

    /// Fetches a page; nothing where it did not come or is not wanted any more.
    async fn fetch(self, after: Option<String>, limit: &str) -> Option<()> {
        let ticket = self.tickets.draw()?;
        self.waiting.try_set(true);
        let further = [("after", after.as_deref().unwrap_or_default()), ("limit", limit)];
        let address = self.filters.try_get_untracked()?.address("/api/v1/records", &further);
        let answer: Answer<RecordPage> = loop {
            let puts = self.puts.try_get_value();
            let answer = client::get(&address).await;
            if !self.tickets.counts(ticket) {
                return None;
            }
            // A page may be of before what was decided meanwhile: it is asked for again.
            if self.puts.try_get_value() == puts {
                break answer;
            }
        };
        self.session.note(&answer);
        self.waiting.try_set(false);
        match answer {
            Ok(page) => {
                self.rows.try_update(|rows| {
                    if after.is_none() {
                        rows.clear();
                    }
                    // A record that changed between two pages would stand in both.
                    let known: BTreeSet<RecordId> = rows.iter().map(|row| row.id).collect();
                    rows.extend(
                        page.records.into_iter().filter(|row| !known.contains(&row.id)).map(Arc::new),
                    );
                });
                if after.is_none() {
                    // A choice that was taken up again while another search was on its way is not of this list.
                    let here: BTreeSet<RecordId> = self
                        .rows
                        .try_with_untracked(|rows| rows.iter().map(|row| row.id).collect())
                        .unwrap_or_default();
                    self.chosen.try_update(|chosen| chosen.retain(|id| here.contains(id)));
                }
                self.total.try_set(page.total);
                self.next.try_set(page.next);
                self.failure.try_set(None);
                Some(())
            }
            Err(failure) => {
                self.failure.try_set(Some(failure));
                None
            }
        }
    }

    /// Takes a record as it stands now. It keeps its place, so that the list does not jump under one's hands.
    pub fn put(self, record: &Record) {
        self.puts.try_update_value(|puts| *puts = puts.wrapping_add(1));
        self.rows.try_update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.id == record.id) {
                *row = Arc::new(RecordLine::of(record));
            }
        });
    }

    /// A decision was made: of one record it leaves the others chosen, of several none, so that nothing further is offered
    /// where it was pressed.
    pub fn taken(self, ids: &[RecordId]) {
        let is_bulk = ids.len() > 1;
        self.chosen.update(|chosen| chosen.retain(|id| !is_bulk && !ids.contains(id)));
    }

    /// Leaves out what no longer fits the filters: everything of a decision at once, when all of it was answered.
    pub fn leave_out(self) {
        let Some(filters) = self.filters.try_get_untracked() else { return };
        let gone = self.rows.try_with_untracked(|rows| {
            let gone = rows.iter().enumerate().filter(|(_, row)| !filters.fits(row));
            gone.map(|(place, row)| (row.id, place)).collect::<Vec<_>>()
        });
        let gone = gone.unwrap_or_default();
        if gone.is_empty() {
            return;
        }
        // Where a record stood that is still open: its neighbours are those of its place.
        self.left.try_update_value(|left| {
            *left = gone.iter().enumerate().map(|(before, (id, place))| (*id, place - before)).collect();
        });
        self.rows.update(|rows| rows.retain(|row| filters.fits(row)));
        self.chosen.update(|chosen| chosen.retain(|id| !gone.iter().any(|(gone, _)| gone == id)));
        self.total.update(|total| *total = total.saturating_sub(gone.len() as u64));
        if self.rows.with_untracked(Vec::is_empty) {
            self.more();
        }
    }

    /// A decision on many was taken back: those of them that stand in the list are chosen again. After another search there
    /// may be none, and what was chosen there stays.
    pub fn choose_again(self, ids: impl Iterator<Item = RecordId>) {
        let mut ids: BTreeSet<RecordId> = ids.collect();
        let here: BTreeSet<RecordId> =
            self.rows.with_untracked(|rows| rows.iter().map(|row| row.id).collect());
        ids.retain(|id| here.contains(id));
        if !ids.is_empty() {
            self.chosen.set(ids);
        }
    }

    /// Chooses a record or takes it out of the choice.
    pub fn choose(self, id: RecordId, chosen: bool) {
        self.chosen.update(|all| {
            if chosen {
                all.insert(id);
            } else {
                all.remove(&id);
            }
        });
    }

    /// The neighbours of a record in the list: before and after it.
    pub fn neighbours(self, id: &str) -> (Option<RecordId>, Option<RecordId>) {
        self.rows.with(|rows| {
            let Some(place) = rows.iter().position(|row| row.id.to_string() == id) else {
                let left = self.left.with_value(|left| {
                    left.iter().find(|(left, _)| left.to_string() == id).map(|(_, place)| *place)
                });
                let neighbour = |place: Option<usize>| rows.get(place?).map(|row| row.id);
                return (neighbour(left.and_then(|place| place.checked_sub(1))), neighbour(left));
            };
            let before = place.checked_sub(1).and_then(|place| rows.get(place));
            (before.map(|row| row.id), rows.get(place + 1).map(|row| row.id))
        })
    }
}
