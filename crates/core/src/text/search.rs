//! Search as one types: every word must occur, marks decide the order.

use super::fold::{Class, class_of, fold, push_gap, trim_end};
use super::letters::lower;
use super::nfc::composed;
use super::tone_place::on_second_letter;

/// A text made ready for searching. Make it once for each record, not at each key stroke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// With marks: composed, lower case, tones in one place, single spaces.
    marked: String,
    /// Without marks, as [`fold`] makes it.
    plain: String,
}

impl Folded {
    /// Makes a text ready.
    pub fn new(text: &str) -> Self {
        let marked = marked(text);
        let plain = fold(&marked);
        Self { marked, plain }
    }

    /// The text without marks.
    pub fn plain(&self) -> &str {
        &self.plain
    }
}

/// How well a text fits a query. Better ranks are smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The words occur with the marks that were typed.
    Marked,
    /// The words occur, marks aside, at the beginning of words.
    WordStart,
    /// The words occur, marks aside, somewhere.
    Inside,
    /// A word occurs only in what belongs to the text: see [`Query::rank_with`].
    Beside,
}

/// What a person typed into a search field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    words: Vec<Word>,
    plain: String,
}

/// One word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    marked: String,
    plain: String,
    /// Marks were typed, so somebody who finds them inside a word meant them.
    has_marks: bool,
}

impl Query {
    /// Reads what was typed.
    pub fn new(typed: &str) -> Self {
        let marked = marked(typed);
        let words = marked
            .split(' ')
            .map(|word| Word { marked: word.to_owned(), plain: fold(word), has_marks: !word.is_ascii() })
            .filter(|word| !word.plain.is_empty())
            .collect();
        Self { words, plain: fold(typed) }
    }

    /// Whether nothing was typed; then everything fits.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well the text fits; nothing where a word of the query is missing. The worst word decides.
    pub fn rank(&self, text: &Folded) -> Option<Rank> {
        let mut worst = Rank::Marked;
        for word in &self.words {
            worst = worst.max(word.rank(text)?);
        }
        Some(worst)
    }

    /// The same for a text to which longer ones belong: `beside` holds their words without marks. In so many words only
    /// beginnings count, "ho" would else fit each "cho".
    pub fn rank_with(&self, text: &Folded, beside: &str) -> Option<Rank> {
        let mut worst = Rank::Marked;
        for word in &self.words {
            let in_text = word.rank(text);
            worst = worst.max(match in_text {
                Some(rank) => rank,
                None if word.begins_in(beside) => Rank::Beside,
                None => return None,
            });
        }
        Some(worst)
    }

    /// Whether everything that fits this query also fitted `earlier`: then only the earlier hits need a look.
    pub fn narrows(&self, earlier: &Query) -> bool {
        self.plain.starts_with(&earlier.plain)
    }

    /// The places of the texts that fit, best first; equals keep their order.
    pub fn best_first<'text>(&self, texts: impl IntoIterator<Item = &'text Folded>) -> Vec<usize> {
        best_first(texts.into_iter().map(|text| self.rank(text)))
    }
}

/// The places of what fits, best first; equals keep their order.
pub fn best_first(ranks: impl IntoIterator<Item = Option<Rank>>) -> Vec<usize> {
    let mut fitting: Vec<(Rank, usize)> =
        ranks.into_iter().enumerate().filter_map(|(place, rank)| Some((rank?, place))).collect();
    fitting.sort_unstable();
    fitting.into_iter().map(|(_, place)| place).collect()
}

impl Word {
    /// Whether it begins a word of a text without marks and without signs around its words: what was pasted brings its own.
    fn begins_in(&self, plain: &str) -> bool {
        let word = self.plain.trim_matches(|sign: char| !sign.is_alphanumeric());
        !word.is_empty() && occurrence(plain, word).1
    }

    fn rank(&self, text: &Folded) -> Option<Rank> {
        // Most texts are done with here: what fits with marks also fits without.
        let (occurs, starts_word) = occurrence(&text.plain, &self.plain);
        if !occurs {
            return None;
        }
        let (occurs_marked, starts_word_marked) = occurrence(&text.marked, &self.marked);
        Some(if starts_word_marked || (occurs_marked && self.has_marks) {
            Rank::Marked
        } else if starts_word {
            Rank::WordStart
        } else {
            Rank::Inside
        })
    }
}

/// Whether `word` occurs in `text`, and whether it does at the beginning of a word.
fn occurrence(text: &str, word: &str) -> (bool, bool) {
    let mut occurs = false;
    for (place, _) in text.match_indices(word) {
        occurs = true;
        // A byte of a marked letter is a letter's too: what parts words is ASCII in folded text.
        let before = place.checked_sub(1).and_then(|at| text.as_bytes().get(at));
        if before.is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()) {
            return (true, true);
        }
    }
    (occurs, false)
}

