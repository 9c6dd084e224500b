//! The chain of a log: every entry's digest covers the one before it, from the log's own identifier on.

use serde::{Deserialize, Serialize};

use crate::ids::{Digest, LogId};

/// How far a log goes: how many entries it has, and the digest of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of entries; the next entry gets this number.
    pub length: u64,
    /// The digest of the last entry, or of the empty log.
    pub digest: Digest,
}

/// An entry as it stands in a log: frozen text, number and digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedEntry {
    /// The log.
    pub log: LogId,
    /// Its place, from 0.
    pub number: u64,
    /// The entry's text, exactly as it was written.
    pub text: String,
    /// The digest over the chain up to and with this entry.
    pub digest: Digest,
}

/// Why a stretch of entries does not continue a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainProblem {
    /// It begins after the log's end: entries in between are missing.
    Gap {
        /// The number that would continue the log.
        expected: u64,
    },
    /// The digest claimed for the stretch is not the digest of its texts.
    Damaged,
}

/// The end of a log, to which entries are appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    log: LogId,
    head: Head,
}

impl Chain {
    /// An empty log. Its digest binds the identifier, so that a stretch cannot be moved to another log.
    pub fn open(log: LogId) -> Self {
        Self { log, head: Head { length: 0, digest: Self::genesis(log) } }
    }

    /// A log known up to `head`.
    pub fn resume(log: LogId, head: Head) -> Self {
        Self { log, head }
    }

    /// The digest of the empty log.
    pub fn genesis(log: LogId) -> Digest {
        Digest::of(&[b"danvan log 1", log.as_bytes()])
    }

    /// Where the log ends.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The log's identifier.
    pub fn log(&self) -> LogId {
        self.log
    }

    /// Appends one text and gives it its number and digest.
    pub fn append(&mut self, text: String) -> SealedEntry {
        let number = self.head.length;
        let digest = Digest::of(&[self.head.digest.as_bytes(), text.as_bytes()]);
        self.head = Head { length: number + 1, digest };
        SealedEntry { log: self.log, number, text, digest }
    }

    /// Appends a stretch that claims to begin at `from` and to end with `claimed`.
    ///
    /// # Errors
    /// [`ChainProblem::Gap`] when `from` lies beyond the head, [`ChainProblem::Damaged`] when the digests differ.
    /// The chain is unchanged then.
    pub fn extend(
        &mut self,
        from: u64,
        texts: Vec<String>,
        claimed: Digest,
    ) -> Result<Vec<SealedEntry>, ChainProblem> {
        if from != self.head.length {
            return Err(ChainProblem::Gap { expected: self.head.length });
        }
        let mut next = *self;
        let sealed: Vec<SealedEntry> = texts.into_iter().map(|text| next.append(text)).collect();
        if next.head.digest != claimed {
            return Err(ChainProblem::Damaged);
        }
        *self = next;
        Ok(sealed)
    }
}

/// Writes entries that the office does not have into a new log, in their order and with their frozen texts.
///
/// A log that forked (a cloned phone, a restored profile) goes on like this: what the office holds under the old
/// log stays there, everything else is said again under the new one.
pub fn relog(entries: impl IntoIterator<Item = SealedEntry>, into: LogId) -> (Chain, Vec<SealedEntry>) {
    let mut chain = Chain::open(into);
    let sealed = entries.into_iter().map(|entry| chain.append(entry.text)).collect();
    (chain, sealed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn log(seed: u8) -> LogId {
        LogId::from_random(1, [seed; 10])
    }

    proptest! {
        #[test]
        fn a_stretch_continues_only_the_log_it_was_cut_from(texts in prop::collection::vec(".{0,20}", 1..12), cut in 0usize..12) {
            let mut device = Chain::open(log(1));
            let sealed: Vec<_> = texts.iter().map(|text| device.append(text.clone())).collect();
            let cut = cut.min(sealed.len());
            let mut office = Chain::open(log(1));
            for stretch in [&sealed[..cut], &sealed[cut..]] {
                if let (Some(first), Some(last)) = (stretch.first(), stretch.last()) {
                    let texts = stretch.iter().map(|entry| entry.text.clone()).collect();
                    prop_assert_eq!(office.extend(first.number, texts, last.digest).unwrap(), stretch.to_vec());
                }
            }
            prop_assert_eq!(office.head(), device.head());
            let last = sealed.last().unwrap().digest;
            prop_assert_eq!(Chain::open(log(2)).extend(0, texts.clone(), last), Err(ChainProblem::Damaged));
        }

        #[test]
        fn any_altered_text_is_noticed(texts in prop::collection::vec("[a-z]{1,10}", 1..8), at in 0usize..8) {
            let mut device = Chain::open(log(1));
            let claimed = texts.iter().map(|text| device.append(text.clone())).last().unwrap().digest;
            let mut altered = texts;
            let at = at % altered.len();
            altered[at].push('!');
            prop_assert_eq!(Chain::open(log(1)).extend(0, altered, claimed), Err(ChainProblem::Damaged));
        }

        #[test]
        fn a_forked_log_goes_on_with_the_same_texts(texts in prop::collection::vec(".{0,20}", 1..12)) {
            let mut old = Chain::open(log(1));
            let sealed: Vec<_> = texts.iter().map(|text| old.append(text.clone())).collect();
            let (chain, again) = relog(sealed, log(2));
            prop_assert_eq!(chain.head().length, texts.len() as u64);
            prop_assert_eq!(again.into_iter().map(|entry| entry.text).collect::<Vec<_>>(), texts);
        }
    }

    #[test]
    fn a_gap_is_named_with_the_number_that_is_missing() {
        let mut office = Chain::open(log(1));
        assert_eq!(office.extend(3, vec![], Chain::genesis(log(1))), Err(ChainProblem::Gap { expected: 0 }));
    }
}
