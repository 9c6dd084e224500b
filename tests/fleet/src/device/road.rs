//! Which way a device's round goes: straight to the province, or to a hub of its district where the province is silent.
//! As the app's `net::road`.

use danvan_core::sync::Call;

/// The way of the present round.
#[derive(Clone, Debug, Default)]
pub struct Road {
    /// The hub that may be asked, by its place in the world.
    pub hub: Option<usize>,
    /// Whether that hub answers in this round.
    pub at_hub: bool,
    /// Which of the hub's disks gave its last answer.
    pub disk: u32,
    /// A question that the province has not answered yet; after some time the hub is asked.
    pub asked: Option<(u64, Call)>,
    /// The question that was given up at the province: what it answers after all finds nobody.
    pub turned: Option<u64>,
}

impl Road {
    /// A round begins: with the province, whatever the last one did.
    pub fn begin(&mut self, hub: Option<usize>) {
        *self = Self { hub, ..Self::default() };
    }
}
