//! Every answer that a test sees of an office or a hub is held against the description that it serves: the status is
//! described, refusals are problems, JSON has the fields described, no more and no fewer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex};

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, Url};
use serde_json::Value;
use tokio::sync::OnceCell;

/// Whose description holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    Office,
    Hub,
}

/// What listens where. A port that is taken again belongs to the latest.
static SERVERS: LazyLock<Mutex<BTreeMap<String, Server>>> = LazyLock::new(Mutex::default);
static OFFICE: OnceCell<Value> = OnceCell::const_new();
static HUB: OnceCell<Value> = OnceCell::const_new();

/// Says what listens at an address, so that its answers are looked at.
pub fn listens(address: &str, server: Server) {
    let origin = Url::parse(address).unwrap().origin().ascii_serialization();
    SERVERS.lock().unwrap().insert(origin, server);
}

/// Fails where an answer is not as the description says. Answers of others are nobody's business.
pub async fn hold(method: &Method, url: &Url, status: u16, headers: &HeaderMap, text: &str) {
    let origin = url.origin().ascii_serialization();
    let Some(server) = SERVERS.lock().unwrap().get(&origin).copied() else { return };
    let kept = match server {
        Server::Office => &OFFICE,
        Server::Hub => &HUB,
    };
    let document = kept.get_or_init(|| async { fetched(&origin).await }).await;
    let Some((path, operation)) = operation(document, method, url.path()) else { return };
    let place = format!("{method} {path} -> {status}");
    let described = &operation["responses"][status.to_string()];
    assert!(described.is_object(), "{place} is not described: {text}");
    if method == Method::HEAD {
        return;
    }
    let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    if let Some(kinds) = described["content"].as_object() {
        let content = kinds.get(kind).unwrap_or_else(|| panic!("{place}: {kind} is not described"));
        if kind.ends_with("json") {
            let sent = serde_json::from_str(text).unwrap_or_else(|error| panic!("{place}: {error}"));
            compare(document, &content["schema"], &sent, &place);
        }
    }
    for (name, _) in described["headers"].as_object().into_iter().flatten() {
        // What goes with a refusal can hang on which layer gave it.
        let always = status < 400 || name == "Retry-After";
        assert!(!always || headers.contains_key(name), "{place}: {name} is missing");
    }
}

async fn fetched(origin: &str) -> Value {
    let answer = Client::new().get(format!("{origin}/api/v1/openapi.json")).send().await.unwrap();
    answer.json().await.unwrap()
}

/// The operation of an address, with its path as described.
fn operation<'d>(document: &'d Value, method: &Method, path: &str) -> Option<(&'d str, &'d Value)> {
    let method = method.as_str().to_lowercase();
    let (path, item) = document["paths"]
        .as_object()?
        .iter()
        .filter(|(pattern, _)| fits(pattern, path))
        // `sessions/current` comes before `sessions/{id}`.
        .min_by_key(|(pattern, _)| pattern.matches('{').count())?;
    item.get(&method).map(|operation| (path.as_str(), operation))
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    let mut pieces = pattern.iter().zip(&path);
    pattern.len() == path.len() && pieces.all(|(said, sent)| said.starts_with('{') || said == sent)
}

/// As a description calls what was sent.
fn kind(sent: &Value) -> &'static str {
    match sent {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Every field sent is described and of its type, and every field that must be there is.
pub fn compare(document: &Value, schema: &Value, sent: &Value, place: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let found =
            document.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference}"));
        return compare(document, found, sent, place);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = |choice: &&Value| {
            let reference =
                choice["$ref"].as_str().and_then(|at| document.pointer(at.trim_start_matches('#')));
            reference.unwrap_or(choice)["type"] == kind(sent)
        };
        let choice = choices.iter().find(fits).or(choices.iter().find(|choice| choice["type"] != "null"));
        if !sent.is_null() {
            compare(document, choice.unwrap(), sent, place);
        }
        return;
    }
    let kind = kind(sent);
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        Value::String(one) => vec![one.as_str()],
        // Whatever JSON there is.
        _ => Vec::new(),
    };
    let fits = types.contains(&kind) || kind == "integer" && types.contains(&"number");
    assert!(types.is_empty() || fits, "{place}: {sent} is not of {types:?}");
    match sent {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                compare(document, &schema["items"], item, &format!("{place}[{number}]"));
            }
        }
        Value::Object(fields) => {
            let Some(described) = schema["properties"].as_object() else { return };
            for (name, value) in fields {
                let field = described.get(name).unwrap_or_else(|| panic!("{place}: {name} is not described"));
                compare(document, field, value, &format!("{place}.{name}"));
            }
            let sent: BTreeSet<&str> = fields.keys().map(String::as_str).collect();
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(sent.contains(name.as_str().unwrap()), "{place}: {name} is required and missing");
            }
        }
        _ => {}
    }
}
