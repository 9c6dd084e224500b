//! The page's own address.

use js_sys::decode_uri_component;

use super::window;

/// What stands before an enrolment code in the address that a slip's QR code holds. A fragment is sent to no server.
pub const CODE_MARK: &str = "/#ma=";

/// Longer than any code: what else stands in an address is none.
const CODE_LETTERS_MAX: usize = 32;

/// The enrolment code in the page's address, if there is one.
pub fn code() -> Option<String> {
    let fragment = window().location().hash().ok()?;
    let code = fragment.strip_prefix(CODE_MARK.trim_start_matches('/'))?;
    let code = String::from(decode_uri_component(code).ok()?);
    let is_code = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | ' ');
    ((1..=CODE_LETTERS_MAX).contains(&code.len()) && code.chars().all(is_code)).then_some(code)
}

/// What the address asks for under a name, as in `?step=2`.
pub fn asked(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    let asked = search.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    let value = asked.into_iter().find(|(found, _)| *found == name).map(|(_, value)| value)?;
    Some(String::from(decode_uri_component(value).ok()?))
}

/// Takes the fragment out of the address, so that it stays in no history and is in no copied address.
pub fn forget_fragment() {
    let window = window();
    let (location, Ok(history)) = (window.location(), window.history()) else { return };
    let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let state = history.state().unwrap_or_default();
    let _ = history.replace_state_with_url(&state, "", Some(&path));
}
