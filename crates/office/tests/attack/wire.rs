//! Requests by hand, and how answers are read.

use danvan_office::Database;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use super::program::Program;

/// A served program: the office, or a hub.
pub struct Office {
    pub program: Program,
    pub client: Client,
}

/// A status with the name of the problem, or nothing behind it where all is well.
pub type Outcome = (u16, String);

/// An answer, read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub text: String,
    pub body: Value,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, text, body }
    }

    /// Status and problem. A refusal without a problem in words is no outcome that anybody asked for.
    pub fn outcome(&self) -> Outcome {
        if self.status < 400 {
            return (self.status, String::new());
        }
        let kind = self.body["type"].as_str().unwrap_or("no problem document");
        let worded = self.body["title"].as_str().is_some_and(|title| !title.is_ascii());
        let kind = kind.strip_prefix("/problems/").unwrap_or(kind);
        (self.status, if worded { kind.to_owned() } else { format!("{kind} without words") })
    }
}

/// What an outcome is compared with.
pub fn is(status: u16, problem: &str) -> Outcome {
    (status, problem.to_owned())
}

impl Office {
    /// With more arguments than every program has.
    pub fn start_with(books: &Database, arguments: &[&str]) -> Self {
        danvan_office::tls::use_ring();
        let program = Program::start_with(books, |program| {
            program.args(arguments);
        });
        Self { program, client: Client::new() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.program.url(path))
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).json(body);
        Answer::of(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
        .await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).bearer_auth(token)).await
    }
}
