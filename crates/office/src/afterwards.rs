//! What the office goes on with after it has answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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

    /// How much is under way.
    pub fn under_way(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

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
