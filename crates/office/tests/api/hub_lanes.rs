//! One long, slow or stalled thing at a hub, and everybody else beside it.

use std::time::Duration;

use danvan_core::ids::Digest;
use danvan_core::wire::PUSH_ENTRIES_MAX;
use danvan_office::hub::{Refusal, UpstreamError};
use danvan_office::hub_wire::DEVICE_BUSY;

use crate::support::{District, Meets, Valley};

/// A text of so many characters that packs to half of it.
fn unpackable(characters: usize, seed: u64) -> String {
    let digests =
        (0_u64..).map(|number| Digest::of(&[&seed.to_be_bytes(), &number.to_be_bytes()]).to_string());
    let mut text = String::from("\"");
    for digest in digests {
        if text.len() >= characters {
            break;
        }
        text.push_str(&digest);
    }
    text.push('"');
    text
}

/// A segment of which some 350 KB travel.
fn long() -> Vec<String> {
    (0..14).map(|seed| unpackable(50_000, seed)).collect()
}

fn short() -> Vec<String> {
    vec!["\"một\"".to_owned(), "\"hai\"".to_owned()]
}

fn silence() -> Meets {
    Meets::Silence
}

fn slow() -> Meets {
    Meets::Trouble(UpstreamError::Slow("a thin line".to_owned()))
}

fn device_busy() -> Meets {
    let refusal =
        Refusal { kind: DEVICE_BUSY.to_owned(), words: "Đang nhận một phần khác".to_owned() };
    Meets::Trouble(UpstreamError::Refused(refusal))
}

/// Waits until a device's log has come so far; the seconds it took, or nothing after twenty.
async fn arrives(valley: &Valley, device: usize, length: u64) -> Option<u64> {
    for tenths in 0..200 {
        if valley.told(device).await >= length {
            return Some(tenths / 10);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    None
}

#[tokio::test]
async fn a_long_segment_of_which_nothing_is_heard_keeps_nobody_waiting() {
    let mut valley = Valley::of(2).await;
    let slow_one = valley.devices[0].id;
    valley.happens().pushes.insert(slow_one, silence());
    valley.bring(0, long()).await;
    let _working = valley.work();
    for turn in 1..=3 {
        valley.bring(1, short()).await;
        let seconds = arrives(&valley, 1, turn * 2).await;
        assert!(seconds.is_some_and(|seconds| seconds < 8), "{seconds:?}");
    }
    let overview = valley.hub.overview().await.unwrap();
    assert_eq!((overview.line_up, overview.waiting), (Some(true), 14));
    assert!(valley.happens().fed >= 3, "the feed goes on");
    assert_eq!(valley.happens().pushed[&slow_one], 1, "it is under way, and not begun anew with each round");
}

#[tokio::test]
async fn what_is_too_slow_is_put_off_for_longer_each_time_and_arrives_in_the_end() {
    let mut valley = Valley::of(2).await;
    let slow_one = valley.devices[0].id;
    valley.happens().pushes.insert(slow_one, slow());
    valley.bring(0, long()).await;
    valley.bring(1, short()).await;
    let passed = valley.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.left), (2, 1), "the round goes on");
    let working = valley.work();
    for turn in 2..=4 {
        valley.bring(1, short()).await;
        assert!(arrives(&valley, 1, turn * 2).await.is_some());
    }
    // Twice at most in some seconds: the first pause is ten of them, and each one is twice the one before.
    assert!(valley.happens().pushed[&slow_one] <= 2, "{:?}", valley.happens().pushed);
    drop(working);
    valley.happens().pushes.clear();
    let passed = valley.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.left), (14, 0));
    assert_eq!(valley.province(0).entries, valley.devices[0].sealed);
}

