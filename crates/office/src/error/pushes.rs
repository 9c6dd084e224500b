//! The answer to a segment that the writer did not take.

use danvan_core::wire::PushAnswer;

use super::ApiError;
use crate::intake::PushOutcome;

impl From<PushOutcome> for Result<PushAnswer, ApiError> {
    fn from(outcome: PushOutcome) -> Self {
        match outcome {
            PushOutcome::Answered(answer) => Ok(*answer),
            PushOutcome::Gap { expected } => Err(ApiError::gap(expected)),
            PushOutcome::ChainDiffers => Err(ApiError::chain_differs()),
            PushOutcome::NotYours => Err(ApiError::not_your_log()),
            PushOutcome::TooManyLogs => Err(ApiError::too_many_logs()),
        }
    }
}
