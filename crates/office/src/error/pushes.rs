//! The answer to a segment that the writer did not take.

use danvan_core::wire::PushAnswer;

use super::ApiError;
use super::kinds::{DEVICE_BUSY, DEVICE_BUSY_FOR_HUB};
use crate::intake::PushOutcome;

impl From<PushOutcome> for Result<PushAnswer, ApiError> {
    fn from(outcome: PushOutcome) -> Self {
        match outcome {
            PushOutcome::Answered(answer) => Ok(*answer),
            PushOutcome::Gap { expected } => Err(ApiError::gap(expected)),
            PushOutcome::ChainDiffers => Err(ApiError::chain_differs()),
            PushOutcome::NotYours => Err(ApiError::not_your_log()),
            PushOutcome::TooManyLogs => Err(ApiError::too_many_logs()),
            PushOutcome::DeviceFull => Err(ApiError::device_full()),
        }
    }
}

impl ApiError {
    /// The same answer for a hub. It is busy for one device: hubs of before that answer take every 429 for the whole
    /// province's and end their round, while of a refusal they go on with the next device.
    pub fn for_hub(self) -> Self {
        if *self.kind == DEVICE_BUSY {
            return Self { kind: &DEVICE_BUSY_FOR_HUB, ..self };
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;
    use crate::intake::IntakeError;

    #[test]
    fn a_busy_device_is_its_own_trouble_to_hubs_of_any_version() {
        let busy = || ApiError::from(IntakeError::DeviceBusy);
        assert_eq!(busy().into_response().status(), 429);
        assert_eq!(busy().for_hub().into_response().status(), 409);
        assert_eq!(busy().for_hub().kind.name, busy().kind.name);
        assert_eq!(ApiError::from(IntakeError::Full).for_hub().into_response().status(), 503);
    }
}
