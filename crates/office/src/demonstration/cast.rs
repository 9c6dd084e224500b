//! Who plays in the demonstration. All persons are invented.

use danvan_core::access::Role;
use danvan_core::catalogue::{HubId, ProvinceCode, UnitId};
use danvan_core::ids::{Digest, UserId};
use danvan_core::wire_console::{EnrolmentCodeRequest, EnrolmentReach};

/// A console account.
pub(super) struct Account {
    pub(super) province: &'static str,
    pub(super) username: &'static str,
    pub(super) name: &'static str,
    pub(super) role: Role,
}

pub(super) static ACCOUNTS: &[Account] = &[
    Account { province: "12", username: "chuyenvien", name: "Lò Thị Mai", role: Role::ProvinceSpecialist },
    Account { province: "12", username: "lanhdao", name: "Vàng A Páo", role: Role::ProvinceLeader },
    Account { province: "12", username: "quantri", name: "Nguyễn Văn Hoà", role: Role::Administrator },
    Account { province: "12", username: "xem", name: "Đỗ Thị Hạnh", role: Role::Viewer },
    Account {
        province: "80",
        username: "tn.chuyenvien",
        name: "Trần Minh Đức",
        role: Role::ProvinceSpecialist,
    },
];

/// A person with a device.
pub(super) struct DevicePerson {
    pub(super) name: &'static str,
    pub(super) request: EnrolmentCodeRequest,
}

/// A test or a visitor uses these codes again and again.
const USES: u32 = 500;
const DAYS: u32 = 366;

/// The persons with devices, each with their province.
pub(super) fn devices() -> Vec<(ProvinceCode, DevicePerson)> {
    let official = Role::FieldOfficer;
    vec![
        person("12", "bum_nua", "Lý Văn Sơn", official, units(&["03466@2025-07-01"]), None),
        person("12", "thu_lum", "Chu Xé Lù", official, units(&["03439@2025-07-01"]), None),
        person(
            "12",
            "doan_ket_mttq",
            "Nguyễn Thị Thu",
            official,
            units(&["03388@2025-07-01"]),
            Some("03388@2025-07-01:mttq"),
        ),
        // A tablet that the whole post shares; it covers the commune of today and the former one it is named after.
        person(
            "12",
            "don_pa_ve_su",
            "Trực ban Đồn Pa Vệ Sủ",
            Role::SectorUnit,
            units(&["03466@2025-07-01", "03448@early"]),
            Some("12:don_pa_ve_su"),
        ),
        person(
            "12",
            "muong_te",
            "Pờ Thị Hoa",
            Role::HubMonitor,
            EnrolmentReach::Hub { hub: HubId::from("12:muong_te") },
            None,
        ),
        person(
            "12",
            "muong_te_may",
            "Máy khu vực Mường Tè",
            Role::HubMachine,
            EnrolmentReach::Hub { hub: HubId::from("12:muong_te") },
            None,
        ),
        person("80", "tan_ninh", "Lê Thị Bích", official, units(&["25459@2025-07-01"]), None),
    ]
}

/// The demonstration's persons keep their identifiers, so that a sample loaded at each start stays the same.
pub(super) fn user_of(name: &str) -> UserId {
    UserId::from_random(0, ten_bytes("user", name))
}

/// Ten bytes that stand for a name in the demonstration.
pub(super) fn ten_bytes(what: &str, name: &str) -> [u8; 10] {
    let digest = Digest::of(&[b"danvan demonstration", what.as_bytes(), name.as_bytes()]);
    let mut bytes = [0; 10];
    for (byte, drawn) in bytes.iter_mut().zip(digest.as_bytes()) {
        *byte = *drawn;
    }
    bytes
}

fn units(ids: &[&str]) -> EnrolmentReach {
    EnrolmentReach::Units { units: ids.iter().map(|id| UnitId::from(*id)).collect() }
}

fn person(
    province: &str,
    name: &'static str,
    person: &str,
    role: Role,
    reach: EnrolmentReach,
    organisation: Option<&str>,
) -> (ProvinceCode, DevicePerson) {
    let request = EnrolmentCodeRequest {
        reach,
        role,
        person: person.to_owned(),
        person_id: None,
        organisation: organisation.map(str::to_owned),
        uses: Some(USES),
        days: Some(DAYS),
    };
    (ProvinceCode::from(province), DevicePerson { name, request })
}
