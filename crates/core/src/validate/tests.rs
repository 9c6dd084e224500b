//! What validation says, and what it never says.

mod activities;
mod nominations;
mod properties;

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde_json::Value;

use super::{Findings, check};
use crate::catalogue::{ActorGroup, Catalogue, UnitId, bundled};
use crate::entry::FieldPath;
use crate::message::Message;
use crate::record::{ActivityBody, Body, NominationBody, RecordKind};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| bundled("12").unwrap());

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An activity without any error or warning.
fn activity() -> Body {
    let unit = UnitId::from("03466@2025-07-01");
    ActivityBody::new(
        "doi_thoai",
        "Đối thoại với nhân dân",
        day("2026-03-01"),
        &unit,
        "12:mttq",
        ActorGroup::MttqDoanThe,
    )
    .content("Đối thoại về sắp xếp bản")
    .figure("DC01", &crate::record::Quantity::exact(crate::text::Amount::from_thousandths(1000)))
    .build()
}

/// A nomination of an individual without any error or warning.
fn nomination() -> Body {
    complete(NominationBody::individual("Lò Văn Bun", "Trưởng bản"))
}

fn complete(begun: NominationBody) -> Body {
    begun
        .text("admin_unit", "03466@2025-07-01")
        .proposed("C2", "van_hoa_xa_hoi", "BK-UBND", "tinh")
        .dated(day("2021-01-01"), day("2025-12-31"), day("2026-02-01"))
        .achieved("Vận động nhân dân hiến đất làm đường.", "I. Sơ lược. II. Thành tích. III. Khen thưởng.")
        .papers(["to_trinh", "bao_cao_thanh_tich", "bien_ban"])
        .build()
}

fn with(mut body: Body, field: &str, value: Value) -> Body {
    body.insert(field.to_owned(), value);
    body
}

fn without(mut body: Body, field: &str) -> Body {
    body.remove(field);
    body
}

fn look(kind: RecordKind, body: &Body) -> Findings {
    check(kind, body, Some(&CATALOGUE), Some(day("2026-11-22")))
}

/// The errors as message and place.
fn errors(kind: RecordKind, body: &Body) -> Vec<(Message, String)> {
    said(look(kind, body).errors)
}

/// The warnings as message and place.
fn warnings(kind: RecordKind, body: &Body) -> Vec<(Message, String)> {
    said(look(kind, body).warnings)
}

fn said(problems: Vec<crate::message::Problem>) -> Vec<(Message, String)> {
    let place = |at: Option<FieldPath>| at.map(|at| at.to_string()).unwrap_or_default();
    problems.into_iter().map(|problem| (problem.message, place(problem.at))).collect()
}

fn one(message: Message, at: &str) -> Vec<(Message, String)> {
    vec![(message, at.to_owned())]
}
