//! What a hub holds unsigned, of the time before signatures: the engine itself signs it, and it travels.

use std::collections::VecDeque;

use danvan_core::sync::{Answer, Call, Command, Engine, Event, LocalLog, Moment, Trigger};
use danvan_core::wire::{FeedPage, REQUEST_BYTES_MAX};
use danvan_office::intake::PushOutcome;

use crate::support::District;

/// One round of the device with its hub. How many segments of no entries it signed.
async fn round(district: &District, engine: &mut Engine) -> usize {
    let device = &district.device;
    let moment = Moment { now_ms: 1_000, dice: 7 };
    let log = LocalLog { log: device.log(), head: device.chain.head(), confirmed: 0, answered: 0 };
    engine.handle(Event::Log(log), moment);
    engine.handle(Event::Cursor(None), moment);
    let mut waiting = VecDeque::from(engine.handle(Event::Trigger(Trigger::Pressed), moment));
    let mut signed_alone = 0;
    while let Some(command) = waiting.pop_front() {
        let event = match command {
            Command::Send { ticket, call } => {
                if let Call::Push { push, .. } = &call {
                    signed_alone += usize::from(push.entries.is_empty());
                }
                Event::Answered { ticket, answer: answer(district, call).await }
            }
            Command::Read { ticket, from, bytes_max, .. } => {
                let (mut entries, mut bytes) = (Vec::new(), 0);
                for entry in device.sealed.iter().skip(from as usize) {
                    bytes += entry.text.len();
                    if bytes > bytes_max && !entries.is_empty() {
                        break;
                    }
                    entries.push(entry.clone());
                }
                Event::Read { ticket, entries }
            }
            Command::KeepReceipt { ticket, .. } | Command::KeepPage { ticket, .. } => Event::Kept { ticket },
            Command::StartLog { .. } => panic!("nothing has forked"),
            Command::WakeAt { .. } | Command::Show => continue,
        };
        waiting.extend(engine.handle(event, moment));
    }
    assert_eq!(engine.status().trouble, None);
    signed_alone
}

async fn answer(district: &District, call: Call) -> Answer {
    let hub = &district.hub;
    match call {
        Call::Ask { log, from } => {
            let known = hub.file.device(district.device.id).await.unwrap().unwrap();
            Answer::Status(hub.status(&known, log, from).await.unwrap().unwrap())
        }
        Call::Push { push, .. } => match district.push(&district.device.sign(push)).await.unwrap() {
            PushOutcome::Answered(answer) => Answer::Pushed(*answer),
            other => panic!("{other:?}"),
        },
        Call::Feed { .. } => Answer::Page(FeedPage {
            epoch: String::new(),
            records: Vec::new(),
            cursor: "0".to_owned(),
            more: false,
        }),
    }
}

/// Appends entries of some 16 KB.
fn append(district: &mut District, entries: usize) {
    for number in 0..entries {
        district.device.append(format!("\"{number} {}\"", "x".repeat(16_000)));
    }
}

#[tokio::test]
async fn megabytes_that_a_hub_holds_unsigned_are_signed_in_steps_and_all_of_it_arrives() {
    let mut district = District::new().await;
    for _ in 0..6 {
        let from = district.device.sealed.len();
        append(&mut district, 60);
        district.push(&district.device.segment(from)).await.unwrap();
    }
    sqlx::query("DELETE FROM signed_heads").execute(district.hub.file.pool()).await.unwrap();
    district.province().bytes_max = REQUEST_BYTES_MAX - 64 * 1024;
    assert_eq!(district.hub.pass_on().await.unwrap().unsigned, 1, "5.7 MB wait");
    append(&mut district, 30);

    let mut engine = Engine::new();
    assert!(round(&district, &mut engine).await >= 24);
    assert_eq!(round(&district, &mut engine).await, 0, "once is enough");
    let passed = district.hub.pass_on().await.unwrap();
    assert_eq!((passed.entries, passed.unsigned, passed.refused), (390, 0, 0));
    assert_eq!(district.province().entries, district.device.sealed);
    assert!(district.province().pushes.iter().all(|(_, _, well)| *well), "each fits");
    assert!(district.hub.overview().await.unwrap().refused.is_empty());
}
