//! The workflow as data: states, and the steps between them (dossier sections 7.3 and 7.4).

use crate::access::Role;
use crate::record::RecordKind;

/// A state that a record can be in once the office may see it. Drafts are no records yet.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    /// Its name in records.
    pub name: &'static str,
    /// Whether its author may still change content.
    pub editable: bool,
    /// Whether it counts in figures.
    pub counts: bool,
    /// Whether its author may withdraw it.
    pub deletable: bool,
    /// Vietnamese label.
    pub vi: &'static str,
    /// English label.
    pub en: &'static str,
}

/// A step from one state to another.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name in entries.
    pub name: &'static str,
    /// The states it starts from.
    pub from: &'static [&'static str],
    /// The state it leads to.
    pub to: &'static str,
    /// Who may take it, within their scope.
    pub roles: &'static [Role],
    /// The fewest characters its reason must have; 0 where none is asked for.
    pub reason_min: usize,
    /// Whether it must come with a change of content ("changed something", dossier section 7.4).
    pub needs_change: bool,
    /// Whether the office gives the record its number with this step ("tiếp nhận, cấp mã").
    pub issues_code: bool,
    /// Whether it denies what the record asks for, or takes back what was granted. A page never offers such a step as the
    /// next thing to do.
    pub denies: bool,
    /// Vietnamese label, as on the button.
    pub vi: &'static str,
    /// English label.
    pub en: &'static str,
}

/// The states and steps of one kind of record.
#[derive(Debug, PartialEq, Eq)]
pub struct Workflow {
    /// The state of a record just created.
    pub initial: &'static str,
    /// All states.
    pub states: &'static [State],
    /// All steps.
    pub steps: &'static [Step],
}

/// A reason that a returned nomination or activity must carry has at least this many characters.
pub const REASON_MIN: usize = 10;

const AUTHORS: &[Role] = &[Role::FieldOfficer, Role::CommuneLeader, Role::SectorUnit];
const OFFICE: &[Role] = &[Role::ProvinceSpecialist, Role::ProvinceLeader];
const LEADER: &[Role] = &[Role::ProvinceLeader];

const fn state(
    name: &'static str,
    [editable, counts, deletable]: [bool; 3],
    vi: &'static str,
    en: &'static str,
) -> State {
    State { name, editable, counts, deletable, vi, en }
}

const PLAIN: Step = Step {
    name: "",
    from: &[],
    to: "",
    roles: OFFICE,
    reason_min: 0,
    needs_change: false,
    issues_code: false,
    denies: false,
    vi: "",
    en: "",
};

/// Back to its author, with a reason; each kind says from where.
const RETURN: Step =
    Step { name: "return", to: "returned", reason_min: REASON_MIN, vi: "Trả lại", en: "Return", ..PLAIN };

/// The author's correction of what was returned.
const RESUBMIT: Step = Step {
    name: "resubmit",
    from: &["returned"],
    to: "submitted",
    roles: AUTHORS,
    needs_change: true,
    vi: "Gửi lại",
    en: "Send again",
    ..PLAIN
};

static ACTIVITY: Workflow = Workflow {
    initial: "submitted",
    states: &[
        state("submitted", [true, true, true], "Đã gửi", "Submitted"),
        state("returned", [true, false, true], "Đã trả lại", "Returned"),
        state("approved", [false, true, false], "Đã duyệt", "Approved"),
        state("locked", [false, true, false], "Đã chốt kỳ", "Locked with its period"),
        state("cancelled", [false, false, false], "Đã hủy", "Cancelled"),
    ],
    steps: &[
        Step { name: "approve", from: &["submitted"], to: "approved", vi: "Duyệt", en: "Approve", ..PLAIN },
        Step { from: &["submitted", "approved"], ..RETURN },
        RESUBMIT,
        Step {
            name: "lock",
            from: &["approved"],
            to: "locked",
            roles: LEADER,
            vi: "Chốt kỳ",
            en: "Lock",
            ..PLAIN
        },
        Step {
            name: "cancel",
            from: &["submitted", "returned", "approved"],
            to: "cancelled",
            reason_min: REASON_MIN,
            denies: true,
            vi: "Hủy hồ sơ",
            en: "Cancel",
            ..PLAIN
        },
    ],
};

