//! Those who ask the office, and their keys.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use danvan_core::access::{Author, Role};
use danvan_core::bundle::SecretKey;
use danvan_core::catalogue::{ProvinceCode, UnitId};
use danvan_core::ids::{DeviceId, UserId};
use danvan_office::scope_of;
use danvan_office::store::{Grant, Reach};

use crate::dice::Dice;
use crate::office::{Caller, PROVINCE, catalogues};

/// Somebody whom the office knows by a device.
pub(super) fn caller(dice: &mut Dice, name: &str, role: Role, reach: Reach, home: &str) -> Result<Caller> {
    let author = Author { id: UserId::from_random(1, dice.ten_bytes()), name: name.to_owned() };
    let catalogue = catalogues().get(&ProvinceCode::from(PROVINCE)).context("the province's catalogue")?;
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
    let scope = scope_of(&reach, catalogue, today);
    let device = DeviceId::from_random(1, dice.ten_bytes());
    let grant = Grant {
        author: author.clone(),
        role,
        reach,
        home: UnitId::from(home),
        place: name.to_owned(),
        organisation: None,
    };
    Ok(Caller { device, author, role, scope, key: None, grant })
}

/// A key, drawn like everything else.
pub(super) fn secret(dice: &mut Dice) -> SecretKey {
    let mut random = [0; 32];
    let draws: Vec<u8> = (0..4).flat_map(|_| dice.roll().to_le_bytes()).collect();
    random.iter_mut().zip(draws).for_each(|(byte, draw)| *byte = draw);
    SecretKey::derive(random)
}
