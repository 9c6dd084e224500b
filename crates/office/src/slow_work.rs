//! Work that takes a core for a moment (digests of passwords and codes, seals of files): beside the threads that serve
//! requests, and a few at a time.
//!
//! A turn is held until the work is done, also where nobody waits for it any more: whoever asks and hangs up, again and
//! again, gets no more of the machine than whoever waits.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustix::process::setpriority_process;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use crate::limits::Place;

/// A third of what others get who want the same core: behind them, and not so far that whoever waits finds no end on a
/// machine that is busy (at 10, a tenth, an enrolment waited longer than twenty seconds beside a compiler).
const BEHIND: i32 = 5;

/// So many pieces of work at a time.
#[derive(Clone, Debug)]
pub struct SlowWork(Arc<Semaphore>);

/// The work was not done: the program is stopping, or so many others wait that no turn came in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the work was not done")]
pub struct NotDone;

impl SlowWork {
    /// So many at a time.
    pub fn new(at_a_time: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_a_time)))
    }

    /// Does the work once there is a turn.
    ///
    /// # Errors
    /// Where it could not be done.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let turn = self.turn().await?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(|_| NotDone)
    }

    /// The same behind everything else that the machine has to do, for those of whom nothing is known yet; they wait for a
    /// turn for so long at most, at a place that they have until then.
    ///
    /// # Errors
    /// As [`Self::run`], or where no turn came in time.
    pub async fn run_behind<T: Send + 'static>(
        &self,
        place: Place,
        patience: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let turn = timeout(patience, self.turn()).await.map_err(|_| NotDone)??;
        drop(place);
        let (tell, told) = oneshot::channel();
        // A thread of its own: its priority can be lowered, and not raised again.
        let begun = thread::Builder::new().name("behind".to_owned()).spawn(move || {
            if let Err(error) = setpriority_process(None, BEHIND) {
                tracing::debug!(%error, "the priority stays");
            }
            let done = work();
            drop(turn);
            // Nobody waits for it where they have hung up.
            drop(tell.send(done));
        });
        if let Err(error) = begun {
            tracing::error!(%error, "no thread for slow work");
        }
        told.await.map_err(|_| NotDone)
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, NotDone> {
        Arc::clone(&self.0).acquire_owned().await.map_err(|_| NotDone)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::time::sleep;

    use super::*;
    use crate::limits::WaitingRoom;

    const MOMENT: Duration = Duration::from_millis(100);
    const LONG: Duration = Duration::from_secs(20);

    fn place() -> Place {
        WaitingRoom::new(1).place(None).unwrap()
    }

    /// Begins work that goes on until it is told to end, and hangs up.
    async fn begun_and_left(slowly: &SlowWork, behind: bool) -> mpsc::Sender<()> {
        let (end, ended) = mpsc::channel();
        let (begin, begun) = oneshot::channel();
        let work = move || {
            begin.send(()).unwrap();
            ended.recv().unwrap();
        };
        let slowly = slowly.clone();
        let asking = tokio::spawn(async move {
            if behind { slowly.run_behind(place(), LONG, work).await } else { slowly.run(work).await }
        });
        begun.await.unwrap();
        asking.abort();
        end
    }

    #[tokio::test]
    async fn who_hangs_up_frees_no_turn_before_the_work_is_done() {
        for behind in [false, true] {
            let slowly = SlowWork::new(1);
            let end = begun_and_left(&slowly, behind).await;
            sleep(MOMENT).await;
            assert_eq!(slowly.run_behind(place(), MOMENT, || 1).await, Err(NotDone));
            end.send(()).unwrap();
            assert_eq!(slowly.run_behind(place(), LONG, || 1).await, Ok(1));
        }
    }

    #[tokio::test]
    async fn a_place_is_held_until_the_turn_comes_and_not_by_who_hangs_up() {
        let (slowly, room) = (SlowWork::new(1), WaitingRoom::new(1));
        let end = begun_and_left(&slowly, true).await;
        let waits = || {
            let (slowly, place) = (slowly.clone(), room.place(None).unwrap());
            tokio::spawn(async move { slowly.run_behind(place, LONG, || 1).await })
        };
        let waiting = waits();
        sleep(MOMENT).await;
        assert!(room.place(None).is_none());
        waiting.abort();
        assert!(waiting.await.is_err());
        let waiting = waits();
        end.send(()).unwrap();
        assert_eq!(waiting.await.unwrap(), Ok(1));
        let end = {
            let (end, ended) = mpsc::channel::<()>();
            let (slowly, place) = (slowly.clone(), room.place(None).unwrap());
            tokio::spawn(async move { slowly.run_behind(place, LONG, move || ended.recv().unwrap()).await });
            end
        };
        while room.place(None).is_none() {
            sleep(MOMENT / 10).await;
        }
        end.send(()).unwrap();
    }

    #[tokio::test]
    async fn work_that_panics_is_not_done_and_frees_its_turn() {
        let slowly = SlowWork::new(1);
        assert_eq!(slowly.run(|| assert_eq!(1, 2)).await, Err(NotDone));
        assert_eq!(slowly.run_behind(place(), LONG, || assert_eq!(1, 2)).await, Err(NotDone));
        assert_eq!(slowly.run(|| 1).await, Ok(1));
    }
}
