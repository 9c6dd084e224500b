//! What of a segment is new beside what is kept of its log.

use danvan_core::ids::Digest;

use super::{KeptSpan, Span};

/// What becomes of a segment.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) enum Place {
    /// All of it is kept.
    Before,
    /// It is kept from an entry on, in place of items that lie wholly in that.
    Keep {
        /// Entries at its beginning that are kept already.
        skip: usize,
        /// What gives way to it.
        replaces: Vec<Digest>,
        /// How many bytes they free.
        frees: u64,
    },
}

impl Span {
    /// The number behind its last entry.
    fn end(&self) -> u64 {
        self.from + self.chain.len().saturating_sub(1) as u64
    }

    /// The digest that the log has at a length, as far as the segment tells.
    fn at(&self, length: u64) -> Option<&Digest> {
        self.chain.get(usize::try_from(length.checked_sub(self.from)?).ok()?)
    }

    /// Whether another one ends within this one, in the same chain.
    fn goes_through(&self, other: &Self) -> bool {
        other.chain.last().is_some_and(|head| self.at(other.end()) == Some(head))
    }

    fn holds(&self, other: &Self) -> bool {
        self.from <= other.from
            && self.goes_through(other)
            && other.files.iter().all(|file| self.files.contains(file))
    }
}

/// Where a segment belongs.
pub(in crate::store) fn place(arriving: &Span, kept: &[KeptSpan]) -> Place {
    if kept.iter().any(|kept| kept.span.holds(arriving)) {
        return Place::Before;
    }
    let mut rest = arriving.clone();
    if arriving.files.is_empty() {
        // Cut where what is kept from the same beginning, or an earlier one, goes over into it; and again, where another
        // one takes over from there.
        let goes_on = |rest: &Span| {
            let before =
                kept.iter().filter(|kept| kept.span.from <= rest.from && rest.goes_through(&kept.span));
            before.map(|kept| kept.span.end()).max().filter(|end| *end > rest.from)
        };
        while let Some(from) = goes_on(&rest) {
            let skip = usize::try_from(from - rest.from).unwrap_or(usize::MAX);
            rest.from = from;
            rest.chain = rest.chain.get(skip..).unwrap_or_default().to_vec();
        }
    }
    if kept.iter().any(|kept| kept.span.holds(&rest)) {
        return Place::Before;
    }
    // What comes with files is one whole that nobody can judge a part of: only the same entries give way to it.
    let may_go = |kept: &KeptSpan| arriving.files.is_empty() || kept.span.end() == rest.end();
    let within = kept.iter().filter(|kept| kept.waits && rest.holds(&kept.span) && may_go(kept));
    let (mut replaces, mut frees) = (Vec::new(), 0);
    for kept in within {
        replaces.push(kept.item);
        frees += kept.bytes;
    }
    Place::Keep { skip: (rest.from - arriving.from) as usize, replaces, frees }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digest of the log of a device at a length.
    fn head(length: u64) -> Digest {
        Digest::of(&[b"log", &length.to_be_bytes()])
    }

    fn span(from: u64, to: u64) -> Span {
        Span { from, chain: (from..=to).map(head).collect(), files: Vec::new() }
    }

    fn kept(from: u64, to: u64, waits: bool) -> KeptSpan {
        let item = Digest::of(&[b"item", &from.to_be_bytes(), &to.to_be_bytes()]);
        KeptSpan { item, span: span(from, to), bytes: to - from, waits }
    }

    fn keep(skip: usize, replaces: &[&KeptSpan]) -> Place {
        Place::Keep {
            skip,
            replaces: replaces.iter().map(|kept| kept.item).collect(),
            frees: replaces.iter().map(|kept| kept.bytes).sum(),
        }
    }

    #[test]
    fn the_same_entries_come_once_however_they_are_cut() {
        let there = kept(3, 8, true);
        for (from, to) in [(3, 8), (5, 8), (3, 5), (4, 6), (8, 8)] {
            assert_eq!(place(&span(from, to), std::slice::from_ref(&there)), Place::Before, "{from}-{to}");
        }
        for (from, to, skip) in [(3, 9, 5), (5, 12, 3), (8, 9, 0), (9, 10, 0), (0, 2, 0), (1, 5, 0)] {
            assert_eq!(place(&span(from, to), std::slice::from_ref(&there)), keep(skip, &[]), "{from}-{to}");
        }
    }

    #[test]
    fn a_longer_one_takes_the_place_of_what_waits_in_it() {
        let (one, two, judged) = (kept(3, 8, true), kept(10, 12, true), kept(4, 6, false));
        assert_eq!(place(&span(1, 8), &[kept(3, 8, true)]), keep(0, &[&one]), "the same head");
        assert_eq!(
            place(&span(1, 14), &[kept(3, 8, true), judged, kept(10, 12, true)]),
            keep(0, &[&one, &two])
        );
    }

    #[test]
    fn what_several_hold_together_is_there_already() {
        let there = [kept(1, 2, true), kept(2, 9, true)];
        for to in 1..=9 {
            assert_eq!(place(&span(1, to), &there), Place::Before, "1-{to}");
        }
        assert_eq!(place(&span(1, 10), &there), keep(8, &[]));
    }

    #[test]
    fn another_chain_is_another_thing() {
        let mut forked = kept(3, 8, true);
        forked.span.chain = (3..=8u64).map(|length| Digest::of(&[b"fork", &length.to_be_bytes()])).collect();
        assert_eq!(place(&span(3, 8), std::slice::from_ref(&forked)), keep(0, &[]));
        assert_eq!(place(&span(4, 9), &[forked]), keep(0, &[]));
    }

    #[test]
    fn files_come_with_what_brings_them() {
        let photo = Digest::of(&[b"photo"]);
        let mut bundle = span(3, 8);
        bundle.files.push(photo);
        let plain = kept(3, 8, true);
        assert_eq!(place(&bundle, &[kept(3, 8, true)]), keep(0, &[&plain]));
        let mut with_photo = kept(3, 8, true);
        with_photo.span.files.push(photo);
        assert_eq!(place(&bundle, std::slice::from_ref(&with_photo)), Place::Before);
        assert_eq!(place(&span(3, 8), std::slice::from_ref(&with_photo)), Place::Before);
        // What waits of an earlier time can be judged without what came later.
        assert_eq!(place(&bundle, &[kept(3, 6, true)]), keep(0, &[]));
        bundle.files.push(Digest::of(&[b"another photo"]));
        assert_eq!(place(&bundle, std::slice::from_ref(&with_photo)), keep(0, &[&with_photo]));
    }
}
