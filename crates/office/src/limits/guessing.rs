//! What may be tried of passwords and enrolment codes. Every attempt is counted before the slow digest that looks at it,
//! and given back where it was good, or where nobody has looked at it: who sends fifty at once gets the answers of ten.
//!
//! **Passwords.** Attempts from browsers that have never been signed in on count by account and address
//! ([`crate::api::door::AskedFrom`]), so that one address closes the account's door there alone; a whole commune may share
//! one, and many may be one person's, so that all of an account together have a bound, too. Names that nobody has are counted
//! the same way: nobody learns from it which are somebody's. Whoever comes by a browser that an account was used in before has
//! a count of their own (`api::console::known_browser`), and so has each session that changes its password: strangers take
//! nothing from them, nor does whoever guesses in another browser that the account was used in. What all browsers of an
//! account share is a bound on right passwords alone: whoever can use it up has the account. Those that come from elsewhere
//! have one of their own, so that a script which signs in anew for each request does not shut its owner out.
//!
//! **Codes.** Identifiers of devices are no secret: what counts for a device is counted together with the key that has
//! proven itself in the same request, or, for releases before keys, with the address. Beside that, and the count of each code,
//! one of the whole office bounds what can be guessed over many codes and devices. A code has eight letters of 30:
//! 30^8 = 6.56e11. With so many open codes as there are people, say 1,000, one guess in 6.56e8 is right. [`ALL_AT_ONCE`] and
//! [`ALL_EACH`] allow 600 at once and 1,200 an hour, 28,800 a day: somebody who goes on day and night finds one in 62 years. When
//! it is used up, nobody is turned away at once: a few wait for the next cell, right codes give theirs back, and only those
//! for whom there is no place to wait are told when to come again.
//!
//! **Reports.** What is watched for an alarm comes back at half the rate at which it may be tried, so that somebody who goes on
//! at the whole rate is reported: with 1,200 wrong codes an hour and 600 taken off an hour, 300 are reached in half an hour; in
//! less than a minute by who begins with all that may come at once. An honest morning in which 5,000 devices are
//! enrolled within four hours, one in four mistyped once, has 1,250 failures, 312 an hour: half of what is taken off, so
//! that nobody is told however long it goes on. Who stays below 600 an hour is not reported, and finds a code in 125 years.
//! For an account it is ten at once, or one every 90 s for half an hour; who stays below one in three minutes has 480 a day.

use std::net::IpAddr;
use std::time::Duration;

use danvan_core::bundle::PublicKey;
use danvan_core::ids::{DeviceId, Digest, UserId};
use tokio::time::{Instant, sleep};

use super::rate::whole_seconds;
use super::{Attempt, Counted, Limiter, WaitingRoom};
use crate::clock::Clock;

/// Wrong passwords of an account at one address, of a browser or a session at once, and codes of a device.
pub const AT_ONCE: u32 = 10;
/// Another wrong password each time that long has passed.
const PASSWORD_EACH: Duration = Duration::from_secs(90);
/// Wrong passwords of an account at once, from all addresses.
pub const ACCOUNT_AT_ONCE: u32 = 60;
/// Another one each time that long has passed.
const ACCOUNT_EACH: Duration = Duration::from_secs(30);
/// Sign-ins of one account at once with the right password, in browsers that know it, and as many from elsewhere: each
/// costs a digest and leaves a session.
pub const SIGNED_IN_AT_ONCE: u32 = 60;
/// Another one each time that long has passed.
const SIGNED_IN_EACH: Duration = Duration::from_secs(20);
/// Attempts at one code at once. Nobody learns by trying a code again whether another one is right, and a class of fifty that
/// joins by one code of many uses, in one moment, is honest.
pub const CODE_AT_ONCE: u32 = 60;
/// Another wrong code by one device, or of one code, each time that long has passed.
const CODE_EACH: Duration = Duration::from_secs(60);
/// Wrong codes at the whole office at once.
pub const ALL_AT_ONCE: u32 = 600;
/// Another one at the whole office each time that long has passed.
pub const ALL_EACH: Duration = Duration::from_secs(3);
/// How long those wait who find none left.
const PATIENCE: Duration = Duration::from_secs(9);
/// Wrong codes at the whole office from which on the administrators are told: half of what may come at once.
pub const CODES_REPORTED: u32 = 300;
/// Those come back at half the rate of what may be tried.
const CODES_REPORTED_EACH: Duration = Duration::from_secs(2 * ALL_EACH.as_secs());
/// The same of an account.
const ACCOUNT_REPORTED_EACH: Duration = Duration::from_secs(2 * PASSWORD_EACH.as_secs());
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
    Stranger {
        /// The account.
        user: UserId,
        /// The address.
        from: Option<IpAddr>,
    },
    /// That of a name that no account has.
    Nobody {
        /// The name.
        name: &'a str,
        /// The address.
        from: Option<IpAddr>,
    },
    /// One's own, by a session that would change it.
    Session {
        /// The account.
        user: UserId,
        /// The session.
        session: Digest,
    },
}

