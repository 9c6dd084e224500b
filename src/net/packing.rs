//! Whether bodies travel compressed. Some networks let no compressed request through: a gateway that looks into each body, or
//! one whose rules forbid the header.

use std::cell::Cell;

use super::office::problem;
use super::transport::{Lost, Reply};

/// What a page has learned of its network.
#[derive(Debug, Default)]
pub struct Packing {
    /// Bodies go as they are.
    plain: Cell<bool>,
    /// Neither way was let through, so that packing may not be what is refused: nothing is sent twice any more.
    neither: Cell<bool>,
}

impl Packing {
    /// Sends a body packed or not, as `send` is told; once more the other way where something on the way refuses it.
    /// What was let through is the way from then on.
    ///
    /// # Errors
    /// Where no reply came.
    pub async fn sent(&self, send: impl AsyncFn(bool) -> Result<Reply, Lost>) -> Result<Reply, Lost> {
        let plain = self.plain.get();
        let reply = send(!plain).await?;
        if !is_refused_on_the_way(&reply) {
            if self.neither.replace(false) {
                self.plain.set(false);
            }
            return Ok(reply);
        }
        self.plain.set(!plain);
        if self.neither.get() {
            return Ok(reply);
        }
        let reply = send(plain).await?;
        self.neither.set(is_refused_on_the_way(&reply));
        Ok(reply)
    }
}

/// Whether a stranger says no to a request as to a body that it cannot read, or to a header that it does not allow. Who is
/// asked for a sign-in, or to come again, is told nothing of the body.
fn is_refused_on_the_way(reply: &Reply) -> bool {
    let says_no =
        matches!(reply.status, 400..=499 | 501) && !matches!(reply.status, 401 | 404 | 407 | 408 | 429);
    says_no && problem(reply).is_none()
}
