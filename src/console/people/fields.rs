//! The fields of an account: what to sign in with, and the role.

use danvan_core::access::Role;
use danvan_core::wire_people::NewAccount;
use leptos::prelude::*;

use crate::console::field::{choice, line, said};
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
}

impl AccountFields {
    /// Empty fields, with a role to begin with.
    pub fn new(role: Role) -> Self {
        Self {
            username: RwSignal::new(String::new()),
            role: RwSignal::new(role_code(role)),
            tried: RwSignal::new(false),
        }
    }

    /// The user name's field.
    pub fn username(self) -> AnyView {
        let wrong = Signal::derive(move || {
            let empty = self.username.with(|typed| typed.trim().is_empty());
            (self.tried.get() && empty).then(|| text::USERNAME_MISSING.get().to_owned())
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

    /// The account; nothing while the user name is missing, which the field then says.
    pub fn account(self) -> Option<NewAccount> {
        self.tried.set(true);
        Some(NewAccount { username: said(self.username)?, role: self.chosen_role() })
    }
}
