//! The app as a whole: opens the device, reads the address, draws the page.

use danvan_core::text::Locale;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::{use_location, use_navigate, use_url};
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::components::{Announcement, Icon, banners, empty, nav, skeleton, skip_link, toast};
use crate::device::{Device, Opened, StoreTrouble, SyncStatus};
use crate::i18n::{self, common};
use crate::pages;
use crate::pages::book::BookMemory;
use crate::pages::joining::Joining;
use crate::panics;
use crate::platform::{press, room, update};
use crate::preferences;
use crate::routes::Page;

/// What every page reaches for. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Store, session and sync.
    pub device: Device,
    /// The page that the address names.
    pub page: Memo<Page>,
    /// Whether the device has a session.
    pub joined: RwSignal<bool>,
    /// The language of the screen: setting it draws everything anew.
    pub language: RwSignal<Locale>,
    /// What has become of what was done just now, said once.
    pub said: RwSignal<Option<Announcement>>,
    /// Whether the page was changed since the start: then the new title takes the focus.
    pub moved: StoredValue<bool>,
    /// Where the book was left: search, filter, how far down.
    pub book: BookMemory,
    /// Why the store is not the strong one, where it is not.
    pub weak_store: Option<StoreTrouble>,
    /// What was typed to join, or a slip has brought.
    pub joining: Joining,
    /// Whether a new version waits for the person's word.
    pub update_ready: ReadSignal<bool>,
}

impl App {
    /// Whether this device's user writes records.
    pub fn records(&self) -> bool {
        self.device.session().is_some_and(|session| session.role().records())
    }
}

/// Draws the app into the page's body.
pub fn start() {
    panics::report();
    preferences::apply();
    room::watch();
    press::watch();
    mount_to_body(root);
}

fn root() -> AnyView {
    let opened = RwSignal::new(None);
    spawn_local(async move { opened.set(Some(Device::open().await)) });
    view! { <Router>{pages_of(opened)}</Router> }.into_any()
}

fn pages_of(opened: RwSignal<Option<Opened>>) -> AnyView {
    complete_navigations();
    let path = use_location().pathname;
    let page = Memo::new(move |_| Page::of(&path.get()));
    let at_console = Memo::new(move |_| page.get() == Page::Console);
    let language = RwSignal::new(i18n::current());
    provide_context(language);
    let update_ready = update::ready();
    let whole = move || {
        language.track();
        if at_console.get() {
            return crate::console::routes();
        }
        let (device, weak_store) = match opened.get() {
            None => return waiting(),
            Some(Opened::Nowhere(trouble)) => return nowhere(&trouble),
            Some(Opened::Ready(device)) => (device, None),
            Some(Opened::Fallback(device, trouble)) => (device, Some(trouble)),
        };
        // Nothing that is read on the way, as the session that a round may change, draws the app anew.
        untrack(|| {
            shell(App {
                page,
                joined: RwSignal::new(device.session().is_some()),
                joining: Joining::begin(
                    device.session().map(|session| session.device_name.clone()).as_deref(),
                ),
                device,
                language,
                said: RwSignal::new(None),
                moved: StoredValue::new(false),
                book: BookMemory::new(),
                weak_store,
                update_ready,
            })
        })
    };
    whole.into_any()
}

/// The router writes an address into the address bar only when its page is there. Its own `Routes` would say so;
/// the typed [`Page`] takes their place, and the table of generic routes out of the wasm.
fn complete_navigations() {
    let Some(location) = use_context::<BrowserUrl>() else { return };
    let url = use_url();
    Effect::new(move |_| {
        url.track();
        location.ready_to_complete();
    });
}

/// A slip's code that comes to a device which must enrol again is brought to the form for it.
fn lead_to_form(app: &App) {
    let (joining, joined, page, status) = (app.joining, app.joined, app.page, app.device.sync_status());
    joining.take_slip();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let wanted = joining.slip() && joined.get() && status.with(SyncStatus::may_enrol_again);
        match page.get() {
            Page::Home if wanted => {
                navigate(&Page::Sync.path(), NavigateOptions { replace: true, ..NavigateOptions::default() });
            }
            Page::Sync if wanted => joining.show_slip(),
            _ => {}
        }
    });
}

/// Where another tab joins, this one has joined too.
fn follow_joining(app: &App) {
    let (device, joined, joining) = (app.device.clone(), app.joined, app.joining);
    Effect::new(move |_| {
        // What this tab itself asks for ends with more than a session.
        let is_elsewhere = device.session().is_some() && !joining.is_busy();
        if is_elsewhere && !joined.get_untracked() {
            joined.set(true);
            if untrack(|| joining.is_code_used()) {
                joining.drop_code();
            }
        }
    });
}

fn shell(app: App) -> AnyView {
    lead_to_form(&app);
    follow_joining(&app);
    let joined = app.joined;
    let page = app.page;
    let toast = toast(app.said, move || page.track());
    let nav = {
        let app = app.clone();
        move || joined.get().then(|| nav(&app))
    };
    let drawn = move || {
        if !joined.get() {
            return pages::enrol::enrol(&app);
        }
        let at = page.get();
        untrack(|| draw(&app, at))
    };
    view! {
        {skip_link("main")}
        <div id="app" class:with-nav=move || joined.get()>
            {drawn}
            {toast}
            {nav}
        </div>
    }
    .into_any()
}

fn draw(app: &App, page: Page) -> AnyView {
    match page {
        Page::Home => pages::home::home(app),
        Page::Write => pages::write::write(app),
        Page::Form(draft) => pages::form::new_record(app, draft),
        Page::Correct(record) => pages::form::correction(app, record),
        Page::Book => pages::book::book(app),
        Page::Record(record) => pages::record::record(app, record),
        Page::Sync => pages::sync::sync(app),
        Page::Settings => pages::settings::settings(app),
        // The address on the slip of a new code, read by a phone that waits for one.
        Page::Enrol if app.device.sync_status().with_untracked(SyncStatus::must_enrol_again) => {
            pages::sync::sync(app)
        }
        Page::Enrol | Page::Console | Page::Unknown => pages::unknown::unknown(app),
    }
}

/// Before the store is open: the shape of a page.
fn waiting() -> AnyView {
    view! {
        <div id="app">
            <div class="page">
                <header class="top"><div><h1>{common::APP.get()}</h1><p>{common::OPENING.get()}</p></div></header>
                <main><div class="column">{skeleton()}</div></main>
            </div>
        </div>
    }
    .into_any()
}

/// Nothing can be kept in this browser: it would be wrong to let anybody write here.
fn nowhere(trouble: &StoreTrouble) -> AnyView {
    let action = view! { <a class="button" href="/" rel="external">{common::TRY_AGAIN.get()}</a> }.into_any();
    view! {
        <div id="app">
            <div class="page">
                <header class="top"><div><h1>{common::APP.get()}</h1></div></header>
                <main>
                    <div class="column">{empty(Icon::Warning, common::STORE_BLOCKED_TITLE.get(), banners::store_words(trouble).get(), action)}</div>
                </main>
            </div>
        </div>
    }
    .into_any()
}
