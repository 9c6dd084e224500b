//! Segments at a hub: verified on their way in, cut nowhere but at signed heads on their way on, and their signatures
//! kept for a province that was restored.

use danvan_core::entry::Chain;
use danvan_core::wire::{Push, PushAnswer, SignedHead};
use danvan_office::hub::NotTaken;
use danvan_office::intake::PushOutcome;

use crate::support::District;

async fn held(district: &District) -> (u64, u64) {
    let known = district.hub.file.device(district.device.id).await.unwrap().unwrap();
    let status = district.hub.status(&known, district.device.log(), 0).await.unwrap().unwrap();
    let held = status.held.unwrap();
    (held.head.length, held.signed.unwrap())
}

async fn told(district: &District) -> u64 {
    district.hub.file.log(district.device.log()).await.unwrap().unwrap().told.length
}

fn answered(outcome: PushOutcome) -> PushAnswer {
    let PushOutcome::Answered(answer) = outcome else { panic!("{outcome:?}") };
    *answer
}

#[tokio::test]
async fn unsigned_and_forged_segments_are_refused_and_nothing_of_them_is_kept() {
    let mut district = District::new().await;
    district.bring(2).await;
    district.device.append("\"three\"".to_owned());
    let push = Push { signature: None, ..district.device.segment(2) };
    assert!(matches!(district.push(&push).await, Err(NotTaken::Unsigned)));
    let earlier = district.device.segment_of(0, 2).signature;
    let replayed = Push { signature: earlier, ..push.clone() };
    assert!(matches!(district.push(&replayed).await, Err(NotTaken::BadSignature)), "for another head");
    let mut stranger = district.device.copied();
    stranger.secret = danvan_core::bundle::SecretKey::derive([9; 32]);
    let forged = stranger.sign(push.clone());
    assert!(matches!(district.push(&forged).await, Err(NotTaken::BadSignature)), "by another key");
    let other_log = district.device.with_new_log().sign(push.clone()).signature;
    let moved = Push { signature: other_log, ..push.clone() };
    assert!(matches!(district.push(&moved).await, Err(NotTaken::BadSignature)), "for another log");
    assert_eq!(held(&district).await, (2, 2));
    answered(district.push(&district.device.sign(push)).await.unwrap());
    assert_eq!(held(&district).await, (3, 3));
}

#[tokio::test]
async fn a_device_that_the_province_is_at_work_on_waits_for_the_next_round_and_is_not_refused() {
    let mut district = District::new().await;
    district.bring(3).await;
    district.province().busy = true;
    let passed = district.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.refused, passed.left), (0, 0, 1));
    assert_eq!(district.hub.file.log(district.device.log()).await.unwrap().unwrap().refused, None);
    district.province().busy = false;
    let passed = district.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.left), (3, 0));
    assert_eq!(told(&district).await, 3);
}

#[tokio::test]
async fn a_log_is_cut_at_signed_heads_and_nowhere_else() {
    let mut district = District::new().await;
    for entries in [3, 1, 5, 2, 4] {
        district.bring(entries).await;
    }
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 15);
    assert_eq!(district.province().pushes, [(0, 15, true)], "all of it is less than one push holds");

    // The province, or something before it, takes less: no segment is parted all the same.
    district.province().restore("second", 0);
    district.province().bytes_max = 7_000;
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 15);
    let taken: Vec<(u64, u64)> = district
        .province()
        .pushes
        .iter()
        .filter(|(_, _, well)| *well)
        .map(|(from, to, _)| (*from, *to))
        .collect();
    assert_eq!(taken.first().map(|(from, _)| *from), Some(0));
    assert!(taken.windows(2).all(|two| two[0].1 == two[1].0), "{taken:?}");
    assert!(taken.iter().all(|(_, to)| [3, 4, 9, 11, 15].contains(to)), "{taken:?}");
    assert!(taken.len() > 1);
    assert_eq!(told(&district).await, 15);
}

#[tokio::test]
async fn one_segment_that_is_too_large_is_no_end_of_the_round() {
    let mut district = District::new().await;
    district.bring(3).await;
    district.bring(9).await;
    district.province().bytes_max = 5_000;
    let passed = district.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.refused), (3, 1));
    let overview = district.hub.overview().await.unwrap();
    assert_eq!((overview.line_up, overview.waiting, overview.refused.len()), (Some(true), 9, 1));
    district.province().bytes_max = 20_000;
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 9);
    assert!(district.hub.overview().await.unwrap().refused.is_empty());
}

#[tokio::test]
async fn a_large_log_travels_in_several_pushes_of_half_a_megabyte() {
    let mut district = District::new().await;
    for _ in 0..8 {
        district.bring(150).await;
    }
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 1_200);
    assert_eq!(district.province().pushes, [(0, 450, true), (450, 900, true), (900, 1_200, true)]);
}

