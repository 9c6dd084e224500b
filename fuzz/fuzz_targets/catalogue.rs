//! A catalogue, as an app or a hub gets it. See `../README.md`.
#![no_main]

use danvan_core::catalogue::Catalogue;
use danvan_core::record::RecordKind;
use danvan_core::validate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &[u8]| {
    let Ok(catalogue) = serde_json::from_slice::<Catalogue>(json) else { return };
    let written = serde_json::to_string(&catalogue).expect("what was read can be written");
    let again: Catalogue = serde_json::from_str(&written).expect("what was written can be read");
    assert_eq!(again, catalogue);
    // What looks things up in it.
    for unit in &catalogue.units {
        assert!(catalogue.unit(&unit.id).is_some());
    }
    let _ = validate::check(RecordKind::Activity, &Default::default(), Some(&catalogue), None);
});
