//! Many seeds, one after the other.

use std::collections::BTreeMap;

use crate::office::ModelOffice;
use crate::planted::PlantedBug;
use crate::world::{Outcome, Violation, World};

/// What a stretch of seeds came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Seeds played.
    pub seeds: u64,
    /// Seeds with violations, with the first violation of each.
    pub failed: Vec<(u64, Violation)>,
    /// Happenings of all seeds.
    pub happenings: u64,
    /// Entries saved on devices.
    pub saved: usize,
    /// Entries refused by the office, by reason.
    pub refused: BTreeMap<String, usize>,
    /// Logs that ended in a fork.
    pub left_logs: usize,
    /// Restores of the office.
    pub restores: u32,
}

/// Plays one seed against the office in memory.
pub fn play(seed: u64, bug: Option<PlantedBug>, traced: bool) -> Outcome {
    let mut office = ModelOffice::new("office", bug);
    let mut foreign = ModelOffice::new("foreign", bug);
    World::play(seed, &mut office, &mut foreign, bug, traced)
}

/// Plays the seeds from `from` on. `after_each` may stop the campaign by answering `false`.
pub fn run(
    from: u64,
    seeds: u64,
    bug: Option<PlantedBug>,
    mut after_each: impl FnMut(&Tally) -> bool,
) -> Tally {
    let mut tally = Tally::default();
    for seed in from..from + seeds {
        let outcome = play(seed, bug, false);
        tally.seeds += 1;
        tally.happenings += outcome.happenings;
        tally.saved += outcome.saved;
        for (reason, count) in outcome.refused {
            *tally.refused.entry(reason).or_default() += count;
        }
        tally.left_logs += outcome.left_logs;
        tally.restores += outcome.restores;
        tally.failed.extend(outcome.violations.into_iter().next().map(|violation| (seed, violation)));
        if !after_each(&tally) {
            break;
        }
    }
    tally
}