#[tokio::test]
async fn what_an_earlier_version_left_unsigned_waits_until_the_device_signs_it() {
    let mut district = District::new().await;
    district.bring(2).await;
    district.bring(2).await;
    // A file of before signatures: entries, and no signed head.
    let pool = district.hub.file.pool();
    sqlx::query("DELETE FROM signed_heads").execute(pool).await.unwrap();
    let passed = district.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.unsigned), (0, 1));
    assert!(district.province().pushes.is_empty());
    assert_eq!(held(&district).await, (4, 0));
    let overview = district.hub.overview().await.unwrap();
    assert_eq!((overview.waiting, overview.unsigned), (4, 4));

    // It signs step by step what the hub holds: an empty segment names a head of the log.
    let half = district.device.segment_of(2, 2);
    answered(district.push(&half).await.unwrap());
    assert_eq!(held(&district).await, (4, 2));
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 2);
    let whole = district.device.segment_of(4, 4);
    answered(district.push(&whole).await.unwrap());
    assert_eq!(held(&district).await, (4, 4));
    let passed = district.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.unsigned), (2, 0));
    assert_eq!(district.province().pushes, [(0, 2, true), (2, 4, true)]);
}

#[tokio::test]
async fn an_empty_segment_signs_only_what_is_in_the_log() {
    let mut district = District::new().await;
    let empty = district.device.segment_of(0, 0);
    answered(district.push(&empty).await.unwrap());
    assert_eq!(held(&district).await, (0, 0), "nothing is nothing to sign");
    district.bring(2).await;
    district.device.append("\"not sent\"".to_owned());
    let ahead = district.device.segment_of(3, 3);
    assert!(matches!(district.push(&ahead).await.unwrap(), PushOutcome::Gap { expected: 2 }));
    let mut other = district.device.copied();
    (other.chain, other.sealed) = (Chain::open(other.log()), Vec::new());
    other.append("\"elsewhere\"".to_owned());
    let differs = other.segment_of(1, 1);
    assert!(matches!(district.push(&differs).await.unwrap(), PushOutcome::ChainDiffers));
    assert_eq!(held(&district).await, (2, 2));
}

#[tokio::test]
async fn after_a_fork_the_provinces_entries_stand_here_with_their_signatures() {
    let mut district = District::new().await;
    district.bring(1).await;
    district.hub.pass_on().await.unwrap();
    let mut clone = district.device.copied();
    for text in ["\"clone, two\"", "\"clone, three\"", "\"clone, four\""] {
        clone.append(text.to_owned());
        let from = clone.sealed.len() - 1;
        let push = clone.segment(from);
        district.province().take(push).unwrap();
    }
    // What no key of the device has signed is not kept as if it had.
    let rubbish =
        SignedHead { signature: clone.segment(0).signature.unwrap(), ..district.province().signed[1] };
    district.province().signed.insert(0, rubbish);
    district.bring(2).await;
    district.hub.pass_on().await.unwrap();
    assert_eq!(held(&district).await, (4, 4), "the clone's log, all of it signed");
    assert_eq!(told(&district).await, 4);

    // The province is restored: the hub has what it needs to bring everything again.
    district.province().restore("second", 0);
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 4);
    assert_eq!(district.province().entries, clone.sealed);
    assert!(district.province().signed.iter().any(|signed| signed.head == clone.chain.head()));
    // And its own went aside: the device hears of the fork.
    let again = district.device.segment(0);
    assert_eq!(answered(district.push(&again).await.unwrap()).forked, Some(1));
    assert_eq!(held(&district).await, (4, 4), "a head that is not in the log is not signed for");
}

#[tokio::test]
async fn a_restored_province_gets_everything_again_with_signatures() {
    let mut district = District::new().await;
    for entries in [2, 3, 1] {
        district.bring(entries).await;
    }
    district.hub.pass_on().await.unwrap();
    district.province().restore("second", 3);
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 3);
    let province = district.province();
    assert_eq!(province.pushes, [(3, 6, true)], "from the middle of a segment to the next head");
    assert_eq!(province.entries, district.device.sealed);
}

#[tokio::test]
async fn a_key_that_was_handed_over_vouches_for_what_it_signed() {
    let mut district = District::new().await;
    district.bring(2).await;
    district.change_key(40);
    // The hub hears of it with its next round, and passes on what the earlier key has signed.
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 2);
    district.bring(1).await;
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 1);
}

#[tokio::test]
async fn a_signature_that_the_province_does_not_take_is_shown_once_and_not_sent_by_the_minute() {
    let mut district = District::new().await;
    district.bring(2).await;
    let known = std::mem::take(&mut district.province().keys);
    let other = danvan_core::bundle::SecretKey::derive([50; 32]).public().unwrap();
    district.province().keys = vec![other];
    for _ in 0..3 {
        assert_eq!(district.hub.pass_on().await.unwrap().refused, 1);
    }
    assert_eq!(district.province().pushes, [(0, 2, false)]);
    assert_eq!(district.hub.overview().await.unwrap().refused.len(), 1);
    // The province knows the key again: it is tried again.
    district.province().keys = known;
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 2);
    assert!(district.hub.overview().await.unwrap().refused.is_empty());
}

