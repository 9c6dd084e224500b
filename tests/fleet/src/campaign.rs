//! Many seeds, as many at a time as there are cores.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::planted::PlantedBug;
use crate::world::{HubTally, IdentityTally, Outcome, Violation, World};

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
    /// Failures of the office's database or power under a request.
    pub blows: u32,
    /// Bundles that were packed.
    pub bundles: u32,
    /// Receipts that came to devices in files.
    pub receipts: u32,
    /// Choices that people made between values.
    pub choices: u32,
    /// Photos taken.
    pub photos: u32,
    /// Chunks of photos sent.
    pub chunks: u32,
    /// Uploads gone on with after a break.
    pub resumed: u32,
    /// Times at which several requests reached the office at the same moment.
    pub together: u32,
    /// What hubs did.
    pub hubs: HubTally,
    /// Keys, revocations, forgeries.
    pub identity: IdentityTally,
}

/// Plays one seed against the real office.
pub fn play(seed: u64, bug: Option<PlantedBug>, traced: bool) -> Outcome {
    World::play(seed, bug, traced)
}

/// Plays the seeds from `from` on, several at a time, each in a thread of its own. `after_each` may stop the campaign
/// by answering `false`; seeds come to it in no order.
pub fn run(
    from: u64,
    seeds: u64,
    bug: Option<PlantedBug>,
    after_each: impl FnMut(&Tally) -> bool + Send,
) -> Tally {
    let next = AtomicU64::new(from);
    let shared = Mutex::new((Tally::default(), after_each, true));
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from.saturating_add(seeds) {
                        break;
                    }
                    let outcome = play(seed, bug, false);
                    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    let (tally, after_each, go_on) = &mut *shared;
                    tally.add(seed, outcome);
                    *go_on &= after_each(tally);
                    if !*go_on {
                        break;
                    }
                }
            });
        }
    });
    let (mut tally, ..) = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.failed.sort_unstable_by_key(|(seed, _)| *seed);
    tally
}

impl Tally {
    /// What was played, in a line.
    pub fn words(&self) -> String {
        format!(
            "{} seeds: {} entries saved, refused {:?}; {} logs left after forks, {} restores of the office, {} failures \
             of its database or power, {} times several requests at once, {}, {} bundles, {} receipts in files, {} choices, \
             {} photos in {} chunks, {} times gone on with; {}; {} happenings; {} seeds broke a rule",
            self.seeds,
            self.saved,
            self.refused,
            self.left_logs,
            self.restores,
            self.blows,
            self.together,
            self.hubs.words(),
            self.bundles,
            self.receipts,
            self.choices,
            self.photos,
            self.chunks,
            self.resumed,
            self.identity.words(),
            self.happenings,
            self.failed.len(),
        )
    }

    fn add(&mut self, seed: u64, outcome: Outcome) {
        self.seeds += 1;
        self.happenings += outcome.happenings;
        self.saved += outcome.saved;
        for (reason, count) in outcome.refused {
            // The reason without the item that it names.
            let kind = reason.split_once(' ').map_or(reason.as_str(), |(kind, _)| kind);
            *self.refused.entry(kind.to_owned()).or_default() += count;
        }
        self.left_logs += outcome.left_logs;
        self.restores += outcome.restores;
        self.blows += outcome.blows;
        self.together += outcome.together;
        self.hubs.add(outcome.hubs);
        self.identity.add(outcome.identity);
        self.bundles += outcome.bundles;
        self.receipts += outcome.receipts;
        self.choices += outcome.choices;
        self.photos += outcome.photos;
        self.chunks += outcome.chunks;
        self.resumed += outcome.resumed;
        self.failed.extend(outcome.violations.into_iter().next().map(|violation| (seed, violation)));
    }
}
