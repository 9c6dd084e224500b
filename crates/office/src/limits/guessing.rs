//! What may be tried of passwords and enrolment codes. Every attempt is counted before the slow digest that looks at it,
//! and given back where it was good: who sends fifty at once gets the answers of ten.
//!
//! Nobody is counted by their address: a whole commune shares one.
//!
//! **Passwords.** Attempts from browsers that have never been signed in on count together by account, so that strangers
//! can close that door. Whoever comes by a browser that an account was used in before has a count of their own
//! (`api::console::known_browser`), and so has each session that changes its password: strangers take nothing
//! from them.
//!
//! **Codes.** Beside the counts of each code and each device one of the whole office bounds what can be guessed over many
//! codes and devices. A code has eight letters of 30: 30^8 = 6.56e11. With so many open codes as there are people, say
//! 1,000, one guess in 6.56e8 is right. [`ALL_AT_ONCE`] and [`ALL_EACH`] allow 600 at once and 1,200 an hour, 28,800 a
//! day: somebody who goes on day and night finds one in 62 years, and is reported after a few minutes. An honest morning in which
//! 5,000 devices are enrolled within four hours, one in four mistyped once, has 312 failures an hour: a quarter of it.
//! When it is used up, nobody is turned away at once: a few wait for the next cell, right codes give theirs back, and only those
//! for whom there is no place to wait are told when to come again.

use std::time::Duration;

use danvan_core::ids::{DeviceId, Digest, UserId};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

use super::rate::whole_seconds;
use super::{Attempt, Limiter};
use crate::clock::Clock;

/// Wrong passwords of an account, a browser or a session at once, and codes of a code or a device.
pub const AT_ONCE: u32 = 10;
/// Another wrong password each time that long has passed.
const PASSWORD_EACH: Duration = Duration::from_secs(90);
/// Another wrong code by one device, or of one code, each time that long has passed.
const CODE_EACH: Duration = Duration::from_secs(60);
/// Wrong codes at the whole office at once.
pub const ALL_AT_ONCE: u32 = 600;
/// Another one at the whole office each time that long has passed.
pub const ALL_EACH: Duration = Duration::from_secs(3);
/// How many wait for a turn once those are used up.
const WAITING: usize = 16;
/// How long each of them waits.
const PATIENCE: Duration = Duration::from_secs(9);
/// Wrong codes at the whole office from which on the administrators are told: half of what may come at once.
pub const CODES_REPORTED: u32 = 300;
/// Wrong sign-ins of strangers at the whole office, over whatever accounts, from which on they are told.
pub const SIGN_INS_REPORTED: u32 = 100;
/// Those come back at one each time that long has passed.
const SIGN_INS_EACH: Duration = Duration::from_secs(36);

/// Whose password is tried, and from where.
#[derive(Clone, Copy, Debug)]
pub enum Door<'a> {
    /// An account's, from a browser that it was used in before.
    Known {
        /// The account.
        user: UserId,
        /// The browser's own name.
        browser: &'a str,
    },
    /// An account's, from anywhere.
    Stranger(UserId),
    /// That of a name that no account has.
    Nobody(&'a str),
    /// One's own, by a session that would change it.
    Session(Digest),
}

/// What is counted. See the module's head.
#[derive(Debug)]
pub struct Guessing {
    accounts: Limiter,
    names: Limiter,
    browsers: Limiter,
    sessions: Limiter,
    codes: Limiter,
    devices: Limiter,
    all_codes: Limiter,
    waiting: Semaphore,
    patience: Duration,
    accounts_reported: Limiter,
    sign_ins_reported: Limiter,
    codes_reported: Limiter,
}

/// A code that is tried, counted by code, by device and at the whole office.
#[derive(Debug)]
pub struct CodeAttempt<'a>([Attempt<'a>; 3]);

impl CodeAttempt<'_> {
    /// Counts it no more: the code was right.
    pub fn give_back(self) {
        self.0.into_iter().for_each(Attempt::give_back);
    }
}

/// Why a code is not looked at now, with the seconds to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooMany {
    /// Too many failures of this code or this device.
    Own(u64),
    /// Too many at the whole office: others wait too, and had better not come back together.
    All(u64),
}

/// Whether a failure is one too many to keep quiet about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reported {
    /// Of this account.
    pub account: bool,
    /// Over all accounts.
    pub sign_ins: bool,
}

