//! What every store must do alike. A store joins by a factory of fresh, empty stores: see [`sqlite`], [`postgres`].
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod alarms;
mod attachments;
mod bundles;
#[path = "../cluster/mod.rs"]
mod cluster;
mod enrolments;
mod hubs;
mod keys;
mod logs;
mod many_writers;
mod migrations;
mod people;
mod places;
mod quarantine;
mod records;
mod register;
mod things;

use std::sync::Arc;

use danvan_office::store::OfficeStore;
use danvan_office::store::postgres::PostgresStore;
use danvan_office::store::sqlite::SqliteStore;
use sqlx::Connection;
use things::{HERE, THERE};

/// A fresh store that knows two provinces, with what must outlive it.
struct Fresh {
    store: Arc<dyn OfficeStore>,
    _folder: Option<tempfile::TempDir>,
}

async fn sqlite() -> Fresh {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("office.sqlite");
    let store = SqliteStore::open(&file, "epoch", b"0123456789abcdef").await.unwrap();
    Fresh { store: with_provinces(store).await, _folder: Some(folder) }
}

/// A database in memory that was copied from another one, as simulations have it.
async fn sqlite_in_memory() -> Fresh {
    let first = SqliteStore::in_memory("epoch", b"0123456789abcdef").await.unwrap();
    let image = first.image().await.unwrap();
    first.ensure_province(&"not in the copy".into()).await.unwrap();
    let copy = SqliteStore::from_image(&image).await.unwrap();
    Fresh { store: with_provinces(copy).await, _folder: None }
}

async fn postgres() -> Fresh {
    Fresh { store: postgres_at(&cluster::fresh_database()).await, _folder: None }
}

async fn postgres_at(url: &str) -> Arc<dyn OfficeStore> {
    with_provinces(PostgresStore::open(url, "epoch", b"0123456789abcdef").await.unwrap()).await
}

async fn with_provinces(store: impl OfficeStore + 'static) -> Arc<dyn OfficeStore> {
    for province in [HERE, THERE] {
        store.ensure_province(&province.into()).await.unwrap();
    }
    Arc::new(store)
}

/// Runs behaviours on fresh stores of one kind.
macro_rules! conforms {
    ($store:ident: $($subject:ident :: $behaviour:ident,)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $behaviour() {
            let fresh = $store().await;
            $subject::$behaviour(fresh.store.as_ref()).await;
        })*
    };
}

/// Every behaviour that asks for no second connection.
macro_rules! suite {
    ($store:ident) => {
        conforms! { $store:
            accounts::usernames_are_taken_once,
            accounts::sessions_last_until_they_end,
            accounts::a_new_password_ends_sessions,
            alarms::one_is_open_of_each_kind_and_subject_until_somebody_sees_to_it,
            alarms::however_many_are_raised_so_many_are_kept,
            attachments::files_are_kept_once_and_found_in_order,
            attachments::who_reaches_a_record_reaches_what_its_writer_sent,
            attachments::naming_a_file_gives_no_right_to_it,
            attachments::what_is_kept_in_place_of_a_files_bytes_is_told,
            attachments::what_nothing_speaks_of_goes_and_nothing_else,
            attachments::what_quarantine_may_speak_of_stays,
            attachments::what_lies_in_a_backup_is_marked_up_to_its_point,
            bundles::secrets_are_kept_from_the_first_time_on,
            bundles::a_signer_is_a_device_with_its_keys,
            bundles::what_waits_is_kept_whole_until_its_turn,
            bundles::a_device_has_room_for_so_much_that_waits,
            bundles::provinces_have_bundles_of_their_own,
            bundles::what_waits_of_many_devices_is_listed_in_turns,
            bundles::who_brings_one_bundle_again_and_again_hides_nobody_elses,
            enrolments::a_code_is_used_up_but_repeats_until_its_token_is_used,
            enrolments::nobody_takes_a_known_device_over,
            enrolments::who_comes_first_has_the_device,
            enrolments::a_lost_key_gets_a_successor,
            enrolments::used_uses_outlive_the_tokens_that_used_them,
            enrolments::ten_devices_share_one_use_only_once,
            enrolments::a_token_names_its_device_until_it_is_revoked,
            enrolments::later_enrolments_keep_earlier_persons,
            hubs::devices_are_listed_with_their_keys_and_persons,
            hubs::heads_of_logs_are_listed,
            keys::a_key_hands_over_and_nothing_else_replaces_it,
            keys::a_device_signs_from_its_first_signature_on,
            bundles::who_hangs_up_while_a_transaction_begins_leaves_none_open,
            keys::the_writer_sees_that_a_device_is_refused,
            hubs::addresses_are_set_changed_and_taken_away,
            logs::entries_read_back_as_they_were_written,
            logs::signed_heads_are_kept_once_each_and_found_in_order,
            logs::forked_entries_are_kept_once_each,
            logs::provinces_have_logs_of_their_own,
            people::accounts_codes_and_grants_make_people_known,
            people::one_administrator_who_can_sign_in_remains,
            people::whoever_is_disabled_has_no_session_and_no_code,
            people::ones_own_new_password_ends_the_other_sessions,
            people::a_device_ends_with_the_access_of_who_holds_it,
            people::another_password_is_never_overtaken,
            people::a_machine_is_no_person_and_no_person_a_machine,
            people::nobody_becomes_both_at_the_same_moment,
            quarantine::a_log_has_its_owner_before_it_is_there,
            quarantine::the_same_entries_are_kept_once,
            quarantine::a_device_has_room_for_so_much,
            quarantine::what_the_log_has_by_now_waits_no_longer,
            quarantine::each_devices_items_are_in_sight,
            quarantine::what_is_left_can_be_taken_later_and_only_once,
            register::a_device_is_listed_with_everything_known_of_it,
            register::revocations_are_kept_in_order,
            register::a_revoked_code_enrols_nobody,
            records::the_feed_gives_every_change_once_and_in_order,
            records::a_record_of_another_versions_kind_is_a_record,
            records::the_feed_gives_the_scope_only,
            records::lists_filter_search_and_page,
            records::lists_give_lines_however_large_records_are,
            records::all_records_are_read_in_bounded_pieces,
            records::numbers_are_counted_by_province_and_year,
            records::a_number_is_given_to_one_record_only,
            office::keeps_its_epoch_and_secrets,
        }
    };
}

