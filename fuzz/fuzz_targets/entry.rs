//! Entries, a line each: read, written again, applied one after the other to one record. See `../README.md`.
#![no_main]

use std::sync::LazyLock;

use danvan_core::access::{Authority, Role, Scope};
use danvan_core::apply::{Context, apply};
use danvan_core::catalogue::{Catalogue, bundled};
use danvan_core::entry::Entry;
use danvan_core::ids::LogId;
use danvan_core::record::Record;
use danvan_core::validate;
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Option<Catalogue>> = LazyLock::new(|| bundled("12"));
static SCOPE: Scope = Scope::Province;

fuzz_target!(|text: &str| {
    let mut record: Option<Record> = None;
    for (number, line) in text.lines().enumerate() {
        let Ok(entry) = Entry::from_text(line) else { continue };
        let written = entry.to_text().expect("what was read can be written");
        let again = Entry::from_text(&written).expect("what was written can be read");
        // A time is told in another way and is the same; everything else is as it was.
        assert_eq!(again, entry);
        // Steps of the office and entries of devices, in turn.
        let role = if number % 4 == 3 { Role::ProvinceSpecialist } else { Role::FieldOfficer };
        let context = Context {
            authority: Authority { role, scope: &SCOPE },
            known_as: None,
            device: None,
            log: LogId::from_random(1, [7; 10]),
            number: number as u64,
            received_at: None,
            catalogue: CATALOGUE.as_ref().filter(|_| number % 2 == 0),
            next_code: None,
        };
        let (after, _) = apply(record.as_ref(), &entry, &context);
        if let Some(after) = after {
            let _ = validate::check(after.kind, &after.body, CATALOGUE.as_ref(), None);
            let kept = serde_json::to_string(&after).expect("a record can be written");
            let read: Record = serde_json::from_str(&kept).expect("a record can be read");
            assert_eq!(read, after);
            record = Some(after);
        }
    }
});
