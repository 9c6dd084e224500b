//! The console without its pages.

use anyhow::{Context, Result};
use danvan_core::figures::{AwardFigures, Figures};
use danvan_core::record::{Record, RecordLine};
use danvan_core::wire_console::{
    ConsoleUser, EnrolmentCodeAnswer, EnrolmentCodeRequest, MoveRequest, RecordPage, SignIn,
};

use super::Api;

/// A person who has signed in.
pub struct Console {
    /// Who they are.
    pub user: ConsoleUser,
    api: Api,
    cookie: String,
}

impl Console {
    /// Signs in.
    ///
    /// # Errors
    /// Where the office cannot be reached or does not know the account.
    pub fn sign_in(office: &str, username: &str, password: &str) -> Result<Self> {
        let mut api = Api::new(office);
        let body = SignIn { username: username.to_owned(), password: password.to_owned() };
        let reply = api.post("/api/v1/sessions", &[], &body, false)?;
        let user = reply.read()?;
        let cookie = reply.cookie.context("the office sets no cookie")?;
        Ok(Self { user, api, cookie })
    }

    /// The line of every record of a kind in a state.
    ///
    /// # Errors
    /// As the office answers.
    pub fn records(&mut self, kind: &str, state: &str) -> Result<Vec<RecordLine>> {
        let mut records = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!("/api/v1/records?kind={kind}&state={state}{after}");
            let page: RecordPage = self.api.get(&path, &self.headers())?.read()?;
            records.extend(page.records);
            match page.next {
                Some(next) => after = format!("&after={next}"),
                None => return Ok(records),
            }
        }
    }

    /// Takes a step with a record as it was seen.
    ///
    /// # Errors
    /// As the office answers.
    pub fn step(&mut self, record: &RecordLine, step: &str) -> Result<Record> {
        let body = MoveRequest { step: step.to_owned(), reason: None, revision: record.revision };
        let headers = self.headers();
        self.api.post(&format!("/api/v1/records/{}/moves", record.id), &headers, &body, false)?.read()
    }

    /// All figures of the province between two days.
    ///
    /// # Errors
    /// As the office answers.
    pub fn figures(&mut self, from: &str, to: &str) -> Result<Figures> {
        self.api.get(&format!("/api/v1/figures?from={from}&to={to}"), &self.headers())?.read()
    }

    /// All awards of the province between two days.
    ///
    /// # Errors
    /// As the office answers.
    pub fn awards(&mut self, from: &str, to: &str) -> Result<AwardFigures> {
        self.api.get(&format!("/api/v1/awards?from={from}&to={to}"), &self.headers())?.read()
    }

    /// Issues an enrolment code.
    ///
    /// # Errors
    /// As the office answers.
    pub fn issue(&mut self, request: &EnrolmentCodeRequest) -> Result<String> {
        let headers = self.headers();
        let answer: EnrolmentCodeAnswer =
            self.api.post("/api/v1/enrolment-codes", &headers, request, false)?.read()?;
        Ok(answer.code)
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![("cookie", self.cookie.clone())]
    }
}
