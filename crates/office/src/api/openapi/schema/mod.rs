//! The wire types as the API's description shows them. The types themselves are the core's, which goes into the
//! browser and carries no machinery for descriptions; `tests/openapi.rs` holds both against each other.
#![expect(dead_code, reason = "described, never made: the core's types are what is sent")]

mod alarms;
mod at_hub;
mod bundles;
mod console;
mod device;
mod hub;
mod people;
mod record;

pub use alarms::{Alarm, AlarmList, SeenToRequest};
pub use at_hub::{
    HubChallenge, HubChallengeRequest, HubHealth, HubSession, HubSessionRequest, KeptBundles, Overview,
    ReceiptRows,
};
pub use bundles::{BundleList, BundleRow, DeviceKeyRequest, ReceiptsRequest};
pub use console::{
    Addend, AwardFigures, Awarded, ChoicesRequest, ConsoleUser, EnrolmentCode, EnrolmentCodeAnswer,
    EnrolmentCodeRequest, Figures, MoveRequest, RecordPage, SignIn, UnitStatus,
};
pub use device::{
    Enrolment, EnrolmentRequest, FeedPage, KnownAnswer, KnownRequest, LogStatus, OfficeKeys, ProblemDocument,
    Push, PushAnswer,
};
pub use hub::{HubDevices, LogStretch};
pub use people::{
    AllowanceRequest, Codes, DecisionAnswer, DecisionRequest, DeviceLine, DeviceList, NewPerson,
    PasswordChange, PersonAction, PersonAnswer, PersonList, QuarantineCount, QuarantineList,
    RevocationRequest,
};
pub use record::{Record, RecordLine};

use utoipa::ToSchema;

/// A role of the code list T9, or that of a machine.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Role {
    FieldOfficer,
    CommuneLeader,
    HubMonitor,
    ProvinceSpecialist,
    ProvinceLeader,
    SectorUnit,
    Council,
    Viewer,
    Administrator,
    HubMachine,
}

/// The version of the tus protocol.
#[derive(ToSchema)]
pub enum TusVersion {
    #[schema(rename = "1.0.0")]
    One,
}

/// What a request by POST stands for.
#[derive(ToSchema)]
#[schema(rename_all = "UPPERCASE")]
pub enum MethodOverride {
    Patch,
    Head,
}

/// Whose records are within reach.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub struct Scope {
    /// `units` or `province`.
    r#type: String,
    /// Every unit within reach, former ones included; with `units` only.
    units: Option<Vec<String>>,
}

/// The person who signs.
#[derive(ToSchema)]
pub struct Author {
    /// Identifier.
    id: String,
    /// Name to show.
    name: String,
}
