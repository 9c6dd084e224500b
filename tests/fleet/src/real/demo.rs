//! The acceptance story: two devices record with no network what articles S4 and S2 tell, sync, the console receives
//! and recognises, and the office prints the articles' figures.

use anyhow::{Context, Result, ensure};
use danvan_core::acceptance::{s2_awards, s2_nominations, s4_activities, s4_figures};
use danvan_core::catalogue::{ActorGroup, bundled};
use danvan_core::figures::{AwardFigures, Figures, print_figure};
use danvan_core::record::{Activity, RecordKind};
use danvan_core::text::Locale;
use serde::Deserialize;

use super::{Console, Phone};

/// The codes and accounts of a demonstration, as `danvan-office serve --demonstration --print-json` prints them.
#[derive(Debug, Deserialize)]
pub struct Cast {
    codes: Vec<Code>,
    users: Vec<User>,
}

#[derive(Debug, Deserialize)]
struct Code {
    name: String,
    code: String,
    person: String,
    place: String,
}

#[derive(Debug, Deserialize)]
struct User {
    username: String,
    password: String,
}

/// The day before both articles' activities and after them.
const PERIOD: (&str, &str) = ("2013-01-01", "2020-12-31");

impl Cast {
    /// Reads the first line that is JSON.
    ///
    /// # Errors
    /// Where there is none.
    pub fn from_text(text: &str) -> Result<Self> {
        let line = text.lines().find(|line| line.trim_start().starts_with('{'));
        Ok(serde_json::from_str(line.context("no line of JSON with codes and users")?)?)
    }

    /// The enrolment code of a name.
    ///
    /// # Errors
    /// Where the demonstration has none.
    pub fn code(&self, name: &str) -> Result<&str> {
        let found = self.codes.iter().find(|code| code.name == name);
        Ok(&found.with_context(|| format!("the demonstration has no code {name}"))?.code)
    }

    fn phone(&self, office: &str, name: &str) -> Result<Phone> {
        let found = self.codes.iter().find(|code| code.name == name);
        let code = found.with_context(|| format!("the demonstration has no code {name}"))?;
        println!("{}: {}", code.place, code.person);
        Phone::enrol(office, &code.code, &format!("Máy {}", code.place))
    }

    pub(super) fn console(&self, office: &str, username: &str) -> Result<Console> {
        let found = self.users.iter().find(|user| user.username == username);
        let user = found.with_context(|| format!("the demonstration has no account {username}"))?;
        Console::sign_in(office, &user.username, &user.password)
    }
}

/// Plays the story at a running office.
///
/// # Errors
/// Where anything is not as the articles have it.
pub fn play(office: &str, cast: &Cast) -> Result<()> {
    let catalogue = bundled("12").context("no catalogue of Lai Châu")?;
    let mut front = cast.phone(office, "doan_ket_mttq")?;
    let mut post = cast.phone(office, "don_pa_ve_su")?;

    // From here to the sync no request leaves the devices.
    for sample in s4_activities(&catalogue) {
        let armed = Activity::of(&sample.body).actor_group() == ActorGroup::LucLuongVuTrang;
        let phone = if armed { &mut post } else { &mut front };
        phone.record(RecordKind::Activity, sample.body)?;
    }
    let nominations = s2_nominations(&catalogue);
    let nominated = nominations.len();
    for sample in nominations {
        front.record(RecordKind::Nomination, sample.body)?;
    }
    println!("Ghi khi mất mạng: {} + {} lần ghi chờ gửi", front.waiting(), post.waiting());

    for phone in [&mut front, &mut post] {
        let status = phone.sync()?;
        ensure!(phone.waiting() == 0, "{} entries still wait", phone.waiting());
        ensure!(phone.refused() == 0, "{} entries were refused", phone.refused());
        println!(
            "{}: tỉnh đã nhận {} lần ghi, gửi về {}",
            phone.enrolment().place,
            status.sent,
            status.fetched
        );
        // Pressed again, nothing is sent twice.
        ensure!(phone.sync()?.sent == 0, "a second round sent something again");
    }

    let mut specialist = cast.console(office, "chuyenvien")?;
    let submitted = specialist.records("nomination", "submitted")?;
    ensure!(submitted.len() == nominated, "{} of {nominated} nominations arrived", submitted.len());
    for record in &submitted {
        let received = specialist.step(record, "receive")?;
        ensure!(received.code.is_some(), "a received nomination has no code");
    }
    println!("{} tiếp nhận {} đề nghị", specialist.user.author.name, submitted.len());
    let mut leader = cast.console(office, "lanhdao")?;
    let received = leader.records("nomination", "received")?;
    for record in &received {
        leader.step(record, "recognise")?;
    }
    println!("{} công nhận {} đề nghị\n", leader.user.author.name, received.len());

    let (from, to) = PERIOD;
    let figures = leader.figures(from, to)?;
    let awards = leader.awards(from, to)?;
    print_figures(&figures, &catalogue);
    print_awards(&awards, &catalogue);
    check_figures(&figures)?;
    check_awards(&awards)?;

    front.sync()?;
    ensure!(front.mirrored() >= nominated, "the device does not hold what was decided");
    println!("Đúng như hai bài báo đã nêu.");
    Ok(())
}

