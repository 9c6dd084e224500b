//! Opening a database, and what can stand in the way.

use js_sys::Promise;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbVersionChangeEvent};

use super::migrations;
use crate::device::StoreTrouble;
use crate::platform::window;

/// Opens the database in the version of this program.
pub async fn connect(name: &str) -> Result<IdbDatabase, StoreTrouble> {
    let request = factory()?.open_with_u32(name, migrations::VERSION).map_err(|error| trouble(&error))?;
    let opening = request.clone();
    let upgrade = Closure::<dyn FnMut(IdbVersionChangeEvent)>::new(move |event: IdbVersionChangeEvent| {
        let upgraded = opening
            .result()
            .and_then(|database| migrations::migrate(database.unchecked_ref(), event.old_version() as u32));
        // An upgrade that stopped half-way must not be kept: the request then fails, and nothing has changed.
        if upgraded.is_err()
            && let Some(transaction) = opening.transaction()
        {
            let _ = transaction.abort();
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    settled(&request).await?;
    let database: IdbDatabase = request.result().map_err(|error| trouble(&error))?.unchecked_into();
    let closing = database.clone();
    // Another tab brings a newer version: holding on would lock it out. The next operation opens again.
    let give_way = Closure::once_into_js(move || closing.close());
    database.set_onversionchange(Some(give_way.unchecked_ref()));
    Ok(database)
}

/// Deletes a database: for tests, and for a person who hands the device on.
///
/// # Errors
/// Why it could not.
pub async fn delete_database(name: &str) -> Result<(), StoreTrouble> {
    let request = factory()?.delete_database(name).map_err(|error| trouble(&error))?;
    settled(&request).await
}

async fn settled(request: &IdbOpenDbRequest) -> Result<(), StoreTrouble> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
        request.set_onblocked(Some(&reject));
    });
    if JsFuture::from(promise).await.is_ok() {
        return Ok(());
    }
    match request.error() {
        Ok(Some(error)) => Err(trouble(&error)),
        // The request is still pending: somebody holds an older version open.
        _ => Err(StoreTrouble::OtherTab),
    }
}

fn factory() -> Result<IdbFactory, StoreTrouble> {
    match window().indexed_db() {
        Ok(Some(factory)) => Ok(factory),
        Ok(None) => Err(StoreTrouble::Missing),
        Err(error) => Err(trouble(&error)),
    }
}

fn trouble(error: &JsValue) -> StoreTrouble {
    let words = words(error);
    match words.split(':').next() {
        Some("SecurityError") => StoreTrouble::Blocked,
        Some("VersionError") => StoreTrouble::Newer,
        _ => StoreTrouble::Other(words),
    }
}

/// `Name: message` of what the browser threw.
pub fn words(error: &JsValue) -> String {
    match error.dyn_ref::<DomException>() {
        Some(exception) => format!("{}: {}", exception.name(), exception.message()),
        None => format!("{error:?}"),
    }
}
