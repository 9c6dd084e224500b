//! Connections: so many and no more, none of them for ever.
//!
//! hyper itself rather than `axum::serve`, which sets no deadline: a connection may say nothing, half a header, or stop
//! reading its answer, and would stay open for as long as it likes.

mod places;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::net::sockopt::set_socket_send_buffer_size;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use self::places::{Place, Places};
use crate::tls::Ready;

/// A client that does not get on with its first words of TLS holds a place for this long.
const HANDSHAKE: Duration = Duration::from_secs(15);
/// The longest time in which nothing of an answer is read: weak networks stall for half a minute and go on.
const UNREAD: Duration = Duration::from_secs(60);
/// What of an answer the system takes before it was read, in bytes; it keeps twice as much. By itself it takes four
/// megabytes: two hundred who read nothing held 750, and whoever reads steadily at 16 kB/s was seen to take something only
/// once in [`UNREAD`] and more, and cut off. A third of this is read within a minute at 1.5 kB/s.
const SEND_BUFFER: usize = 128 * 1024;
/// A line of headers is never longer in good faith; the address has some of it.
const HEADER_BYTES_MAX: usize = 64 * 1024;

/// How many connections, and how long one may say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Open at a time, of everybody.
    pub open: usize,
    /// How long the headers of a request may take, from the connection's beginning or the last answer on: also how long
    /// a connection stays open on which nothing is asked.
    pub headers: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { open: 4_096, headers: Duration::from_secs(45) }
    }
}

/// The own address at which a connection has reached this machine, beside each of its requests.
#[derive(Clone, Copy, Debug)]
pub struct ReachedAt(pub SocketAddr);

/// Serves until it is told to stop, with TLS or without; then no new connections, and those under way are answered.
pub fn serve(
    listener: TcpListener,
    tls: Option<&Ready>,
    router: Router,
    stopped: watch::Receiver<bool>,
    limits: ConnectionLimits,
) -> JoinHandle<()> {
    let acceptor = tls.map(Ready::acceptor);
    if let Err(error) = set_socket_send_buffer_size(&listener, SEND_BUFFER) {
        tracing::warn!(%error, "the system's own measure of what is on its way stays");
    }
    tokio::spawn(keep_accepting(listener, acceptor, router, stopped, limits))
}

async fn keep_accepting(
    mut listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    router: Router,
    mut stopped: watch::Receiver<bool>,
    limits: ConnectionLimits,
) {
    let places = Arc::new(Places::new(limits.open));
    // Whoever stops this task ends the connections with it.
    let mut open = JoinSet::new();
    loop {
        let (stream, from) = tokio::select! {
            // An error says that nobody is left who could ask for the stop.
            () = async { drop(stopped.wait_for(|stopped| *stopped).await) } => break,
            Some(_) = open.join_next() => continue,
            // axum's own accept waits and goes on where the machine has no file handle left.
            accepted = Listener::accept(&mut listener) => accepted,
        };
        let Some(place) = places.enter(from.ip()) else {
            tracing::warn!("no place for a further connection");
            continue;
        };
        let at = stream.local_addr().ok().map(ReachedAt);
        let (router, stopped, acceptor) = (router.clone(), stopped.clone(), acceptor.clone());
        open.spawn(async move {
            match acceptor {
                None => converse(stream, (from, at, place), router, stopped, limits).await,
                Some(acceptor) => match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                    Ok(Ok(stream)) => converse(stream, (from, at, place), router, stopped, limits).await,
                    Ok(Err(error)) => tracing::debug!(%error, "no TLS handshake"),
                    Err(_) => tracing::debug!("a TLS handshake took too long"),
                },
            }
        });
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// One connection, from its first request to its end. It holds its place until then.
async fn converse<S: AsyncRead + AsyncWrite + Send + 'static>(
    stream: S,
    (from, at, _place): (SocketAddr, Option<ReachedAt>, Place),
    router: Router,
    mut stopped: watch::Receiver<bool>,
    limits: ConnectionLimits,
) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(UNREAD));
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        if let Some(at) = at {
            request.extensions_mut().insert(at);
        }
        router.clone().oneshot(request.map(Body::new))
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.headers)
            .max_buf_size(HEADER_BYTES_MAX)
            .serve_connection(TokioIo::new(Box::pin(stream)), service)
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = async { drop(stopped.wait_for(|stopped| *stopped).await) } => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::routing::get;
    use bytes::Bytes;
    use futures_util::stream;
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpStream;
    use tokio::time::sleep;

    use super::*;

    const CHUNK: usize = 16 * 1024;

    #[tokio::test]
    async fn of_an_answer_that_nobody_reads_little_is_on_its_way() {
        let handed_over = Arc::new(AtomicUsize::new(0));
        let counted = handed_over.clone();
        let endless = move || async move {
            let chunks = stream::repeat_with(move || {
                counted.fetch_add(CHUNK, Ordering::Relaxed);
                Ok::<_, Infallible>(Bytes::from_static(&[0; CHUNK]))
            });
            Body::from_stream(chunks)
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (_stop, stopped) = watch::channel(false);
        let router = Router::new().route("/", get(endless));
        let serving = serve(listener, None, router, stopped, ConnectionLimits::default());
        let mut reader = TcpStream::connect(at).await.unwrap();
        reader.write_all(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
        let mut before = 0;
        // Until no more goes into it.
        while handed_over.load(Ordering::Relaxed) > before || before == 0 {
            before = handed_over.load(Ordering::Relaxed);
            sleep(Duration::from_millis(300)).await;
        }
        // What hyper holds, what the system keeps here, and what it keeps at the reader's end.
        assert!(before < 1024 * 1024, "{before} bytes");
        serving.abort();
    }
}
