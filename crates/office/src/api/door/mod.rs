//! What stands before the handlers, in this order: who asks is found out, a share of their own is left, the body comes
//! in by a measure that depends on who sends it, and only then is a turn taken. Whoever is slow, or nobody that we know,
//! holds up nobody else.

mod asked_from;
mod body;
mod caller;
mod turns;

use std::sync::Arc;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use danvan_core::access::Role;
use danvan_core::bundle::BUNDLE_BYTES_MAX;
use danvan_core::wire::REQUEST_BYTES_MAX;

pub use asked_from::AskedFrom;
pub use caller::{Caller, KnowsCallers, Recognised};
pub use turns::Turns;

use self::body::{Measure, Received, drop_rest, paced, receive};
use crate::api::body_max::BodyMax;
use crate::connections::ReachedAt;
use crate::error::ApiError;
use crate::pressure::Limits;

/// A compressed body can be a little larger than its content.
const WIRE_BYTES_MAX: usize = REQUEST_BYTES_MAX + 64 * 1024;
/// So much of what is longer than it may be is dropped as it comes: behind that the connection ends, and an answer that the
/// other side has not read yet may be lost with it.
const DROPPED_MAX: usize = 16 * 1024 * 1024;
/// What strangers send is a name and a password, or a code and a key: a few hundred bytes.
const STRANGER_BYTES_MAX: usize = 16 * 1024;
/// Bodies that are read while they come: each holds a file of a bundle's size or two in memory.
const STREAMS: usize = 10;
/// Such bodies of one.
const STREAMS_OF_ONE: usize = 2;
/// Such bodies of all whom nobody knows.
const STREAMS_OF_STRANGERS: usize = 4;
/// Such bodies of all devices: stolen ones keep neither hubs nor people from bringing theirs.
const STREAMS_OF_DEVICES: usize = 4;

/// A door with the one who knows the callers.
#[derive(Clone)]
pub struct Door<K> {
    knows: K,
    turns: Arc<Turns>,
}

impl<K: KnowsCallers> Door<K> {
    /// For requests whose bodies are read before they are handled.
    pub fn new(knows: K, limits: Limits) -> Self {
        Self { knows, turns: Arc::new(Turns::new(limits.under_way, limits.of_one, usize::MAX)) }
    }

    /// For requests of machines that each have an address of their own: no address has more than one's share.
    pub fn of_page(knows: K, limits: Limits) -> Self {
        Self { knows, turns: Arc::new(Turns::new(limits.under_way, limits.of_one, limits.of_one)) }
    }

    /// For bodies that are read while they come, however long that takes.
    pub fn of_streams(knows: K) -> Self {
        let turns = Turns::new(STREAMS, STREAMS_OF_ONE, STREAMS_OF_ONE)
            .with_shares(STREAMS_OF_STRANGERS, STREAMS_OF_DEVICES);
        Self { knows, turns: Arc::new(turns) }
    }

    /// Who asks. An address stands for those whom nobody knows.
    ///
    /// # Errors
    /// The body, where that cannot be found out just now.
    async fn caller(&self, request: Request) -> Result<(Caller, Request), Body> {
        let (mut parts, body) = request.into_parts();
        let caller = match self.knows.caller(&mut parts).await {
            Ok(Caller::Stranger(_)) => Caller::Stranger(AskedFrom::of(&parts).0),
            Ok(known) => known,
            Err(error) => {
                tracing::error!(%error, "nobody can be told from a stranger");
                return Err(body);
            }
        };
        Ok((caller, Request::from_parts(parts, body)))
    }
}

