//! Whatever fails for ever is tried so often an hour and no more, whatever else happens; and it keeps nothing else back.

use proptest::prelude::*;

use super::bench::{ModelOffice, hash};
use super::*;
use crate::sync::{Moment, TRIES_AN_HOUR};

const HOUR_MS: u64 = 60 * 60 * 1_000;

/// Which requests never succeed.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Known,
    Create,
    Offset,
    Chunk,
    /// Whatever is asked for one file, for example since something on the way finds its bytes suspicious.
    OneFile,
}

impl Fault {
    fn hits(self, call: &Call) -> bool {
        let of_one = |sha256: &Digest| *sha256 == hash(0);
        match (self, call) {
            (Self::Known, Call::Known { .. })
            | (Self::Create, Call::Create { .. })
            | (Self::Offset, Call::Offset { .. })
            | (Self::Chunk, Call::Chunk { .. }) => true,
            (Self::OneFile, Call::Chunk { sha256, .. }) => of_one(sha256),
            _ => false,
        }
    }
}

/// A device with photos, one of them begun and one that a later version of the office does not have any more.
struct Phone {
    uploader: Uploader,
    office: ModelOffice,
    store: Vec<LocalFile>,
    now_ms: u64,
    tried_ms: Vec<u64>,
}

impl Phone {
    fn new() -> Self {
        let begun =
            Fate::Waiting { place: Some(Place { address: "/api/v1/uploads/9".to_owned(), offset: 5 }) };
        let fates = [Fate::NEW, Fate::NEW, begun];
        let files = fates.into_iter().enumerate();
        let store = files.map(|(number, fate)| LocalFile { sha256: hash(number), bytes: 200_000, fate });
        Self {
            uploader: Uploader::new(),
            office: ModelOffice::default(),
            store: store.collect(),
            now_ms: 1_000,
            tried_ms: Vec::new(),
        }
    }

    /// Tells of something, and does what is asked until nothing more is.
    fn tell(&mut self, event: Event, dice: u32, fault: Fault, failure: &Failure, line_gone: bool) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            for command in self.uploader.handle(event, Moment { now_ms: self.now_ms, dice }) {
                match command {
                    Command::Send { ticket, call } => {
                        let hit = fault.hits(&call);
                        if hit {
                            self.tried_ms.push(self.now_ms);
                        }
                        let answer = match () {
                            () if hit => Err(failure.clone()),
                            () if line_gone => Err(Failure::Lost),
                            () => self.office.answer(&call),
                        };
                        events.push(match answer {
                            Ok(answer) => Event::Answered { ticket, answer },
                            Err(failure) => Event::Failed { ticket, failure },
                        });
                    }
                    Command::Keep { ticket, fates } => {
                        for (sha256, fate) in fates {
                            let file = self.store.iter_mut().find(|file| file.sha256 == sha256);
                            file.unwrap().fate = fate;
                        }
                        events.push(Event::Kept { ticket });
                    }
                    Command::WakeAt { .. } | Command::Show => {}
                }
            }
        }
    }

    /// The page is loaded anew.
    fn restart(&mut self) {
        let kept = self.uploader.kept_waits(0);
        self.uploader = Uploader::new();
        self.uploader.take_waits(&kept, 0, self.now_ms);
        self.uploader.handle(Event::Occasion, Moment { now_ms: self.now_ms, dice: 7 });
    }

    fn free(&mut self, dice: u32, fault: Fault, failure: &Failure, line_gone: bool) {
        self.tell(Event::Files(self.store.clone()), dice, fault, failure, line_gone);
        let epoch = self.office.epoch.to_string();
        self.tell(Event::Free { epoch }, dice, fault, failure, line_gone);
    }
}