#[tokio::test]
async fn a_short_segment_that_does_not_get_through_is_no_end_of_the_round() {
    let mut valley = Valley::of(3).await;
    for device in 0..3 {
        valley.bring(device, short()).await;
    }
    let first = valley.devices[0].id;
    let lost = UpstreamError::Unreachable("cut off".to_owned());
    valley.happens().pushes.insert(first, Meets::Trouble(lost.clone()));
    let passed = valley.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.left), (4, 1));
    // Of nobody anything gets through: that is the line.
    for device in 0..3 {
        valley.bring(device, short()).await;
        let id = valley.devices[device].id;
        valley.happens().pushes.insert(id, Meets::Trouble(lost.clone()));
    }
    assert!(valley.hub.pass_on().await.is_err());
    assert_eq!(valley.hub.overview().await.unwrap().line_up, Some(false));
    valley.happens().pushes.clear();
    assert_eq!(valley.hub.pass_on().await.unwrap().entries, 8);
}

#[tokio::test]
async fn a_short_segment_of_which_nothing_is_heard_holds_one_round_for_seconds() {
    let mut valley = Valley::of(2).await;
    let silent = valley.devices[0].id;
    valley.happens().pushes.insert(silent, silence());
    valley.bring(0, short()).await;
    let _working = valley.work();
    tokio::time::sleep(Duration::from_secs(1)).await;
    valley.bring(1, short()).await;
    assert!(arrives(&valley, 1, 2).await.is_some_and(|seconds| seconds < 10));
    valley.bring(1, short()).await;
    assert!(
        arrives(&valley, 1, 4).await.is_some_and(|seconds| seconds < 8),
        "it is beside the rounds by now"
    );
}

#[tokio::test]
async fn a_fork_whose_other_entries_do_not_come_keeps_nobody_waiting() {
    let mut valley = Valley::of(2).await;
    forked(&mut valley, 9).await;
    let id = valley.devices[0].id;
    valley.happens().entries.insert(id, silence());
    let _working = valley.work();
    for turn in 1..=2 {
        valley.bring(1, short()).await;
        let seconds = arrives(&valley, 1, turn * 2).await;
        assert!(seconds.is_some_and(|seconds| seconds < 8), "{seconds:?}");
    }
    assert_eq!(valley.hub.overview().await.unwrap().line_up, Some(true));
}

/// A copy of the first device has written `further` entries straight to the province, itself one at the hub.
async fn forked(valley: &mut Valley, further: usize) {
    valley.bring(0, ["\"một\"".to_owned()]).await;
    valley.hub.pass_on().await.unwrap();
    let mut clone = valley.devices[0].copied();
    for number in 0..further {
        clone.append(format!("\"clone {number}\""));
        let push = clone.segment(clone.sealed.len() - 1);
        valley.province(0).take(push).unwrap();
    }
    valley.bring(0, ["\"hai\"".to_owned()]).await;
}

#[tokio::test]
async fn a_fork_is_taken_over_piece_by_piece_and_goes_on_where_it_was() {
    let mut valley = Valley::of(1).await;
    forked(&mut valley, 9).await;
    let id = valley.devices[0].id;
    valley.happens().entries.insert(id, slow());
    assert_eq!(valley.hub.pass_on().await.unwrap().left, 1);
    assert_eq!(valley.hub.file.log(valley.devices[0].log()).await.unwrap().unwrap().head.length, 2);
    valley.happens().entries.clear();
    valley.hub.pass_on().await.unwrap();
    assert_eq!(valley.happens().read_from, [1, 1, 3, 5, 7, 9, 10], "each piece once");
    let there = valley.province(0).entries.clone();
    assert_eq!(valley.hub.file.entries(valley.devices[0].log(), 0, 100).await.unwrap(), there);
    assert_eq!(valley.told(0).await, 10);
    let apart = valley.hub.file.forked_entries(valley.devices[0].log()).await.unwrap();
    assert_eq!(apart.len(), 1, "its own went aside");
    // Nothing is sent again, and what its device then says is measured against the province's entries.
    let before = valley.province(0).pushes.len();
    valley.hub.pass_on().await.unwrap();
    assert_eq!(valley.province(0).pushes.len(), before);
}

