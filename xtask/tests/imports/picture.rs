//! The order of a crate's modules, as docs/architecture.md draws it: a line holds modules that may import from the lines
//! above it and from each other, as long as no circle comes of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrows::{Arrow, between_neighbours};
use crate::modules::{Modules, Place};

/// What is wrong with the picture of a crate, line by line.
pub fn mistakes(picture: &str, name: &str, modules: &Modules, arrows: &BTreeSet<Arrow>) -> Vec<String> {
    let lines =
        picture.split_once(&format!("```modules {name}\n")).and_then(|(_, rest)| rest.split_once("```"));
    let Some((lines, _)) = lines else { return vec![format!("{name}: there is none")] };
    let mut drawn = BTreeMap::new();
    let mut mistakes = Vec::new();
    for (height, line) in lines.lines().enumerate() {
        for module in line.split_whitespace() {
            if drawn.insert(module, height).is_some() {
                mistakes.push(format!("{name}: {module} stands there twice"));
            }
        }
    }
    let known: BTreeSet<&str> =
        modules.keys().filter_map(|place| place.first()).map(String::as_str).collect();
    let names: BTreeSet<&str> = drawn.keys().copied().collect();
    mistakes.extend(
        known.symmetric_difference(&names).map(|module| format!("{name}: {module} is on one side only")),
    );
    for (one, other) in between_neighbours(arrows).remove(&Place::new()).unwrap_or_default().keys() {
        if drawn.get(one.as_str()) < drawn.get(other.as_str()) {
            mistakes.push(format!("{name}: {one} imports from {other}, which is drawn below it"));
        }
    }
    mistakes
}
