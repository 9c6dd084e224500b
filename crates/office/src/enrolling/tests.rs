//! A row for each case of an enrolment.

use danvan_core::bundle::SecretKey;
use danvan_core::ids::DeviceId;

use super::*;
use crate::device_keys::{HeldKey, How};

fn secret(seed: u8) -> SecretKey {
    SecretKey::derive([seed; 32])
}

fn key(seed: u8) -> PublicKey {
    secret(seed).public().unwrap()
}

fn log(seed: u8) -> LogId {
    LogId::from_random(1, [seed; 10])
}

fn person(seed: u8) -> UserId {
    UserId::from_random(1, [seed; 10])
}

fn proven(seed: u8) -> Asked {
    Asked { log: log(1), proof: Proof::By(key(seed)), machine: false }
}

const fn unproven(key: Option<PublicKey>) -> Proof {
    Proof::Absent { key }
}

/// A fresh code for person 1, and a device that nobody knows.
fn fresh() -> Found {
    let code = FoundCode { person: person(1), machine: false, in_time: true, uses_left: true, used: None };
    Found { code, device: None, log_taken: false }
}

/// The device is known under key 1, for person 1.
fn known() -> Found {
    let held = HeldKey { key: key(1), since_ms: 0, until_ms: None, how: How::Enrolled };
    let keys = DeviceKeys { history: vec![held], signs: true };
    let device =
        FoundDevice { person: person(1), machine: false, revoked: false, keys, token_carried: false };
    Found { device: Some(device), ..fresh() }
}

/// It has used the one-use code, under log 1 and key 1.
fn repeated() -> Found {
    let mut found = known();
    found.code.uses_left = false;
    found.code.used = Some(FoundUse { log: Some(log(1)), key: Some(key(1)), ended: false });
    found
}

fn with(mut found: Found, change: impl FnOnce(&mut Found)) -> Found {
    change(&mut found);
    found
}

fn device(found: &mut Found) -> &mut FoundDevice {
    found.device.as_mut().unwrap()
}

#[test]
fn an_unknown_device_comes_in_by_an_open_code() {
    for proof in [unproven(None), unproven(Some(key(1))), Proof::By(key(1))] {
        let asked = Asked { proof, ..proven(1) };
        assert_eq!(decide(&asked, &fresh()), Ok(Way::New));
        for closed in [with(fresh(), |f| f.code.in_time = false), with(fresh(), |f| f.code.uses_left = false)]
        {
            assert_eq!(decide(&asked, &closed), Err(Refusal::UnknownCode));
        }
        assert_eq!(decide(&asked, &with(fresh(), |f| f.log_taken = true)), Err(Refusal::LogTaken));
    }
    assert_eq!(decide(&Asked { proof: Proof::Wrong, ..proven(1) }, &fresh()), Err(Refusal::BadSignature));
}

#[test]
fn the_same_enrolment_is_answered_again_until_its_token_is_used() {
    assert_eq!(decide(&proven(1), &repeated()), Ok(Way::Repeat));
    let used = |change: fn(&mut FoundUse)| with(repeated(), |f| change(f.code.used.as_mut().unwrap()));
    for other in [
        used(|used| used.ended = true),
        used(|used| used.log = Some(log(2))),
        used(|used| used.key = Some(key(2))),
        used(|used| (used.log, used.key) = (None, None)),
        with(repeated(), |f| f.code.in_time = false),
        // A code for many devices is fresh for each of them once.
        with(repeated(), |f| (f.code.uses_left, f.code.used.as_mut().unwrap().ended) = (true, true)),
    ] {
        assert_eq!(decide(&proven(1), &other), Err(Refusal::DeviceKnown));
    }
    assert_eq!(decide(&proven(2), &repeated()), Err(Refusal::DeviceKnown));
    // The key was lost meanwhile and has a successor.
    let followed = with(repeated(), |f| {
        let keys = &mut device(f).keys.history;
        keys[0].until_ms = Some(5);
        keys.push(HeldKey { key: key(2), since_ms: 5, until_ms: None, how: How::Successor });
    });
    assert_eq!(decide(&proven(1), &followed), Err(Refusal::DeviceKnown));
}

#[test]
fn a_known_device_comes_again_by_its_key() {
    assert_eq!(decide(&proven(1), &known()), Ok(Way::Again));
    let for_another = with(known(), |f| f.code.person = person(2));
    assert_eq!(decide(&proven(1), &for_another), Ok(Way::Again));
    for closed in [with(known(), |f| f.code.in_time = false), with(known(), |f| f.code.uses_left = false)] {
        assert_eq!(decide(&proven(1), &closed), Err(Refusal::UnknownCode));
    }
}

#[test]
fn nobody_else_takes_it_over() {
    let wrong = Asked { proof: Proof::Wrong, ..proven(1) };
    for asked in [proven(2), wrong] {
        for found in [known(), with(known(), |f| f.code.person = person(2)), repeated()] {
            assert_eq!(decide(&asked, &found), Err(Refusal::DeviceKnown));
        }
    }
    // A console's device, or one of release 1, has no key: a key of somebody's own proves nothing.
    let keyless = with(known(), |f| device(f).keys.history.clear());
    assert_eq!(decide(&proven(1), &keyless), Err(Refusal::DeviceKnown));
}

#[test]
fn apps_without_proofs_must_update_to_come_again() {
    for proof in [unproven(None), unproven(Some(key(1))), unproven(Some(key(2)))] {
        let asked = Asked { proof, ..proven(1) };
        for found in [known(), repeated(), with(repeated(), |f| f.code.in_time = false)] {
            assert_eq!(decide(&asked, &found), Err(Refusal::AppTooOld));
        }
    }
}