/// Every behaviour that asks beside an open transaction.
macro_rules! suite_of_many {
    ($store:ident) => {
        conforms! { $store:
            logs::what_is_not_committed_was_never_there,
            attachments::a_sweep_and_an_entry_that_names_the_file_agree,
            many_writers::the_feed_skips_nothing,
            many_writers::who_meets_another_begins_again_and_loses_nothing,
        }
    };
}

mod office {
    use danvan_office::store::OfficeStore;

    pub async fn keeps_its_epoch_and_secrets(store: &dyn OfficeStore) {
        assert_eq!(store.epoch().await.unwrap(), "epoch");
        assert!(store.earlier_epochs().await.unwrap().is_empty());
        store.renew_epoch("another").await.unwrap();
        assert_eq!(store.epoch().await.unwrap(), "another");
        assert_eq!(store.earlier_epochs().await.unwrap(), ["epoch"]);
        store.renew_epoch("another").await.unwrap();
        assert_eq!(store.earlier_epochs().await.unwrap(), ["epoch"], "it has not been left");
        store.renew_epoch("a third").await.unwrap();
        assert_eq!(store.earlier_epochs().await.unwrap(), ["epoch", "another"], "oldest first");
        assert_eq!(store.code_salt().await.unwrap(), b"0123456789abcdef");
        assert_eq!(store.demonstration_secret("one", "first").await.unwrap(), "first");
        assert_eq!(store.demonstration_secret("one", "second").await.unwrap(), "first");
    }
}

mod on_sqlite {
    use super::*;

    suite!(sqlite);
    suite_of_many!(sqlite);

    #[tokio::test(flavor = "multi_thread")]
    async fn files_of_an_earlier_version_go_on_being_read() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("office.sqlite");
        let open = || SqliteStore::open(&file, "epoch", b"0123456789abcdef");
        let store = open().await.unwrap();
        store.ensure_province(&HERE.into()).await.unwrap();
        let writer = attachments::kept_by_an_earlier_version(&store).await;
        for statement in attachments::WITHOUT_HOLDERS {
            sqlx::query(statement).execute(store.pool()).await.unwrap();
        }
        store.close().await;
        attachments::goes_on_being_read(&open().await.unwrap(), writer).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn records_of_an_earlier_version_get_their_lines() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("office.sqlite");
        let open = || SqliteStore::open(&file, "epoch", b"0123456789abcdef");
        let store = open().await.unwrap();
        store.ensure_province(&HERE.into()).await.unwrap();
        let lines = records::written_by_an_earlier_version(&store).await;
        for statement in records::WITHOUT_LINES {
            sqlx::query(statement).execute(store.pool()).await.unwrap();
        }
        records::lists_as_ever(&store, &lines).await;
        store.close().await;
        let store = open().await.unwrap();
        records::lists_as_ever(&store, &lines).await;
        let kept: i64 = sqlx::query_scalar(records::LINES).fetch_one(store.pool()).await.unwrap();
        assert_eq!(kept, 4);
    }
}

mod on_sqlite_in_memory {
    use super::*;

    suite!(sqlite_in_memory);
}

mod on_postgres {
    use super::*;

    suite!(postgres);
    suite_of_many!(postgres);

    #[tokio::test(flavor = "multi_thread")]
    async fn files_of_an_earlier_version_go_on_being_read() {
        let url = cluster::fresh_database();
        let store = postgres_at(&url).await;
        let writer = attachments::kept_by_an_earlier_version(store.as_ref()).await;
        store.close().await;
        let mut before = sqlx::PgConnection::connect(&url).await.unwrap();
        for statement in attachments::WITHOUT_HOLDERS {
            sqlx::query(statement).execute(&mut before).await.unwrap();
        }
        attachments::goes_on_being_read(postgres_at(&url).await.as_ref(), writer).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn records_of_an_earlier_version_get_their_lines() {
        let url = cluster::fresh_database();
        let store = postgres_at(&url).await;
        let lines = records::written_by_an_earlier_version(store.as_ref()).await;
        let mut beside = sqlx::PgConnection::connect(&url).await.unwrap();
        for statement in records::WITHOUT_LINES {
            sqlx::query(statement).execute(&mut beside).await.unwrap();
        }
        records::lists_as_ever(store.as_ref(), &lines).await;
        store.close().await;
        records::lists_as_ever(postgres_at(&url).await.as_ref(), &lines).await;
        let kept: i64 = sqlx::query_scalar(records::LINES).fetch_one(&mut beside).await.unwrap();
        assert_eq!(kept, 4);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_sequence_alone_skips() {
        let url = cluster::fresh_database();
        many_writers::the_sequence_alone_skips(postgres_at(&url).await.as_ref(), &url).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn several_begin_one_database_together() {
        places::several_begin_one_database_together(&cluster::fresh_database()).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn put_back_elsewhere_it_begins_another_epoch() {
        places::put_back_elsewhere_it_begins_another_epoch(&cluster::fresh_database()).await;
    }
}
