//! What a device believes of the province's word when a hub passes it on.

use crate::wire::{Held, Receipt};

/// Whether a receipt with its verdicts is to be kept, over what the province last said: `epoch` and `confirmed` are
/// those of the last receipt kept for this log.
///
/// The province itself is always believed, also where it has less than before: it was restored. A hub may repeat an
/// old word, and must neither take back what the province has confirmed since, nor bring back what was lost with a
/// restored office. Clocks tell nothing of that order, so it goes by what cannot run backwards: within one epoch the
/// province's log only grows, and of two epochs the hub says which it met first. What is not known to be newer is
/// passed over; the entries travel all the same, since sending goes by what the hub holds.
pub fn believed(epoch: Option<&str>, confirmed: u64, receipt: &Receipt, held: Option<&Held>) -> bool {
    let Some(held) = held else { return true };
    is_of_later_epoch(epoch, &receipt.epoch, &held.earlier_epochs).unwrap_or(receipt.head.length >= confirmed)
}

/// Whether a word that did not come straight from the province is of a later epoch than the one that was `kept`, where
/// it names those that came before its own. `None` where it is the same one.
pub(super) fn is_of_later_epoch(kept: Option<&str>, epoch: &str, earlier: &[String]) -> Option<bool> {
    match kept {
        _ if epoch.is_empty() => Some(false),
        None => Some(true),
        Some(kept) if kept == epoch => None,
        Some(kept) => Some(earlier.iter().any(|earlier| earlier == kept)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::entry::{Chain, Head};
    use crate::ids::LogId;

    fn word(epoch: &str, length: u64, earlier: &[&str]) -> (Receipt, Held) {
        let log = LogId::from_random(1, [1; 10]);
        let head = Head { length, digest: Chain::genesis(log) };
        let received_at = DateTime::UNIX_EPOCH.fixed_offset();
        let receipt = Receipt {
            log,
            head,
            received_at,
            epoch: epoch.to_owned(),
            backed_up: None,
            further: Default::default(),
        };
        let held = Held {
            hub: "12:than_uyen".into(),
            name: "Khu vực Than Uyên".to_owned(),
            head: Head { length: 9, ..head },
            received_at,
            earlier_epochs: earlier.iter().map(|epoch| (*epoch).to_owned()).collect(),
            signed: None,
        };
        (receipt, held)
    }

    #[test]
    fn the_province_itself_is_always_believed() {
        let (receipt, _) = word("b", 2, &[]);
        assert!(believed(Some("b"), 7, &receipt, None));
        assert!(believed(Some("a"), 7, &receipt, None));
    }

    #[test]
    fn a_hub_never_lowers_what_was_confirmed_in_the_same_epoch() {
        for (length, expected) in [(2, false), (6, false), (7, true), (8, true)] {
            let (receipt, held) = word("a", length, &["before"]);
            assert_eq!(believed(Some("a"), 7, &receipt, Some(&held)), expected, "{length}");
        }
    }

    #[test]
    fn another_epoch_counts_only_when_the_hub_met_it_later() {
        let (receipt, held) = word("b", 5, &["a"]);
        assert!(believed(Some("a"), 7, &receipt, Some(&held)), "a restored office, told by the hub");
        let (receipt, held) = word("a", 9, &[]);
        assert!(!believed(Some("b"), 7, &receipt, Some(&held)), "the hub has slept through the restore");
        assert!(!believed(Some("unknown"), 0, &receipt, Some(&held)));
    }

    #[test]
    fn a_hub_without_a_word_of_the_province_confirms_nothing() {
        let (receipt, held) = word("", 0, &["a"]);
        assert!(!believed(None, 0, &receipt, Some(&held)));
        assert!(!believed(Some("a"), 0, &receipt, Some(&held)));
        let (receipt, held) = word("a", 3, &[]);
        assert!(believed(None, 0, &receipt, Some(&held)), "the first word of all");
    }
}
