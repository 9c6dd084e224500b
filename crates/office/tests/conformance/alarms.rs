//! What the administrators are to know.

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

    assert!(!store.acknowledge_alarm(&there, "a", "Lò Thị Mai", AT_MS).await.unwrap());
    assert!(!store.acknowledge_alarm(&here, "nothing", "Lò Thị Mai", AT_MS).await.unwrap());
    assert!(store.acknowledge_alarm(&here, "a", "Lò Thị Mai", AT_MS + 70_000).await.unwrap());
    assert!(!store.acknowledge_alarm(&here, "a", "Người sau", AT_MS + 80_000).await.unwrap());
    raise("lanhdao", 5, AT_MS + 90_000, "c").await;
    let alarms = store.alarms(&here).await.unwrap();
    let seen: Vec<_> =
        alarms.iter().map(|alarm| (alarm.id.as_str(), alarm.count, alarm.acknowledged.clone())).collect();
    let seen_to = Some((AT_MS + 70_000, "Lò Thị Mai".to_owned()));
    assert_eq!(seen, [("c", 5, None), ("b", 2, None), ("a", 44, seen_to)]);
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
    for alarm in alarms {
        assert!(store.acknowledge_alarm(&here, &alarm.id, "Lò Thị Mai", alarm.last_ms).await.unwrap());
    }
    let left = store.alarms(&here).await.unwrap();
    assert_eq!(left.len(), usize::try_from(ACKNOWLEDGED_KEPT).unwrap());
    assert!(left.iter().any(|alarm| alarm.id == format!("a{}", most - 1)), "the latest are kept");
    assert!(!left.iter().any(|alarm| alarm.id == "a7"));
}
