use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use danvan_core::bundle::SecretKey;

use super::*;

const WAITING: usize = 16;

fn guessing() -> (Guessing, Arc<AtomicI64>) {
    let now_ms = Arc::new(AtomicI64::new(0));
    let read = now_ms.clone();
    let guessing = Guessing::new(&Clock::new(move || read.load(Ordering::Relaxed)), WAITING);
    (Guessing { patience: Duration::from_millis(500), ..guessing }, now_ms)
}

fn device(number: u64) -> Claimant {
    Claimant::Unproven(DeviceId::from_random(number, [1; 10]))
}

/// As an enrolment does.
async fn code<'g>(
    guessing: &'g Guessing,
    code: &str,
    claimant: Claimant,
    from: Option<IpAddr>,
) -> Result<CodeAttempt<'g>, TooMany> {
    let attempt = guessing.code(code, from).await?;
    match guessing.device(claimant, from) {
        Ok(device) => Ok(attempt.by(device)),
        Err(wait_s) => {
            attempt.give_back();
            Err(TooMany::Own(wait_s))
        }
    }
}

fn address(number: u8) -> Option<IpAddr> {
    Some(IpAddr::from(Ipv4Addr::new(203, 0, 113, number)))
}

#[test]
fn strangers_take_nothing_from_a_known_browser_or_a_session() {
    let (guessing, _) = guessing();
    let user = UserId::from_random(1, [1; 10]);
    let tries = |door| (0..50).filter(|_| guessing.password(door).is_ok()).count();
    let stranger = Door::Stranger { user, from: None };
    assert_eq!(tries(stranger), 10);
    assert_eq!(tries(Door::Known { user, browser: "one" }), 10);
    assert_eq!(tries(Door::Known { user, browser: "other" }), 10);
    assert_eq!(tries(Door::Session { user, session: Digest::of(&[b"one"]) }), 10);
    assert_eq!(tries(Door::Stranger { user: UserId::from_random(2, [2; 10]), from: None }), 10);
    assert_eq!(guessing.password(stranger).unwrap_err(), 90);
}

/// An account, and a name that nobody has: they look alike.
#[test]
fn one_address_closes_an_account_there_alone_and_all_together_have_a_bound() {
    let (guessing, now_ms) = guessing();
    let user = UserId::from_random(1, [1; 10]);
    let account: &dyn Fn(u8) -> Door<'static> = &|at| Door::Stranger { user, from: address(at) };
    let nobody: &dyn Fn(u8) -> Door<'static> = &|at| Door::Nobody { name: "nobody", from: address(at) };
    for door in [account, nobody] {
        let tries = |at| (0..50).filter(|_| guessing.password(door(at)).is_ok()).count();
        assert_eq!((tries(1), tries(1)), (10, 0));
        guessing.password(door(2)).unwrap().right().unwrap();
        let each: Vec<_> = (2..10).map(tries).collect();
        assert_eq!(each, [10, 10, 10, 10, 10, 0, 0, 0]);
        assert_eq!(guessing.password(door(7)).unwrap_err(), 30, "where nobody has tried");
    }
    now_ms.fetch_add(30_000, Ordering::Relaxed);
    for door in [account, nobody] {
        assert_eq!(guessing.password(door(1)).unwrap_err(), 60, "who has had their own takes none of it");
        // What was turned away took nothing at its own address.
        for _ in 0..20 {
            guessing.password(door(7)).unwrap().unseen();
        }
    }
}

#[test]
fn the_tenth_failure_of_an_account_and_the_hundredth_of_all_are_reported() {
    let (guessing, _) = guessing();
    let user = |number: u8| Some(UserId::from_random(1, [number; 10]));
    let quiet = Reported::default();
    assert!((0..9).all(|_| guessing.sign_in_failed(user(1), false) == quiet));
    assert_eq!(guessing.sign_in_failed(user(1), false), Reported { account: true, sign_ins: false });
    assert!((0..89).all(|number| guessing.sign_in_failed(user(100 + number), false) == quiet));
    assert_eq!(guessing.sign_in_failed(user(2), false), Reported { account: false, sign_ins: true });
    assert_eq!(guessing.sign_in_failed(None, false), Reported { account: false, sign_ins: true });
    // In a browser that knows the account, nobody tries many.
    assert_eq!(guessing.sign_in_failed(user(1), true), Reported { account: true, sign_ins: false });
    assert_eq!(guessing.sign_in_failed(user(3), true), quiet);
}

/// As fast as what may be tried comes back.
#[tokio::test]
async fn whoever_guesses_on_at_the_whole_rate_is_reported() {
    let (guessing, now_ms) = guessing();
    let user = UserId::from_random(1, [1; 10]);
    let first = |mut failed: Box<dyn FnMut() -> bool + '_>, each_s: i64| {
        (0..2_000).find(|_| {
            now_ms.fetch_add(each_s * 1_000, Ordering::Relaxed);
            failed()
        })
    };
    let account = first(Box::new(|| guessing.sign_in_failed(Some(user), false).account), 90);
    assert!(account.is_some_and(|tries| tries < 20), "half an hour: {account:?}");
    let codes = first(Box::new(|| guessing.code_failed()), 3);
    assert!(codes.is_some_and(|tries| tries < 620), "half an hour: {codes:?}");
    // After less than would be reported at once.
    now_ms.fetch_add(3_600_000, Ordering::Relaxed);
    assert!((0..255).all(|_| !guessing.code_failed()));
    let codes = first(Box::new(|| guessing.code_failed()), 3);
    assert!(codes.is_some_and(|tries| tries < 100), "five minutes: {codes:?}");
}

