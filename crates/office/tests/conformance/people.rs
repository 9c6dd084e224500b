//! People, their accounts and codes.

use danvan_core::access::{Author, Role};
use danvan_core::ids::{DeviceId, LogId, UserId};
use danvan_office::enrolling::Refusal;
use danvan_office::store::{AccountChange, EnrolOutcome, NewUser, OfficeStore};

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
    store.open_session(&account.user, digest("one"), AT_MS + 10, AT_MS).await.unwrap();
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
        store.open_session(&account.user, digest(session), AT_MS + 10, AT_MS).await.unwrap();
    }
    store.change_password(&account.user, "another", digest("here")).await.unwrap();
    assert_eq!(store.user_by_name("chuyenvien").await.unwrap().unwrap().1, "another");
    assert!(store.session(digest("here"), AT_MS).await.unwrap().is_some());
    assert_eq!(store.session(digest("elsewhere"), AT_MS).await.unwrap(), None);
}
