//! A line of the book as it is stored: plain texts with a parting sign between them, because ten thousand of them
//! are read at every start and JSON takes a multiple of the time. Only add fields, at the end.

use std::cell::OnceCell;

use danvan_core::catalogue::UnitId;
use danvan_core::ids::RecordId;
use danvan_core::message::Problem;
use danvan_core::record::RecordKind;

use super::{Delivery, Fix, Summary};
use crate::platform::clock;

/// Parts the fields; no form lets it in.
const PARTING: char = '\u{1f}';

/// Parts a file's name from the reason why it was not taken.
const FILE_PARTING: char = '\u{1e}';

/// The text that is stored.
pub fn write(line: &Summary) -> String {
    let id = line.id.to_string();
    let delivery = write_delivery(&line.delivery);
    let contents = line.contents.join(" ");
    let fields: [&str; 13] = [
        &id,
        line.kind.name(),
        &line.date,
        line.unit.as_str(),
        &line.unit_name,
        &line.place,
        &line.state,
        line.code.as_deref().unwrap_or_default(),
        if line.deleted { "1" } else { "" },
        &delivery,
        &line.hint,
        &contents,
        &line.title,
    ];
    let mut text = String::with_capacity(fields.iter().map(|field| field.len() + 1).sum());
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            text.push(PARTING);
        }
        text.extend(field.chars().filter(|letter| *letter != PARTING));
    }
    text
}

/// The line back; `None` for a text that is none.
pub fn read(text: &str) -> Option<Summary> {
    let mut fields = text.split(PARTING);
    let mut field = || fields.next();
    Some(Summary {
        id: RecordId::parse(field()?)?,
        kind: RecordKind::named(field()?),
        date: field()?.to_owned(),
        unit: UnitId::from(field()?),
        unit_name: field()?.to_owned(),
        place: field()?.to_owned(),
        state: field()?.to_owned(),
        code: Some(field()?).filter(|code| !code.is_empty()).map(str::to_owned),
        deleted: !field()?.is_empty(),
        delivery: read_delivery(field()?),
        hint: field()?.to_owned(),
        contents: field()?.split(' ').filter(|content| !content.is_empty()).map(str::to_owned).collect(),
        title: field()?.to_owned(),
        folded: OnceCell::new(),
        details: OnceCell::new(),
    })
}

/// One letter, then what belongs to it.
fn write_delivery(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Draft | Delivery::OnDevice => "d".to_owned(),
        Delivery::AtHub { hub, at } => format!("h{} {hub}", at.timestamp_millis()),
        Delivery::Conflict => "c".to_owned(),
        Delivery::Received { at } => {
            let mut text = "r".to_owned();
            text.extend(at.map(|at| at.timestamp_millis().to_string()));
            text
        }
        Delivery::NeedsFix(Fix::Returned { reason }) => format!("t{reason}"),
        Delivery::NeedsFix(Fix::File { name, reason }) => format!("p{name}{FILE_PARTING}{reason}"),
        Delivery::NeedsFix(Fix::FileGone { name }) => format!("g{name}"),
        Delivery::NeedsFix(Fix::Refused { problem }) => {
            // A problem holds a message and a place: always JSON.
            format!("f{}", serde_json::to_string(problem).unwrap_or_default())
        }
    }
}

fn read_delivery(text: &str) -> Delivery {
    let rest = text.get(1..).unwrap_or_default();
    match text.chars().next() {
        Some('r') => Delivery::Received { at: rest.parse().ok().map(clock::local) },
        Some('h') => {
            let (at, hub) = rest.split_once(' ').unwrap_or_default();
            match at.parse() {
                Ok(at) => Delivery::AtHub { hub: hub.to_owned(), at: clock::local(at) },
                Err(_) => Delivery::OnDevice,
            }
        }
        Some('c') => Delivery::Conflict,
        Some('t') => Delivery::NeedsFix(Fix::Returned { reason: rest.to_owned() }),
        Some('p') => {
            let (name, reason) = rest.split_once(FILE_PARTING).unwrap_or((rest, ""));
            Delivery::NeedsFix(Fix::File { name: name.to_owned(), reason: reason.to_owned() })
        }
        Some('g') => Delivery::NeedsFix(Fix::FileGone { name: rest.to_owned() }),
        Some('f') => {
            let problem: Option<Problem> = serde_json::from_str(rest).ok();
            problem.map_or(Delivery::OnDevice, |problem| Delivery::NeedsFix(Fix::Refused { problem }))
        }
        _ => Delivery::OnDevice,
    }
}
