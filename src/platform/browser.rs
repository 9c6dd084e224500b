//! Which browser this is, as far as a person must know it.

use super::window;

/// Marks of browsers inside other apps. Their storage is their own: what is recorded there is not in the real
/// browser, and may go when the app tidies up.
const IN_APP: [(&str, &str); 6] = [
    ("Zalo/", "Zalo"),
    ("FBAN/", "Facebook"),
    ("FBAV/", "Facebook"),
    ("Instagram", "Instagram"),
    ("TikTok", "TikTok"),
    ("; wv)", "WebView"),
];

/// The app inside which the page was opened: say so, and offer [`chrome_address`].
pub fn in_app() -> Option<&'static str> {
    in_app_of(&window().navigator().user_agent().unwrap_or_default())
}

/// The app that a user agent's text names.
pub fn in_app_of(user_agent: &str) -> Option<&'static str> {
    IN_APP.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
}

/// The address that opens this page in Chrome on Android ("Mở bằng Chrome"); `None` on other systems.
pub fn chrome_address() -> Option<String> {
    let android = window().navigator().user_agent().unwrap_or_default().contains("Android");
    let address = window().location().href().ok()?;
    let (scheme, rest) = address.split_once("://")?;
    let rest = rest.split('#').next().unwrap_or(rest);
    android.then(|| format!("intent://{rest}#Intent;scheme={scheme};package=com.android.chrome;end"))
}

/// The languages that the browser asks for, the dearest first.
pub fn languages() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|language| language.as_string()).collect()
}

/// Whether the browser believes there is a network. `false` is certain, `true` is not.
pub fn online() -> bool {
    window().navigator().on_line()
}
