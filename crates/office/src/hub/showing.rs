//! What a hub shows to everybody who asks: all that waits is read for it, so it is read for one at a time, and whoever has
//! asked before a reading began shares what it found.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Mutex;

use super::Hub;
use super::bundles::HandedOut;
use super::overview::Overview;
use crate::hub_wire::{HubUnit, KeptBundles};
use crate::store::StoreResult;

/// The last reading, with when it began.
pub(super) type Showing = Mutex<Option<(Instant, Arc<Shown>)>>;

/// See the module's head.
#[derive(Debug)]
pub(super) struct Shown {
    /// The hub's members.
    pub units: Vec<HubUnit>,
    /// The figures.
    pub overview: Overview,
    /// The bundles that are kept.
    pub kept: KeptBundles,
    /// The receipt files to hand out.
    pub receipts: Vec<HandedOut>,
}

impl Hub {
    /// What there is to show, no older than the question.
    pub(super) async fn shown(&self) -> StoreResult<Arc<Shown>> {
        let asked = Instant::now();
        let mut last = self.showing.lock().await;
        if let Some((began, shown)) = last.as_ref()
            && *began >= asked
        {
            return Ok(Arc::clone(shown));
        }
        let began = Instant::now();
        let identity = self.file.identity().await?.ok_or_else(super::store::not_enrolled)?;
        let (kept, receipts) = (self.kept_bundles().await?, self.handed_out().await?);
        let shown =
            Arc::new(Shown { units: identity.units, overview: self.overview().await?, kept, receipts });
        *last = Some((began, Arc::clone(&shown)));
        Ok(shown)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use futures_util::StreamExt;
    use futures_util::future::join_all;
    use futures_util::stream::FuturesUnordered;
    use tokio::time::timeout;
    use tower::ServiceExt;

    use super::*;
    use crate::clock::Clock;
    use crate::hub::http::{HttpUpstream, client};
    use crate::hub::server::router;
    use crate::hub::store::{HubFile, Identity};
    use crate::pressure::Limits;

    async fn hub() -> (tempfile::TempDir, Hub) {
        let folder = tempfile::tempdir().unwrap();
        let file = HubFile::open(&folder.path().join("hub.sqlite")).await.unwrap();
        let identity = Identity {
            upstream: "http://127.0.0.1:9".to_owned(),
            token: "x".to_owned(),
            province: "12".to_owned(),
            hub: None,
            name: "Khu vực".to_owned(),
            units: Vec::new(),
            last_contact_ms: None,
            last_passed_ms: None,
            keys: None,
        };
        file.enrol(&identity).await.unwrap();
        let way = HttpUpstream::new(client(None).unwrap(), &identity.upstream, &identity.token);
        let (hub, _writer) = Hub::start(file, Arc::new(way), Clock::system());
        (folder, hub)
    }

    #[tokio::test]
    async fn who_asked_before_a_reading_began_shares_it_and_nobody_sees_an_older_one() {
        let (_folder, hub) = hub().await;
        let first = hub.shown().await.unwrap();
        let turn = hub.showing.lock().await;
        let mut asked = Box::pin(join_all((0..50).map(|_| hub.shown())));
        assert!(futures_util::poll!(&mut asked).is_pending());
        drop(turn);
        let shown: Vec<_> = asked.await.into_iter().map(Result::unwrap).collect();
        assert!(shown.iter().all(|one| Arc::ptr_eq(one, &shown[0])), "one reading for all");
        assert!(!Arc::ptr_eq(&shown[0], &first), "begun after they asked");
    }

    #[tokio::test]
    async fn nobody_alone_is_all_that_waits_for_the_page() {
        let (_folder, hub) = hub().await;
        let router = router(hub.clone(), Vec::new());
        let limits = Limits::default();
        let (page, all) = ((limits.of_one, 429), (limits.of_strangers(), 503));
        for (path, (share, refused)) in [("/", page), ("/api/v1/bundles", all), ("/api/v1/hub/overview", all)]
        {
            let turn = hub.showing.lock().await;
            let ask = || router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap());
            let mut asked: FuturesUnordered<_> = (0..=share).map(|_| ask()).collect();
            let first = timeout(Duration::from_secs(10), asked.next()).await.expect("one more than a share");
            assert_eq!(first.unwrap().unwrap().status(), refused, "{path}");
            drop(turn);
            let others: Vec<_> = asked.map(|answer| answer.unwrap().status()).collect().await;
            assert!(others.iter().all(StatusCode::is_success), "{path}: {others:?}");
        }
    }
}
