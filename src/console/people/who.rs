//! A person in one line, told apart from others of an equal name.

use danvan_core::wire_people::Person;

use crate::console::frame::role_words;
use crate::i18n::people as text;

/// What somebody is known by besides the name: place and role on devices, user name and role here.
pub fn marks(person: &Person) -> String {
    let mut marks: Vec<String> = Vec::new();
    if let Some(grant) = person.grants.first() {
        marks.extend([grant.place.clone(), role_words(grant.role)]);
    }
    if let Some(account) = person.accounts.first() {
        marks.extend([role_words(account.role), account.username.clone()]);
    }
    if marks.is_empty() {
        marks.push(text::NOTHING_HELD.get().to_owned());
    }
    if person.disabled_at.is_some() {
        marks.push(text::DISABLED.get().to_lowercase());
    }
    marks.join(" · ")
}
