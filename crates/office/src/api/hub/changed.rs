//! Which logs have changed since a hub asked the last time: pages in the order of the last entries' arrival.

use danvan_core::ids::LogId;

use crate::hub_wire::{ChangedLogs, DeviceLog};
use crate::store::ListedLog;

/// Logs in one answer: some 16 KB on the line.
const LOGS_MAX: usize = 250;
/// What arrived within this time comes again. Times are given before a commit, and by several machines; what is missed all
/// the same is told when the hub asks from the beginning, by the day.
const AGAIN_MS: i64 = 120_000;

/// Up to which log a hub was told: the time of its last entry, and its name among those of one time.
type Place = (i64, Option<LogId>);

/// The next page behind `after`, which the answer before has named; from the beginning where it is empty, of another epoch,
/// or nothing that was ever named.
pub(super) fn page(mut logs: Vec<ListedLog>, epoch: &str, after: &str, now_ms: i64) -> ChangedLogs {
    let after = place(epoch, after);
    logs.retain(|log| after.is_none_or(|after| (log.received_ms, Some(log.log)) > after));
    logs.sort_by_key(|log| (log.received_ms, log.log));
    let more = logs.len() > LOGS_MAX;
    logs.truncate(LOGS_MAX);
    let reached = logs.last().map(|log| (log.received_ms, Some(log.log))).or(after).unwrap_or_default();
    let again: Place = (now_ms - AGAIN_MS, None);
    let reached = if more { reached } else { reached.min(again) };
    let log = reached.1.map(|log| log.to_string()).unwrap_or_default();
    ChangedLogs {
        logs: logs.iter().map(|log| DeviceLog { device: log.device, log: log.log, head: log.head }).collect(),
        next: format!("{epoch}.{}.{log}", reached.0),
        more,
    }
}

fn place(epoch: &str, text: &str) -> Option<Place> {
    let rest = text.strip_prefix(epoch)?.strip_prefix('.')?;
    let (time, log) = rest.split_once('.')?;
    let log = if log.is_empty() { None } else { Some(LogId::parse(log)?) };
    Some((time.parse().ok()?, log))
}

#[cfg(test)]
mod tests {
    use danvan_core::entry::Chain;
    use danvan_core::ids::DeviceId;

    use super::*;

    const NOW_MS: i64 = 1_000_000_000;

    fn log(number: u64, received_ms: i64) -> ListedLog {
        let log = LogId::from_random(number, [7; 10]);
        ListedLog {
            device: DeviceId::from_random(1, [7; 10]),
            log,
            head: Chain::open(log).head(),
            received_ms,
        }
    }

    #[test]
    fn logs_come_in_pages_and_then_only_what_has_changed() {
        let all: Vec<_> = (0..600).map(|number| log(number, 1_000 + number as i64 / 7)).collect();
        let (mut next, mut told, mut pages) = (String::new(), Vec::new(), 0);
        loop {
            let page = page(all.clone(), "e1", &next, NOW_MS);
            told.extend(page.logs.iter().map(|log| log.log));
            (next, pages) = (page.next, pages + 1);
            if !page.more {
                break;
            }
        }
        told.sort();
        told.dedup();
        assert_eq!((told.len(), pages), (600, 3));
        assert!(page(all.clone(), "e1", &next, NOW_MS).logs.is_empty(), "nothing has changed");
        let mut grown = all.clone();
        grown[3].received_ms = NOW_MS - 200_000;
        let changed = page(grown, "e1", &next, NOW_MS);
        assert_eq!(changed.logs.iter().map(|log| log.log).collect::<Vec<_>>(), [all[3].log]);
    }

    #[test]
    fn what_arrived_a_moment_ago_is_told_again_and_another_epoch_from_the_beginning() {
        let all = [log(1, NOW_MS - 500_000), log(2, NOW_MS - 1_000)];
        let first = page(all.to_vec(), "e1", "", NOW_MS);
        assert_eq!(first.logs.len(), 2);
        // A commit that took long: its time is before the latest that was told.
        let late = [all[0], all[1], log(3, NOW_MS - 90_000)];
        let told: Vec<_> =
            page(late.to_vec(), "e1", &first.next, NOW_MS).logs.iter().map(|log| log.log).collect();
        assert_eq!(told, [late[2].log, late[1].log]);
        for strange in [first.next.replace("e1", "e2"), "rubbish".to_owned(), "e1.x.y".to_owned()] {
            assert_eq!(page(all.to_vec(), "e1", &strange, NOW_MS).logs.len(), 2, "{strange}");
        }
    }
}