static NOMINATION: Workflow = Workflow {
    initial: "submitted",
    states: &[
        state("submitted", [true, true, true], "Đã gửi", "Submitted"),
        state("received", [false, true, false], "Đã tiếp nhận", "Received"),
        state("returned", [true, false, true], "Đã trả lại", "Returned"),
        state("under_review", [false, true, false], "Đang xét", "Under review"),
        state("passed", [false, true, false], "Đã thông qua", "Passed"),
        state("not_passed", [false, false, false], "Không được thông qua", "Not passed"),
        state("forwarded", [false, true, false], "Đã trình cấp trên", "Forwarded"),
        state("recognised", [false, true, false], "Đã công nhận", "Recognised"),
        state("declined", [false, false, false], "Không công nhận", "Declined"),
        state("awarded", [false, true, false], "Đã khen thưởng", "Awarded"),
        state("revoked", [false, false, false], "Đã hủy quyết định", "Revoked"),
    ],
    steps: &[
        Step {
            name: "receive",
            from: &["submitted"],
            to: "received",
            issues_code: true,
            vi: "Tiếp nhận",
            en: "Receive",
            ..PLAIN
        },
        Step { from: &["submitted", "received", "under_review"], ..RETURN },
        RESUBMIT,
        Step {
            name: "review",
            from: &["received"],
            to: "under_review",
            vi: "Đưa ra xét",
            en: "Review",
            ..PLAIN
        },
        Step { name: "pass", from: &["under_review"], to: "passed", vi: "Thông qua", en: "Pass", ..PLAIN },
        Step {
            name: "reject",
            from: &["under_review"],
            to: "not_passed",
            reason_min: REASON_MIN,
            denies: true,
            vi: "Không thông qua",
            en: "Do not pass",
            ..PLAIN
        },
        Step {
            name: "forward",
            from: &["passed"],
            to: "forwarded",
            vi: "Trình cấp trên",
            en: "Forward",
            ..PLAIN
        },
        Step {
            name: "recognise",
            from: &["received", "under_review", "passed", "forwarded"],
            to: "recognised",
            roles: LEADER,
            vi: "Công nhận",
            en: "Recognise",
            ..PLAIN
        },
        Step {
            name: "decline",
            from: &["received", "under_review", "passed", "forwarded"],
            to: "declined",
            roles: LEADER,
            reason_min: REASON_MIN,
            denies: true,
            vi: "Không công nhận",
            en: "Decline",
            ..PLAIN
        },
        Step {
            name: "award",
            from: &["recognised"],
            to: "awarded",
            roles: LEADER,
            vi: "Ghi đã khen thưởng",
            en: "Award",
            ..PLAIN
        },
        Step {
            name: "revoke",
            from: &["recognised", "awarded"],
            to: "revoked",
            roles: LEADER,
            reason_min: REASON_MIN,
            denies: true,
            vi: "Hủy quyết định",
            en: "Revoke",
            ..PLAIN
        },
    ],
};

/// What this version knows of a kind of another one.
static UNKNOWN: Workflow = Workflow { initial: "", states: &[], steps: &[] };

/// The workflow of a kind of record; without states and steps for one of another version.
pub fn of(kind: RecordKind) -> &'static Workflow {
    match kind {
        RecordKind::Activity => &ACTIVITY,
        RecordKind::Nomination => &NOMINATION,
        RecordKind::Other(_) => &UNKNOWN,
    }
}

impl Workflow {
    /// The state called `name`.
    pub fn state(&self, name: &str) -> Option<&'static State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// The step called `name`.
    pub fn step(&self, name: &str) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    /// Whether what was done to a record is a step that the office alone may take.
    pub fn is_of_office(&self, did: &str) -> bool {
        self.step(did).is_some_and(|step| step.roles.iter().all(|role| OFFICE.contains(role)))
    }

