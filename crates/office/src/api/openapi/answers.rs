//! What stands around a handler can answer in its place: the connection, the layers, the extractors. Their answers are
//! added to each operation by what it says of itself (who may ask, what it takes), so that no handler lists them. A
//! status that a handler describes itself keeps its words and gets these beside them.

use std::collections::BTreeMap;

use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::{Content, Header, HeaderBuilder, Object, OpenApi, Ref, RefOr, Response, Type};

use crate::error::PROBLEM_JSON;

/// Which layers stand around routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// [`crate::api::layers::inside`].
    Office,
    /// [`crate::api::inside_hub`].
    Hub,
    /// [`crate::api::inside_streamed`].
    Streamed,
    /// [`crate::api::inside_hub_streamed`].
    HubStreamed,
}

/// How those are known that an operation is for, as its `security` says.
pub const DEVICE: &str = "device";
/// A person at the console.
pub const CONSOLE: &str = "console";
/// A device at a hub.
pub const SESSION: &str = "session";

/// A header of answers: its name, its type and what it says.
type Told = (&'static str, Type, &'static str);

const RETRY_AFTER: Told = ("Retry-After", Type::Integer, "Seconds to wait before the next try");
const AUTHENTICATE: Told =
    ("WWW-Authenticate", Type::String, "`Bearer`, where a token is missing or not known");
const TUS_RESUMABLE: Told = ("Tus-Resumable", Type::String, "`1.0.0`");
const TUS_VERSION: Told = ("Tus-Version", Type::String, "`1.0.0`");

/// An answer that is not the handler's own.
struct Other {
    status: u16,
    why: &'static str,
    header: Option<Told>,
}

const fn other(status: u16, why: &'static str) -> Other {
    Other { status, why, header: None }
}

const fn telling(status: u16, why: &'static str, header: Told) -> Other {
    Other { status, why, header: Some(header) }
}

/// Of the connection itself, before it is known what is asked for; without a body.
static CONNECTION: [Other; 2] = [
    other(414, "The address is longer than any of the API (no body)"),
    other(431, "The headers are longer than any of the API's (no body)"),
];
/// Of the door before every handler.
static DOOR: [Other; 3] = [
    other(421, "Asked for by a name that is not this server's (`misdirected`)"),
    telling(
        429,
        "Too many requests of one device, person or address are under way (`too-often`)",
        RETRY_AFTER,
    ),
    telling(503, "Busy; nothing was kept (`busy`)", RETRY_AFTER),
];
/// Where bodies are read whole before the handler has its turn, also where none is wanted.
static WHOLE: [Other; 4] = [
    other(400, "The request cannot be read (`malformed`)"),
    other(408, "It took too long to send (`timeout`)"),
    other(413, "The body is too large (`too-large`)"),
    other(415, "The body's encoding is not taken (`unsupported-media-type`)"),
];
static UNREADABLE: Other = other(400, "The address or the body cannot be read (`malformed`)");
static NOT_JSON: Other = other(415, "The body is no `application/json` (`unsupported-media-type`)");
static PACKED: Other = other(415, "The body is packed (`unsupported-media-type`): it is taken as it is");
static TOO_LARGE: Other = other(413, "The body is too large (`too-large`)");
static OTHER_ORIGIN: Other = other(403, "Another site's page made the browser ask (`other-origin`)");
static NO_SUCH: Other = other(404, "The address names nothing within reach (`not-found`)");
static OF_DEVICES: [Other; 4] = [
    telling(401, "No token that is known (`unknown-device`)", AUTHENTICATE),
    other(403, "The device was revoked (`device-revoked`), or its role may not (`role-may-not`)"),
    other(426, "The app is too old (`app-too-old`)"),
    telling(
        429,
        "The device asks more often than its share (`too-often`), or another push of it takes long (`device-busy`)",
        RETRY_AFTER,
    ),
];
static OF_CONSOLES: [Other; 2] = [
    other(
        401,
        "Nobody is signed in (`not-signed-in`), or another account than the one that the `danvan-account` header names (`other-account`)",
    ),
    telling(429, "The person asks more often than their share (`too-often`)", RETRY_AFTER),
];
static OF_SESSIONS: [Other; 2] = [
    telling(401, "No session that the hub knows (`unknown-device`)", AUTHENTICATE),
    other(403, "The device was revoked (`device-revoked`)"),
];
static TUS: Other = telling(412, "Another version of the tus protocol (`tus-version`)", TUS_VERSION);

/// Adds to every operation what stands around it, and to every refusal the form of a problem.
pub fn complete(document: &mut OpenApi, around: Around) {
    for item in document.paths.paths.values_mut() {
        for (reads, operation) in operations(item) {
            for other in others(operation, reads, around) {
                add(operation, other);
            }
        }
    }
}

/// Adds to uploads what the layer of their protocol says.
pub fn complete_tus(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        // Whoever asks what the office can do need not know the version.
        let asks = item.options.take();
        operations(item).for_each(|(_, operation)| add(operation, &TUS));
        item.options = asks;
        for (_, operation) in operations(item) {
            answers(operation).for_each(|(_, response)| tell(response, &TUS_RESUMABLE));
        }
    }
}