#[tokio::test]
async fn a_bundle_of_which_nothing_is_heard_keeps_neither_entries_nor_other_bundles_waiting() {
    let mut valley = Valley::of(2).await;
    let large = valley.keep_bundle(0, &[7; 300_000]).await;
    valley.happens().bundles.insert(large, silence());
    let _working = valley.work();
    for turn in 1..=2 {
        valley.bring(1, short()).await;
        let seconds = arrives(&valley, 1, turn * 2).await;
        assert!(seconds.is_some_and(|seconds| seconds < 8), "{seconds:?}");
    }
    let small = valley.keep_bundle(1, &[8; 1_000]).await;
    for _ in 0..100 {
        if valley.hub.file.bundle_file(small).await.unwrap().is_none() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(valley.hub.file.bundle_file(small).await.unwrap().is_none(), "the other one is answered");
    assert_eq!(valley.happens().brought.iter().filter(|brought| **brought == large).count(), 1);
}

#[tokio::test]
async fn bundles_of_a_device_that_is_busy_wait_for_seconds_and_are_asked_about_once() {
    let mut valley = Valley::of(2).await;
    for number in 0..24 {
        let bundle = valley.keep_bundle(0, &[number; 100]).await;
        valley.happens().bundles.insert(bundle, device_busy());
    }
    valley.keep_bundle(1, &[99; 100]).await;
    valley.bring(1, short()).await;
    let passed = valley.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.bundles), (2, 1), "another device's");
    assert_eq!(valley.happens().brought.len(), 2, "one of the busy device's was enough");
    let kept = valley.hub.file.bundles().await.unwrap();
    assert!(kept.iter().all(|bundle| bundle.trouble.is_none()), "and it is no trouble");
    valley.happens().bundles.clear();
    assert_eq!(valley.hub.pass_on().await.unwrap().bundles, 24, "no hour goes by");
}

#[tokio::test]
async fn a_bundle_that_was_too_slow_says_so_and_is_tried_again_sooner_than_in_an_hour() {
    let valley = Valley::of(1).await;
    let bundle = valley.keep_bundle(0, &[1; 100]).await;
    valley.happens().bundles.insert(bundle, slow());
    let passed = valley.hub.pass_on().await.unwrap();
    assert_eq!((passed.bundles, valley.happens().brought.len()), (0, 1));
    let kept = valley.hub.file.bundles().await.unwrap();
    assert!(kept[0].trouble.as_ref().unwrap().contains("quá chậm"), "{:?}", kept[0].trouble);
    valley.happens().bundles.clear();
    assert_eq!(valley.hub.pass_on().await.unwrap().bundles, 1);
}

#[tokio::test]
async fn a_push_has_no_more_entries_than_the_province_takes() {
    let mut district = District::new().await;
    for _ in 0..12 {
        let from = district.device.sealed.len();
        for _ in 0..1_000 {
            district.device.append("0".to_owned());
        }
        district.push(&district.device.segment(from)).await.unwrap();
    }
    assert_eq!(district.hub.pass_on().await.unwrap().entries, 12_000);
    let most = PUSH_ENTRIES_MAX as u64;
    assert_eq!(district.province().pushes, [(0, most, true), (most, 12_000, true)]);
}

#[tokio::test]
async fn a_segment_that_is_too_large_is_sent_once_and_not_again_with_every_round() {
    let mut district = District::new().await;
    district.bring(40).await;
    district.province().bytes_max = 5_000;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let working = tokio::spawn(district.hub.clone().keep_passing(stopped));
    tokio::time::sleep(Duration::from_secs(2)).await;
    for _ in 0..3 {
        // Something else of the device brings another round about.
        district.push(&district.device.segment(40)).await.unwrap();
        tokio::time::sleep(Duration::from_millis(1_500)).await;
    }
    assert_eq!(district.province().pushes, [(0, 40, false)], "neither halved nor repeated");
    stop.send_replace(true);
    working.await.unwrap();
}
