//! Home: what needs me, is my work safe, what do I write next.

use danvan_core::catalogue::Campaign;
use leptos::prelude::*;

use crate::app::App;
use crate::components::{Head, Icon, clock_warning, files, frame, held, icon};
use crate::device::{Delivery, Fix, Safety, Summary, SyncStatus};
use crate::i18n::{common, count, home, message, settings, sync, when};
use crate::pages::drafts;
use crate::platform::clock;
use crate::routes::{Page, new_form};

/// As many records that need a person are named here; the rest is in the book.
const NAMED: usize = 3;

/// Draws it.
pub fn home(app: &App) -> AnyView {
    let session = app.device.session();
    let place = session.as_ref().map_or(common::APP.get(), |session| session.place()).to_owned();
    let column = view! {
        {needs_person(app)}
        {safety(app)}
        {clock_warning(app)}
        {app.records().then(tiles)}
        {drafts::unfinished(app)}
        {campaign(app)}
    }
    .into_any();
    let settings = view! {
        <a class="button bare" href=Page::Settings.path() aria-label=settings::TITLE.get()>{icon(Icon::Settings)}</a>
    }
    .into_any();
    let head = Head {
        title: place,
        subtitle: Some(when::today().into_any()),
        more: Some(settings),
        ..Head::default()
    };
    frame(app, head, column, None)
}

fn tiles() -> AnyView {
    view! {
        <section>
            <h2>{home::NEW.get()}</h2>
            <div class="tiles">
                <a class="card tile" href=new_form("activity")>{icon(Icon::People)} {home::ACTIVITY.get()}</a>
                <a class="card tile" href=Page::Write.path()>{icon(Icon::Star)} {home::NOMINATION.get()}</a>
            </div>
        </section>
    }
    .into_any()
}

fn needs_person(app: &App) -> AnyView {
    let device = app.device.clone();
    let version = device.summaries_version();
    (move || {
        version.track();
        let summaries = device.summaries();
        let waiting: Vec<_> = summaries.iter().filter(|line| line.delivery.needs_person()).collect();
        if waiting.is_empty() {
            return None;
        }
        let more = waiting.len().saturating_sub(NAMED);
        let conflicts = waiting.iter().filter(|line| line.delivery == Delivery::Conflict).count();
        let title = match (waiting.len() - conflicts, conflicts) {
            (_, 0) => home::RETURNED.get().to_owned(),
            (0, conflicts) => home::CONFLICTS.count(conflicts),
            (fixes, conflicts) => home::BOTH.with(&[&count(fixes), &count(conflicts)]),
        };
        let cards: Vec<_> = waiting.iter().take(NAMED).map(|line| needs(line)).collect();
        Some(
            view! {
                <section>
                    <h2>{title}</h2>
                    {cards}
                    {(more > 0).then(|| view! { <a href=Page::Book.path()>{home::MORE.count(more)}</a> }.into_any())}
                </section>
            }
            .into_any(),
        )
    })
    .into_any()
}

fn needs(line: &Summary) -> AnyView {
    let reason = match &line.delivery {
        Delivery::NeedsFix(Fix::Returned { reason }) => ["“", reason, "”"].concat(),
        Delivery::NeedsFix(Fix::Refused { problem }) => message::sentence(problem.message).to_owned(),
        Delivery::NeedsFix(Fix::File { name, reason }) => files::why_not(name, reason),
        Delivery::NeedsFix(Fix::FileGone { name }) => files::gone(name),
        _ => home::CONFLICT_ONE.get().to_owned(),
    };
    view! {
        <a class="card bad" href=Page::Record(line.id).path()>
            <h3>{line.title.clone()}</h3>
            <p>{reason}</p>
            {crate::components::pill(&line.delivery)}
        </a>
    }
    .into_any()
}

fn safety(app: &App) -> AnyView {
    let status = app.device.sync_status();
    (move || status.with(safety_card)).into_any()
}

fn safety_card(status: &SyncStatus) -> AnyView {
    let (class, sign, title, says) = match status.safety() {
        Safety::Held { waiting } => {
            ("card look", Icon::Phone, sync::HELD.get().to_owned(), held(status, waiting))
        }
        Safety::Waits { waiting } => {
            let files = status.files.waiting.len();
            let says = match &status.waiting_since {
                Some(since) if files > 0 => {
                    home::WAITING_SINCE_FILES.with(&[&when::moment(since), &count(files)])
                }
                Some(since) => home::WAITING_SINCE.with(&[&when::moment(since)]),
                None => home::WAITING_FILES.with(&[&when::size(status.files.bytes_left())]),
            };
            ("card look", Icon::Phone, home::WAITING_TITLE.count(waiting as usize), says)
        }
        Safety::Arrived => {
            let says = match &status.receipt {
                Some(receipt) => home::SAFE_LAST.with(&[&when::moment(&receipt.at)]),
                None => home::SAFE_NONE.get().to_owned(),
            };
            ("card good", Icon::Received, home::SAFE_TITLE.get().to_owned(), says)
        }
    };
    view! {
        <a class=class href=Page::Sync.path()>
            <h2 class="titled">{icon(sign)} {title}</h2>
            <p>{says}</p>
        </a>
    }
    .into_any()
}

/// The campaign of today, or else the last one, with the contents that this device's records name.
fn campaign(app: &App) -> AnyView {
    let device = app.device.clone();
    let (lists, records) = (device.catalogue_version(), device.summaries_version());
    (move || {
        lists.track();
        records.track();
        let catalogue = device.catalogue()?;
        let today = clock::today();
        let open = |campaign: &&Campaign| campaign.period_from <= today && today <= campaign.period_to;
        let has_contents = |campaign: &&Campaign| !campaign.contents.is_empty();
        let current = catalogue.campaigns.iter().filter(has_contents).find(open);
        let last =
            || catalogue.campaigns.iter().filter(has_contents).max_by_key(|campaign| campaign.period_to);
        let heading = if current.is_some() { home::CAMPAIGN } else { home::CAMPAIGN_LAST };
        let campaign = current.or_else(last)?;
        let summaries = device.summaries();
        let covered = |id: &str| {
            summaries.iter().any(|line| !line.deleted && line.contents.iter().any(|content| content == id))
        };
        let contents: Vec<(String, bool)> = campaign
            .contents
            .iter()
            .map(|content| {
                ([&content.no.to_string(), ". ", &content.label].concat(), covered(content.id.as_str()))
            })
            .collect();
        Some(campaign_card(heading.get(), campaign, contents))
    })
    .into_any()
}

fn campaign_card(heading: &'static str, campaign: &Campaign, contents: Vec<(String, bool)>) -> AnyView {
    let (all, done) = (contents.len(), contents.iter().filter(|(_, covered)| *covered).count());
    let lines: Vec<_> = contents
        .into_iter()
        .map(|(label, covered)| {
            let word = if covered { home::CONTENT_DONE } else { home::CONTENT_OPEN };
            view! { <li><b>{label}</b> <span class="soft">" · " {word.get()}</span></li> }.into_any()
        })
        .collect();
    view! {
        <section>
            <h2>{heading}</h2>
            <div class="card">
                <h3>{campaign.name.clone()} " " <span class="num">{campaign.period_label.clone()}</span></h3>
                <p>{home::CONTENTS.with(&[&all.to_string(), &done.to_string()])}</p>
                <progress max=all.to_string() value=done.to_string() aria-hidden="true"></progress>
                <details>
                    <summary>{home::SHOW_CONTENTS.get()}</summary>
                    <ol class="plain">{lines}</ol>
                </details>
            </div>
        </section>
    }
    .into_any()
}