/// Which device shows a code, as far as it is proven.
#[derive(Clone, Copy, Debug)]
pub enum Claimant {
    /// It has proven in this request that it holds this key.
    Proven(DeviceId, PublicKey),
    /// It says so, and nothing more.
    Unproven(DeviceId),
}

/// What is counted. See the module's head.
#[derive(Debug)]
pub struct Guessing {
    accounts: OfStrangers,
    names: OfStrangers,
    browsers: Limiter,
    /// Sign-ins of an account in browsers that know it, those from elsewhere, and changes of its password.
    signed_in: Limiter,
    sessions: Limiter,
    codes: Limiter,
    devices: Limiter,
    all_codes: Limiter,
    waiting: WaitingRoom,
    patience: Duration,
    accounts_reported: Limiter,
    sign_ins_reported: Limiter,
    codes_reported: Limiter,
}

/// What strangers may try of each account, or of each name.
#[derive(Debug)]
struct OfStrangers {
    at_one_address: Limiter,
    altogether: Limiter,
}

/// A password that is tried. Dropped, it counts as wrong.
#[derive(Debug)]
pub struct PasswordAttempt<'a> {
    /// What counts where it is wrong.
    own: Attempt<'a>,
    altogether: Option<Attempt<'a>>,
    /// What counts where it is right, and under which name: nobody who guesses takes of it, however slowly it is looked at.
    signed_in: Option<(&'a Limiter, String)>,
}

impl<'a> PasswordAttempt<'a> {
    fn of(own: Attempt<'a>) -> Self {
        Self { own, altogether: None, signed_in: None }
    }

    /// It was right: it counts no more as a wrong one. An error is the seconds to wait; whoever goes on then is turned away
    /// as if they were wrong, before anybody looks.
    ///
    /// # Errors
    /// Where the account was signed in too often.
    pub fn right(self) -> Result<(), u64> {
        if let Some((limiter, all)) = &self.signed_in {
            limiter.take(all).map_err(whole_seconds)?;
        }
        give_back([Some(self.own), self.altogether]);
        Ok(())
    }

    /// Nobody has looked at it: it counts no more.
    pub fn unseen(self) {
        give_back([Some(self.own), self.altogether]);
    }
}

fn give_back<const N: usize>(attempts: [Option<Attempt<'_>>; N]) {
    attempts.into_iter().flatten().for_each(Attempt::give_back);
}

/// A code that is tried, counted by code and at the whole office, and by device once that is known.
#[derive(Debug)]
pub struct CodeAttempt<'a> {
    guessing: &'a Guessing,
    all: Attempt<'a>,
    code: Attempt<'a>,
    device: Option<Counted>,
}

impl CodeAttempt<'_> {
    /// It is by that device.
    pub fn by(self, device: Counted) -> Self {
        Self { device: Some(device), ..self }
    }

    /// Counts it no more: the code was right, or nobody has looked at it.
    pub fn give_back(self) {
        self.all.give_back();
        self.code.give_back();
        if let Some(device) = self.device {
            self.guessing.devices.give_back(device);
        }
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

impl OfStrangers {
    fn new(clock: &Clock) -> Self {
        Self {
            at_one_address: Limiter::new(AT_ONCE, PASSWORD_EACH, clock),
            altogether: Limiter::new(ACCOUNT_AT_ONCE, ACCOUNT_EACH, clock),
        }
    }

    fn attempt(&self, whose: &str, from: Option<IpAddr>) -> Result<PasswordAttempt<'_>, Duration> {
        let own = self.at_one_address.attempt(&format!("{} {whose}", named(from)))?;
        match self.altogether.attempt(&format!("of {whose}")) {
            Ok(altogether) => {
                Ok(PasswordAttempt { altogether: Some(altogether), ..PasswordAttempt::of(own) })
            }
            Err(wait) => {
                own.give_back();
                Err(wait)
            }
        }
    }
}

/// An address within a key.
fn named(from: Option<IpAddr>) -> String {
    from.map_or_else(|| "nowhere".to_owned(), |from| from.to_string())
}

