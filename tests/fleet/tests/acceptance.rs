//! The acceptance story against an office in this process, over HTTP.

use danvan_fleet::real::{LocalOffice, demo};

#[test]
fn two_offline_devices_and_the_console_come_to_the_articles_figures() {
    let office = LocalOffice::start().unwrap();
    demo::play(&office.url(), &office.cast().unwrap()).unwrap();
    office.stop().unwrap();
}
