//! What the administrators are to know.

use std::slice;

use danvan_office::store::{ACKNOWLEDGED_KEPT, OPEN_MAX, OfficeStore, Raised};

use crate::things::{AT_MS, HERE, THERE, province};

fn raised(kind: &str, subject: &str, count: u64, at_ms: i64) -> Raised {
    let (kind, subject) = (kind.to_owned(), subject.to_owned());
    Raised { province: province(HERE), kind, subject, count, first_ms: at_ms, last_ms: at_ms + 5 }
}

pub async fn one_is_open_of_each_kind_and_subject_until_somebody_sees_to_it(store: &dyn OfficeStore) {
    let (here, there) = (province(HERE), province(THERE));
    let raise = async |subject: &str, count, at_ms, fresh: &str| {
        store.raise_alarm(&raised("guessing_password", subject, count, at_ms), fresh).await.unwrap();
    };
    raise("lanhdao", 1, AT_MS, "a").await;
    raise("lanhdao", 40, AT_MS + 60_000, "unused").await;
    raise("chuyenvien", 2, AT_MS + 1_000, "b").await;
    // Another office had counted something that happened before.
    raise("lanhdao", 3, AT_MS - 1_000, "unused").await;
    let alarms = store.alarms(&here).await.unwrap();
    let seen: Vec<_> =
        alarms.iter().map(|alarm| (alarm.id.as_str(), alarm.subject.as_str(), alarm.count)).collect();
    assert_eq!(seen, [("a", "lanhdao", 44), ("b", "chuyenvien", 2)]);
    assert_eq!((alarms[0].since_ms, alarms[0].last_ms), (AT_MS - 1_000, AT_MS + 60_005));
    assert_eq!((alarms[0].kind.as_str(), &alarms[0].acknowledged), ("guessing_password", &None));
    assert!(store.alarms(&there).await.unwrap().is_empty());

    let see_to = async |province, alarms: &[&str], by: &str, at_ms| {
        let alarms: Vec<String> = alarms.iter().map(|alarm| (*alarm).to_owned()).collect();
        store.acknowledge_alarms(province, &alarms, by, at_ms).await.unwrap()
    };
    assert!(see_to(&there, &["a"], "Lò Thị Mai", AT_MS).await.is_empty());
    assert!(see_to(&here, &["nothing", "\0", "'"], "Lò Thị Mai", AT_MS).await.is_empty());
    assert!(see_to(&here, &[], "Lò Thị Mai", AT_MS).await.is_empty());
    assert_eq!(see_to(&here, &["a", "nothing", "a"], "Lò Thị Mai", AT_MS + 70_000).await, ["a"]);
    assert!(see_to(&here, &["a"], "Người sau", AT_MS + 80_000).await.is_empty());
    raise("lanhdao", 5, AT_MS + 90_000, "c").await;
    let alarms = store.alarms(&here).await.unwrap();
    let seen: Vec<_> =
        alarms.iter().map(|alarm| (alarm.id.as_str(), alarm.count, alarm.acknowledged.clone())).collect();
    let seen_to = Some((AT_MS + 70_000, "Lò Thị Mai".to_owned()));
    assert_eq!(seen, [("c", 5, None), ("b", 2, None), ("a", 44, seen_to)]);

    // Those that are named and no others: one that was raised meanwhile stays, and one that somebody saw to is still theirs.
    raise("vientruong", 1, AT_MS + 95_000, "d").await;
    let mut changed = see_to(&here, &["a", "b", "c"], "Người sau", AT_MS + 99_000).await;
    changed.sort();
    assert_eq!(changed, ["b", "c"]);
    let open: Vec<_> =
        store.alarms(&here).await.unwrap().into_iter().filter(|alarm| alarm.acknowledged.is_none()).collect();
    assert_eq!(open.iter().map(|alarm| alarm.id.as_str()).collect::<Vec<_>>(), ["d"]);
}

pub async fn however_many_are_raised_so_many_are_kept(store: &dyn OfficeStore) {
    let here = province(HERE);
    let most = usize::try_from(OPEN_MAX).unwrap();
    for number in 0..most + 50 {
        let at_ms = AT_MS + i64::try_from(number).unwrap();
        let alarm = raised("of another version", &number.to_string(), 1, at_ms);
        store.raise_alarm(&alarm, &format!("a{number}")).await.unwrap();
    }
    let alarms = store.alarms(&here).await.unwrap();
    assert_eq!(alarms.len(), most + 1);
    let general = alarms.iter().find(|alarm| alarm.subject.is_empty()).unwrap();
    assert_eq!(general.count, 50, "what has no line of its own is counted under its kind");
    // What is open already goes on being counted by itself.
    store.raise_alarm(&raised("of another version", "7", 9, AT_MS), "unused").await.unwrap();
    assert_eq!(store.alarms(&here).await.unwrap().iter().find(|alarm| alarm.id == "a7").unwrap().count, 10);
    // One after the other, and many at once.
    let (some, rest) = alarms.split_at(100);
    for alarm in some {
        let seen_to =
            store.acknowledge_alarms(&here, slice::from_ref(&alarm.id), "Lò Thị Mai", alarm.last_ms).await;
        assert_eq!(seen_to.unwrap(), slice::from_ref(&alarm.id));
    }
    let rest: Vec<String> = rest.iter().map(|alarm| alarm.id.clone()).collect();
    let seen_to = store.acknowledge_alarms(&here, &rest, "Lò Thị Mai", AT_MS).await.unwrap();
    assert_eq!(seen_to.len(), rest.len());
    let left = store.alarms(&here).await.unwrap();
    assert_eq!(left.len(), usize::try_from(ACKNOWLEDGED_KEPT).unwrap());
    assert!(left.iter().any(|alarm| alarm.id == format!("a{}", most - 1)), "the latest are kept");
    assert!(!left.iter().any(|alarm| alarm.id == "a7"));
}