#[tokio::test]
async fn what_is_held_of_a_revoked_device_is_brought_once_and_kept() {
    let mut district = District::new().await;
    district.bring(2).await;
    district.hub.pass_on().await.unwrap();
    for _ in 0..5 {
        district.bring(150).await;
    }
    district.province().pushes.clear();
    district.province().revoked = true;
    for _ in 0..3 {
        assert_eq!(district.hub.pass_on().await.unwrap().refused, 1);
    }
    assert_eq!(district.province().pushes, [(2, 452, false), (452, 752, false)], "each segment once");
    let quarantined: Vec<u64> = district.province().quarantined.iter().copied().collect();
    assert_eq!(quarantined, [452, 752]);
    let asked = district.province().asked;
    district.hub.pass_on().await.unwrap();
    assert_eq!(district.province().asked, asked, "nor is the province asked by the minute");
    let overview = district.hub.overview().await.unwrap();
    assert_eq!(overview.waiting, 750);
    assert!(overview.refused[0].contains("chờ tỉnh xem xét"), "{:?}", overview.refused);
    assert_eq!(held(&district).await, (752, 752), "the copy stays");

    // Allowed again: what was set apart is brought like anything else.
    district.province().revoked = false;
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 750);
    assert!(district.hub.overview().await.unwrap().refused.is_empty());
    assert_eq!(told(&district).await, 752);
}

/// Found by seed 761: between the list of devices and the push, a device was revoked; then it was allowed again.
#[tokio::test]
async fn what_was_set_apart_of_a_device_that_was_revoked_within_a_round_is_brought_once_it_is_allowed() {
    for room in [true, false] {
        let mut district = District::new().await;
        district.bring(3).await;
        (district.province().revoked_once_listed, district.province().room) = (true, room);
        assert_eq!(district.hub.pass_on().await.unwrap().refused, 1);

        (district.province().revoked, district.province().room) = (false, true);
        assert_eq!(district.hub.pass_on().await.unwrap().entries, 3);
        assert!(district.hub.overview().await.unwrap().refused.is_empty());
        assert_eq!(told(&district).await, 3);
    }
}

#[tokio::test]
async fn where_there_was_no_room_for_a_judgement_it_is_brought_again_later() {
    let mut district = District::new().await;
    district.bring(3).await;
    (district.province().revoked, district.province().room) = (true, false);
    for _ in 0..2 {
        assert_eq!(district.hub.pass_on().await.unwrap().refused, 1);
    }
    assert!(district.province().pushes.len() <= 2, "by the hour, which may just have passed");
    let words = district.hub.overview().await.unwrap().refused.concat();
    assert!(!words.contains("chờ tỉnh xem xét"), "{words}");
    // Another epoch is another province: it is asked anew.
    district.province().room = true;
    district.province().restore("second", 0);
    district.hub.pass_on().await.unwrap();
    assert_eq!(district.province().quarantined.len(), 1);
    assert!(district.hub.overview().await.unwrap().refused[0].contains("chờ tỉnh xem xét"));
}

#[tokio::test]
async fn what_comes_after_a_refused_segment_leaves_no_gap() {
    let mut district = District::new().await;
    district.bring(2).await;
    let known = district.province().keys.clone();
    district.province().keys = vec![danvan_core::bundle::SecretKey::derive([50; 32]).public().unwrap()];
    assert_eq!(district.hub.pass_on().await.unwrap().refused, 1);
    // It goes on with the key that the province knows; then the earlier one is known there too.
    district.device.secret = danvan_core::bundle::SecretKey::derive([50; 32]);
    district.bring(1).await;
    district.province().keys.extend(known);
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 3);
    assert_eq!(district.province().entries, district.device.sealed);
}

#[tokio::test]
async fn what_a_person_lets_in_from_quarantine_waits_no_longer() {
    let mut district = District::new().await;
    district.bring(3).await;
    district.province().revoked = true;
    assert_eq!(district.hub.pass_on().await.unwrap().refused, 1);
    district.province().entries = district.device.sealed.clone();
    district.hub.pass_on().await.unwrap();
    assert_eq!(told(&district).await, 3);
    assert_eq!(district.hub.overview().await.unwrap().waiting, 0);
    assert_eq!(district.hub.pass_on().await.unwrap().refused, 0);
}

#[tokio::test]
async fn what_a_later_province_says_beside_a_receipt_goes_on_to_the_device() {
    let mut district = District::new().await;
    district.bring(2).await;
    district.province().further = serde_json::from_str(r#"{"witness":{"of":["tomorrow"]}}"#).unwrap();
    district.hub.pass_on().await.unwrap();
    let known = district.hub.file.device(district.device.id).await.unwrap().unwrap();
    let status = district.hub.status(&known, district.device.log(), 0).await.unwrap().unwrap();
    assert_eq!((status.receipt.head.length, &status.receipt.further), (2, &district.province().further));
}