fn print_figures(figures: &Figures, catalogue: &danvan_core::catalogue::Catalogue) {
    let mut group = None;
    for line in &figures.lines {
        let known = catalogue.indicator(&line.indicator);
        let label = known.map_or(line.indicator.as_str(), |indicator| indicator.label(Locale::Vi));
        if group != Some(line.group) {
            group = Some(line.group);
            let item = danvan_core::catalogue::item(&catalogue.lists.actor_groups, line.group.code());
            println!("{}", item.map_or(line.group.code(), |item| item.label(Locale::Vi)));
        }
        println!("  {:<70} {}", label, print_figure(line, Locale::Vi));
    }
    println!();
}

fn print_awards(awards: &AwardFigures, catalogue: &danvan_core::catalogue::Catalogue) {
    println!("  {:<70} {:>8} {:>8}", "Hình thức khen thưởng", "tập thể", "cá nhân");
    for line in &awards.lines {
        let form = line.form.as_ref();
        let known = form.and_then(|form| catalogue.award_form(form)).map(|form| form.vi.as_str());
        let name = known.or(form.map(|form| form.as_str())).unwrap_or("-");
        println!("  {:<70} {:>8} {:>8}", name, line.collectives, line.individuals);
    }
    println!();
}

/// Exactly the printed figures of the article, and no others.
fn check_figures(figures: &Figures) -> Result<()> {
    let expected = s4_figures();
    for figure in &expected {
        let line = figures.line(figure.indicator.as_str(), figure.group);
        let printed = line.map(|line| print_figure(line, Locale::Vi)).unwrap_or_default();
        ensure!(
            printed == figure.printed,
            "{} should print {}, prints {printed}: {}",
            figure.indicator,
            figure.printed,
            figure.quote
        );
    }
    ensure!(
        figures.lines.len() == expected.len(),
        "{} lines instead of {}",
        figures.lines.len(),
        expected.len()
    );
    Ok(())
}

fn check_awards(awards: &AwardFigures) -> Result<()> {
    let expected = s2_awards();
    for award in &expected {
        let line = awards.line(award.form.as_str()).with_context(|| format!("no {}", award.form))?;
        ensure!(
            (line.collectives, line.individuals, line.households)
                == (award.collectives, award.individuals, 0),
            "{}: {} + {}: {}",
            award.form,
            line.collectives,
            line.individuals,
            award.quote
        );
    }
    ensure!(
        awards.lines.len() == expected.len(),
        "{} forms instead of {}",
        awards.lines.len(),
        expected.len()
    );
    Ok(())
}
