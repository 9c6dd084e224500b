//! Damaged files are refused, whatever the damage, and never with a panic.

use proptest::prelude::*;

use super::workshop::{bundle, file, office, origin, public, push, secret, texts};
use crate::bundle::sealing::seal_clear;
use crate::bundle::{BUNDLE_FORMAT, BundleHeader, BundleProblem, contents, open, read_header};

fn refused(bytes: &[u8]) -> BundleProblem {
    // Reading the header alone must not panic either.
    let _ = read_header(bytes);
    open(bytes, &office(), &public(3)).unwrap_err()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_flipped_bit_is_noticed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = bundle(&push(1, &texts(3)), &[file(b"photo")]);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        refused(&bytes);
    }

    #[test]
    fn any_cut_is_noticed(cut in any::<prop::sample::Index>()) {
        let bytes = bundle(&push(1, &texts(3)), &[file(b"photo")]);
        let problem = refused(&bytes[..cut.index(bytes.len())]);
        prop_assert!(matches!(problem, BundleProblem::Truncated | BundleProblem::NotABundle));
    }

    #[test]
    fn rubbish_is_no_bundle(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        refused(&bytes);
    }

    #[test]
    fn rubbish_behind_a_good_beginning_is_noticed(rubbish in prop::collection::vec(any::<u8>(), 0..300), keep in 0usize..600) {
        let mut bytes = bundle(&push(0, &texts(1)), &[]);
        bytes.truncate(keep);
        bytes.extend(rubbish);
        refused(&bytes);
    }
}

#[test]
fn every_third_byte_of_a_small_bundle_counts() {
    let bytes = bundle(&push(0, &[]), &[]);
    for at in (0..bytes.len()).step_by(3) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        refused(&flipped);
    }
}

#[test]
fn bytes_behind_the_end_are_noticed() {
    let mut bytes = bundle(&push(0, &texts(1)), &[]);
    bytes.push(0);
    assert_eq!(refused(&bytes), BundleProblem::Damaged);
}

#[test]
fn a_later_format_says_so() {
    let mut bytes = bundle(&push(0, &texts(1)), &[]);
    bytes[9] = 2;
    assert_eq!(refused(&bytes), BundleProblem::Newer);
}

/// Somebody who has the device's own key swaps or drops parts and signs again: the sealing still notices.
#[test]
fn swapped_and_dropped_parts_are_noticed_below_the_signature() {
    const PART: usize = 4 + 64 * 1024 + 16;
    let bytes = bundle(&push(0, &[]), &[file(&vec![7; 150_000])]);
    let body = bytes.len() - 64;
    let last = body - PART * 2;
    // Two whole parts, then the last one, behind the number of parts.
    let first =
        (0..body).rfind(|at| bytes[*at..].starts_with(&(64u32 * 1024 + 16).to_be_bytes())).unwrap() - PART;
    let again = |mut file: Vec<u8>| {
        let signature = secret(3).sign(&file).unwrap();
        file.extend(signature.as_bytes());
        file
    };
    let mut swapped = bytes[..first].to_vec();
    swapped.extend(&bytes[first + PART..first + 2 * PART]);
    swapped.extend(&bytes[first..first + PART]);
    swapped.extend(&bytes[first + 2 * PART..body]);
    assert_eq!(swapped.len(), body);
    assert_eq!(refused(&again(swapped)), BundleProblem::WrongKey);

    let mut dropped = bytes[..first + 2 * PART].to_vec();
    dropped[first - 1] = 2;
    assert!(last > 0 && bytes[first - 1] == 3, "the number of parts stands before the first");
    assert_eq!(refused(&again(dropped)), BundleProblem::WrongKey);

    let mut other_header = bytes[..body].to_vec();
    let at = other_header.windows(8).position(|text| text == b"\"count\":").unwrap() + 8;
    other_header[at] = b'1';
    assert_eq!(refused(&again(other_header)), BundleProblem::WrongKey);
}

#[test]
fn a_header_that_lies_about_its_contents_is_noticed() {
    let push = push(2, &texts(3));
    let clear = contents::write(&push, &[file(b"x")]).unwrap();
    let keys = office().public().unwrap();
    let honest = BundleHeader {
        format: BUNDLE_FORMAT,
        province: origin().province,
        unit: origin().unit,
        device: origin().device,
        log: origin().log,
        from: push.from,
        count: 3,
        previous: push.previous,
        last: push.last,
        attachments: 1,
        bytes: clear.len() as u64,
        office: keys.id.clone(),
        made_at: origin().made_at,
        signature: None,
    };
    let made = |header: &BundleHeader| seal_clear(header, &clear, &keys, &secret(3), [1; 32]).unwrap();
    open(&made(&honest), &office(), &public(3)).unwrap();
    let lies: [fn(&mut BundleHeader); 7] = [
        |header| header.from = 0,
        |header| header.from = u64::MAX,
        |header| header.count = 2,
        |header| header.previous = header.last,
        |header| header.last = header.previous,
        |header| header.attachments = 0,
        |header| header.bytes += 1,
    ];
    for lie in lies {
        let mut header = honest.clone();
        lie(&mut header);
        assert_eq!(refused(&made(&header)), BundleProblem::HeaderDiffers);
    }
    // The chain binds the log: a segment under another log's name has other digests.
    let moved = BundleHeader { log: crate::ids::LogId::from_random(1, [1; 10]), ..honest };
    assert!(open(&made(&moved), &office(), &public(3)).is_ok(), "only the first entry binds the log's name");
}

#[test]
fn contents_that_only_look_right_are_refused() {
    let keys = office().public().unwrap();
    let refuse = |list: &str, files: &[u8]| {
        let mut clear = u32::try_from(list.len()).unwrap().to_be_bytes().to_vec();
        clear.extend(list.as_bytes());
        clear.extend(files);
        let push = push(0, &[]);
        let header = BundleHeader {
            format: 1,
            province: origin().province,
            unit: origin().unit,
            device: origin().device,
            log: origin().log,
            from: 0,
            count: 0,
            previous: push.previous,
            last: push.last,
            attachments: 0,
            bytes: clear.len() as u64,
            office: keys.id.clone(),
            made_at: origin().made_at,
            signature: None,
        };
        refused(&seal_clear(&header, &clear, &keys, &secret(3), [1; 32]).unwrap())
    };
    let digest = push(0, &[]).previous;
    let list = |entries: &str, files: &str| {
        format!(r#"{{"from":0,"previous":"{digest}","last":"{digest}","entries":{entries},"files":{files}}}"#)
    };
    assert_eq!(refuse("", b""), BundleProblem::Damaged);
    assert_eq!(refuse(&"[".repeat(100_000), b""), BundleProblem::Damaged);
    assert_eq!(refuse(&list("[]", "[]"), b"left over"), BundleProblem::Damaged);
    let many = format!("[{}1]", "1,".repeat(super::super::BUNDLE_ENTRIES_MAX));
    assert_eq!(refuse(&list(&many, "[]"), b""), BundleProblem::Damaged);
    let deep = format!("[{}{}]", "[".repeat(50_000), "]".repeat(50_000));
    assert_eq!(refuse(&list(&deep, "[]"), b""), BundleProblem::HeaderDiffers);
    let record = file(b"").record;
    let bomb = format!(
        r#"[{{"sha256":"{digest}","bytes":18446744073709551615,"record":"{record}","name":"","mime":""}}]"#
    );
    assert_eq!(refuse(&list("[]", &bomb), b"x"), BundleProblem::Damaged);
}
