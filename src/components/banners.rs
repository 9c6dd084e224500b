//! What every page says at its top when something is unusual: a new version, a weak store, damage.

use danvan_core::sync::Failure;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Announcement, offer_english};
use crate::app::App;
use crate::device::{StoreTrouble, SyncStatus};
use crate::i18n::{Text, common, count, form, rejoin};
use crate::routes::Page;

/// The banners of the moment; usually none.
pub fn banners(app: &App) -> AnyView {
    view! {
        {app.weak_store.as_ref().map(weak)}
        {not_kept(app)}
        {offer_english()}
        {damage(app)}
        {too_old(app)}
        {shut_out(app)}
        {slip(app)}
        {update(app)}
    }
    .into_any()
}

fn weak(trouble: &StoreTrouble) -> AnyView {
    let words = store_words(trouble);
    // The browser's own words, for whoever is asked for help.
    let detail = match trouble {
        StoreTrouble::Other(said) => [" (", said, ")"].concat(),
        _ => String::new(),
    };
    view! { <div class="banner alarm" role="note"><p>{words.get()} {detail}</p></div> }.into_any()
}

/// A draft could not be written: said on every page until it is. A form says it beside its buttons.
fn not_kept(app: &App) -> AnyView {
    let (trouble, page) = (app.device.drafts_trouble(), app.page);
    (move || {
        let says = trouble.get() && !page.get().is_form();
        says.then(|| {
            view! { <div class="banner alarm" role="alert"><p>{form::DRAFT_FAILED.get()}</p></div> }
                .into_any()
        })
    })
    .into_any()
}

/// Why the store is weak or missing, and what helps.
pub fn store_words(trouble: &StoreTrouble) -> Text {
    match trouble {
        StoreTrouble::Blocked => common::STORE_BLOCKED,
        StoreTrouble::OtherTab => common::STORE_OTHER_TAB,
        StoreTrouble::Newer => common::STORE_NEWER,
        StoreTrouble::Missing | StoreTrouble::Other(_) => common::FALLBACK,
    }
}

fn damage(app: &App) -> AnyView {
    let device = app.device.clone();
    let damage = device.damage();
    (move || {
        // A store that was replaced as a whole and missed nothing needs no reader.
        let damage = damage.get().filter(|damage| damage.missing().is_some())?;
        let (kept, expected) = (count(damage.kept as usize), count(damage.expected as usize));
        let outcome = match damage.lost() {
            None => common::DAMAGE_ASKING.get().to_owned(),
            Some(0) => common::DAMAGE_NOTHING.get().to_owned(),
            Some(lost) => common::DAMAGE_LOST.count(lost as usize),
        };
        let titles: Vec<_> = damage
            .lost_titles()
            .into_iter()
            .map(|title| view! { <li>{title.to_owned()}</li> }.into_any())
            .collect();
        let titles = (!titles.is_empty())
            .then(|| view! { <p>{common::DAMAGE_TITLES.get()}</p> <ul>{titles}</ul> }.into_any());
        let device = device.clone();
        Some(
            view! {
                <div class="banner alarm" role="alert">
                    <p>{common::DAMAGE.with(&[&kept, &expected])} " " {outcome}</p>
                    {titles}
                    <button type="button" class="button quiet" on:click=move |_| device.acknowledge_damage()>
                        {common::DAMAGE_READ.get()}
                    </button>
                </div>
            }
            .into_any(),
        )
    })
    .into_any()
}

/// The office takes nothing of this version any more: said on every page, with the way to the next one.
fn too_old(app: &App) -> AnyView {
    let (status, ready) = (app.device.sync_status(), app.update_ready);
    let old = Memo::new(move |_| status.with(|status| status.shut_out == Some(Failure::TooOld)));
    (move || {
        old.get().then(|| {
            let look = (!ready.get()).then(|| {
                view! {
                    <button type="button" class="button" on:click=|_| crate::platform::update::look_now()>
                        {common::LOOK_FOR_UPDATE.get()}
                    </button>
                }
                .into_any()
            });
            view! { <div class="banner alarm" role="alert"><p>{common::TOO_OLD.get()}</p> {look}</div> }
                .into_any()
        })
    })
    .into_any()
}

/// The office takes nothing from this device: said on every page, with the way to what can be done.
fn shut_out(app: &App) -> AnyView {
    let (status, page) = (app.device.sync_status(), app.page);
    let why = Memo::new(move |_| {
        status.with(|status| match &status.shut_out {
            _ if status.key_lost => Some(rejoin::LOST.get()),
            Some(Failure::Unproven) => Some(rejoin::NOT_KNOWN.get()),
            Some(Failure::Revoked { .. }) => Some(rejoin::REVOKED.get()),
            _ => None,
        })
    });
    (move || {
        // The Sync page itself says more.
        let why = why.get().filter(|_| page.get() != Page::Sync)?;
        Some(
            view! {
                <div class="banner alarm" role="alert">
                    <p>{why} " " {rejoin::SAFE.get()}</p>
                    <a class="button" href=Page::Sync.path()>{rejoin::SEE.get()}</a>
                </div>
            }
            .into_any(),
        )
    })
    .into_any()
}

/// A code lies here that this device does not need, as of a slip that a camera read: until a person has read that.
fn slip(app: &App) -> AnyView {
    let (status, joining, joined, device) =
        (app.device.sync_status(), app.joining, app.joined, app.device.clone());
    let needless =
        Memo::new(move |_| joined.get() && joining.has_code() && !status.with(SyncStatus::may_enrol_again));
    (move || {
        if !needless.get() {
            return None;
        }
        let name = device.session()?.author().name.clone();
        let says =
            if joining.is_code_used() { rejoin::SLIP_USED } else { rejoin::SLIP_IN_USE }.with(&[&name]);
        Some(
            view! {
                <div class="banner" role="status">
                    <p>{says}</p>
                    <button type="button" class="button quiet" on:click=move |_| joining.drop_code()>
                        {common::CLOSE.get()}
                    </button>
                </div>
            }
            .into_any(),
        )
    })
    .into_any()
}

fn update(app: &App) -> AnyView {
    let ready = app.update_ready;
    let app = app.clone();
    (move || {
        let app = app.clone();
        ready.get().then(|| {
            view! {
                <div class="banner" role="note">
                    <p>{common::UPDATE.get()}</p>
                    <button type="button" class="button" on:click=move |_| take_update(&app)>
                        {common::UPDATE_NOW.get()}
                    </button>
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}

/// Drafts first, on the disk; only then does the new version take the page.
fn take_update(app: &App) {
    let app = app.clone();
    spawn_local(async move {
        match app.device.flush_drafts().await {
            Ok(()) => crate::platform::update::take(),
            Err(_) => app.said.set(Some(Announcement::Failed(form::DRAFT_FAILED.get().to_owned()))),
        }
    });
}
