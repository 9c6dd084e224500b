//! Arrows between modules: who imports from whom.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use crate::modules::{Modules, Place, Written};

/// Re-exports are followed so far; what goes on longer names itself.
const RE_EXPORTS_MAX: usize = 16;

/// Two modules, of which the first imports from the second.
pub type Arrow = (Place, Place);

/// All arrows of a crate.
pub fn arrows(modules: &Modules) -> BTreeSet<Arrow> {
    let mut arrows = BTreeSet::new();
    for (place, module) in modules {
        for path in &module.paths {
            let target = resolve(modules, place, path, RE_EXPORTS_MAX);
            arrows.extend(target.filter(|target| target != place).map(|target| (place.clone(), target)));
        }
    }
    arrows
}

/// The module that defines what a path names, re-exports followed; nothing for what lies outside the crate.
fn resolve(modules: &Modules, from: &Place, path: &[String], left: usize) -> Option<Place> {
    let left = left.checked_sub(1)?;
    let (first, mut rest) = path.split_first()?;
    let mut place = from.clone();
    match first.as_str() {
        "crate" => place.clear(),
        "self" => {}
        "super" => drop(place.pop()?),
        _ => return within(modules, from, path, left),
    }
    while let Some(("super", further)) = rest.split_first().map(|(name, rest)| (name.as_str(), rest)) {
        place.pop()?;
        rest = further;
    }
    // What a macro has written stands nowhere else: it is the module's that the path leads to.
    within(modules, &place, rest, left).or_else(|| Some(deepest(modules, place, rest)))
}

/// Follows names from a module on.
fn within(modules: &Modules, at: &Place, names: &[String], left: usize) -> Option<Place> {
    let Some((name, rest)) = names.split_first() else { return Some(at.clone()) };
    let inner = [at.as_slice(), std::slice::from_ref(name)].concat();
    if modules.contains_key(&inner) {
        return within(modules, &inner, rest, left);
    }
    let module = modules.get(at)?;
    if module.defines.contains(name) {
        return Some(at.clone());
    }
    if let Some(path) = module.names.get(name) {
        let whole: Written = path.iter().chain(rest).cloned().collect();
        return resolve(modules, at, &whole, left);
    }
    let opened = module.globs.iter().filter_map(|glob| resolve(modules, at, glob, left));
    let left = left.checked_sub(1)?;
    opened.filter(|place| place != at).find_map(|place| within(modules, &place, names, left))
}

fn deepest(modules: &Modules, mut place: Place, names: &[String]) -> Place {
    for name in names {
        place.push(name.clone());
        if !modules.contains_key(&place) {
            place.pop();
            break;
        }
    }
    place
}

/// Arrows between neighbours, those who have the same parent: each stands for all that lies within it. By parent. What a
/// module and those within it import from each other is their own matter.
pub fn between_neighbours(arrows: &BTreeSet<Arrow>) -> BTreeMap<Place, BTreeMap<(String, String), Arrow>> {
    let mut neighbours: BTreeMap<Place, BTreeMap<(String, String), Arrow>> = BTreeMap::new();
    for (from, to) in arrows {
        let shared = from.iter().zip(to).take_while(|(one, other)| one == other).count();
        if let (Some(one), Some(other)) = (from.get(shared), to.get(shared)) {
            let example = (from.clone(), to.clone());
            neighbours
                .entry(from.iter().take(shared).cloned().collect())
                .or_default()
                .entry((one.clone(), other.clone()))
                .or_insert(example);
        }
    }
    neighbours
}

/// The circles of a crate, each with the arrows that make it.
pub fn circles(arrows: &BTreeSet<Arrow>) -> Vec<String> {
    let mut circles = Vec::new();
    for (parent, between) in between_neighbours(arrows) {
        let graph: DiGraphMap<&str, ()> =
            between.keys().map(|(one, other)| (one.as_str(), other.as_str())).collect();
        for circle in tarjan_scc(&graph).into_iter().filter(|circle| circle.len() > 1) {
            let inside = |name: &String| circle.contains(&name.as_str());
            let shown = between.iter().filter(|((one, other), _)| inside(one) && inside(other));
            let shown: String = shown
                .map(|(_, (from, to))| format!("\n    {} -> {}", from.join("::"), to.join("::")))
                .collect();
            circles.push(format!("{} modules of `{}`:{shown}", circle.len(), parent.join("::")));
        }
    }
    circles
}
