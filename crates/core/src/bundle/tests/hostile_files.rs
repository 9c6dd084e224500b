//! The two hundred hostile files, against the core alone.

use super::workshop::{bundle, office, origin, public, push, secret, texts};
use crate::bundle::hostile::{Honest, Hostile, corpus};
use crate::bundle::{open, read_header, verify};
use crate::ids::{DeviceId, LogId};

fn files() -> Vec<Hostile> {
    let texts: Vec<_> = texts(3).iter().map(|text| format!("Hoạt động: {text}")).collect();
    let honest = Honest {
        origin: origin(),
        push: push(0, &texts),
        secret: secret(3),
        office: office().public().unwrap(),
        other: (DeviceId::from_random(1, [4; 10]), LogId::from_random(1, [8; 10])),
    };
    corpus(&honest).unwrap()
}

#[test]
fn two_hundred_hostile_files_are_refused() {
    let files = files();
    assert!(files.len() >= 200, "{}", files.len());
    for hostile in files {
        let _ = (read_header(&hostile.file), verify(&hostile.file, &public(3)));
        let opened = open(&hostile.file, &office(), &public(3));
        assert_eq!(opened.is_err(), hostile.core_refuses, "{}: {:?}", hostile.what, opened.map(|o| o.header));
    }
}

#[test]
#[ignore = "writes inputs for the fuzzer into the target folder: see fuzz/README.md"]
fn the_fuzzers_corpus_is_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/fuzz/found/bundle");
    std::fs::create_dir_all(folder).unwrap();
    for (number, hostile) in files().into_iter().enumerate() {
        std::fs::write(format!("{folder}/{number:03}"), hostile.file).unwrap();
    }
    std::fs::write(format!("{folder}/honest"), bundle(&push(0, &texts(2)), &[])).unwrap();
}
