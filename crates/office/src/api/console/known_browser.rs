//! Browsers that an account was used in before. A sign-in leaves a cookie behind that outlives the session: it opens
//! nothing, but attempts that carry it are counted by themselves, so that whoever guesses from elsewhere closes no
//! door on the person it belongs to.
//!
//! The cookie names the browser (random) and carries a MAC over it and the account, under a key that only the office's database
//! has. So there is nothing to keep, to sweep or to bound, and every office on one database knows it. It outlives a password
//! that was set anew: that is done while somebody guesses, and then the person needs the browsers that they have. Whoever
//! got the old password and used it has such a cookie, too: a count of their own, at the rate of any other, and no right.

use axum::http::{HeaderMap, HeaderValue};
use danvan_core::hexadecimal;
use danvan_core::ids::UserId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::cookies::cookies;
use crate::secrets::{NoRandomness, random_bytes};

/// The first half of the cookie's name; each account that is used in a browser has one there.
const NAME: &str = "danvan_browser_";
/// Where it is sent to: signing in, and what lies below.
const PATH: &str = "/api/v1/sessions";
/// As long as browsers keep any cookie. Each sign-in renews it.
const SECONDS: i64 = 400 * 24 * 3600;
/// Bytes of a browser's name; twice as many hexadecimal digits.
const BROWSER_BYTES: usize = 16;

/// An account, with what its cookies are made by.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    /// The account.
    pub user: UserId,
    /// The office's secret.
    pub secret: &'a [u8],
}

impl Of<'_> {
    /// The name of the browser that a request comes by, where this account was used in it.
    pub fn browser_in(&self, headers: &HeaderMap) -> Option<String> {
        let name = self.name();
        // A cookie of an earlier path can stand beside today's.
        let mut values = cookies(headers).filter(|(of, _)| *of == name).map(|(_, value)| value);
        values.find_map(|value| self.named_by(value)).map(str::to_owned)
    }

    fn named_by<'v>(&self, value: &'v str) -> Option<&'v str> {
        let (browser, mac) = value.split_once('.')?;
        let named = browser.len() == 2 * BROWSER_BYTES;
        (named && self.mac(browser)?.verify_slice(&hexadecimal::read::<32>(mac)?).is_ok()).then_some(browser)
    }

    /// The cookie by which this browser is known from now on: under the name that it has, or a new one.
    ///
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn cookie(&self, browser: Option<String>, secure: bool) -> Result<Option<HeaderValue>, NoRandomness> {
        let browser = match browser {
            Some(browser) => browser,
            None => hexadecimal::write(&random_bytes::<BROWSER_BYTES>()?),
        };
        let Some(mac) = self.mac(&browser) else { return Ok(None) };
        let (name, mac) = (self.name(), hexadecimal::write(&mac.finalize().into_bytes()));
        let secure = if secure { "; Secure" } else { "" };
        let text = format!(
            "{name}={browser}.{mac}; Path={PATH}; Max-Age={SECONDS}; HttpOnly; SameSite=Strict{secure}"
        );
        Ok(HeaderValue::try_from(text).ok())
    }

    fn name(&self) -> String {
        format!("{NAME}{}", self.user)
    }

    fn mac(&self, browser: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret).ok()?;
        // All but the last have one length.
        for part in [b"danvan known browser 2\n", self.user.as_bytes().as_slice(), browser.as_bytes()] {
            mac.update(part);
        }
        Some(mac)
    }
}

/// Whether a request comes by a browser that any account was used in.
pub fn any_in(headers: &HeaderMap, secret: &[u8]) -> bool {
    cookies(headers).any(|(name, value)| {
        let user = name.strip_prefix(NAME).and_then(UserId::parse);
        user.is_some_and(|user| Of { user, secret }.named_by(value).is_some())
    })
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    const SECRET: &[u8] = b"0123456789abcdef";
    const OTHER: &[u8] = b"fedcba9876543210";

    fn of(number: u8, secret: &'static [u8]) -> Of<'static> {
        Of { user: UserId::from_random(1, [number; 10]), secret }
    }

    fn carried(cookie: &HeaderValue) -> HeaderMap {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        let value = format!("other=1; {pair}");
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(value).unwrap())])
    }

    #[test]
    fn a_browser_is_known_to_its_account_alone() {
        let mine = of(1, SECRET);
        let cookie = mine.cookie(None, true).unwrap().unwrap();
        let text = cookie.to_str().unwrap();
        assert!(
            text.ends_with("; Path=/api/v1/sessions; Max-Age=34560000; HttpOnly; SameSite=Strict; Secure"),
            "{text}"
        );
        let headers = carried(&cookie);
        let browser = mine.browser_in(&headers).unwrap();
        assert_eq!(
            mine.browser_in(&carried(&mine.cookie(Some(browser.clone()), false).unwrap().unwrap())),
            Some(browser)
        );
        assert!(any_in(&headers, SECRET) && !any_in(&headers, OTHER));
        for other in [of(1, OTHER), of(2, SECRET)] {
            assert_eq!(other.browser_in(&headers), None);
        }
        // The value under another account's name.
        let moved = text.replace(&mine.user.to_string(), &of(2, b"").user.to_string());
        let moved = HeaderValue::try_from(moved).unwrap();
        assert_eq!(of(2, SECRET).browser_in(&carried(&moved)), None);
        assert!(!any_in(&carried(&moved), SECRET));
    }

    #[test]
    fn what_is_no_cookie_of_the_office_is_none() {
        let mine = of(1, SECRET);
        let real = mine.cookie(None, false).unwrap().unwrap().to_str().unwrap().to_owned();
        let value = real.split(';').next().unwrap().split_once('=').unwrap().1.to_owned();
        let other = value.replace(['0', '1', '2', '3'], "4");
        for hostile in [
            "",
            ".",
            "x",
            &"é".repeat(32),
            &value[1..],
            &value[..value.len() - 1],
            &other,
            &value.to_uppercase().replace('.', ""),
        ] {
            let cookie = format!("{}={hostile}", mine.name());
            let Ok(cookie) = HeaderValue::try_from(cookie) else { continue };
            let headers = HeaderMap::from_iter([(header::COOKIE, cookie)]);
            assert_eq!(mine.browser_in(&headers), None, "{hostile}");
            assert!(!any_in(&headers, SECRET), "{hostile}");
        }
        assert_eq!(mine.browser_in(&HeaderMap::new()), None);
    }
}
