//! The body of a push: read, written again, its entries chained. See `../README.md`.
#![no_main]

use danvan_core::entry::{Chain, Entry, Head};
use danvan_core::ids::DeviceId;
use danvan_core::ids::LogId;
use danvan_core::proof;
use danvan_core::wire::Push;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(push) = serde_json::from_slice::<Push>(body) else { return };
    let written = serde_json::to_vec(&push).expect("what was read can be written");
    let again: Push = serde_json::from_slice(&written).expect("what was written can be read");
    assert_eq!((again.from, again.previous, again.last), (push.from, push.previous, push.last));
    assert_eq!(again.signature, push.signature);
    let texts = |push: &Push| push.entries.iter().map(|text| text.get().to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(&again), texts(&push));

    let log = LogId::from_random(1, [7; 10]);
    let _ = proof::segment(DeviceId::from_random(1, [8; 10]), log, &push.head());
    // Numbers that no log reaches are refused before anything is chained.
    if push.from > u64::from(u32::MAX) {
        return;
    }
    let mut chain = Chain::resume(log, Head { length: push.from, digest: push.previous });
    for text in texts(&push) {
        let _ = Entry::from_text(&text);
        chain.append(text);
    }
    assert_eq!(chain.head().length, push.head().length);
});
