//! Small texts in local storage that are no loss should the browser refuse to keep them.

use std::cell::RefCell;

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

/// A JSON array that the tabs share and that outlasts the page. It may look different each time that it is written: what it
/// says is told apart by a text of this page's own.
#[derive(Debug)]
pub struct Shared {
    /// What stood there when this page last looked.
    seen: RefCell<Option<String>>,
    /// What this page knows to stand there.
    known: RefCell<String>,
}

impl Default for Shared {
    fn default() -> Self {
        Self { seen: RefCell::default(), known: RefCell::new("[]".to_owned()) }
    }
}

impl Shared {
    /// What another tab or an earlier page has written since this one last looked.
    pub fn news(&self, key: &str) -> Option<String> {
        let text = read(key)?;
        // A page whose writing is refused goes by what it knows, and not by what it could not replace.
        let is_known = self.seen.borrow().as_ref() == Some(&text);
        if is_known {
            return None;
        }
        self.seen.replace(Some(text.clone()));
        Some(text)
    }

    /// Notes what the text says.
    pub fn know(&self, known: String) {
        self.known.replace(known);
    }

    /// Writes the text, unless it says what it said.
    pub fn keep(&self, key: &str, known: String, text: impl FnOnce() -> String) {
        if *self.known.borrow() != known {
            self.known.replace(known);
            write(key, &text());
            self.seen.replace(read(key));
        }
    }
}
