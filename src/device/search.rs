//! Searching the book: every word and every day must fit, the best first.

use chrono::NaiveDate;
use danvan_core::catalogue::Catalogue;
use danvan_core::record::sought;
use danvan_core::text::{DaySought, Folded, Query, Rank, days_sought, parse_date};

use super::{Draft, Summary};

/// What somebody searches for.
#[derive(Clone, Debug)]
pub struct Search {
    words: Query,
    days: Vec<DaySought>,
}

impl Search {
    /// Reads what was typed.
    pub fn new(typed: &str) -> Self {
        let (words, days) = days_sought(typed);
        Self { words: Query::new(&words), days }
    }

    /// Whether nothing is searched for; then everything fits.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.days.is_empty()
    }

    /// How well a record fits: by its line, and by its details where they are there.
    pub fn rank(&self, line: &Summary) -> Option<Rank> {
        let (words, days) = match line.details() {
            Some(details) => (details.words.as_str(), details.days.as_slice()),
            None => ("", [].as_slice()),
        };
        let of_line = parse_date(&line.date).ok().map(|day| (day, day));
        self.fits(line.search(), words, || days.iter().copied().chain(of_line))
    }

    /// How well a draft fits, by what has been typed into it.
    pub fn rank_draft(&self, draft: &Draft, title: &str, catalogue: Option<&Catalogue>) -> Option<Rank> {
        let words: Vec<String> = sought::words(draft.kind, &draft.typed, catalogue).into_iter().collect();
        let days = sought::days(draft.kind, &draft.typed);
        self.fits(&Folded::new(title), &words.join(" "), || days.iter().copied())
    }

    fn fits<D: Iterator<Item = (NaiveDate, NaiveDate)>>(
        &self,
        text: &Folded,
        words: &str,
        days: impl Fn() -> D,
    ) -> Option<Rank> {
        let fits = |sought: &DaySought| {
            days().any(|(from, to)| sought.is_within(from, to))
                || sought.stands_in(text.plain())
                || sought.stands_in(words)
        };
        if !self.days.iter().all(fits) {
            return None;
        }
        self.words.rank_with(text, words)
    }
}
