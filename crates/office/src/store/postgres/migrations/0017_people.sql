-- A person is one identity, whatever they sign in or write with: accounts, grants of devices and codes name them.
CREATE TABLE people (
    province TEXT NOT NULL REFERENCES provinces,
    person TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Whoever is disabled signs in no more, and codes issued to them cannot be used.
    disabled_at BIGINT,
    PRIMARY KEY (province, person)
);

-- Under one identifier the account's name counts, then that of the latest enrolment, then that of the latest code.
INSERT INTO people (province, person, name, created_at)
SELECT province, user_id, name, 0 FROM users;
INSERT INTO people (province, person, name, created_at)
SELECT DISTINCT ON (province, user_id) province, user_id, coalesce(grant_json::json -> 'author' ->> 'name', ''), granted_at
FROM device_grants ORDER BY province, user_id, granted_at DESC
ON CONFLICT DO NOTHING;
INSERT INTO people (province, person, name, created_at)
SELECT DISTINCT ON (province, grant_json::json -> 'author' ->> 'id') province, grant_json::json -> 'author' ->> 'id',
    coalesce(grant_json::json -> 'author' ->> 'name', ''), created_at
FROM enrolment_codes WHERE grant_json::json -> 'author' ->> 'id' IS NOT NULL
ORDER BY province, grant_json::json -> 'author' ->> 'id', created_at DESC
ON CONFLICT DO NOTHING;

-- Whom a code is issued to; since when it is revoked, and by whom.
ALTER TABLE enrolment_codes ADD COLUMN person TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE enrolment_codes ADD COLUMN revoked_at BIGINT;
ALTER TABLE enrolment_codes ADD COLUMN revoked_by TEXT;
UPDATE enrolment_codes SET person = coalesce(grant_json::json -> 'author' ->> 'id', '');

-- When a device last asked the office itself, and with which app.
ALTER TABLE devices ADD COLUMN last_contact_at BIGINT;
ALTER TABLE devices ADD COLUMN app_generation BIGINT;
ALTER TABLE devices ADD COLUMN app_build TEXT;

-- Revocations and what took them back, in order. `devices.revoked_at` says how it stands now.
CREATE TABLE device_judgements (
    province TEXT NOT NULL,
    device TEXT NOT NULL,
    number BIGINT NOT NULL,
    revoked BOOLEAN NOT NULL,
    judged_at BIGINT NOT NULL,
    judged_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (province, device, number),
    FOREIGN KEY (province, device) REFERENCES devices
);
INSERT INTO device_judgements (province, device, number, revoked, judged_at, judged_by, reason)
SELECT province, device, 1, TRUE, revoked_at, '', '' FROM devices WHERE revoked_at IS NOT NULL;