#[test]
fn a_lost_key_gets_a_successor_by_token_and_a_code_for_the_same_person() {
    let carried = with(known(), |f| device(f).token_carried = true);
    assert_eq!(decide(&proven(2), &carried), Ok(Way::Successor));
    for other in [
        with(carried.clone(), |f| device(f).token_carried = false),
        // The key was lost before, and may be in other hands.
        with(carried.clone(), |f| {
            let lost = HeldKey { key: key(2), since_ms: 0, until_ms: Some(1), how: How::Enrolled };
            device(f).keys.history.insert(0, lost);
        }),
    ] {
        assert_eq!(decide(&proven(2), &other), Err(Refusal::DeviceKnown));
    }
    assert_eq!(decide(&Asked { proof: Proof::Wrong, ..proven(2) }, &carried), Err(Refusal::DeviceKnown));
    // A device of release 1 that has lost nothing and comes with its first key.
    let keyless = with(carried, |f| device(f).keys.history.clear());
    assert_eq!(decide(&proven(2), &keyless), Ok(Way::Successor));
}

#[test]
fn a_known_device_is_told_what_is_wrong_with_the_code_and_nobody_else_is() {
    let of_another = with(known(), |f| f.code.person = person(2));
    let used = with(known(), |f| f.code.uses_left = false);
    let own_use = with(known(), |f| f.code.used = repeated().code.used);
    let expired = with(known(), |f| f.code.in_time = false);
    let silent = Refusal::UnknownCode;
    for (found, told, otherwise) in [
        (of_another, Refusal::CodeOfAnother, Refusal::DeviceKnown),
        (used, Refusal::CodeUsed, silent),
        (own_use, Refusal::CodeUsed, Refusal::DeviceKnown),
        (expired, Refusal::CodeExpired, silent),
    ] {
        let carried = with(found.clone(), |f| device(f).token_carried = true);
        assert_eq!(decide(&proven(2), &carried), Err(told));
        assert_eq!(decide(&proven(2), &found), Err(otherwise), "no token");
        let stranger = Found { device: None, ..with(found, |f| f.code.uses_left = false) };
        assert_eq!(decide(&proven(2), &stranger), Err(silent), "not known at all");
    }
}

#[test]
fn a_revoked_device_and_another_ones_log_are_refused_whatever_is_proven() {
    let revoked = |found| with(found, |f| device(f).revoked = true);
    for found in [revoked(known()), revoked(repeated())] {
        assert_eq!(decide(&proven(1), &found), Err(Refusal::Revoked));
    }
    let no_code = with(revoked(known()), |f| f.code.in_time = false);
    assert_eq!(decide(&proven(1), &no_code), Err(Refusal::UnknownCode));
    assert_eq!(decide(&proven(1), &with(known(), |f| f.log_taken = true)), Err(Refusal::LogTaken));
}

#[test]
fn codes_for_machines_are_for_machines_alone() {
    let machine = Asked { machine: true, ..proven(1) };
    let for_machines = with(fresh(), |f| f.code.machine = true);
    assert_eq!(decide(&machine, &for_machines), Ok(Way::New));
    assert_eq!(decide(&proven(1), &for_machines), Err(Refusal::ForMachines));
    assert_eq!(decide(&machine, &fresh()), Err(Refusal::ForPersons));
    for proof in [unproven(None), unproven(Some(key(1)))] {
        assert_eq!(decide(&Asked { proof, ..machine }, &for_machines), Err(Refusal::ForMachines));
    }
    assert_eq!(decide(&Asked { proof: Proof::Wrong, ..machine }, &for_machines), Err(Refusal::BadSignature));
    // No person's device becomes a machine, and no machine a person's.
    let persons = with(known(), |f| f.code.machine = true);
    assert_eq!(decide(&machine, &persons), Err(Refusal::ForMachines));
    let machines = with(known(), |f| (f.code.machine, device(f).machine) = (true, true));
    assert_eq!(decide(&machine, &machines), Ok(Way::Again));
    let changes = with(known(), |f| device(f).machine = true);
    assert_eq!(decide(&proven(1), &changes), Err(Refusal::ForPersons));
}

#[test]
fn a_proof_is_for_this_device_log_key_and_code() {
    let device = |seed| DeviceId::from_random(1, [seed; 10]);
    let proof = secret(1).sign(&proof::enrolment(device(1), log(1), &key(1), "BUM-NUA")).unwrap();
    let request = EnrolmentRequest {
        code: "BUM-NUA".to_owned(),
        device: device(1),
        log: log(1),
        device_name: "Máy".to_owned(),
        key: Some(key(1)),
        proof: Some(proof),
        machine: false,
    };
    assert_eq!(Proof::of(&request), Proof::By(key(1)));
    for wrong in [
        EnrolmentRequest { code: "bum-nua".to_owned(), ..request.clone() },
        EnrolmentRequest { device: device(2), ..request.clone() },
        EnrolmentRequest { log: log(2), ..request.clone() },
        EnrolmentRequest { key: Some(key(2)), ..request.clone() },
        EnrolmentRequest { key: None, ..request.clone() },
    ] {
        assert_eq!(Proof::of(&wrong), Proof::Wrong);
    }
    let release_2 = EnrolmentRequest { proof: None, ..request };
    assert_eq!(Proof::of(&release_2), Proof::Absent { key: Some(key(1)) });
}
