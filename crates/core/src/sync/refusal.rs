//! What a refusal of the office says to the engine. Every shell reads it so.

use super::Failure;
use crate::wire::{
    APP_TOO_OLD, BAD_SIGNATURE, DEVICE_KNOWN, DEVICE_REVOKED, NOT_YOUR_LOG, ProblemDocument, UNSIGNED,
};

/// Every kind of problem of ours begins so. Gateways send JSON and RFC 9457 too, of other kinds or of none.
const OF_OFFICE: &str = "/problems/";

impl ProblemDocument {
    /// Whether the office says it, and not something on the way.
    pub fn is_of_office(&self) -> bool {
        self.kind.starts_with(OF_OFFICE)
    }
}

impl Failure {
    /// The seconds that whoever answered asks to be left alone.
    pub fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::Busy { retry_after_s } => *retry_after_s,
            _ => None,
        }
    }

    /// In which way the office refuses: by a status from 400 to 499, and by the problem that it sent along. Without a problem
    /// of the office's it is a stranger's word, and none.
    pub fn refused(status: u16, problem: Option<ProblemDocument>) -> Self {
        let Some(problem) = problem.filter(ProblemDocument::is_of_office) else { return Self::Lost };
        match (status, problem.kind.as_str()) {
            (_, UNSIGNED | BAD_SIGNATURE | DEVICE_KNOWN) => Self::Unproven,
            (_, DEVICE_REVOKED) => Self::Revoked { reason: problem.detail },
            (_, NOT_YOUR_LOG) => Self::LogTaken { by_hub: false },
            (401 | 403 | 404, _) => Self::NotAllowed,
            (426, APP_TOO_OLD) => Self::TooOld,
            _ => Self::Rejected(problem.title),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_come_before_statuses_and_what_nobody_knows_before_nothing() {
        let refused = |status, kind: &str| {
            let document = ProblemDocument {
                kind: kind.to_owned(),
                title: "Lời".to_owned(),
                status,
                detail: Some("Vì sao".to_owned()),
            };
            Failure::refused(status, Some(document))
        };
        for (status, kind, failure) in [
            (403, UNSIGNED, Failure::Unproven),
            (422, BAD_SIGNATURE, Failure::Unproven),
            (403, DEVICE_KNOWN, Failure::Unproven),
            (403, DEVICE_REVOKED, Failure::Revoked { reason: Some("Vì sao".to_owned()) }),
            (403, NOT_YOUR_LOG, Failure::LogTaken { by_hub: false }),
            (403, "/problems/of-tomorrow", Failure::NotAllowed),
            (401, "/problems/unknown-device", Failure::NotAllowed),
            (404, "/problems/not-found", Failure::NotAllowed),
            (426, APP_TOO_OLD, Failure::TooOld),
            (426, "/problems/of-tomorrow", Failure::Rejected("Lời".to_owned())),
            (409, "/problems/gap", Failure::Rejected("Lời".to_owned())),
        ] {
            assert_eq!(refused(status, kind), failure, "{status} {kind}");
        }
        // A gateway's word, as JSON or even as RFC 9457, is not the office's.
        for status in [400, 401, 403, 404, 409, 415, 422, 426] {
            for kind in ["", "about:blank", "https://gateway.example/problems/too-large"] {
                assert_eq!(refused(status, kind), Failure::Lost, "{status} {kind}");
            }
            assert_eq!(Failure::refused(status, None), Failure::Lost, "{status}");
        }
    }
}
