//! People, their accounts and codes.

use danvan_core::access::{Author, Role};
use danvan_core::ids::{DeviceId, LogId, UserId};
use danvan_office::enrolling::Refusal;
use danvan_office::store::{AccountChange, EnrolOutcome, NewCode, NewUser, OfficeStore, StoreError};

use crate::things::{AT_MS, HERE, THERE, attempt, code, device, digest, id, province, user};

pub async fn accounts_codes_and_grants_make_people_known(store: &dyn OfficeStore) {
    let account = user("chuyenvien");
    store.add_user(&account, AT_MS).await.unwrap();
    let (_, at) = device(store, "BUM", HERE).await;
    let alone = Author { id: id(UserId::from_random), name: "Chưa có gì".to_owned() };
    store.add_person(&at.province, &alone, AT_MS).await.unwrap();
    store
        .add_person(&at.province, &Author { name: "Tên khác".to_owned(), ..alone.clone() }, AT_MS)
        .await
        .unwrap();

    let people = store.people(&at.province, None).await.unwrap();
    let names: Vec<_> = people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Chưa có gì", "Lò Thị Mai", "Người ghi"]);
    let accounts: Vec<_> = people.iter().filter_map(|person| person.account.clone()).collect();
    assert_eq!(accounts, [("chuyenvien".to_owned(), Role::ProvinceSpecialist)]);
    let one = store.people(&at.province, Some(account.user.id)).await.unwrap();
    assert_eq!((one.len(), one[0].disabled_ms), (1, None));
    assert!(store.people(&province(THERE), None).await.unwrap().is_empty());
}

pub async fn one_administrator_who_can_sign_in_remains(store: &dyn OfficeStore) {
    let (here, administrator) = (province(HERE), |name: &str| {
        let mut new: NewUser = user(name);
        new.user.role = Role::Administrator;
        new
    });
    let (one, other, viewer) = (administrator("mot"), administrator("hai"), user("xem"));
    for new in [&one, &other, &viewer] {
        store.add_user(new, AT_MS).await.unwrap();
    }
    let (one, other, viewer) = (one.user.id, other.user.id, viewer.user.id);
    assert_eq!(store.change_role(&here, viewer, Role::Viewer).await.unwrap(), AccountChange::Done);
    assert_eq!(store.set_disabled(&here, one, Some(AT_MS)).await.unwrap(), AccountChange::Done);
    let last = AccountChange::LastAdministrator;
    assert_eq!(store.set_disabled(&here, other, Some(AT_MS)).await.unwrap(), last);
    assert_eq!(store.change_role(&here, other, Role::Viewer).await.unwrap(), last);
    assert_eq!(store.change_role(&here, other, Role::Administrator).await.unwrap(), AccountChange::Done);
    assert_eq!(store.set_disabled(&here, one, None).await.unwrap(), AccountChange::Done);
    assert_eq!(store.change_role(&here, other, Role::Viewer).await.unwrap(), AccountChange::Done);
    let nobody = id(UserId::from_random);
    assert_eq!(store.set_disabled(&here, nobody, Some(AT_MS)).await.unwrap(), AccountChange::Missing);
    assert_eq!(store.change_role(&here, nobody, Role::Viewer).await.unwrap(), AccountChange::Missing);
    assert_eq!(store.set_disabled(&province(THERE), other, None).await.unwrap(), AccountChange::Missing);
}

pub async fn whoever_is_disabled_has_no_session_and_no_code(store: &dyn OfficeStore) {
    let (here, account) = (province(HERE), user("chuyenvien"));
    store.add_user(&account, AT_MS).await.unwrap();
    store.open_session(&account.user, &account.password, digest("one"), AT_MS + 10, AT_MS).await.unwrap();
    let mut new = code("BUM", 1, "Lò Thị Mai");
    new.grant.author.id = account.user.id;
    store.add_code(&here, &new).await.unwrap();
    store.set_disabled(&here, account.user.id, Some(AT_MS + 1)).await.unwrap();
    assert_eq!(store.session(digest("one"), AT_MS).await.unwrap(), None);
    assert_eq!(store.people(&here, Some(account.user.id)).await.unwrap()[0].disabled_ms, Some(AT_MS + 1));
    let (device, log) = (id(DeviceId::from_random), id(LogId::from_random));
    let attempt = attempt("BUM", device, log, "token");
    assert_eq!(store.enrol(&attempt).await.unwrap(), EnrolOutcome::Refused(Refusal::UnknownCode));
    store.set_disabled(&here, account.user.id, None).await.unwrap();
    assert!(matches!(store.enrol(&attempt).await.unwrap(), EnrolOutcome::Enrolled { .. }));
}

