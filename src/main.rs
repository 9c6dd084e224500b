//! Sổ Dân vận in the browser.

fn main() {
    danvan::app::start();
}