impl Guessing {
    /// By that clock, with nothing counted yet, and so many places to wait at for the next code.
    pub fn new(clock: &Clock, waiting: usize) -> Self {
        let passwords = || Limiter::new(AT_ONCE, PASSWORD_EACH, clock);
        Self {
            accounts: OfStrangers::new(clock),
            names: OfStrangers::new(clock),
            browsers: passwords(),
            signed_in: Limiter::new(SIGNED_IN_AT_ONCE, SIGNED_IN_EACH, clock),
            sessions: passwords(),
            codes: Limiter::new(CODE_AT_ONCE, CODE_EACH, clock),
            devices: Limiter::new(AT_ONCE, CODE_EACH, clock),
            all_codes: Limiter::new(ALL_AT_ONCE, ALL_EACH, clock),
            waiting: WaitingRoom::new(waiting),
            patience: PATIENCE,
            accounts_reported: Limiter::new(AT_ONCE - 1, ACCOUNT_REPORTED_EACH, clock),
            sign_ins_reported: Limiter::new(SIGN_INS_REPORTED - 1, SIGN_INS_EACH, clock),
            codes_reported: Limiter::new(CODES_REPORTED - 1, CODES_REPORTED_EACH, clock),
        }
    }

    /// Counts an attempt at a password. An error is the seconds to wait.
    ///
    /// # Errors
    /// Where too many were wrong.
    pub fn password(&self, door: Door<'_>) -> Result<PasswordAttempt<'_>, u64> {
        let attempt = match door {
            Door::Known { user, browser } => self.known(user, browser),
            Door::Stranger { user, from } => self.elsewhere(user, from),
            Door::Nobody { name, from } => self.names.attempt(name, from),
            Door::Session { user, session } => self.in_session(user, session),
        };
        attempt.map_err(whole_seconds)
    }

    fn known(&self, user: UserId, browser: &str) -> Result<PasswordAttempt<'_>, Duration> {
        let own = PasswordAttempt::of(self.browsers.attempt(&format!("{user} {browser}"))?);
        Ok(self.within(own, user.to_string()))
    }

    fn elsewhere(&self, user: UserId, from: Option<IpAddr>) -> Result<PasswordAttempt<'_>, Duration> {
        Ok(self.within(self.accounts.attempt(&user.to_string(), from)?, format!("elsewhere {user}")))
    }

    /// Whoever changes a password again and again, right each time, costs as much as who signs in.
    fn in_session(&self, user: UserId, session: Digest) -> Result<PasswordAttempt<'_>, Duration> {
        let own = PasswordAttempt::of(self.sessions.attempt(&session.to_string())?);
        Ok(self.within(own, format!("changes {user}")))
    }

    /// What all of an account's have together is taken of by what is right alone.
    fn within<'a>(&'a self, attempt: PasswordAttempt<'a>, all: String) -> PasswordAttempt<'a> {
        PasswordAttempt { signed_in: Some((&self.signed_in, all)), ..attempt }
    }

    /// Notes that a sign-in failed, or was turned away: who is to be told of it. In a browser that knows the account it is
    /// the account's alone.
    pub fn sign_in_failed(&self, account: Option<UserId>, known: bool) -> Reported {
        let over = |limiter: &Limiter, key: &str| limiter.take(key).is_err();
        Reported {
            account: account.is_some_and(|user| over(&self.accounts_reported, &user.to_string())),
            sign_ins: !known && over(&self.sign_ins_reported, ""),
        }
    }

    /// Counts an attempt at a code; where the whole office has had its share it waits a few seconds for the next.
    ///
    /// # Errors
    /// Where too many were wrong.
    pub async fn code(&self, code: &str, from: Option<IpAddr>) -> Result<CodeAttempt<'_>, TooMany> {
        let all = self.turn(from).await.map_err(|wait| TooMany::All(whole_seconds(wait)))?;
        match self.codes.attempt(code) {
            Ok(code) => Ok(CodeAttempt { guessing: self, all, code, device: None }),
            Err(wait) => {
                all.give_back();
                Err(TooMany::Own(whole_seconds(wait)))
            }
        }
    }

    /// Counts an attempt by a device.
    ///
    /// # Errors
    /// The seconds to wait, where too many of its codes were wrong.
    pub fn device(&self, claimant: Claimant, from: Option<IpAddr>) -> Result<Counted, u64> {
        let claimant = match claimant {
            Claimant::Proven(device, key) => format!("{device} {}", Digest::of(&[key.as_bytes()])),
            Claimant::Unproven(device) => format!("{device} {}", named(from)),
        };
        self.devices.attempt(&claimant).map(Attempt::counted).map_err(whole_seconds)
    }

    /// Notes that a code was wrong, or turned away: whether that is one too many to keep quiet about.
    pub fn code_failed(&self) -> bool {
        self.codes_reported.take("").is_err()
    }

    /// One of the office's cells, waited for where none is left.
    async fn turn(&self, from: Option<IpAddr>) -> Result<Attempt<'_>, Duration> {
        let mut wait = match self.all_codes.attempt("") {
            Ok(attempt) => return Ok(attempt),
            Err(wait) => wait,
        };
        let Some(_place) = self.waiting.place(from) else { return Err(wait) };
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
#[path = "guessing/tests.rs"]
mod tests;
