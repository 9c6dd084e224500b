//! Requests and the writer, run in an order that no clock decides. A worker thread of the driver answers now sooner, now
//! later, depending on what else the machine does: two requests that run beside each other would meet the database, and
//! the writer's queue, now in this order, now in that.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use anyhow::Result;
use danvan_office::afterwards::Afterwards;
use danvan_office::intake::{Intake, Writer};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use sqlx::sqlite::SqlitePool;

/// Runs requests that arrive at the same moment. One after the other comes as far as the writer's queue; the writer then
/// finds all of them there, takes them into one transaction, and they go on one after the other.
pub(super) async fn together<T>(
    writer: &mut Writer,
    (intake, pool, afterwards): (&Intake, &SqlitePool, &Afterwards),
    mut requests: Vec<LocalBoxFuture<'_, T>>,
) -> Result<Vec<T>> {
    let mut early = Vec::with_capacity(requests.len());
    for request in &mut requests {
        early.push(up_to_the_writer(intake, request).await);
    }
    let mut replies = Vec::with_capacity(requests.len());
    for (request, early) in requests.into_iter().zip(early) {
        replies.push(match early {
            Some(reply) => reply,
            None => {
                let reply = beside(writer, request).await;
                beside(writer, rest(pool, afterwards)).await?;
                reply
            }
        });
    }
    Ok(replies)
}

/// Does something that may need the writer.
pub(super) async fn beside<T>(writer: &mut Writer, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    poll_fn(|context| {
        // It goes on as long as the routes lead to it.
        let _ = writer.poll_unpin(context);
        work.as_mut().poll(context)
    })
    .await
}

/// Lets the office end what it does after it has answered a push. While its one connection is here, nothing else is
/// under way but what waits for it, in the order in which it came.
async fn rest(pool: &SqlitePool, afterwards: &Afterwards) -> Result<()> {
    loop {
        let _connection = pool.acquire().await?;
        if afterwards.under_way() == 0 {
            return Ok(());
        }
    }
}

/// The reply, or nothing once the request waits for the writer, who stands still meanwhile.
async fn up_to_the_writer<T>(intake: &Intake, request: &mut LocalBoxFuture<'_, T>) -> Option<T> {
    let before = intake.waiting();
    poll_fn(|context| match request.poll_unpin(context) {
        Poll::Ready(reply) => Poll::Ready(Some(reply)),
        Poll::Pending if intake.waiting() > before => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    })
    .await
}
