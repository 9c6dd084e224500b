//! The fields of an account: what to sign in with, and the role.

use danvan_core::access::Role;
use danvan_core::wire_people::{NewAccount, USERNAME_TAKEN, new_username};
use leptos::prelude::*;

use crate::console::client::Failure;
use crate::console::field::{choice, line};
use crate::console::frame::{role_code, role_words};
use crate::i18n::people as text;

/// The roles that open the console.
const ROLES: [Role; 5] =
    [Role::ProvinceSpecialist, Role::ProvinceLeader, Role::Council, Role::Viewer, Role::Administrator];

/// What the fields hold.
#[derive(Clone, Copy)]
pub struct AccountFields {
    username: RwSignal<String>,
    role: RwSignal<String>,
    tried: RwSignal<bool>,
    /// The user name that turned out to be another's.
    taken: RwSignal<Option<String>>,
}

impl AccountFields {
    /// Empty fields, with a role to begin with.
    pub fn new(role: Role) -> Self {
        Self {
            username: RwSignal::new(String::new()),
            role: RwSignal::new(role_code(role)),
            tried: RwSignal::new(false),
            taken: RwSignal::new(None),
        }
    }

    /// The user name's field.
    pub fn username(self) -> AnyView {
        let wrong = Signal::derive(move || {
            let typed = self.username.get();
            let wrong = match new_username(&typed) {
                _ if !self.tried.get() => return None,
                None if typed.trim().is_empty() => text::USERNAME_MISSING,
                None => text::USERNAME_WRONG,
                username if username == self.taken.get() => text::USERNAME_TAKEN,
                Some(_) => return None,
            };
            Some(wrong.get().to_owned())
        });
        let hint = Some(text::USERNAME_HINT.get());
        line("account-username", text::USERNAME.get(), hint, self.username, wrong)
    }

    /// The role's field.
    pub fn role(self) -> AnyView {
        let roles = ROLES.map(|role| (role_code(role), role_words(role)));
        choice("account-role", text::ROLE.get(), self.role, roles.into(), Signal::derive(|| None))
    }

    /// The chosen role.
    pub fn chosen_role(self) -> Role {
        let code = self.role.get_untracked();
        ROLES.into_iter().find(|role| role_code(*role) == code).unwrap_or(Role::Viewer)
    }

    /// The account; nothing while the user name is missing or wrong, which the field then says.
    pub fn account(self) -> Option<NewAccount> {
        self.tried.set(true);
        let username = self.username.with_untracked(|typed| new_username(typed))?;
        Some(NewAccount { username, role: self.chosen_role() })
    }

    /// Whether a failure is the user name's, which then says it.
    pub fn takes(self, failure: &Failure) -> bool {
        let taken = matches!(failure, Failure::Refused(problem) if problem.kind == USERNAME_TAKEN);
        if taken {
            self.taken.set(self.username.with_untracked(|typed| new_username(typed)));
        }
        taken
    }
}
