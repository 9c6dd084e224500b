//! A hub becomes known to its province: as a machine, by a key of its own.

use anyhow::Context;
use danvan_core::access::Role;
use danvan_core::bundle::SecretKey;
use danvan_core::ids::{DeviceId, LogId};
use danvan_core::proof;
use danvan_core::wire::EnrolmentRequest;
use reqwest::Client;

use crate::clock::Clock;
use crate::hub::http::enrol;
use crate::hub::store::{HubFile, Identity, Machine};
use crate::secrets::{new_id, random_bytes};

/// Who the hub is: as it was enrolled before, or anew with a code.
///
/// # Errors
/// Where it was never enrolled and is not now.
pub async fn identity(
    file: &HubFile,
    client: &Client,
    upstream: &str,
    code: Option<&str>,
    clock: &Clock,
) -> anyhow::Result<Identity> {
    let known = file.identity().await?;
    let Some(code) = code else {
        return known.context("the first start needs --hub-code, a code for the role hub-machine");
    };
    match (contact(file, client, upstream, code, clock).await, known) {
        (Ok(identity), _) => {
            file.enrol(&identity).await?;
            Ok(identity)
        }
        // A hub that is known starts without its line, and with a code that was used up long ago.
        (Err(error), Some(known)) => {
            tracing::warn!(%error, "the code was not taken; going on as enrolled before");
            Ok(known)
        }
        (Err(error), None) => Err(error),
    }
}

/// Gives the code, with the proof that this hub holds its key. A hub that the province knows already is known by it.
async fn contact(
    file: &HubFile,
    client: &Client,
    upstream: &str,
    code: &str,
    clock: &Clock,
) -> anyhow::Result<Identity> {
    let machine = machine(file, clock).await?;
    let key = machine.secret.public().context("the hub's key is none")?;
    let proof = machine.secret.sign(&proof::enrolment(machine.device, machine.log, &key, code));
    let request = EnrolmentRequest {
        code: code.to_owned(),
        device: machine.device,
        log: machine.log,
        device_name: "Máy khu vực".to_owned(),
        key: Some(key),
        proof: Some(proof.context("the hub's key does not sign")?),
        machine: true,
    };
    let enrolment = enrol(client, upstream, &request).await?;
    anyhow::ensure!(
        enrolment.role == Role::HubMachine,
        "the code is not one of a hub: it needs the role hub-machine and a hub"
    );
    Ok(Identity {
        upstream: upstream.to_owned(),
        token: enrolment.token,
        province: enrolment.province,
        hub: None,
        name: enrolment.place,
        units: Vec::new(),
        last_contact_ms: None,
        last_passed_ms: None,
        keys: None,
    })
}

/// What this hub enrols with; made once, and on the disk before anybody hears of it.
async fn machine(file: &HubFile, clock: &Clock) -> anyhow::Result<Machine> {
    if let Some(machine) = file.machine().await? {
        return Ok(machine);
    }
    let now_ms = clock.unix_ms();
    let machine = Machine {
        device: new_id(now_ms, DeviceId::from_random)?,
        log: new_id(now_ms, LogId::from_random)?,
        secret: SecretKey::derive(random_bytes()?),
    };
    file.keep_machine(&machine).await?;
    Ok(machine)
}
