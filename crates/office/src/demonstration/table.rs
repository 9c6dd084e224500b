//! The demonstration's offer as a table for people.

use std::fmt;

use danvan_core::access::Role;
use danvan_core::text::Locale;

use super::Demonstration;

impl fmt::Display for Demonstration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nMã kích hoạt (enrolment codes)")?;
        let codes =
            self.codes.iter().map(|code| [code.code.as_str(), &code.place, role(code.role), &code.person]);
        columns(f, &codes.collect::<Vec<_>>())?;
        writeln!(f, "\nTrang quản lý (console sign-ins)")?;
        let users = self
            .users
            .iter()
            .map(|user| [user.username.as_str(), &user.password, role(user.role), &user.name]);
        columns(f, &users.collect::<Vec<_>>())
    }
}

fn columns(f: &mut fmt::Formatter<'_>, lines: &[[&str; 4]]) -> fmt::Result {
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2)];
    for [one, two, three, four] in lines {
        let [a, b, c] = widths;
        writeln!(f, "  {one:a$}  {two:b$}  {three:c$}  {four}")?;
    }
    Ok(())
}

fn role(role: Role) -> &'static str {
    role.label(Locale::Vi).unwrap_or("cần phiên bản mới")
}
