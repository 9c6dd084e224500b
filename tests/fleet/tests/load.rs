//! A hundred devices return at once to an office that lets nobody do a whole round at a time: all are turned away,
//! and all get through.

use danvan_core::sync::Trigger;
use danvan_fleet::real::LocalOffice;
use danvan_fleet::real::load::{Load, run};
use danvan_office::pressure::Limits;

#[test]
fn a_hundred_devices_that_return_at_once_all_get_through() {
    // Strangers have a quarter of the turns: as many as enrol at a time here, where three wait for a digest, two of one
    // address; the others come again. A round takes a question, a push and two pages of the feed.
    let limits = Limits { under_way: 32, per_second: 2, at_once: 2, ..Limits::default() };
    let office = LocalOffice::start_within(limits).unwrap();
    let code = office.cast().unwrap().code("bum_nua").unwrap().to_owned();
    let load = Load { devices: 100, entries: 3, trigger: Trigger::Pressed };
    let told = run(&office.url(), &[code], load, || ()).unwrap();
    assert_eq!(told.drained_ms.len(), 100);
    assert!(told.too_often >= 100, "nobody was turned away: {told:?}");
    office.stop().unwrap();
}
