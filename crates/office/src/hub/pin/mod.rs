//! The hub's PIN: whoever changes something on its page, or copies what waits, has typed it in this browser. What a device
//! or the province has signed needs none.
//!
//! A PIN that is right opens the page in that browser for as long as it is used; so nobody types it for each file, and
//! guesses of others do not shut out whoever works there.

mod guesses;

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use danvan_core::ids::Digest;

use self::guesses::Guesses;
use super::Hub;
use crate::guessable::guessed_at_once;
use crate::secrets::{NoRandomness, hash_password, new_token, password_matches, random_bytes, token_digest};
use crate::slow_work::SlowWork;
use crate::store::{StoreError, StoreResult};

/// Digits of a PIN that is made here.
pub const DIGITS: usize = 8;
/// Digits of one that somebody chooses: at least as many.
const DIGITS_MAX: usize = 16;
/// How long a browser may go without using it before it is asked again.
pub const IDLE_MINUTES: i64 = 30;
const IDLE_MS: i64 = IDLE_MINUTES * 60_000;
/// Browsers in which it is typed at a time; the one that was opened first goes.
const BROWSERS: usize = 64;

/// A PIN with the digest that is kept of it.
pub struct NewPin {
    /// As people read and type it.
    pub text: String,
    /// The slow digest.
    pub digest: String,
}

/// Why a text is no PIN, or none to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPin {
    /// Other characters than digits, or too few or too many of them.
    #[error("a PIN has 8 to 16 digits")]
    Form,
    /// One that is tried first.
    #[error("this PIN is guessed at once: it repeats or counts, as 1111 2222, 2026 2026 and 1234 5678 do")]
    Guessed,
}

impl NewPin {
    /// Eight digits at random, such as "4071 9382".
    ///
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn random() -> Result<Self, NoRandomness> {
        let mut digits = drawn_digits()?;
        while guessed_at_once(&digits) {
            digits = drawn_digits()?;
        }
        let digest = hash_password(&digits)?;
        digits.insert(DIGITS / 2, ' ');
        Ok(Self { text: digits, digest })
    }

    /// One that somebody chose.
    ///
    /// # Errors
    /// For what is no PIN, or one that is guessed at once ([`NotAPin`]).
    pub fn chosen(typed: &str) -> anyhow::Result<Self> {
        let digits = digits(typed).ok_or(NotAPin::Form)?;
        anyhow::ensure!(!guessed_at_once(&digits), NotAPin::Guessed);
        Ok(Self { digest: hash_password(&digits)?, text: digits })
    }
}

fn drawn_digits() -> Result<String, NoRandomness> {
    let mut digits = String::new();
    while digits.len() < DIGITS {
        // 250 divides by ten: bytes above are drawn again, so that all digits are alike.
        let drawn = random_bytes::<16>()?.into_iter().filter(|byte| *byte < 250);
        digits.extend(drawn.map(|byte| char::from(b'0' + byte % 10)).take(DIGITS - digits.len()));
    }
    Ok(digits)
}

/// What counts of what was typed; nothing where it can be no PIN.
fn digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').collect();
    let fits =
        (DIGITS..=DIGITS_MAX).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(digits)
}

/// Why a PIN opened nothing.
#[derive(Debug, thiserror::Error)]
pub enum NotOpenedByPin {
    /// What was typed can be no PIN.
    #[error("no PIN")]
    NotAPin,
    /// It is another one.
    #[error("wrong PIN")]
    Wrong,
    /// Too many were wrong, of this machine or of all.
    #[error("too many wrong PINs")]
    TooMany {
        /// Seconds to wait.
        wait_s: u64,
    },
    /// The machine gave no randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The hub's own file, or it is stopping.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A browser in which the PIN was typed.
#[derive(Debug)]
struct Browser {
    token: Digest,
    /// Of the PIN that was typed: another one ends it.
    pin: String,
    until_ms: i64,
}

/// Where the PIN was typed, and what was guessed.
#[derive(Debug)]
pub(super) struct Pins {
    guesses: Guesses,
    browsers: Mutex<VecDeque<Browser>>,
    /// Slow digests take a core and 19 MiB each: one after the other.
    digesting: SlowWork,
}

impl Default for Pins {
    fn default() -> Self {
        Self { guesses: Guesses::default(), browsers: Mutex::default(), digesting: SlowWork::new(1) }
    }
}

impl Hub {
    /// Gives the hub a PIN where it has none yet: as people type it, shown once.
    ///
    /// # Errors
    /// Where the file fails or the machine gives no randomness.
    pub(super) async fn first_pin(&self) -> anyhow::Result<Option<String>> {
        if self.file.pin_digest().await?.is_some() {
            return Ok(None);
        }
        let pin = tokio::task::spawn_blocking(NewPin::random).await??;
        self.file.keep_pin(&pin.digest, self.clock.unix_ms()).await?;
        Ok(Some(pin.text))
    }

