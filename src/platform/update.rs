//! The service worker: registering it, hearing of a new version, taking it over on the person's word. Its side of the
//! talk stands at the top of `public/sw.js`.

use std::cell::Cell;

use js_sys::{Object, Reflect};
use leptos::prelude::{ReadSignal, RwSignal, Set};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, ServiceWorkerUpdateViaCache,
};

use super::timer::Alarm;
use super::{events, random, window};

/// After the network has come back, a new version is looked for within this time.
const LOOK_WITHIN_MS: u64 = 60_000;

thread_local! {
    /// This tab asked for the new version: it reloads when that has taken over.
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Registers the worker, looks for a new version now, when the page is seen again and with the network, and tells
/// when one waits ("Sổ có phiên bản mới") or another tab has taken it over. Call it once, where signals live.
pub fn ready() -> ReadSignal<bool> {
    let ready = RwSignal::new(false);
    if let Some(container) = container() {
        spawn_local(register(container, ready));
    }
    ready.read_only()
}

/// The person's word: the new version takes over and the page reloads once. Write the drafts strictly before.
pub fn take() {
    ASKED.set(true);
    spawn_local(async {
        let waiting = match container() {
            Some(container) => registration(&container).await.and_then(|found| found.waiting()),
            None => None,
        };
        match waiting {
            // The rest happens at `controllerchange`.
            Some(worker) if tell(&worker, "SKIP_WAITING") => {}
            // Another tab was quicker: the page itself still becomes the new one.
            _ => reload(),
        }
    });
}

/// The addresses of hubs have changed: the kept page gets the policy of today, which counts from its next opening on.
pub fn renew_page() {
    if let Some(worker) = container().and_then(|container| container.controller()) {
        // Without it the hub stays out of reach until the next version; the way to the province is as before.
        tell(&worker, "RENEW_PAGE");
    }
}

fn tell(worker: &ServiceWorker, what: &str) -> bool {
    let message = Object::new();
    let told = Reflect::set(&message, &"type".into(), &what.into());
    told.is_ok() && worker.post_message(&message).is_ok()
}

/// Looks for a new version now: a person asked for it.
pub fn look_now() {
    spawn_local(async {
        match container() {
            Some(container) => {
                if let Some(found) = registration(&container).await {
                    look(&found);
                }
            }
            // Without a worker the page itself is fetched anew; drafts are kept at each key stroke.
            None => reload(),
        }
    });
}

async fn register(container: ServiceWorkerContainer, ready: RwSignal<bool>) {
    let had_controller = container.controller().is_some();
    events::listen(&container, "controllerchange", move || {
        if ASKED.replace(false) {
            reload();
        } else if had_controller {
            ready.set(true);
        }
    });
    let options = RegistrationOptions::new();
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let registered = JsFuture::from(container.register_with_options("/sw.js", &options)).await;
    // Without a worker (private windows, no secure context) the app works with a network only.
    let Ok(registration) = registered else { return };
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    watch(container, &registration, ready);
    let asked = registration.clone();
    // With the network back a whole valley would look in the same second.
    let alarm = Alarm::default();
    alarm.on_ring(move || look(&asked));
    events::on_window("online", move || alarm.set(u64::from(random::dice()) % LOOK_WITHIN_MS));
    events::on_visibility(move |visible| {
        if visible {
            look(&registration);
        }
    });
}

fn watch(container: ServiceWorkerContainer, registration: &ServiceWorkerRegistration, ready: RwSignal<bool>) {
    let watched = registration.clone();
    let check = move || {
        // At the very first visit nothing is replaced.
        if container.controller().is_some() && watched.waiting().is_some() {
            ready.set(true);
        }
    };
    check();
    let found = registration.clone();
    events::listen(registration, "updatefound", move || {
        let Some(installing) = found.installing() else { return };
        let (worker, check) = (installing.clone(), check.clone());
        events::listen(&installing, "statechange", move || {
            if worker.state() == ServiceWorkerState::Installed {
                check();
            }
        });
    });
}

fn look(registration: &ServiceWorkerRegistration) {
    if let Ok(looking) = registration.update() {
        spawn_local(async move {
            // No network: the next occasion looks again.
            let _ = JsFuture::from(looking).await;
        });
    }
}

async fn registration(container: &ServiceWorkerContainer) -> Option<ServiceWorkerRegistration> {
    let found = JsFuture::from(container.get_registration()).await.ok()?;
    found.is_object().then(|| found.unchecked_into())
}

/// Absent outside secure contexts and in some private windows, whatever web-sys promises.
fn container() -> Option<ServiceWorkerContainer> {
    let found = Reflect::get(&window().navigator(), &"serviceWorker".into()).ok()?;
    found.is_object().then(|| found.unchecked_into())
}

fn reload() {
    // Fails only while the page is already leaving.
    let _ = window().location().reload();
}
