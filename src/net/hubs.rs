//! The way to a hub. It never gets the province's token: the device signs a challenge for this very hub, as its own
//! catalogue names it, and gets a token that is good nowhere else.

use danvan_core::catalogue::ProvinceCode;
use danvan_core::proof;
use danvan_core::sync::{Answer, Call, Failure};
use danvan_core::wire::{HubChallenge, HubChallengeRequest, HubSession, HubSessionRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::office::{ASK_MS, json};
use super::{Caller, HubAt, Office, Reply, Request};

const UNAUTHORIZED: u16 = 401;

impl Office {
    /// Sends a call to a hub, in the session that is open there or in a new one.
    pub(super) async fn call_hub(
        &self,
        hub: &HubAt,
        call: &Call,
        caller: &Caller<'_>,
    ) -> Result<Answer, Failure> {
        let open = self.hub_session.borrow().clone().filter(|(at, _)| at == hub);
        if let Some((_, token)) = open {
            let reply = self.reply_to(&hub.url, call, &token).await?;
            if reply.status != UNAUTHORIZED {
                return answer_of_hub(call, &reply);
            }
            // The session has ended, or the hub was set up anew.
            self.hub_session.take();
        }
        let token = self.open_session(hub, caller).await?;
        let reply = self.reply_to(&hub.url, call, &token).await?;
        self.hub_session.replace(Some((hub.clone(), token)));
        answer_of_hub(call, &reply)
    }

    /// Opens a session. A hub that does not know how, or does not know the device yet, is as good as silent.
    async fn open_session(&self, hub: &HubAt, caller: &Caller<'_>) -> Result<String, Failure> {
        let signer = caller.signer.ok_or(Failure::Lost)?;
        let device = caller.session.device;
        let asked = HubChallengeRequest { device };
        let HubChallenge { challenge } = self.ask_hub(hub, "hub-sessions/challenges", &asked).await?;
        let province = ProvinceCode::new(&caller.session.enrolment.province);
        let message = proof::hub_session(&province, &hub.id, device, &challenge);
        let proof = signer.sign(&message).await.ok_or(Failure::Lost)?;
        let answer = HubSessionRequest { device, challenge, proof };
        let HubSession { token } = self.ask_hub(hub, "hub-sessions", &answer).await?;
        Ok(token)
    }

    async fn ask_hub<T: DeserializeOwned>(
        &self,
        hub: &HubAt,
        what: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        let request = Request {
            method: "POST",
            path: [&hub.url, "/api/v1/", what].concat(),
            body: json(body),
            timeout_ms: Some(ASK_MS),
            ..Request::default()
        };
        self.answer(request).await.map_err(|failure| match failure {
            Failure::Revoked { .. } | Failure::Busy { .. } => failure,
            _ => Failure::Lost,
        })
    }
}

fn answer_of_hub(call: &Call, reply: &Reply) -> Result<Answer, Failure> {
    super::office::answer_to(call, reply).map_err(|failure| match failure {
        Failure::LogTaken { .. } => Failure::LogTaken { by_hub: true },
        other => other,
    })
}
