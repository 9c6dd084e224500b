//! The log forked at the province: its entries stand here too from then on, with their signatures, the hub's own are kept
//! apart. The device compares when it comes, and says under a new log what the province lacks. They come piece by piece,
//! each of them kept before the next is asked for: a log of the hub's that is the beginning of the province's is one as any other.

use danvan_core::entry::{Chain, Head};
use danvan_core::wire::SignedHead;

use super::PassingError;
use super::lanes::Fork;
use crate::hub::store::{HubLog, Told};
use crate::hub::{Hub, UpstreamError};

impl Hub {
    /// Takes the next piece over. Nothing is left where the province has no more, or where the log has gone on here.
    pub(super) async fn adopt(&self, log: &HubLog, fork: Fork) -> Result<Option<Fork>, PassingError> {
        let (Fork::At(from) | Fork::Adopted(from)) = fork;
        // The log may have begun anew here.
        let Some(digest) = self.file.digest_at(log.log, from).await? else { return Ok(None) };
        let before = Head { length: from, digest };
        let mut chain = Chain::resume(log.log, before);
        let piece = self.upstream.entries(log.device, log.log, from).await?;
        let theirs: Vec<_> =
            piece.entries.into_iter().map(|text| chain.append(Box::<str>::from(text).into())).collect();
        if theirs.is_empty() {
            return match fork {
                Fork::At(_) => Err(UpstreamError::Unreachable("it has no other entry".to_owned()).into()),
                Fork::Adopted(_) => Ok(None),
            };
        }
        // A signature that is none of the device's would be refused wherever it is shown.
        let device = self.file.device(log.device).await?;
        let own = |signed: &SignedHead| device.as_ref().is_some_and(|it| it.signed(log.log, signed));
        let signed: Vec<SignedHead> = piece.signed.into_iter().filter(own).collect();
        let now_ms = self.clock.unix_ms();
        match fork {
            Fork::At(_) => {
                tracing::warn!(log = %log.log, device = %log.device, number = from, "log forked: log={}", log.log);
                self.file.adopt(log.log, from, &theirs, &signed, now_ms).await?;
            }
            Fork::Adopted(_) => {
                if !self.file.adopt_more(log.log, before, &theirs, &signed, now_ms).await? {
                    return Ok(None);
                }
            }
        }
        let length = chain.head().length;
        self.file.keep_word(log.log, &Told { length, ..log.told.clone() }, &[]).await?;
        Ok(Some(Fork::Adopted(length)))
    }
}