    /// Whether `role` may take a waiting value into a record in `state`: where content may be changed, its authors
    /// and the office; elsewhere whoever at the office has a step to take from there. What is final stays as it is.
    pub fn may_take(&self, state: &str, role: Role) -> bool {
        let at_office = OFFICE.contains(&role);
        if self.state(state).is_some_and(|state| state.editable) {
            at_office || role.records()
        } else {
            at_office && self.steps_from(state, role).next().is_some()
        }
    }

    /// Whether `role` may leave what waits in a record in `state`: the office always, authors while they may change
    /// content.
    pub fn may_leave(&self, state: &str, role: Role) -> bool {
        OFFICE.contains(&role) || self.may_take(state, role)
    }

    /// Whether `role` may take a waiting withdrawal of a record in `state`. What has left its authors' hands goes
    /// back to them first, or is cancelled: those are steps of the office, with their reasons.
    pub fn may_withdraw(&self, state: &str, role: Role) -> bool {
        self.state(state).is_some_and(|state| state.editable) && self.may_take(state, role)
    }

    /// The steps open to `role` from `state`: the buttons that a page shows.
    pub fn steps_from(&self, state: &str, role: Role) -> impl Iterator<Item = &'static Step> {
        self.steps.iter().filter(move |step| step.from.contains(&state) && step.roles.contains(&role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_joins_states_that_exist_and_every_state_can_be_reached() {
        for workflow in [&ACTIVITY, &NOMINATION] {
            let mut reached = vec![workflow.initial];
            for _ in workflow.states {
                for step in workflow.steps {
                    assert!(workflow.state(step.to).is_some(), "{}", step.name);
                    for from in step.from {
                        assert!(workflow.state(from).is_some(), "{from}");
                        if reached.contains(from) && !reached.contains(&step.to) {
                            reached.push(step.to);
                        }
                    }
                }
            }
            assert_eq!(reached.len(), workflow.states.len());
        }
    }

    #[test]
    fn whatever_ends_a_record_without_what_it_asked_for_denies_and_says_why() {
        for workflow in [&ACTIVITY, &NOMINATION] {
            for step in workflow.steps {
                let to = workflow.state(step.to).unwrap();
                let ends = !to.counts && !to.editable;
                assert_eq!(step.denies, ends, "{}", step.name);
                assert!(!step.denies || step.reason_min > 0, "{}", step.name);
            }
        }
    }

    #[test]
    fn what_was_recognised_can_be_neither_changed_nor_withdrawn() {
        let recognised = of(RecordKind::Nomination).state("recognised").unwrap();
        assert!(!recognised.editable && !recognised.deletable && recognised.counts);
    }

    #[test]
    fn what_waits_is_taken_by_whoever_has_the_record_in_hand() {
        let may = |kind, state: &str, role| {
            let workflow = of(kind);
            (
                workflow.may_take(state, role),
                workflow.may_leave(state, role),
                workflow.may_withdraw(state, role),
            )
        };
        let (activity, nomination) = (RecordKind::Activity, RecordKind::Nomination);
        let (author, specialist, leader) =
            (Role::FieldOfficer, Role::ProvinceSpecialist, Role::ProvinceLeader);
        for role in [author, specialist] {
            assert_eq!(may(nomination, "returned", role), (true, true, true));
        }
        assert_eq!(may(activity, "approved", author), (false, false, false));
        assert_eq!(may(activity, "approved", specialist), (true, true, false));
        assert_eq!(may(nomination, "recognised", specialist), (false, true, false));
        assert_eq!(may(nomination, "recognised", leader), (true, true, false));
        assert_eq!(may(activity, "locked", leader), (false, true, false), "a closed period's figures stay");
        for role in [Role::HubMonitor, Role::Viewer, Role::Administrator, Role::Council] {
            assert_eq!(may(activity, "submitted", role), (false, false, false));
        }
    }

    #[test]
    fn only_the_leader_recognises() {
        let workflow = of(RecordKind::Nomination);
        assert!(workflow.steps_from("received", Role::ProvinceLeader).any(|step| step.name == "recognise"));
        assert!(
            !workflow.steps_from("received", Role::ProvinceSpecialist).any(|step| step.name == "recognise")
        );
        assert!(!workflow.steps_from("submitted", Role::Administrator).any(|_| true));
    }
}