/// Lets a request in whose body is read first.
pub async fn enter<K: KnowsCallers>(State(door): State<Door<K>>, request: Request, next: Next) -> Response {
    // Finding out who asks is work, too. Nothing of the body is kept meanwhile.
    let Some(turn) = door.turns.any() else { return turned_away(request.into_body()).await };
    let (caller, request) = match door.caller(request).await {
        Ok(found) => found,
        Err(body) => {
            drop(turn);
            return turned_away(body).await;
        }
    };
    drop(turn);
    let Some(_share) = door.turns.share(&caller) else {
        drop_rest(request.into_body(), WIRE_BYTES_MAX).await;
        return ApiError::too_much_at_once().into_response();
    };
    let (mut parts, body) = request.into_parts();
    let bodiless = body.is_end_stream();
    let (measure, mut bytes_max) = match caller {
        Caller::Stranger(_) => (Measure::of_stranger(STRANGER_BYTES_MAX), BodyMax::of(STRANGER_BYTES_MAX)),
        Caller::Device(_) | Caller::Person(_) => {
            (Measure::of_known(WIRE_BYTES_MAX), BodyMax::of(REQUEST_BYTES_MAX))
        }
    };
    let dropped_max = if matches!(caller, Caller::Stranger(_)) { WIRE_BYTES_MAX } else { DROPPED_MAX };
    let body = match receive(body, measure, dropped_max).await {
        Received::Whole(bytes) => Body::from(bytes),
        // The handler says who may not be here at all before it looks at the body.
        Received::TooLong => {
            bytes_max = bytes_max.exceeded();
            Body::empty()
        }
        Received::TooSlow => return ApiError::too_slow().into_response(),
        Received::Broken => return ApiError::broken_off().into_response(),
    };
    if !bodiless {
        // A body may take minutes to come in: what was true of the caller then is looked up again.
        parts.extensions.remove::<Recognised>();
    }
    parts.extensions.insert(bytes_max);
    let Some(_turn) = door.turns.turn(&caller) else { return ApiError::busy().into_response() };
    next.run(Request::from_parts(parts, body)).await
}

/// Lets a request in whose body its handler reads while it comes.
pub async fn enter_streaming<K: KnowsCallers>(
    State(door): State<Door<K>>,
    request: Request,
    next: Next,
) -> Response {
    let (caller, request) = match door.caller(request).await {
        Ok(found) => found,
        Err(body) => return turned_away(body).await,
    };
    let (mut parts, body) = request.into_parts();
    let recognised = parts.extensions.remove::<Recognised>();
    if matches!(caller, Caller::Stranger(_)) && !door.knows.strangers_bring_files() {
        let response = next.run(Request::from_parts(parts, Body::empty())).await;
        drop_rest(body, BUNDLE_BYTES_MAX).await;
        return response;
    }
    let Some(share) = door.turns.share(&caller) else {
        drop_rest(body, BUNDLE_BYTES_MAX).await;
        return ApiError::too_much_at_once().into_response();
    };
    // Whoever sits at this very machine looks after it, and a hub speaks for a district: their files do not wait for those
    // of others.
    let apart = is_here(&caller, &parts) || is_hub(recognised.as_ref());
    let turn = if apart { door.turns.any() } else { door.turns.turn(&caller) };
    let Some(turn) = turn else {
        drop(share);
        return turned_away(body).await;
    };
    let measure = match caller {
        Caller::Stranger(_) => Measure::of_strangers_file(),
        Caller::Device(_) | Caller::Person(_) => Measure::of_known_file(),
    };
    let (body, rest) = paced(body, measure);
    let response = next.run(Request::from_parts(parts, body)).await;
    // What is only dropped from here on is nobody's share.
    drop((turn, share));
    rest.drop(BUNDLE_BYTES_MAX).await;
    response
}

fn is_hub(recognised: Option<&Recognised>) -> bool {
    matches!(recognised, Some(Recognised::Device(device)) if device.grant.role == Role::HubMachine)
}

/// Whether a stranger asks from the address at which this machine was reached: from the machine itself.
fn is_here(caller: &Caller, parts: &Parts) -> bool {
    let at = parts.extensions.get::<ReachedAt>().map(|ReachedAt(at)| at.ip().to_canonical());
    matches!(caller, Caller::Stranger(Some(from)) if at == Some(*from))
}

/// An answer before the body's end would close the connection with bytes on the way, and the other side would see a
/// broken connection in place of the answer.
async fn turned_away(body: Body) -> Response {
    drop_rest(body, WIRE_BYTES_MAX).await;
    ApiError::busy().into_response()
}

#[cfg(test)]
mod tests;
