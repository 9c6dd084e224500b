//! How much of one kind stands in the log: whatever comes, so many lines a minute, and how many more there were.
//!
//! A kind is a place in the program that writes lines, of which there are finitely many: what others say in a line makes no
//! further kinds. Debugging lines are not counted; whoever asks for them wants them all. Neither are acts of people who
//! have signed in ([`ACTS`]): nobody may hide one of theirs behind many.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tracing::callsite::Identifier;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// The target of lines of which none is left out: what people did who have signed in, to accounts, codes and devices.
pub const ACTS: &str = "danvan_office::acts";
/// The target of the lines that say what was left out.
const LEFT_OUT: &str = "danvan_office::left_out";
/// Lines of one kind in a minute. An honest rush has thousands of them, which say nothing that sixty do not say.
pub const LINES_A_MINUTE: u32 = 60;
const MINUTE: Duration = Duration::from_secs(60);
/// As much as is shown of a line that stands for those that were left out.
const EXAMPLE_CHARS: usize = 100;

/// A layer in front of the one that writes; cheap to clone.
#[derive(Clone, Default)]
pub struct LogPace(Arc<Mutex<Kinds>>);

#[derive(Default)]
struct Kinds {
    of: HashMap<Identifier, Kind>,
    /// Whether somebody will say what was left out.
    telling: bool,
}

struct Kind {
    began: Instant,
    lines: u32,
    left_out: u64,
    level: Level,
    example: String,
}

/// Lines of one kind that were left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// How many.
    pub lines: u64,
    /// Their level.
    pub level: Level,
    /// What the first of them said.
    pub example: String,
}

impl LogPace {
    /// What was left out since it was last asked.
    pub fn left_out(&self) -> Vec<LeftOut> {
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kinds.telling = false;
        let left = kinds.of.values_mut().filter(|kind| kind.left_out > 0);
        left.map(|kind| LeftOut {
            lines: std::mem::take(&mut kind.left_out),
            level: kind.level,
            example: std::mem::take(&mut kind.example),
        })
        .collect()
    }

    /// Whether a line may stand.
    fn may_stand(&self, event: &Event<'_>, now: Instant) -> bool {
        let about = event.metadata();
        if *about.level() > Level::INFO || [ACTS, LEFT_OUT].contains(&about.target()) {
            return true;
        }
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kind = kinds.of.entry(about.callsite()).or_insert_with(|| Kind {
            began: now,
            lines: 0,
            left_out: 0,
            level: *about.level(),
            example: String::new(),
        });
        if now.saturating_duration_since(kind.began) >= MINUTE {
            (kind.began, kind.lines) = (now, 0);
        }
        if kind.lines < LINES_A_MINUTE {
            kind.lines += 1;
            return true;
        }
        if kind.left_out == 0 {
            event.record(&mut Message(&mut kind.example));
        }
        kind.left_out += 1;
        if !std::mem::replace(&mut kinds.telling, true) {
            drop(kinds);
            self.tell_later();
        }
        false
    }

    /// Says after a minute what was left out: by a thread of its own, since nothing may be written while a line is.
    fn tell_later(&self) {
        let pace = self.clone();
        let begun = thread::Builder::new().name("log".to_owned()).spawn(move || {
            thread::sleep(MINUTE);
            for LeftOut { lines, level, example } in pace.left_out() {
                tracing::warn!(target: LEFT_OUT, lines, %level, "left out {lines} further lines: {example}");
            }
        });
        if begun.is_err() {
            // The next line that is left out tries again; what was counted stays.
            self.0.lock().unwrap_or_else(PoisonError::into_inner).telling = false;
        }
    }
}

impl<S: Subscriber> Layer<S> for LogPace {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        self.may_stand(event, Instant::now())
    }
}

/// Takes down what a line says, as far as it is shown.
struct Message<'t>(&'t mut String);

impl Visit for Message<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            *self.0 = format!("{value:?}").chars().take(EXAMPLE_CHARS).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use tracing_subscriber::fmt::MakeWriter;
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::{fmt, registry};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl<'w> MakeWriter<'w> for Kept {
        type Writer = Self;

        fn make_writer(&'w self) -> Self {
            self.clone()
        }
    }

    fn written(pace: &LogPace, work: impl FnOnce()) -> String {
        let kept = Kept::default();
        let writing = fmt::layer().with_ansi(false).with_writer(kept.clone());
        tracing::subscriber::with_default(registry().with(pace.clone()).with(writing), work);
        String::from_utf8(kept.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn of_one_kind_there_are_so_many_lines_a_minute_and_the_others_are_counted() {
        let pace = LogPace::default();
        let seen = written(&pace, || {
            for number in 0..100_000 {
                tracing::warn!(number, "turned away: name={number}");
            }
            for number in 0..5 {
                tracing::warn!(number, "of another kind");
            }
            for number in 0..1_000 {
                tracing::info!(target: ACTS, number, "an act");
            }
        });
        let count = |words: &str| seen.lines().filter(|line| line.contains(words)).count();
        assert_eq!(count("turned away"), LINES_A_MINUTE as usize);
        assert_eq!((count("of another kind"), count("an act")), (5, 1_000));
        let example = format!("turned away: name={LINES_A_MINUTE}");
        let left = LeftOut { lines: 100_000 - u64::from(LINES_A_MINUTE), level: Level::WARN, example };
        assert_eq!(pace.left_out(), [left]);
        assert_eq!(pace.left_out(), [], "each is told once");
    }

    #[test]
    fn another_minute_has_its_own_lines() {
        struct At(LogPace, Instant);
        impl<S: Subscriber> Layer<S> for At {
            fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
                self.0.may_stand(event, self.1)
            }
        }
        let (pace, kept, began) = (LogPace::default(), Kept::default(), Instant::now());
        for seconds in [0, 59, 60, 61] {
            let at = At(pace.clone(), began + Duration::from_secs(seconds));
            let writing = fmt::layer().with_ansi(false).with_writer(kept.clone());
            let say = || (0..100).for_each(|_| again());
            tracing::subscriber::with_default(registry().with(at).with(writing), say);
        }
        let lines = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap().lines().count();
        assert_eq!(lines, 2 * LINES_A_MINUTE as usize);
        assert_eq!(pace.left_out()[0].lines, 400 - 2 * u64::from(LINES_A_MINUTE));
    }

    /// One place in the program.
    fn again() {
        tracing::info!("again");
    }
}