    /// Opens the page in a browser: the token that it shows from then on.
    ///
    /// # Errors
    /// See [`NotOpenedByPin`].
    pub async fn open_by_pin(&self, typed: &str, from: Option<IpAddr>) -> Result<String, NotOpenedByPin> {
        let typed = digits(typed).ok_or(NotOpenedByPin::NotAPin)?;
        // Before the digest, which is slow: many at once get no more answers than one after the other.
        self.pins.guesses.count(from).map_err(|wait_s| NotOpenedByPin::TooMany { wait_s })?;
        let pin = self.file.pin_digest().await?.ok_or_else(|| StoreError::corrupt("pin", "none"))?;
        let stopping = || StoreError::Database("the hub is stopping".to_owned());
        let digest = pin.clone();
        let right = self.pins.digesting.run(move || password_matches(&typed, &digest)).await;
        if !right.map_err(|_| stopping())? {
            tracing::warn!("a wrong PIN was typed");
            return Err(NotOpenedByPin::Wrong);
        }
        let token = new_token()?;
        let browser = Browser { token: token_digest(&token), pin, until_ms: self.clock.unix_ms() + IDLE_MS };
        let mut browsers = self.pins.browsers.lock().unwrap_or_else(PoisonError::into_inner);
        if browsers.len() >= BROWSERS {
            browsers.pop_front();
        }
        browsers.push_back(browser);
        Ok(token)
    }

    /// Whether this token opens the page still. Doing something by it lets it go on; looking at the page, which asks again
    /// by itself, does not.
    ///
    /// # Errors
    /// Where the file fails.
    pub async fn is_opened(&self, token: &str, does_something: bool) -> StoreResult<bool> {
        let (token, now_ms) = (token_digest(token), self.clock.unix_ms());
        let pin = self.file.pin_digest().await?;
        let mut browsers = self.pins.browsers.lock().unwrap_or_else(PoisonError::into_inner);
        browsers.retain(|browser| browser.until_ms > now_ms && pin.as_ref() == Some(&browser.pin));
        let Some(browser) = browsers.iter_mut().find(|browser| browser.token == token) else {
            return Ok(false);
        };
        if does_something {
            browser.until_ms = now_ms + IDLE_MS;
        }
        Ok(true)
    }

    /// Closes the page in a browser again.
    pub fn close_again(&self, token: &str) {
        let token = token_digest(token);
        self.pins
            .browsers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|known| known.token != token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_eight_digits_that_are_typed_with_gaps_or_without() {
        let pin = NewPin::random().unwrap();
        assert_eq!((pin.text.len(), &pin.text[4..5]), (9, " "), "{}", pin.text);
        let typed = digits(&format!(" {} ", pin.text)).unwrap();
        assert!(password_matches(&typed, &pin.digest));
        assert_ne!(pin.text, NewPin::random().unwrap().text);
        for typed in ["", "1234567", "1234 567a", "12345678901234567", "１２３４５６７８", "1234\u{0}5678"]
        {
            assert_eq!(digits(typed), None, "{typed}");
            assert!(NewPin::chosen(typed).is_err());
        }
        assert_eq!(NewPin::chosen("2026-11-27").unwrap().text, "20261127");
    }

    #[test]
    fn what_is_guessed_at_once_is_not_chosen() {
        for typed in ["12345678", "1111 2222", "2026-2026"] {
            assert!(NewPin::chosen(typed).err().unwrap().to_string().contains("guessed at once"), "{typed}");
        }
    }
}