impl Guessing {
    /// By that clock, with nothing counted yet.
    pub fn new(clock: &Clock) -> Self {
        let passwords = || Limiter::new(AT_ONCE, PASSWORD_EACH, clock);
        let codes = || Limiter::new(AT_ONCE, CODE_EACH, clock);
        Self {
            accounts: passwords(),
            names: passwords(),
            browsers: passwords(),
            sessions: passwords(),
            codes: codes(),
            devices: codes(),
            all_codes: Limiter::new(ALL_AT_ONCE, ALL_EACH, clock),
            waiting: Semaphore::new(WAITING),
            patience: PATIENCE,
            accounts_reported: Limiter::new(AT_ONCE - 1, PASSWORD_EACH, clock),
            sign_ins_reported: Limiter::new(SIGN_INS_REPORTED - 1, SIGN_INS_EACH, clock),
            codes_reported: Limiter::new(CODES_REPORTED - 1, ALL_EACH, clock),
        }
    }

    /// Counts an attempt at a password. An error is the seconds to wait.
    ///
    /// # Errors
    /// Where too many were wrong.
    pub fn password(&self, door: Door<'_>) -> Result<Attempt<'_>, u64> {
        let attempt = match door {
            Door::Known { user, browser } => self.browsers.attempt(&format!("{user} {browser}")),
            Door::Stranger(user) => self.accounts.attempt(&user.to_string()),
            Door::Nobody(name) => self.names.attempt(name),
            Door::Session(session) => self.sessions.attempt(&session.to_string()),
        };
        attempt.map_err(whole_seconds)
    }

    /// Notes that a stranger's sign-in failed, or was turned away: who is to be told of it.
    pub fn sign_in_failed(&self, account: Option<UserId>) -> Reported {
        let over = |limiter: &Limiter, key: &str| limiter.take(key).is_err();
        Reported {
            account: account.is_some_and(|user| over(&self.accounts_reported, &user.to_string())),
            sign_ins: over(&self.sign_ins_reported, ""),
        }
    }

    /// Counts an attempt at a code; where the whole office has had its share it waits a few seconds for the next.
    ///
    /// # Errors
    /// Where too many were wrong.
    pub async fn code(&self, code: &str, device: DeviceId) -> Result<CodeAttempt<'_>, TooMany> {
        let all = self.turn().await.map_err(|wait| TooMany::All(whole_seconds(wait)))?;
        let code = match self.codes.attempt(code) {
            Ok(code) => code,
            Err(wait) => {
                all.give_back();
                return Err(TooMany::Own(whole_seconds(wait)));
            }
        };
        match self.devices.attempt(&device.to_string()) {
            Ok(device) => Ok(CodeAttempt([all, code, device])),
            Err(wait) => {
                all.give_back();
                code.give_back();
                Err(TooMany::Own(whole_seconds(wait)))
            }
        }
    }

    /// Notes that a code was wrong, or turned away: whether that is one too many to keep quiet about.
    pub fn code_failed(&self) -> bool {
        self.codes_reported.take("").is_err()
    }

