-- A person is one identity, whatever they sign in or write with: accounts, grants of devices and codes name them.
CREATE TABLE people (
    province TEXT NOT NULL REFERENCES provinces,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- Whoever is disabled signs in no more, and codes issued to them cannot be used.
    disabled_at INTEGER,
    PRIMARY KEY (province, person)
) STRICT, WITHOUT ROWID;

-- Under one identifier the account's name counts, then that of the latest enrolment, then that of the latest code.
INSERT INTO people (province, person, name, created_at)
SELECT province, user, name, 0 FROM users;
INSERT OR IGNORE INTO people (province, person, name, created_at)
SELECT province, user, coalesce(json_extract(grant_json, '$.author.name'), ''), granted_at
FROM device_grants ORDER BY granted_at DESC;
INSERT OR IGNORE INTO people (province, person, name, created_at)
SELECT province, json_extract(grant_json, '$.author.id'), coalesce(json_extract(grant_json, '$.author.name'), ''), created_at
FROM enrolment_codes WHERE json_extract(grant_json, '$.author.id') IS NOT NULL ORDER BY created_at DESC;

-- Whom a code is issued to; since when it is revoked, and by whom.
ALTER TABLE enrolment_codes ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE enrolment_codes ADD COLUMN revoked_at INTEGER;
ALTER TABLE enrolment_codes ADD COLUMN revoked_by TEXT;
UPDATE enrolment_codes SET person = coalesce(json_extract(grant_json, '$.author.id'), '');

-- When a device last asked the office itself, and with which app.
ALTER TABLE devices ADD COLUMN last_contact_at INTEGER;
ALTER TABLE devices ADD COLUMN app_generation INTEGER;
ALTER TABLE devices ADD COLUMN app_build TEXT;

-- Revocations and what took them back, in order. `devices.revoked_at` says how it stands now.
CREATE TABLE device_judgements (
    province TEXT NOT NULL,
    device TEXT NOT NULL,
    number INTEGER NOT NULL,
    revoked INTEGER NOT NULL,
    judged_at INTEGER NOT NULL,
    judged_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (province, device, number),
    FOREIGN KEY (province, device) REFERENCES devices
) STRICT, WITHOUT ROWID;
INSERT INTO device_judgements (province, device, number, revoked, judged_at, judged_by, reason)
SELECT province, device, 1, 1, revoked_at, '', '' FROM devices WHERE revoked_at IS NOT NULL;
