//! What a device believes of a receipt file that somebody carried to it.
//!
//! Files arrive in any order, months late, after the office was restored from a backup and has less than the file says.
//! Clocks tell nothing of that order ([`super::believed`] says why): within one epoch the office's logs only grow, and
//! of another epoch only the file itself can say that it came later than the one that the device knows. What is not
//! known to be newer is passed over; the entries stay on the device, and the network tells the rest.

use super::hub::is_of_later_epoch;
use super::uploads::Fate;
use crate::bundle::ReceiptFile;
use crate::entry::{Chain, Head};
use crate::ids::{Digest, LogId};
use crate::wire::{LogStatus, Receipt};

#[cfg(test)]
mod tests;

/// What a device kept last of the office's word on one of its logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptWord<'a> {
    /// The log.
    pub log: LogId,
    /// The epoch of that word; `None` before the first one.
    pub epoch: Option<&'a str>,
    /// How many entries it confirmed.
    pub confirmed: u64,
}

/// A receipt file that is no older than what the device knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried<'a> {
    /// The office's word on logs of the device that is news.
    pub logs: Vec<LogStatus>,
    file: &'a ReceiptFile,
    epoch: &'a str,
}

/// What is news in a file, to a device that kept this of all its logs. `None` where the file is not known to be newer
/// than what the device was told last: it is of an epoch that the office has left, or of one that does not name the
/// device's among those before it, as no file of an older office does.
///
/// The epoch counts for the device as a whole: a log that no word was kept of must not bring back an office that another
/// log is known to have left. In a later epoch a log that the file does not name is not at the office any more.
pub fn carried<'a>(file: &'a ReceiptFile, kept: &[KeptWord<'_>]) -> Option<Carried<'a>> {
    let epoch = file.logs.first()?.receipt.epoch.as_str();
    if kept.iter().any(|kept| is_of_later_epoch(kept.epoch, epoch, &file.earlier_epochs) == Some(false)) {
        return None;
    }
    let word = |kept: &KeptWord<'_>| {
        let of_log = |status: &&LogStatus| status.receipt.log == kept.log && status.receipt.epoch == epoch;
        let listed = file.logs.iter().find(of_log).cloned();
        let left = kept.epoch.is_some_and(|kept| kept != epoch);
        let status = listed.or_else(|| left.then(|| nothing_of(kept.log, epoch, file)))?;
        let grew = kept.epoch != Some(epoch) || status.receipt.head.length >= kept.confirmed;
        grew.then_some(status)
    };
    Some(Carried { logs: kept.iter().filter_map(word).collect(), file, epoch })
}

fn nothing_of(log: LogId, epoch: &str, file: &ReceiptFile) -> LogStatus {
    let head = Chain::open(log).head();
    let receipt = Receipt {
        log,
        head,
        received_at: file.made_at,
        epoch: epoch.to_owned(),
        backed_up: None,
        further: Default::default(),
    };
    LogStatus { receipt, verdicts: Vec::new(), held: None }
}

impl Carried<'_> {
    /// What the file makes of an attachment's fate; `None` where it says nothing new of it.
    ///
    /// In a later epoch one that it does not list has to be asked about again: the list has an end, and the office may
    /// have lost it.
    pub fn fate_of(&self, sha256: Digest, fate: &Fate) -> Option<Fate> {
        let listed = self.file.attachments.contains(&sha256);
        match fate {
            Fate::Confirmed { epoch } => {
                let later =
                    is_of_later_epoch(Some(epoch), self.epoch, &self.file.earlier_epochs) == Some(true);
                later.then(|| if listed { self.confirmed() } else { Fate::NEW })
            }
            Fate::Waiting { .. } | Fate::Refused { .. } | Fate::Missing => listed.then(|| self.confirmed()),
        }
    }

    fn confirmed(&self) -> Fate {
        Fate::Confirmed { epoch: self.epoch.to_owned() }
    }
}

/// Whether the head that the office was `told` of is what this device wrote: its log goes as far as `end`, and `last` is
/// the digest of its own entry before that head, if it has one there.
pub fn own_word(log: LogId, end: u64, told: Head, last: Option<Digest>) -> bool {
    let own = if told.length == 0 { Some(Chain::genesis(log)) } else { last };
    told.length <= end && own == Some(told.digest)
}
