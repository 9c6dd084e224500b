//! The office's people: they receive, return and approve what has come in.

use danvan_core::workflow;

use super::World;

impl World {
    pub(super) fn console_acts(&mut self) {
        let records: Vec<_> = self.office.books().records.values().filter(|record| !record.deleted).collect();
        let Some(record) = self.dice.pick(&records) else { return };
        let (id, state, kind) = (record.id, record.state.clone(), record.kind);
        let steps: Vec<_> = workflow::of(kind).steps_from(&state, self.console.role).collect();
        let returns = steps.iter().find(|step| step.name == "return");
        let chosen =
            if self.dice.percent(60) { returns.or(self.dice.pick(&steps)) } else { self.dice.pick(&steps) };
        let Some(step) = chosen else { return };
        let reason = (step.reason_min > 0).then(|| format!("Bổ sung số liệu lần {}", self.order));
        let taken = self.office.step(&self.console, id, step.name, reason);
        let name = step.name;
        self.note(|| format!("console: {name} {id} from {state}: {taken}"));
        if !taken {
            self.violated("the console's steps follow the rules", || format!("{name} of {id} from {state}"));
        }
    }
}
