//! What the office goes on with after it has answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::oneshot;

/// Counts what is under way; clones count the same.
#[derive(Clone, Debug, Default)]
pub struct Afterwards(Arc<AtomicUsize>);

/// One thing under way, until it is dropped.
struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Afterwards {
    /// Begins something that nobody's answer waits for.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.fetch_add(1, Ordering::SeqCst);
        let under_way = UnderWay(Arc::clone(&self.0));
        tokio::spawn(async move {
            work.await;
            drop(under_way);
        });
    }

    /// Does something to its end, also where whoever waits for it goes away meanwhile; nothing where it broke off itself.
    pub async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let (tell, told) = oneshot::channel();
        // Nobody may wait for it any more.
        self.spawn(async move { drop(tell.send(work.await)) });
        told.await.ok()
    }

    /// How much is under way.
    pub fn under_way(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_done_to_its_end_does_not_depend_on_who_waits() {
        let afterwards = Afterwards::default();
        assert_eq!(afterwards.to_the_end(async { 1 }).await, Some(1));
        assert_eq!(afterwards.to_the_end(async { assert_eq!(1, 2) }).await, None);
        let ((begin, begun), (go_on, gone_on), (end, ended)) =
            (oneshot::channel(), oneshot::channel::<()>(), oneshot::channel());
        let waiting = tokio::spawn({
            let afterwards = afterwards.clone();
            async move {
                let work = async move {
                    begin.send(()).unwrap();
                    gone_on.await.unwrap();
                    end.send(()).unwrap();
                };
                afterwards.to_the_end(work).await
            }
        });
        begun.await.unwrap();
        waiting.abort();
        assert!(waiting.await.is_err());
        assert_eq!(afterwards.under_way(), 1);
        go_on.send(()).unwrap();
        ended.await.unwrap();
    }

    #[tokio::test]
    async fn what_ends_or_breaks_off_is_not_under_way_any_more() {
        let afterwards = Afterwards::default();
        let (end, ended) = oneshot::channel::<()>();
        afterwards.spawn(async move {
            let _ = ended.await;
        });
        assert_eq!(afterwards.clone().under_way(), 1);
        let _ = end.send(());
        while afterwards.under_way() > 0 {
            tokio::task::yield_now().await;
        }
    }
}
