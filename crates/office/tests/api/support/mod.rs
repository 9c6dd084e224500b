//! Helpers: an office, devices, people at the console.

mod device;
pub mod files;
mod hub;
mod office;
mod program;
mod province;

pub use device::{Answer, TestDevice, activity, message, nomination};
pub use hub::{Line, TestHub, machine, open_session, signed};
pub use office::{TestConsole, TestOffice, on_postgres};
pub use program::Program;
pub use province::{District, FakeProvince};

/// Names tests of a file to be run once more on PostgreSQL.
macro_rules! also_on_postgres {
    ($($test:ident,)*) => {
        mod on_postgres {
            $(#[test]
            fn $test() {
                $crate::support::on_postgres(super::$test);
            })*
        }
    };
}
pub(crate) use also_on_postgres;
