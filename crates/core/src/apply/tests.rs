//! Properties of merge, apply and the optimistic view, and the defects that once broke them.

mod concurrent;
mod merging;
mod people;
mod room;
mod rules;
mod settling;
mod signatures;
mod strategies;
mod viewing;
mod waiting;
