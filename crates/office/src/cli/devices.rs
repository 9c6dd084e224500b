//! The register of devices.

use clap::{Args, Subcommand};
use danvan_core::ids::DeviceId;
use danvan_core::text::said_chars;
use danvan_core::wire_people::{REASON_MAX, REVOCATION_REASON_MIN};
use danvan_office::clock::Clock;
use danvan_office::store::Judgement;

use super::{BY, ProvinceBooks, line, say, time};

/// What is done with devices.
#[derive(Subcommand)]
pub enum DeviceCommand {
    /// Lists the devices: identifier, whether revoked or its holder disabled, last contact, what waits for judgement, holder, place, name.
    List {
        #[command(flatten)]
        at: ProvinceBooks,
    },
    /// Revokes a device: it is refused on every road from now on, and told why.
    Revoke {
        #[command(flatten)]
        device: Device,
        /// Why; the device's holder reads it.
        #[arg(long)]
        reason: String,
    },
    /// Allows a revoked device again. It is trusted again: it sends what waits for judgement once more itself, and what was
    /// not taken too, and that goes into the log.
    Allow {
        #[command(flatten)]
        device: Device,
        /// Why, for the history.
        #[arg(long, default_value = "")]
        note: String,
    },
}

/// One device.
#[derive(Args)]
pub struct Device {
    #[command(flatten)]
    at: ProvinceBooks,
    /// The device's identifier in the list.
    #[arg(long)]
    device: String,
}

impl DeviceCommand {
    /// Does it.
    pub async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::List { at } => {
                let (store, province) = at.open().await?;
                for known in store.register(&province, None).await? {
                    let state = standing(known.device.revoked, known.device.ended());
                    let contact = known.contact.map_or_else(|| "-".to_owned(), |contact| time(contact.at_ms));
                    let grant = &known.device.grant;
                    let id = known.device.id.to_string();
                    let waiting = format!("{} waiting", known.quarantined);
                    line(&[&id, state, &contact, &waiting, &grant.author.name, &grant.place, &known.name])?;
                }
                store.close().await;
                Ok(())
            }
            Self::Revoke { device, reason } => {
                let reason = reason.trim();
                anyhow::ensure!(
                    said_chars(reason) >= REVOCATION_REASON_MIN && reason.chars().count() <= REASON_MAX,
                    "a reason has {REVOCATION_REASON_MIN} to {REASON_MAX} characters"
                );
                device.judge(true, reason).await
            }
            Self::Allow { device, note } => {
                anyhow::ensure!(
                    note.chars().count() <= REASON_MAX,
                    "a note has {REASON_MAX} characters at most"
                );
                device.judge(false, note.trim()).await
            }
        }
    }
}

/// How a device stands, in the word that lists print.
pub(super) fn standing(revoked: bool, ended: bool) -> &'static str {
    match (revoked, ended) {
        (true, _) => "revoked",
        (false, true) => "holder disabled",
        (false, false) => "allowed",
    }
}

impl Device {
    async fn judge(&self, revoked: bool, reason: &str) -> anyhow::Result<()> {
        let device = DeviceId::parse(&self.device);
        let device = device.ok_or_else(|| anyhow::anyhow!("{} is no identifier", self.device))?;
        let (store, province) = self.at.open().await?;
        let at_ms = Clock::system().unix_ms();
        let judgement = Judgement { revoked, at_ms, by: BY.to_owned(), reason: reason.to_owned() };
        let judged = store.judge_device(&province, device, &judgement).await?;
        let known = store.register(&province, Some(device)).await?.pop();
        store.close().await;
        let word = if revoked { "revoked" } else { "allowed again" };
        anyhow::ensure!(judged, "no device {device}, or it is {word} already");
        let waiting = known.map_or(0, |known| known.quarantined);
        let trusted =
            if revoked { "" } else { "; the device sends them again itself, and what was not taken" };
        say(&format!("{device} {word}; {waiting} segment(s) wait for judgement{trusted}"))
    }
}
