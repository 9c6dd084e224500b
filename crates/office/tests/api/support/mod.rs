//! Helpers: an office, devices, people at the console.

pub mod contract;
mod device;
pub mod files;
mod hub;
mod office;
mod program;
mod province;
mod valley;

pub use device::{Answer, TestDevice, activity, enrolment, message, nomination, secret_of};
pub use hub::{Line, TestHub, open_session};
pub use office::{TestConsole, TestOffice, on_postgres};
pub use program::Program;
pub use province::District;
pub use valley::{Meets, Valley};

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
