//! What arrived after its device was revoked.

use std::sync::Arc;

use clap::{Args, Subcommand};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::{DeviceId, Digest};
use danvan_core::wire_people::{DecisionAnswer, DecisionRequest, QuarantineItem, QuarantineList};
use danvan_office::attachments::Attachments;
use danvan_office::clock::Clock;
use danvan_office::judging::decide;
use danvan_office::pressure::Limits;
use danvan_office::quarantine::{Asked, PAGE, list};
use danvan_office::{Catalogues, Office, Terms, office};

use super::backup::places;
use super::devices::standing;
use super::{BY, ProvinceBooks, line, say};

/// What is done with it.
#[derive(Subcommand)]
pub enum QuarantineCommand {
    /// Lists the devices of which something lies apart: identifier, whether revoked, how much waits, holder, place, name,
    /// why; below each its first segments, what waits before what was decided: identifier, how it stands, arrival, entries
    /// as people count them, titles.
    List {
        #[command(flatten)]
        at: ProvinceBooks,
        /// One device's segments, a page of them.
        #[arg(long)]
        device: Option<String>,
        /// The segments behind this one of the device.
        #[arg(long, requires = "device")]
        after: Option<String>,
    },
    /// Takes a segment in, as if its device had brought it with the rights of today.
    Take(Segment),
    /// Leaves a segment apart. It is kept, and can be taken later.
    Leave(Segment),
}

/// One segment.
#[derive(Args)]
pub struct Segment {
    #[command(flatten)]
    at: ProvinceBooks,
    /// Where photos and files lie, as for `serve`: a bundle may bring some.
    #[arg(long, env = "DANVAN_ATTACHMENTS")]
    attachments: Option<String>,
    /// The segment's identifier in the list.
    #[arg(long)]
    id: String,
    /// Why.
    #[arg(long, default_value = "")]
    note: String,
}

impl QuarantineCommand {
    /// Does it.
    pub async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::List { at, device, after } => {
                let no = |id: &str| anyhow::anyhow!("{id} is no identifier");
                let device = device.map(|id| DeviceId::parse(&id).ok_or_else(|| no(&id))).transpose()?;
                let after = after.map(|id| Digest::parse(&id).ok_or_else(|| no(&id))).transpose()?;
                let asked = Asked { device, after };
                let listed = async move |office: Office, province| Ok(list(&office, &province, asked).await?);
                print(&with_office(&at, None, listed).await?, after.is_some())
            }
            Self::Take(segment) => {
                let answer = segment.decide(true).await?;
                let forked = if answer.forked { ", forked" } else { "" };
                say(&format!(
                    "taken: {} refused by the rules{forked}; {} wait still",
                    answer.refused, answer.still_waiting
                ))
            }
            Self::Leave(segment) => {
                let answer = segment.decide(false).await?;
                say(&format!("left; {} wait still", answer.still_waiting))
            }
        }
    }
}

/// Prints a list, with the command that shows what is left of a device.
fn print(list: &QuarantineList, behind: bool) -> anyhow::Result<()> {
    for device in &list.devices {
        let state = standing(device.revoked, device.ended);
        let why = device.revocation.as_ref().map_or("", |revocation| revocation.reason.as_str());
        let (id, waiting) = (device.device.to_string(), format!("{} waiting", device.waiting));
        line(&[&id, state, &waiting, &device.holder.name, &device.place, &device.name, why])?;
        let items: Vec<&QuarantineItem> =
            list.items.iter().filter(|item| item.device == device.device).collect();
        for item in &items {
            let titles: Vec<&str> = item.holds.iter().map(|held| held.title.as_str()).collect();
            let (id, state) = (format!("  {}", item.id), format!("{:6}", state_of(item)));
            let arrived = item.arrived_at.format("%Y-%m-%d %H:%M").to_string();
            line(&[&id, &state, &arrived, &range(item), &titles.join("; ")])?;
        }
        let left = (device.waiting + device.settled).saturating_sub(items.len() as u64);
        // Behind a segment nobody has counted what is left: a full page may have more.
        let more = if behind { items.len() >= PAGE as usize } else { left > 0 };
        if let Some(last) = items.last().filter(|_| more) {
            say(&format!("  more: --device {} --after {}", device.device, last.id))?;
        }
    }
    Ok(())
}

fn state_of(item: &QuarantineItem) -> &'static str {
    match &item.decision {
        Some(decision) if decision.take => "taken",
        _ if item.in_log => "in-log",
        Some(_) => "left",
        None => "waits",
    }
}

/// The entries as people count them, from 1.
fn range(item: &QuarantineItem) -> String {
    match item.count {
        0 => "files only".to_owned(),
        1 => format!("entry {}", item.from + 1),
        count => format!("entries {}-{}", item.from + 1, item.from + count),
    }
}

impl Segment {
    async fn decide(self, take: bool) -> anyhow::Result<DecisionAnswer> {
        let id = Digest::parse(&self.id).ok_or_else(|| anyhow::anyhow!("{} is no identifier", self.id))?;
        let request = DecisionRequest { take, note: self.note };
        with_office(&self.at, self.attachments, async move |office, province| {
            Ok(decide(&office, &province, id, &request, BY).await?)
        })
        .await
    }
}

/// Does something with the office's writer running beside it: a served office on the same books may go on.
async fn with_office<T>(
    at: &ProvinceBooks,
    attachments: Option<String>,
    work: impl AsyncFnOnce(Office, ProvinceCode) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let (store, province) = at.open().await?;
    let places = places(&at.books.database, attachments);
    let clock = Clock::system();
    let files = Arc::new(Attachments::open(&places, store.clone(), clock.clone())?);
    let terms = Terms {
        secure_cookies: true,
        limits: Limits::default(),
        oldest_app: danvan_core::wire::APP_GENERATION_OLDEST,
        unsigned_until: None,
    };
    let (office, writer) = office((store.clone(), files), Catalogues::bundled()?, clock, &terms).await?;
    let writer = tokio::spawn(writer);
    let done = work(office, province).await;
    // The office was the last way to the writer: it ends once everything is committed.
    writer.await?;
    store.close().await;
    done
}