const FAULTS: [Fault; 5] = [Fault::Known, Fault::Create, Fault::Offset, Fault::Chunk, Fault::OneFile];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn it_is_tried_twelve_times_an_hour_at_most_in_any_mixture(
        fault in prop::sample::select(FAULTS.to_vec()),
        failure in prop::sample::select(vec![
            Failure::Lost, Failure::Blocked, Failure::ChunkTooLarge, Failure::Damaged, Failure::Gone, Failure::Elsewhere,
            Failure::NotAllowed, Failure::Rejected("400".to_owned()), Failure::Busy { retry_after_s: None },
        ]),
        happenings in prop::collection::vec(
            (prop_oneof![0u64..3_000, 0u64..400_000], 0u8..7, any::<u32>(), prop::bool::weighted(0.2)), 1..400,
        ),
    ) {
        let mut phone = Phone::new();
        for (number, (passed, what, dice, line_gone)) in happenings.into_iter().enumerate() {
            phone.now_ms += passed;
            match what {
                0 => phone.tell(Event::Timer, dice, fault, &failure, line_gone),
                1 => phone.tell(Event::Occasion, dice, fault, &failure, line_gone),
                2 => phone.tell(Event::Hold, dice, fault, &failure, line_gone),
                3 => {
                    let fate = Fate::NEW;
                    phone.store.push(LocalFile { sha256: hash(100 + number), bytes: 50_000, fate });
                }
                4 => phone.restart(),
                _ => phone.free(dice, fault, &failure, line_gone),
            }
        }
        let tried = &phone.tried_ms;
        for begin in tried {
            let in_hour = tried.iter().filter(|at| (*begin..begin + HOUR_MS).contains(at)).count();
            prop_assert!(in_hour <= TRIES_AN_HOUR, "{fault:?}: {in_hour}");
        }
    }
}

/// The property above would be true of an uploader that never tries again.
#[test]
fn it_goes_on_being_tried() {
    for fault in FAULTS {
        let mut phone = Phone::new();
        for _ in 0..120 {
            phone.now_ms += 60_000;
            phone.free(7, fault, &Failure::Lost, false);
        }
        assert!((8..=24).contains(&phone.tried_ms.len()), "{fault:?}: {:?}", phone.tried_ms);
    }
}

/// Android takes pages away all day.
#[test]
fn pages_that_are_loaded_anew_try_no_more_often() {
    for fault in FAULTS {
        let mut phone = Phone::new();
        for _ in 0..100 {
            phone.now_ms += 20_000;
            phone.restart();
            phone.free(7, fault, &Failure::Blocked, false);
        }
        assert!((5..=TRIES_AN_HOUR).contains(&phone.tried_ms.len()), "{fault:?}: {:?}", phone.tried_ms);
    }
}

#[test]
fn a_photo_that_nothing_lets_through_keeps_no_other_one_back() {
    for failure in [Failure::Lost, Failure::Blocked, Failure::Damaged, Failure::Rejected("400".to_owned())] {
        let mut phone = Phone::new();
        for _ in 0..10 {
            phone.now_ms += 60_000;
            phone.free(7, Fault::OneFile, &failure, false);
        }
        let whole = |number| phone.office.whole.contains(&hash(number));
        assert_eq!((whole(0), whole(1), whole(2)), (false, true, true), "{failure:?}");
    }
}

/// Which of two ways is closed.
#[test]
fn what_does_not_go_as_patch_goes_as_post_and_is_told_where_neither_does() {
    let mut phone = Phone::new();
    let mut ways = Vec::new();
    let mut events = vec![Event::Files(phone.store.clone()), Event::Free { epoch: "0".to_owned() }];
    events.reverse();
    while let Some(event) = events.pop() {
        for command in phone.uploader.handle(event, Moment { now_ms: 5, dice: 7 }) {
            match command {
                Command::Send { ticket, call } => {
                    let blocked = matches!(
                        call,
                        Call::Chunk { by_post: false, .. } | Call::Offset { by_post: false, .. }
                    );
                    if let Call::Chunk { by_post, .. } = call {
                        ways.push(by_post);
                    }
                    let answer = if blocked { Err(Failure::Blocked) } else { phone.office.answer(&call) };
                    events.push(match answer {
                        Ok(answer) => Event::Answered { ticket, answer },
                        Err(failure) => Event::Failed { ticket, failure },
                    });
                }
                Command::Keep { ticket, .. } => events.push(Event::Kept { ticket }),
                Command::WakeAt { .. } | Command::Show => {}
            }
        }
    }
    assert_eq!(ways.iter().filter(|by_post| !**by_post).count(), 1, "asked once, and never again: {ways:?}");
    assert_eq!(phone.office.whole.len(), 3);
    assert_eq!(phone.uploader.status().trouble, None);

    let mut phone = Phone::new();
    phone.free(7, Fault::Chunk, &Failure::Blocked, false);
    assert_eq!(phone.tried_ms.len(), 2, "both ways");
    assert_eq!(phone.uploader.status().trouble, Some(Failure::Blocked));
}
