//! The console by hand: a session, codes for persons, devices.

use reqwest::{Method, header};
use serde_json::{Value, json};

use super::wire::{Answer, Office};

/// Somebody who has signed in.
pub struct Desk<'o> {
    office: &'o Office,
    cookie: String,
}

impl<'o> Desk<'o> {
    /// As an account of the demonstration.
    pub async fn open(office: &'o Office, username: &str) -> Desk<'o> {
        let users = office.program.printed["users"].as_array().unwrap();
        let user = users.iter().find(|user| user["username"] == username).unwrap();
        let body = json!({ "username": username, "password": user["password"] });
        let answer = office.request(Method::POST, "/api/v1/sessions").json(&body).send().await.unwrap();
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        Desk { office, cookie: cookie.split(';').next().unwrap().to_owned() }
    }

    /// Another account at the same office.
    pub async fn another(&self, username: &str) -> Desk<'o> {
        Desk::open(self.office, username).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.office.request(Method::POST, path).header(header::COOKIE, &self.cookie);
        Answer::of(request.json(body)).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.office.request(Method::GET, path).header(header::COOKIE, &self.cookie)).await
    }

    /// A code for one device of a person: a known one by their identifier, a new one by name.
    pub async fn code(&self, who: &Value, unit: &str) -> String {
        let mut request = json!({
            "reach": { "type": "units", "units": [unit] }, "role": "field_officer", "person": "Giàng A Chính",
        });
        if !who.is_null() {
            request["person"] = who["name"].clone();
            request["person_id"] = who["id"].clone();
        }
        self.code_of(&request).await
    }

    pub async fn code_of(&self, request: &Value) -> String {
        let answer = self.post("/api/v1/enrolment-codes", request).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.body["code"].as_str().unwrap().to_owned()
    }

    pub async fn record(&self, record: &str) -> Value {
        self.get(&format!("/api/v1/records/{record}")).await.body
    }
}
