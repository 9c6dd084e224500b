//! A text in two languages, and which of them the screen shows.

use std::sync::atomic::{AtomicBool, Ordering};

use danvan_core::text::Locale;

/// Whether the screen shows English. One for the page, as the page has one language.
static ENGLISH: AtomicBool = AtomicBool::new(false);

/// The language of the screen.
pub fn current() -> Locale {
    if ENGLISH.load(Ordering::Relaxed) { Locale::En } else { Locale::Vi }
}

/// Sets the language of what is drawn from now on.
pub fn set(locale: Locale) {
    ENGLISH.store(locale == Locale::En, Ordering::Relaxed);
}

/// One text in both languages. `{}` stands for a value and occurs equally often in both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Text {
    vi: &'static str,
    en: &'static str,
}

impl Text {
    /// Joins the two; fails to compile, used in a constant, where the places for values differ.
    pub const fn new(vi: &'static str, en: &'static str) -> Self {
        assert!(places(vi) == places(en), "both languages must name the same values");
        Self { vi, en }
    }

    /// The text in the language of the screen.
    pub fn get(self) -> &'static str {
        match current() {
            Locale::Vi => self.vi,
            Locale::En => self.en,
        }
    }

    /// The text with its values put in, in order.
    pub fn with(self, values: &[&str]) -> String {
        let mut filled = String::new();
        for (place, part) in self.get().split("{}").enumerate() {
            if let Some(before) = place.checked_sub(1) {
                filled.push_str(values.get(before).copied().unwrap_or_default());
            }
            filled.push_str(part);
        }
        filled
    }

    /// The text with a whole number put in, grouped as the language does.
    pub fn count(self, number: usize) -> String {
        self.with(&[&count(number)])
    }
}

/// A whole number, grouped as the language of the screen does: 2.185 or 2,185.
pub fn count(number: usize) -> String {
    let separator = if current() == Locale::En { ',' } else { '.' };
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// How many values a text takes.
const fn places(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut found = 0;
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at - 1] == b'{' && bytes[at] == b'}' {
            found += 1;
        }
        at += 1;
    }
    found
}

/// Names texts: `NAME = "Vietnamese", "English";`
macro_rules! texts {
    ($($name:ident = $vi:literal, $en:literal;)*) => {
        $(
            #[doc = $vi]
            pub const $name: $crate::i18n::Text = $crate::i18n::Text::new($vi, $en);
        )*
    };
}
pub(crate) use texts;
