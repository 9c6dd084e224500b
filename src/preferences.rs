//! How a person likes the screen: language and theme. Small, not precious, kept in local storage.

use danvan_core::text::Locale;
use leptos::prelude::document;

use crate::i18n;
use crate::platform::local::{read, write};

const LANGUAGE: &str = "danvan.language";
const THEME: &str = "danvan.theme";

/// Light, dark, or as the phone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the phone is set.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value kept, and the attribute that the style sheet reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Puts language and theme in place before anything is drawn.
pub fn apply() {
    let locale = if read(LANGUAGE).as_deref() == Some("en") { Locale::En } else { Locale::Vi };
    show_language(locale);
    show_theme(theme());
}

/// Whether the screen speaks a language that nobody has chosen, to somebody whose browser asks for others only.
pub fn language_is_foreign() -> bool {
    let vietnamese = |language: &str| language == "vi" || language.starts_with("vi-");
    let wanted = crate::platform::browser::languages();
    read(LANGUAGE).is_none() && !wanted.is_empty() && !wanted.iter().any(|language| vietnamese(language))
}

/// The theme chosen.
pub fn theme() -> Theme {
    match read(THEME).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

/// Changes the theme, for now and for later.
pub fn set_theme(theme: Theme) {
    write(THEME, theme.name());
    show_theme(theme);
}

/// Changes the language of what is drawn from now on, and for later.
pub fn set_language(locale: Locale) {
    write(LANGUAGE, if locale == Locale::En { "en" } else { "vi" });
    show_language(locale);
}

fn show_language(locale: Locale) {
    i18n::set(locale);
    set_root("lang", if locale == Locale::En { "en" } else { "vi" });
}

fn show_theme(theme: Theme) {
    set_root("data-theme", theme.name());
}

fn set_root(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        // Only an ill-formed name of an attribute could fail.
        let _ = root.set_attribute(attribute, value);
    }
}