/// The operations of an address, and whether each only reads.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let all = [
        (true, &mut item.get),
        (true, &mut item.head),
        (true, &mut item.options),
        (false, &mut item.post),
        (false, &mut item.put),
        (false, &mut item.patch),
        (false, &mut item.delete),
    ];
    all.into_iter().filter_map(|(reads, operation)| Some((reads, operation.as_mut()?)))
}

fn others(operation: &Operation, reads: bool, around: Around) -> Vec<&'static Other> {
    let mut others: Vec<&Other> = CONNECTION.iter().collect();
    others.extend(&DOOR);
    if matches!(around, Around::Office | Around::Hub) {
        others.extend(&WHOLE);
    }
    if matches!(around, Around::Streamed | Around::HubStreamed) {
        others.push(&PACKED);
    }
    // A hub's devices ask from pages of the province's origin.
    if matches!(around, Around::Office | Around::Streamed) && !reads {
        others.push(&OTHER_ORIGIN);
    }
    let parameters = operation.parameters.iter().flatten();
    let places: Vec<ParameterIn> = parameters
        .filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter.parameter_in.clone()),
            RefOr::Ref(_) => None,
        })
        .collect();
    if places.contains(&ParameterIn::Path) {
        others.push(&NO_SUCH);
    }
    let takes = kinds_taken(operation);
    if !places.is_empty() || !takes.is_empty() {
        others.push(&UNREADABLE);
    }
    if !takes.is_empty() {
        others.push(&TOO_LARGE);
    }
    if takes.iter().any(|kind| kind == "application/json") {
        others.push(&NOT_JSON);
    }
    for scheme in schemes(operation) {
        match scheme.as_str() {
            DEVICE => others.extend(&OF_DEVICES),
            CONSOLE => others.extend(&OF_CONSOLES),
            SESSION => others.extend(&OF_SESSIONS),
            _ => {}
        }
    }
    others
}

fn kinds_taken(operation: &Operation) -> Vec<String> {
    match &operation.request_body {
        Some(RefOr::T(body)) => body.content.keys().cloned().collect(),
        Some(RefOr::Ref(_)) | None => Vec::new(),
    }
}

/// The names of the ways to be known that an operation takes.
fn schemes(operation: &Operation) -> Vec<String> {
    let requirements = operation.security.iter().flatten();
    // Their names can be read in their written form only.
    let written = requirements.filter_map(|requirement| serde_json::to_value(requirement).ok());
    written.filter_map(|written| written.as_object()?.keys().next().cloned()).collect()
}

fn answers(operation: &mut Operation) -> impl Iterator<Item = (&String, &mut Response)> {
    operation.responses.responses.iter_mut().filter_map(|(status, response)| match response {
        RefOr::T(response) => Some((status, response)),
        RefOr::Ref(_) => None,
    })
}

/// One answer more, or one more reason for one that is there.
fn add(operation: &mut Operation, other: &Other) {
    let answers: &mut BTreeMap<String, RefOr<Response>> = &mut operation.responses.responses;
    let place = answers.entry(other.status.to_string()).or_insert_with(|| Response::new("").into());
    let RefOr::T(response) = place else { return };
    if response.description.is_empty() {
        response.description = other.why.to_owned();
    } else if !response.description.contains(other.why) {
        response.description = format!("{}; {}", response.description, other.why);
    }
    if let Some(header) = &other.header {
        tell(response, header);
    }
}

fn tell(response: &mut Response, (name, kind, says): &Told) {
    let header: Header =
        HeaderBuilder::new().schema(Some(Object::with_type(kind.clone()))).description(Some(*says)).build();
    response.headers.insert((*name).to_owned(), header.into());
}

/// Gives every refusal that has a body the form of a problem, and of a page where browsers go. To be done last.
pub fn as_problems(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        for (_, operation) in operations(item) {
            for (status, response) in answers(operation) {
                let refusal = status.starts_with(['4', '5']);
                if refusal && CONNECTION.iter().all(|other| other.status.to_string() != *status) {
                    let problem = Content::new(Some(Ref::from_schema_name("ProblemDocument")));
                    response.content.clear();
                    response.content.insert(PROBLEM_JSON.to_owned(), problem.into());
                }
                if status == "429" || status == "503" {
                    tell(response, &RETRY_AFTER);
                }
            }
        }
        // Where browsers go, the same words are a page.
        for (_, response) in item.get.iter_mut().flat_map(answers) {
            if response.content.contains_key(PROBLEM_JSON) {
                let page = Content::new(Some(Object::with_type(Type::String)));
                response.content.insert("text/html".to_owned(), page.into());
            }
        }
        if let Some(operation) = &mut item.head {
            // Its answers have headers alone.
            answers(operation).for_each(|(_, response)| response.content.clear());
        }
    }
}
