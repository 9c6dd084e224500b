//! Console accounts and sessions.

use danvan_office::store::{OfficeStore, StoreError};

use crate::things::{AT_MS, digest, user};

pub async fn usernames_are_taken_once(store: &dyn OfficeStore) {
    let new = user("chuyenvien");
    store.add_user(&new, AT_MS).await.unwrap();
    let again = store.add_user(&user("chuyenvien"), AT_MS).await;
    assert!(matches!(again, Err(StoreError::Exists(_))), "{again:?}");
    let found = store.user_by_name("chuyenvien").await.unwrap();
    assert_eq!(found, Some((new.user, new.password)));
    assert_eq!(store.user_by_name("lanhdao").await.unwrap(), None);
}

pub async fn sessions_last_until_they_end(store: &dyn OfficeStore) {
    let user = user("chuyenvien");
    store.add_user(&user, AT_MS).await.unwrap();
    store.open_session(&user.user, &user.password, digest("one"), AT_MS + 10, AT_MS).await.unwrap();
    store.open_session(&user.user, &user.password, digest("two"), AT_MS + 20, AT_MS).await.unwrap();
    assert_eq!(store.session(digest("one"), AT_MS + 9).await.unwrap(), Some(user.user.clone()));
    assert_eq!(store.session(digest("one"), AT_MS + 10).await.unwrap(), None);
    assert_eq!(store.session(digest("three"), AT_MS).await.unwrap(), None);
    store.close_session(digest("two")).await.unwrap();
    assert_eq!(store.session(digest("two"), AT_MS).await.unwrap(), None);
}

pub async fn a_new_password_ends_sessions(store: &dyn OfficeStore) {
    let user = user("chuyenvien");
    store.add_user(&user, AT_MS).await.unwrap();
    store.open_session(&user.user, &user.password, digest("one"), AT_MS + 10, AT_MS).await.unwrap();
    assert!(store.set_password("chuyenvien", "another").await.unwrap());
    assert!(!store.set_password("nobody", "another").await.unwrap());
    assert_eq!(store.session(digest("one"), AT_MS).await.unwrap(), None);
    assert_eq!(store.user_by_name("chuyenvien").await.unwrap().unwrap().1, "another");
}