/// The text with its marks, in the one spelling that haystacks and queries share.
fn marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    for letter in composed(text).chars() {
        match class_of(letter) {
            Class::Gap => push_gap(&mut marked),
            Class::Nothing => {}
            Class::Letter => {
                let letter = lower(letter);
                match marked.chars().next_back().and_then(|before| on_second_letter(before, letter)) {
                    Some((first, second)) => {
                        marked.pop();
                        marked.push(first);
                        marked.push(second);
                    }
                    None => marked.push(letter),
                }
            }
        }
    }
    trim_end(&mut marked);
    marked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{word, words};
    use proptest::prelude::*;

    fn rank(query: &str, text: &str) -> Option<Rank> {
        Query::new(query).rank(&Folded::new(text))
    }

    proptest! {
        #[test]
        fn every_beginning_of_a_word_is_found_with_its_marks(
            words in proptest::collection::vec(word(), 1..6), pick in 0_usize..6, cut in 1_usize..9,
        ) {
            let word: String = words[pick % words.len()].chars().take(cut).collect();
            let text = words.join(" ");
            // A tone that typing has not reached yet stands on the first letter of "oà".
            let found = rank(&word, &text);
            prop_assert!(found == Some(Rank::Marked) || found == Some(Rank::WordStart));
            prop_assert!(rank(&fold(&word), &text).is_some());
        }

        #[test]
        fn what_fits_a_longer_query_fitted_the_shorter(
            text in words(), query in words(), more in words(),
        ) {
            let (short, long) = (Query::new(&query), Query::new(&(query.clone() + &more)));
            let text = Folded::new(&text);
            if long.narrows(&short) && long.rank(&text).is_some() {
                prop_assert!(short.rank(&text).is_some());
            }
        }

        #[test]
        fn the_order_of_words_does_not_matter(text in words(), a in word(), b in word()) {
            let text = Folded::new(&text);
            let forward = Query::new(&[a.as_str(), b.as_str()].join(" ")).rank(&text);
            let backward = Query::new(&[b, a].join(" ")).rank(&text);
            prop_assert_eq!(forward, backward);
        }
    }

    #[test]
    fn marks_as_typed_come_before_beginnings_and_beginnings_before_insides() {
        assert_eq!(rank("hồ", "Kan Hồ"), Some(Rank::Marked));
        assert_eq!(rank("hồ", "Hộ nghèo"), Some(Rank::WordStart));
        assert_eq!(rank("ho", "Thổ"), Some(Rank::Inside));
        assert_eq!(rank("hồ", "Mường Tè"), None);
        let texts = ["Thổ", "Hộ nghèo", "Hồ Thầu"].map(Folded::new);
        assert_eq!(Query::new("hồ").best_first(&texts), [2, 1, 0]);
    }

    #[test]
    fn spelling_does_not_hide_a_text() {
        assert_eq!(rank("hoà", "Hòa Bình"), Some(Rank::Marked));
        assert_eq!(rank("uỷ ban", "Ủy ban nhân dân"), Some(Rank::Marked));
        assert_eq!(rank("ly", "Lí Mí Sùng"), Some(Rank::WordStart));
        assert_eq!(rank("PA VE\u{302}\u{323} SU\u{309}", "Pa Vệ Sủ"), Some(Rank::Marked));
        assert_eq!(rank("dan-van", "Công tác Dân\u{a0}vận"), Some(Rank::WordStart));
    }

    #[test]
    fn what_belongs_to_a_text_is_found_after_it_and_by_the_beginnings_of_its_words() {
        let rank = |query: &str| {
            Query::new(query).rank_with(&Folded::new("Hội nghị Pa Ủ"), "chi cho kheo ubnd 20/11")
        };
        assert_eq!(rank("hội nghị"), Some(Rank::Marked));
        assert_eq!(rank("pa khéo"), Some(Rank::Beside));
        assert_eq!(rank("(UBND) 20/11,"), Some(Rank::Beside));
        assert_eq!((rank("ho"), rank("heo"), rank("pa thôn")), (Some(Rank::WordStart), None, None));
    }

    #[test]
    fn every_word_must_occur_in_any_order() {
        assert_eq!(rank("van dan", "dân vận"), Some(Rank::WordStart));
        assert_eq!(rank("dan xa", "dân vận"), None);
    }

    #[test]
    fn nothing_typed_finds_everything() {
        assert!(Query::new(" \u{a0}- ").is_empty());
        assert_eq!(rank("", "dân vận"), Some(Rank::Marked));
    }
}
