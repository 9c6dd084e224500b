//! Another epoch, after a backup was put back: a backup also brings back what was decided otherwise since.

use clap::Args;
use danvan_core::hexadecimal;
use danvan_core::wire_console::CodeState;
use danvan_office::attachments::{Objects, forget_lost};
use danvan_office::clock::Clock;
use danvan_office::secrets::random_bytes;
use danvan_office::store::OfficeStore;
use danvan_office::{Catalogues, open_known_store};

use super::backup::places;
use super::{BY, Books, line, say, time};

/// What has to be decided again by hand, since no backup can know it.
const DECIDE_AGAIN: [&str; 3] = [
    "revoke again the devices that were revoked since the backup, before the office is started",
    "disable again the people who were disabled since the backup, and give new passwords again",
    "devices whose signing key changed since the backup are refused (bad-signature): issue each a code for its person",
];

/// See [`super::Command::NewEpoch`].
#[derive(Args)]
pub struct NewEpoch {
    #[command(flatten)]
    books: Books,
    /// Where photos and files lie, as for `serve`.
    #[arg(long, env = "DANVAN_ATTACHMENTS")]
    attachments: Option<String>,
}

impl NewEpoch {
    /// Does it and prints what came of it.
    pub async fn run(self) -> anyhow::Result<()> {
        let catalogues = Catalogues::bundled()?;
        let store = open_known_store(&self.books.database, &catalogues).await?;
        let epoch = hexadecimal::write(&random_bytes::<8>()?);
        store.renew_epoch(&epoch).await?;
        let objects = Objects::open(&places(&self.books.database, self.attachments).objects)?;
        let lost = forget_lost(store.as_ref(), &objects).await?;
        say(&format!("epoch {epoch}, {lost} file(s) to be sent again"))?;
        end_codes(store.as_ref(), &catalogues).await?;
        store.close().await;
        DECIDE_AGAIN.iter().try_for_each(|line| say(line))
    }
}

/// A code that is open in a backup may have been used since: it would let somebody in once more.
async fn end_codes(store: &dyn OfficeStore, catalogues: &Catalogues) -> anyhow::Result<()> {
    let now_ms = Clock::system().unix_ms();
    for province in catalogues.provinces() {
        for code in store.codes(province).await? {
            if code.state(now_ms) != CodeState::Open
                || !store.revoke_code(province, &code.id, BY, now_ms).await?
            {
                continue;
            }
            let (person, place, until) = (&code.grant.author.name, &code.grant.place, time(code.expires_ms));
            line(&[&format!("code {} revoked", code.id), &until, person, place])?;
        }
    }
    Ok(())
}
