use std::sync::atomic::AtomicI64;

use proptest::prelude::*;

use super::*;
use crate::pressure::Limits;

/// A clock with the hand that moves it, in milliseconds.
fn hand() -> (Clock, Arc<AtomicI64>) {
    let now_ms = Arc::new(AtomicI64::new(5_000));
    let read = now_ms.clone();
    (Clock::new(move || read.load(Ordering::Relaxed)), now_ms)
}

fn limiter(keys_max: usize) -> (Limiter, Arc<AtomicI64>) {
    let (clock, hand) = hand();
    (Limiter::with_keys(keys_max, 2, Duration::from_secs(60), &clock), hand)
}

#[test]
fn a_key_waits_after_its_share_and_no_other_key_does() {
    let (limiter, hand) = limiter(10);
    assert_eq!((limiter.take("a"), limiter.take("a")), (Ok(()), Ok(())));
    hand.fetch_add(20_500, Ordering::Relaxed);
    assert_eq!(limiter.take("a"), Err(Duration::from_millis(39_500)));
    assert_eq!(limiter.take("b"), Ok(()));
    hand.fetch_add(39_500, Ordering::Relaxed);
    assert_eq!(limiter.take("a"), Ok(()));
    assert_eq!(limiter.take("a"), Err(Duration::from_secs(60)));
}

#[test]
fn what_came_to_something_good_is_given_back() {
    let (limiter, hand) = limiter(10);
    for _ in 0..50 {
        limiter.attempt("a").unwrap().give_back();
    }
    limiter.take("a").unwrap();
    let good = limiter.attempt("a").unwrap();
    assert!(limiter.take("a").is_err(), "counted before anybody knows whether it is good");
    good.give_back();
    assert_eq!(limiter.take("a"), Ok(()));
    assert!(limiter.take("a").is_err(), "the failures beside it stay");
    hand.fetch_add(600_000, Ordering::Relaxed);
    limiter.attempt("a").unwrap().give_back();
    assert_eq!((limiter.take("a"), limiter.take("a")), (Ok(()), Ok(())));
    assert!(limiter.take("a").is_err(), "nothing is given back twice");
}

#[test]
fn no_number_of_keys_resets_anybodys_count_or_takes_more_memory() {
    let (limiter, hand) = limiter(1_000);
    limiter.take("a").unwrap();
    limiter.take("a").unwrap();
    for key in 0..30_000 {
        let _ = limiter.take(&format!("drawn {key}"));
    }
    assert!(limiter.take("a").is_err(), "somebody drew 30,000 keys");
    assert!(limiter.kept.len() <= 1_000 + SHARED as usize, "{}", limiter.kept.len());
    assert!(limiter.take("drawn 29999 too").is_err(), "who is not in the table shares a field with others");
    // Once nothing is counted against them any more, there is room.
    hand.fetch_add(1_000_000, Ordering::Relaxed);
    assert_eq!((limiter.take("b"), limiter.take("b")), (Ok(()), Ok(())));
    assert!(limiter.kept.len() < 10, "{}", limiter.kept.len());
}

#[test]
fn those_who_come_at_once_get_their_share_and_no_more() {
    let (clock, _) = hand();
    let limiter = Limiter::new(10, Duration::from_secs(90), &clock);
    let through = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..50).map(|_| scope.spawn(|| limiter.take("leader").is_ok())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).filter(|well| *well).count()
    });
    assert_eq!(through, 10);
}

fn rate(per_second: u32, at_once: u32) -> (Rate, Arc<AtomicI64>) {
    let (clock, hand) = hand();
    (Rate::new(Limits { per_second, at_once, ..Limits::default() }, &clock), hand)
}

#[test]
fn one_who_asks_too_often_waits_and_nobody_else_does() {
    let (rate, hand) = rate(2, 8);
    for _ in 0..8 {
        assert_eq!(rate.take("a"), Ok(()));
    }
    assert_eq!(rate.take("a"), Err(1), "a quarter of 8 at 2 a second");
    assert_eq!(rate.take("b"), Ok(()));
    hand.fetch_add(1_000, Ordering::Relaxed);
    assert_eq!((rate.take("a"), rate.take("a")), (Ok(()), Ok(())));
    assert!(rate.take("a").is_err());
    hand.fetch_sub(500, Ordering::Relaxed);
    assert!(rate.take("a").is_err(), "a clock set back gives nothing away");
}

#[test]
fn the_machines_clock_is_never_set_back() {
    let clock = Clock::system();
    let before = clock.steady();
    assert!(clock.steady() >= before && before < Duration::from_secs(3600), "{before:?}");
}

proptest! {
    #[test]
    fn no_more_than_was_allowed_gets_through(
        per_second in 1u32..50, at_once in 1u32..500, gaps in prop::collection::vec(0i64..400, 1..600),
    ) {
        let (rate, hand) = rate(per_second, at_once);
        let (mut passed_ms, mut through) = (0, 0u64);
        for gap in gaps {
            passed_ms += gap;
            hand.fetch_add(gap, Ordering::Relaxed);
            match rate.take("a") {
                Ok(()) => through += 1,
                Err(wait_s) => prop_assert!(wait_s >= 1 && wait_s <= u64::from(at_once) + 1),
            }
        }
        let most = u64::from(at_once) + passed_ms as u64 * u64::from(per_second) / 1_000 + 1;
        prop_assert!(through <= most, "{through} of {most}");
    }

    #[test]
    fn who_waits_as_long_as_told_gets_in(per_second in 1u32..50, at_once in 1u32..500) {
        let (rate, hand) = rate(per_second, at_once);
        while rate.take("a").is_ok() {}
        let wait_s = rate.take("a").unwrap_err();
        hand.fetch_add(i64::try_from(wait_s).unwrap() * 1_000, Ordering::Relaxed);
        prop_assert_eq!(rate.take("a"), Ok(()));
    }
}
