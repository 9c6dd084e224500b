//! Properties of merge, apply and the optimistic view, and the defects that once broke them.

mod merging;
mod rules;
mod strategies;
mod viewing;
