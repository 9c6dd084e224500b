//! Small texts in local storage that are no loss should the browser refuse to keep them.

use super::window;

/// What stands under a key; nothing where site data are blocked.
pub fn read(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a text, and nothing where it is empty. Where that is refused, it lasts for this page.
pub fn write(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if value.is_empty() { storage.remove_item(key) } else { storage.set_item(key, value) };
    }
}

/// The keys that begin with a text.
pub fn keys(beginning: &str) -> Vec<String> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let all = (0..storage.length().unwrap_or(0)).filter_map(|place| storage.key(place).ok().flatten());
    all.filter(|key| key.starts_with(beginning)).collect()
}
