//! What goes in comes out, and only to the office.

use proptest::prelude::*;

use super::workshop::{bundle, file, office, origin, public, push, secret, texts};
use crate::bundle::{
    BUNDLE_ENTRIES_MAX, BundleProblem, BundledFile, OfficeSecrets, SecretKey, open, read_header, seal, verify,
};
use crate::ids::Digest;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn what_was_sealed_comes_out_again(
        from in 0usize..5,
        texts in prop::collection::vec(".{0,40}", 0..20),
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3000), 0..4),
    ) {
        let push = push(from, &texts);
        let files: Vec<_> = contents.iter().map(|content| file(content)).collect();
        let opened = open(&bundle(&push, &files), &office(), &public(3)).unwrap();
        prop_assert_eq!(serde_json::to_string(&opened.push).unwrap(), serde_json::to_string(&push).unwrap());
        prop_assert_eq!(opened.files, files);
        prop_assert_eq!((opened.header.from, opened.header.count), (from as u64, texts.len() as u64));
    }
}

#[test]
fn many_parts_come_out_in_their_order() {
    let content: Vec<u8> = (0..300_000u32).flat_map(u32::to_be_bytes).collect();
    let files = [file(&content), file(&content[..70_000])];
    let bytes = bundle(&push(2, &texts(50)), &files);
    assert_eq!(open(&bytes, &office(), &public(3)).unwrap().files, files);
}

#[test]
fn anybody_reads_the_header_and_nothing_else() {
    let bytes = bundle(&push(4, &texts(3)), &[file(b"x")]);
    let header = read_header(&bytes).unwrap();
    assert_eq!(header.unit.as_str(), "03466@2025-07-01");
    assert_eq!((header.device, header.log), (origin().device, origin().log));
    assert_eq!((header.from, header.count, header.attachments, header.head().length), (4, 3, 1, 7));
    assert_eq!(verify(&bytes, &public(3)).unwrap(), header);
    let clear = String::from_utf8_lossy(&bytes);
    assert!(!clear.contains("Pa Vệ Sủ") && !clear.contains("jpg"), "the contents are sealed");
}

#[test]
fn each_wrong_key_has_its_word() {
    let bytes = bundle(&push(0, &texts(2)), &[]);
    assert_eq!(open(&bytes, &office(), &public(4)).unwrap_err(), BundleProblem::BadSignature);
    assert_eq!(verify(&bytes, &public(4)).unwrap_err(), BundleProblem::BadSignature);
    let other = OfficeSecrets { seal: secret(7), sign: secret(8) };
    assert_eq!(open(&bytes, &other, &public(3)).unwrap_err(), BundleProblem::OtherOffice);
    // Named for this office, sealed to another.
    let mut keys = other.public().unwrap();
    keys.id = office().public().unwrap().id;
    let lie = seal(origin(), &push(0, &texts(2)), &[], &keys, &secret(3), [1; 32]).unwrap();
    assert_eq!(open(&lie, &office(), &public(3)).unwrap_err(), BundleProblem::WrongKey);
}

#[test]
fn another_seed_hides_the_same_contents_otherwise() {
    let (push, keys) = (push(0, &texts(1)), office().public().unwrap());
    let made = |seed| seal(origin(), &push, &[], &keys, &secret(3), [seed; 32]).unwrap();
    assert_eq!(made(1), made(1), "nothing is drawn that was not handed in");
    assert_ne!(made(1), made(2));
}

#[test]
fn more_than_a_bundle_holds_is_not_sealed() {
    let keys = office().public().unwrap();
    let many = push(0, &vec![String::new(); BUNDLE_ENTRIES_MAX + 1]);
    assert!(seal(origin(), &many, &[], &keys, &secret(3), [1; 32]).is_none());
    let large = [file(&vec![0; super::super::BUNDLE_BYTES_MAX])];
    assert!(seal(origin(), &push(0, &[]), &large, &keys, &secret(3), [1; 32]).is_none());
}

#[test]
fn keys_survive_their_texts() {
    let secret = secret(3);
    assert_eq!(SecretKey::from_hexadecimal(&secret.to_hexadecimal()), Some(secret.clone()));
    assert_eq!(format!("{secret:?}"), "SecretKey");
    let text = serde_json::to_string(&office().public().unwrap()).unwrap();
    assert_eq!(serde_json::from_str::<crate::bundle::OfficeKeys>(&text).unwrap(), office().public().unwrap());
    for wrong in
        ["\"\"", "\"zz\"", &format!("\"02{}\"", "ff".repeat(32)), &format!("\"{}\"", "00".repeat(33))]
    {
        assert!(serde_json::from_str::<crate::bundle::PublicKey>(wrong).is_err(), "{wrong}");
    }
    assert_eq!(SecretKey::from_bytes(&[0; 32]), None);
    assert_eq!(SecretKey::from_bytes(&[255; 32]), None);
}

#[test]
fn a_photo_that_rotted_on_the_device_comes_out_under_the_name_it_had() {
    let rotted = BundledFile { sha256: Digest::of(&[b"photo"]), ..file(b"phoXo") };
    let bytes = bundle(&push(0, &texts(2)), &[rotted.clone(), file(b"whole")]);
    let opened = open(&bytes, &office(), &public(3)).unwrap();
    assert_eq!(opened.push.entries.len(), 2);
    assert_eq!(opened.files, [rotted, file(b"whole")], "whoever takes it in compares");
}