    /// One of the office's cells, waited for where none is left.
    async fn turn(&self) -> Result<Attempt<'_>, Duration> {
        let mut wait = match self.all_codes.attempt("") {
            Ok(attempt) => return Ok(attempt),
            Err(wait) => wait,
        };
        let Ok(_place) = self.waiting.try_acquire() else { return Err(wait) };
        let until = Instant::now() + self.patience;
        loop {
            // One that was given back may come sooner.
            sleep(wait.clamp(Duration::from_millis(20), Duration::from_millis(250))).await;
            match self.all_codes.attempt("") {
                Ok(attempt) => return Ok(attempt),
                Err(left) if Instant::now() < until => wait = left,
                Err(left) => return Err(left),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    fn guessing() -> (Guessing, Arc<AtomicI64>) {
        let now_ms = Arc::new(AtomicI64::new(0));
        let read = now_ms.clone();
        let guessing = Guessing::new(&Clock::new(move || read.load(Ordering::Relaxed)));
        (Guessing { patience: Duration::from_millis(500), ..guessing }, now_ms)
    }

    fn device(number: u64) -> DeviceId {
        DeviceId::from_random(number, [1; 10])
    }

    #[test]
    fn strangers_take_nothing_from_a_known_browser_or_a_session() {
        let (guessing, _) = guessing();
        let user = UserId::from_random(1, [1; 10]);
        let tries = |door| (0..50).filter(|_| guessing.password(door).is_ok()).count();
        assert_eq!(tries(Door::Stranger(user)), 10);
        assert_eq!(tries(Door::Known { user, browser: "one" }), 10);
        assert_eq!(tries(Door::Known { user, browser: "other" }), 10);
        assert_eq!(tries(Door::Session(Digest::of(&[b"one"]))), 10);
        assert_eq!(tries(Door::Stranger(UserId::from_random(2, [2; 10]))), 10);
        assert_eq!(guessing.password(Door::Stranger(user)).unwrap_err(), 90);
    }

    #[test]
    fn the_tenth_failure_of_an_account_and_the_hundredth_of_all_are_reported() {
        let (guessing, _) = guessing();
        let user = |number: u8| Some(UserId::from_random(1, [number; 10]));
        let quiet = Reported::default();
        assert!((0..9).all(|_| guessing.sign_in_failed(user(1)) == quiet));
        assert_eq!(guessing.sign_in_failed(user(1)), Reported { account: true, sign_ins: false });
        assert!((0..89).all(|number| guessing.sign_in_failed(user(100 + number)) == quiet));
        assert_eq!(guessing.sign_in_failed(user(2)), Reported { account: false, sign_ins: true });
        assert_eq!(guessing.sign_in_failed(None), Reported { account: false, sign_ins: true });
    }

    #[tokio::test]
    async fn codes_are_bounded_by_code_by_device_and_altogether() {
        let (guessing, now_ms) = guessing();
        for number in 0..9 {
            guessing.code("same", device(number)).await.unwrap();
        }
        guessing.code("same", device(9)).await.unwrap();
        assert_eq!(guessing.code("same", device(10)).await.unwrap_err(), TooMany::Own(60));
        for number in 0..10 {
            guessing.code(&format!("other {number}"), device(11)).await.unwrap();
        }
        assert_eq!(guessing.code("another", device(11)).await.unwrap_err(), TooMany::Own(60));
        let mut through = 20;
        while guessing.code(&format!("drawn {through}"), device(1_000 + through)).await.is_ok() {
            through += 1;
        }
        assert_eq!(
            through,
            u64::from(ALL_AT_ONCE),
            "what was turned away by itself cost nobody else anything"
        );
        // A right code takes nothing from the others, however many there are.
        now_ms.fetch_add(3_000, Ordering::Relaxed);
        for number in 0..200 {
            guessing.code(&format!("right {number}"), device(5_000 + number)).await.unwrap().give_back();
        }
        guessing.code("wrong", device(9_000)).await.unwrap();
        assert_eq!(guessing.code("late", device(9_001)).await.unwrap_err(), TooMany::All(3));
    }

    #[tokio::test]
    async fn whoever_finds_nothing_left_waits_for_the_next_and_only_so_many_do() {
        let (guessing, now_ms) = guessing();
        for number in 0..u64::from(ALL_AT_ONCE) {
            guessing.code(&number.to_string(), device(number)).await.unwrap();
        }
        let guessing = Arc::new(guessing);
        let comers = |from: u64, many: u64| {
            (from..from + many).map(|number| {
                let guessing = guessing.clone();
                tokio::spawn(async move {
                    guessing.code(&number.to_string(), device(number)).await.map(CodeAttempt::give_back)
                })
            })
        };
        let comers: Vec<_> = comers(1_000, 40).collect();
        sleep(Duration::from_millis(100)).await;
        assert_eq!(comers.iter().filter(|comer| comer.is_finished()).count(), 40 - WAITING);
        now_ms.fetch_add(3_000, Ordering::Relaxed);
        let mut through = 0;
        for comer in comers {
            through += usize::from(comer.await.unwrap().is_ok());
        }
        assert_eq!(through, WAITING, "each had the right code, and gave the one cell on to the next");
    }

    #[test]
    fn a_few_hundred_wrong_codes_are_reported() {
        let (guessing, _) = guessing();
        assert!((1..CODES_REPORTED).all(|_| !guessing.code_failed()));
        assert!(guessing.code_failed());
    }
}
