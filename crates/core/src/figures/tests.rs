//! The articles' figures, and the properties of every total.

mod articles;
mod properties;
mod rules;

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::catalogue::{ActorGroup, Catalogue, Qualifier, UnitId, bundled};
use crate::ids::{LogId, RecordId};
use crate::record::{ActivityBody, Body, Quantity, Record, RecordKind};
use crate::text::Amount;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| bundled("12").unwrap());

const THU_LUM: &str = "03439@2025-07-01";
const BUM_NUA: &str = "03466@2025-07-01";
const PA_VE_SU_OF_OLD: &str = "03448@early";
const ARMED: ActorGroup = ActorGroup::LucLuongVuTrang;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn number(text: &str) -> Quantity {
    Quantity::exact(Amount::from_decimal(text).unwrap())
}

fn qualified(qualifier: Qualifier, text: &str) -> Quantity {
    Quantity::number(Amount::from_decimal(text).unwrap(), qualifier)
}

fn record_of(seed: u64, kind: RecordKind, unit: &str, state: &str, body: Body) -> Record {
    Record {
        id: RecordId::from_random(1_000 + seed, [1; 10]),
        kind,
        unit: UnitId::from(unit),
        revision: 1,
        state: state.to_owned(),
        code: None,
        body,
        proposals: Vec::new(),
        withdrawals: Vec::new(),
        deleted: false,
        applied: [(LogId::from_random(1, [1; 10]), 1)].into(),
        trail: Vec::new(),
    }
}

/// An activity of the armed forces with these figures.
fn activity(seed: u64, unit: &str, date: &str, figures: &[(&str, Quantity)]) -> Record {
    let place = UnitId::from(unit);
    let body = figures.iter().fold(
        ActivityBody::new("khac", "Giúp dân", day(date), &place, "12:bo_chqs", ARMED),
        |body, (indicator, quantity)| body.figure(indicator, quantity),
    );
    record_of(seed, RecordKind::Activity, unit, "submitted", body.build())
}
