-- Every table is keyed by province first: two provinces in one office never meet in a query.
-- Times are Unix milliseconds. Identifiers are text, digests are 32 bytes.

CREATE TABLE office (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    -- Enrolment codes are short: their digests are salted with this.
    code_salt BLOB NOT NULL
) STRICT;

CREATE TABLE provinces (
    province TEXT PRIMARY KEY,
    -- The number given to the latest change of a record; the feed's cursor counts in it.
    last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- People who sign in to the console.
CREATE TABLE users (
    province TEXT NOT NULL REFERENCES provinces,
    user TEXT NOT NULL,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    -- The log that this person's moves go to.
    log TEXT NOT NULL,
    device TEXT NOT NULL,
    PRIMARY KEY (province, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token BLOB PRIMARY KEY,
    province TEXT NOT NULL,
    user TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    FOREIGN KEY (province, user) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment_codes (
    province TEXT NOT NULL REFERENCES provinces,
    code TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    -- JSON: who the code makes of a device (Grant).
    grant_json TEXT NOT NULL,
    uses_left INTEGER NOT NULL CHECK (uses_left >= 0),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (province, code)
) STRICT, WITHOUT ROWID;

-- A device that used a code may use it again: the answer may have been lost.
CREATE TABLE code_uses (
    province TEXT NOT NULL,
    code TEXT NOT NULL,
    device TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (province, code, device),
    FOREIGN KEY (province, code) REFERENCES enrolment_codes
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    province TEXT NOT NULL REFERENCES provinces,
    device TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The person of its latest enrolment; what it reads is his.
    user TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (province, device)
) STRICT, WITHOUT ROWID;

-- Whom a device has been enrolled for: entries of an earlier person may still wait on it.
CREATE TABLE device_grants (
    province TEXT NOT NULL,
    device TEXT NOT NULL,
    user TEXT NOT NULL,
    grant_json TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (province, device, user),
    FOREIGN KEY (province, device) REFERENCES devices
) STRICT, WITHOUT ROWID;

CREATE TABLE device_tokens (
    token BLOB PRIMARY KEY,
    province TEXT NOT NULL,
    device TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    FOREIGN KEY (province, device) REFERENCES devices
) STRICT, WITHOUT ROWID;
CREATE INDEX device_tokens_of_device ON device_tokens (province, device, issued_at);

CREATE TABLE logs (
    province TEXT NOT NULL,
    log TEXT NOT NULL,
    device TEXT NOT NULL,
    length INTEGER NOT NULL,
    digest BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (province, log),
    FOREIGN KEY (province, device) REFERENCES devices
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    province TEXT NOT NULL,
    log TEXT NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    digest BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    PRIMARY KEY (province, log, number),
    FOREIGN KEY (province, log) REFERENCES logs
) STRICT;

-- What a device sent under a number that holds another entry. Nothing is dropped.
CREATE TABLE forked_entries (
    province TEXT NOT NULL,
    log TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    text TEXT NOT NULL,
    device TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (province, log, number, digest),
    FOREIGN KEY (province, log) REFERENCES logs
) STRICT;

CREATE TABLE records (
    province TEXT NOT NULL REFERENCES provinces,
    record TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    code TEXT,
    revision INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    -- The civil day the record speaks of, as text; NULL where it has none.
    day TEXT,
    -- Folded texts that the console searches in.
    search TEXT NOT NULL,
    record_json TEXT NOT NULL,
    PRIMARY KEY (province, record)
) STRICT;
CREATE UNIQUE INDEX records_by_seq ON records (province, seq);
CREATE UNIQUE INDEX records_by_code ON records (province, code) WHERE code IS NOT NULL;
CREATE INDEX records_by_day ON records (province, kind, day);

-- The last number given out in each year: HS-2026-0001.
CREATE TABLE record_codes (
    province TEXT NOT NULL REFERENCES provinces,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (province, year)
) STRICT, WITHOUT ROWID;

-- Readable secrets, of demonstrations only: a second start prints the same table.
CREATE TABLE demonstration_secrets (
    name TEXT PRIMARY KEY,
    secret TEXT NOT NULL
) STRICT, WITHOUT ROWID;