pub async fn ones_own_new_password_ends_the_other_sessions(store: &dyn OfficeStore) {
    let account = user("chuyenvien");
    store.add_user(&account, AT_MS).await.unwrap();
    for session in ["here", "elsewhere"] {
        store
            .open_session(&account.user, &account.password, digest(session), AT_MS + 10, AT_MS)
            .await
            .unwrap();
    }
    assert!(!store.change_password(&account.user, ("wrong", "another"), digest("here")).await.unwrap());
    let changed = store.change_password(&account.user, (&account.password, "another"), digest("here")).await;
    assert!(changed.unwrap());
    assert_eq!(store.user_by_name("chuyenvien").await.unwrap().unwrap().1, "another");
    assert!(store.session(digest("here"), AT_MS).await.unwrap().is_some());
    assert_eq!(store.session(digest("elsewhere"), AT_MS).await.unwrap(), None);
}

pub async fn a_device_ends_with_the_access_of_who_holds_it(store: &dyn OfficeStore) {
    let here = province(HERE);
    let (one, at) = device(store, "ONE", HERE).await;
    store.add_code(&here, &code("LATER", 1, "Người sau")).await.unwrap();
    store.enrol(&attempt("LATER", one, at.log, "later")).await.unwrap();
    let known = store.enrolled(&here, Some(one)).await.unwrap().remove(0).device;
    let (holder, former) = (known.grant.author.id, known.earlier[0].author.id);
    let standing = async || {
        let token = store.device_of_token(digest("later"), AT_MS).await.unwrap().unwrap();
        let listed = store.enrolled(&here, Some(one)).await.unwrap().remove(0);
        let signer = store.signer(&here, one).await.unwrap().unwrap();
        let facts = store.register(&here, Some(one)).await.unwrap().remove(0);
        assert_eq!((&token, &listed.device, &signer.device), (&facts.device, &facts.device, &facts.device));
        assert_eq!((listed.revoked, signer.revoked), (token.refused(), token.refused()));
        assert!(!token.revoked);
        (token.refused(), token.disabled)
    };
    assert_eq!(standing().await, (false, [].into()));
    store.set_disabled(&here, former, Some(AT_MS)).await.unwrap();
    assert_eq!(standing().await, (false, [former].into()), "who held it before takes nobody's device away");
    store.set_disabled(&here, holder, Some(AT_MS)).await.unwrap();
    assert_eq!(standing().await, (true, [former, holder].into()));
    store.set_disabled(&here, former, None).await.unwrap();
    assert_eq!(standing().await, (true, [holder].into()));
    store.set_disabled(&here, holder, None).await.unwrap();
    assert_eq!(standing().await, (false, [].into()));
}

/// Of another password by an administrator and what is done with the old one at the same time, the other password stays.
pub async fn another_password_is_never_overtaken(store: &dyn OfficeStore) {
    let account = user("chuyenvien");
    store.add_user(&account, AT_MS).await.unwrap();
    for round in 0..20 {
        let (old, own, given) = (format!("old {round}"), format!("own {round}"), format!("given {round}"));
        store.set_password("chuyenvien", &old).await.unwrap();
        let (here, late) = (digest(&format!("here {round}")), digest(&format!("late {round}")));
        assert!(store.open_session(&account.user, &old, here, AT_MS + 10, AT_MS).await.unwrap());
        let (changed, opened, reset) = tokio::join!(
            store.change_password(&account.user, (&old, &own), here),
            store.open_session(&account.user, &old, late, AT_MS + 10, AT_MS),
            store.set_password("chuyenvien", &given),
        );
        assert!(changed.is_ok() && opened.is_ok() && reset.is_ok(), "{changed:?} {opened:?} {reset:?}");
        assert_eq!(store.user_by_name("chuyenvien").await.unwrap().unwrap().1, given);
        for session in [here, late] {
            assert_eq!(store.session(session, AT_MS).await.unwrap(), None, "it ended with the old password");
        }
        let person = account.user.id;
        let (opened, disabled) = tokio::join!(
            store.open_session(&account.user, &given, late, AT_MS + 10, AT_MS),
            store.set_disabled(&account.user.province, person, Some(AT_MS)),
        );
        assert!(opened.is_ok() && disabled.is_ok(), "{opened:?} {disabled:?}");
        assert_eq!(store.session(late, AT_MS).await.unwrap(), None, "it ended with the person's access");
        assert!(!store.open_session(&account.user, &given, late, AT_MS + 10, AT_MS).await.unwrap());
        assert!(!store.change_password(&account.user, (&given, &own), here).await.unwrap());
        store.set_disabled(&account.user.province, person, None).await.unwrap();
    }
}

