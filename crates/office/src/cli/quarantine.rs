//! What arrived after its device was revoked.

use std::sync::Arc;

use clap::{Args, Subcommand};
use danvan_core::catalogue::ProvinceCode;
use danvan_core::ids::Digest;
use danvan_core::wire_people::{DecisionAnswer, DecisionRequest};
use danvan_office::attachments::Attachments;
use danvan_office::clock::Clock;
use danvan_office::pressure::Limits;
use danvan_office::quarantine::{decide, list};
use danvan_office::{Catalogues, Office, Terms, office};

use super::backup::places;
use super::{BY, ProvinceBooks, say};

/// What is done with it.
#[derive(Subcommand)]
pub enum QuarantineCommand {
    /// Lists what waits, then what was decided: identifier, how it stands, device, entries, titles.
    List {
        #[command(flatten)]
        at: ProvinceBooks,
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
            Self::List { at } => {
                let listed = async |office: Office, province| Ok(list(&office, &province).await?);
                for item in with_office(&at, None, listed).await? {
                    let state = item
                        .decision
                        .as_ref()
                        .map_or("waits", |decision| if decision.take { "taken" } else { "left" });
                    let titles: Vec<&str> = item.holds.iter().map(|held| held.title.as_str()).collect();
                    say(&format!(
                        "{}  {state:5}  {}  {} entries from {}  {}",
                        item.id,
                        item.device,
                        item.count,
                        item.from,
                        titles.join("; ")
                    ))?;
                }
                Ok(())
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
