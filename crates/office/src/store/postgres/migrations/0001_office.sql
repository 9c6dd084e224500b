-- The tables of ../../sqlite/migrations under the same names; what differs says why.
-- Every table is keyed by province first: two provinces in one office never meet in a query.
-- Times are Unix milliseconds. Identifiers are text, digests are 32 bytes. Text that is put in order is compared byte by
-- byte, whatever the database's own collation.

CREATE TABLE office (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    -- Which database of which cluster this is: after dump and restore it is another one, with transaction numbers of
    -- its own.
    place TEXT NOT NULL,
    -- Enrolment codes are short: their digests are salted with this.
    code_salt BYTEA NOT NULL
);

-- No last place in the feed: every writer would wait for the one before him to count it up.
CREATE TABLE provinces (
    province TEXT PRIMARY KEY
);

-- People who sign in to the console. `user` is a word of the language here.
CREATE TABLE users (
    province TEXT NOT NULL REFERENCES provinces,
    user_id TEXT NOT NULL,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    -- The log that this person's moves go to.
    log TEXT NOT NULL,
    device TEXT NOT NULL,
    PRIMARY KEY (province, user_id)
);

CREATE TABLE sessions (
    token BYTEA PRIMARY KEY,
    province TEXT NOT NULL,
    user_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (province, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE INDEX sessions_of_user ON sessions (province, user_id);

CREATE TABLE enrolment_codes (
    province TEXT NOT NULL REFERENCES provinces,
    code TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL UNIQUE,
    -- JSON: who the code makes of a device (Grant).
    grant_json TEXT NOT NULL,
    uses_left BIGINT NOT NULL CHECK (uses_left >= 0),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (province, code)
);

-- A device that used a code may use it again: the answer may have been lost.
CREATE TABLE code_uses (
    province TEXT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    device TEXT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (province, code, device),
    FOREIGN KEY (province, code) REFERENCES enrolment_codes
);

CREATE TABLE devices (
    province TEXT NOT NULL REFERENCES provinces,
    device TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The person of its latest enrolment; what it reads is his.
    user_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (province, device)
);

-- Whom a device has been enrolled for: entries of an earlier person may still wait on it.
CREATE TABLE device_grants (
    province TEXT NOT NULL,
    device TEXT NOT NULL,
    user_id TEXT NOT NULL,
    grant_json TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (province, device, user_id),
    FOREIGN KEY (province, device) REFERENCES devices
);

CREATE TABLE device_tokens (
    token BYTEA PRIMARY KEY,
    province TEXT NOT NULL,
    device TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    FOREIGN KEY (province, device) REFERENCES devices
);
CREATE INDEX device_tokens_of_device ON device_tokens (province, device, issued_at);

CREATE TABLE logs (
    province TEXT NOT NULL,
    log TEXT NOT NULL,
    device TEXT NOT NULL,
    length BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (province, log),
    FOREIGN KEY (province, device) REFERENCES devices
);

CREATE TABLE entries (
    province TEXT NOT NULL,
    log TEXT NOT NULL,
    number BIGINT NOT NULL,
    -- The frozen text, byte by byte: no JSON type, which would write it anew.
    text TEXT NOT NULL,
    digest BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    PRIMARY KEY (province, log, number),
    FOREIGN KEY (province, log) REFERENCES logs
);

-- What a device sent under a number that holds another entry. Nothing is dropped.
CREATE TABLE forked_entries (
    province TEXT NOT NULL,
    log TEXT NOT NULL,
    number BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    text TEXT NOT NULL,
    device TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (province, log, number, digest),
    FOREIGN KEY (province, log) REFERENCES logs
);

CREATE TABLE records (
    province TEXT NOT NULL REFERENCES provinces,
    record TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    code TEXT,
    revision BIGINT NOT NULL,
    -- The transaction of the latest change (pg_current_xact_id) and the change's number: the feed goes by both.
    transaction BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    deleted BOOLEAN NOT NULL,
    -- The civil day the record speaks of, as text; NULL where it has none.
    day TEXT COLLATE "C",
    -- Folded texts that the console searches in.
    search TEXT NOT NULL,
    record_json TEXT NOT NULL,
    PRIMARY KEY (province, record)
);
CREATE UNIQUE INDEX records_by_place ON records (province, transaction, seq);
CREATE UNIQUE INDEX records_by_seq ON records (province, seq);
CREATE UNIQUE INDEX records_by_code ON records (province, code) WHERE code IS NOT NULL;
CREATE INDEX records_by_day ON records (province, kind, day);

-- Numbers of changes; nobody waits for anybody here.
CREATE SEQUENCE record_changes;

-- The last number given out in each year: HS-2026-0001.
CREATE TABLE record_codes (
    province TEXT NOT NULL REFERENCES provinces,
    year INTEGER NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (province, year)
);

-- Readable secrets, of demonstrations only: a second start prints the same table.
CREATE TABLE demonstration_secrets (
    name TEXT PRIMARY KEY,
    secret TEXT NOT NULL
);