/// A code for that person: of a machine, or of a person.
fn code_for(text: &str, person: &Author, role: Role) -> NewCode {
    let mut new = code(text, 1, &person.name);
    new.grant.author = person.clone();
    new.grant.role = role;
    new
}

/// An account for that person.
fn account_for(username: &str, person: &Author) -> NewUser {
    let mut new = user(username);
    (new.user.id, new.user.name) = (person.id, person.name.clone());
    new
}

pub async fn a_machine_is_no_person_and_no_person_a_machine(store: &dyn OfficeStore) {
    let here = province(HERE);
    let new = |name: &str| Author { id: id(UserId::from_random), name: name.to_owned() };
    let (machine, officer, clerk) = (new("Máy"), new("Cán bộ"), new("Văn thư"));
    store.add_code(&here, &code_for("M1", &machine, Role::HubMachine)).await.unwrap();
    store.add_code(&here, &code_for("M2", &machine, Role::HubMachine)).await.unwrap();
    let refused = store.add_code(&here, &code_for("M3", &machine, Role::FieldOfficer)).await;
    assert!(matches!(refused, Err(StoreError::IsMachine)), "{refused:?}");
    let refused = store.add_user(&account_for("may", &machine), AT_MS).await;
    assert!(matches!(refused, Err(StoreError::IsMachine)), "{refused:?}");
    store.add_code(&here, &code_for("P1", &officer, Role::FieldOfficer)).await.unwrap();
    store.add_user(&account_for("canbo", &officer), AT_MS).await.unwrap();
    store.add_user(&account_for("vanthu", &clerk), AT_MS).await.unwrap();
    for person in [&officer, &clerk] {
        let text = format!("P {}", person.name);
        let refused = store.add_code(&here, &code_for(&text, person, Role::HubMachine)).await;
        assert!(matches!(refused, Err(StoreError::IsPerson)), "{refused:?}");
        store.add_code(&here, &code_for(&text, person, Role::FieldOfficer)).await.unwrap();
    }
    // What was refused left nothing behind, and a name alone may become either.
    assert_eq!(store.codes(&here).await.unwrap().len(), 5);
    assert_eq!(store.user_by_name("may").await.unwrap(), None);
    let (one, other) = (new("Một"), new("Hai"));
    for person in [&one, &other] {
        store.add_person(&here, person, AT_MS).await.unwrap();
    }
    store.add_code(&here, &code_for("N1", &one, Role::HubMachine)).await.unwrap();
    store.add_code(&here, &code_for("N2", &other, Role::FieldOfficer)).await.unwrap();
}

pub async fn nobody_becomes_both_at_the_same_moment(store: &dyn OfficeStore) {
    let here = province(HERE);
    for round in 0..60 {
        let person = Author { id: id(UserId::from_random), name: format!("Ai đó {round}") };
        // Known by name, as at the console, or not at all.
        if round % 2 == 0 {
            store.add_person(&here, &person, AT_MS).await.unwrap();
        }
        let (machine, officer) = (format!("machine {round}"), format!("officer {round}"));
        let (machine, officer) =
            (code_for(&machine, &person, Role::HubMachine), code_for(&officer, &person, Role::FieldOfficer));
        let account = account_for(&format!("nguoi{round}"), &person);
        let (as_machine, as_officer, as_clerk) = tokio::join!(
            store.add_code(&here, &machine),
            store.add_code(&here, &officer),
            store.add_user(&account, AT_MS),
        );
        let told = [&as_machine, &as_officer, &as_clerk];
        let of_kind =
            told.iter().all(|one| matches!(one, Ok(()) | Err(StoreError::IsMachine | StoreError::IsPerson)));
        assert!(of_kind, "{told:?}");
        assert_eq!(as_machine.is_ok(), as_officer.is_err() && as_clerk.is_err(), "{told:?}");
        assert_eq!(as_machine.is_err(), as_officer.is_ok() && as_clerk.is_ok(), "{told:?}");
    }
}