/// 5,000 devices in four hours, one in four mistyped once, and the same day after day; also where they come in crowds.
#[test]
fn an_honest_morning_is_not_reported() {
    for crowd in [1, 25, 250] {
        let (guessing, now_ms) = guessing();
        for failure in 0..5 * 1_250_i64 {
            if failure % crowd == 0 {
                now_ms.fetch_add(crowd * 4 * 3_600_000 / 1_250, Ordering::Relaxed);
            }
            assert!(!guessing.code_failed(), "{failure} in crowds of {crowd}");
        }
    }
}

#[tokio::test]
async fn codes_are_bounded_by_code_by_device_and_altogether() {
    let (guessing, now_ms) = guessing();
    for number in 0..u64::from(CODE_AT_ONCE) {
        code(&guessing, "same", device(number + 100), None).await.unwrap();
    }
    assert_eq!(code(&guessing, "same", device(10), None).await.unwrap_err(), TooMany::Own(60));
    for number in 0..10 {
        code(&guessing, &format!("other {number}"), device(11), None).await.unwrap();
    }
    assert_eq!(code(&guessing, "another", device(11), None).await.unwrap_err(), TooMany::Own(60));
    let mut through = u64::from(CODE_AT_ONCE) + 10;
    while code(&guessing, &format!("drawn {through}"), device(1_000 + through), None).await.is_ok() {
        through += 1;
    }
    assert_eq!(through, u64::from(ALL_AT_ONCE), "what was turned away by itself cost nobody else anything");
    // A right code takes nothing from the others, however many there are.
    now_ms.fetch_add(3_000, Ordering::Relaxed);
    for number in 0..200 {
        let attempt = code(&guessing, &format!("right {number}"), device(5_000 + number), None).await;
        attempt.unwrap().give_back();
    }
    code(&guessing, "wrong", device(9_000), None).await.unwrap();
    assert_eq!(code(&guessing, "late", device(9_001), None).await.unwrap_err(), TooMany::All(3));
}

#[tokio::test]
async fn whoever_names_a_device_takes_nothing_from_it() {
    let (guessing, _) = guessing();
    let device = DeviceId::from_random(1, [1; 10]);
    let key = |seed| SecretKey::derive([seed; 32]).public().unwrap();
    let own = Claimant::Proven(device, key(1));
    for (stranger, at) in [
        (Claimant::Proven(device, key(2)), 1),
        (Claimant::Unproven(device), 1),
        (Claimant::Unproven(device), 2),
    ] {
        for number in 0..10 {
            code(&guessing, &format!("{stranger:?} {at} {number}"), stranger, address(at)).await.unwrap();
        }
        let another = code(&guessing, "another", stranger, address(at)).await;
        assert_eq!(another.unwrap_err(), TooMany::Own(60));
        code(&guessing, "right", own, address(at)).await.unwrap().give_back();
        code(&guessing, "right", Claimant::Unproven(device), address(3)).await.unwrap().give_back();
    }
}

#[tokio::test]
async fn whoever_finds_nothing_left_waits_for_the_next_and_only_so_many_do() {
    let (guessing, now_ms) = guessing();
    for number in 0..u64::from(ALL_AT_ONCE) {
        code(&guessing, &number.to_string(), device(number), None).await.unwrap();
    }
    let guessing = Arc::new(guessing);
    let comers = |from: u64, many: u64| {
        (from..from + many).map(|number| {
            let guessing = guessing.clone();
            tokio::spawn(async move {
                // Of five addresses, each of which has a quarter of the places.
                let at = address(u8::try_from(number % 5).unwrap());
                let attempt = code(&guessing, &number.to_string(), device(number), at).await;
                attempt.map(CodeAttempt::give_back)
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

#[test]
fn who_signs_in_again_and_again_is_told_to_wait_also_with_the_right_password() {
    let (guessing, now_ms) = guessing();
    let user = |number: u8| UserId::from_random(1, [number; 10]);
    let known = |number| Door::Known { user: user(number), browser: "one" };
    let enters = |number| guessing.password(known(number)).and_then(PasswordAttempt::right).is_ok();
    assert_eq!((0..200).filter(|_| enters(1)).count(), SIGNED_IN_AT_ONCE as usize);
    assert!(enters(2), "others are not");
    // A script that signs in anew for each request, from wherever, shuts no browser out.
    let elsewhere = |from: u8| {
        let door = Door::Stranger { user: user(3), from: address(from) };
        guessing.password(door).and_then(PasswordAttempt::right).is_ok()
    };
    assert_eq!((0..200).filter(|from| elsewhere(*from)).count(), SIGNED_IN_AT_ONCE as usize);
    assert!(enters(3), "where it is known");
    // Whoever has gone on all the same waits as for wrong ones.
    now_ms.fetch_add(90_000, Ordering::Relaxed);
    assert!(enters(1));
}

/// Also a shared machine, where the account was used once, is a browser that knows it.
#[test]
fn who_guesses_in_one_browser_that_knows_an_account_takes_nothing_from_its_others() {
    let (guessing, _) = guessing();
    let user = UserId::from_random(1, [1; 10]);
    let known = |browser| guessing.password(Door::Known { user, browser });
    for browser in ["shared", "second", "third", "fourth", "fifth", "sixth", "seventh"] {
        assert_eq!((0..200).filter(|_| known(browser).is_ok()).count(), AT_ONCE as usize);
    }
    // Nor while all of it is looked at: whoever had the password keeps as many browsers as they like.
    let browsers: Vec<_> = (0..100).map(|number| format!("kept {number}")).collect();
    let looked_at: Vec<_> = browsers.iter().map(|browser| known(browser).unwrap()).collect();
    assert!((0..SIGNED_IN_AT_ONCE).all(|_| known("their own").and_then(PasswordAttempt::right).is_ok()));
    known("their own").and_then(PasswordAttempt::right).unwrap_err();
    drop(looked_at);
}
