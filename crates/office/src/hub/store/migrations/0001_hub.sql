-- What a hub keeps: one file, one hub. Times are Unix milliseconds. Identifiers are text, digests are 32 bytes.

CREATE TABLE hub (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    upstream TEXT NOT NULL,
    -- The hub's own secret at the province: it must be readable to be used.
    token TEXT NOT NULL,
    province TEXT NOT NULL,
    -- Known from the first contact on.
    hub TEXT,
    name TEXT NOT NULL,
    -- JSON: the members (HubUnit).
    units_json TEXT NOT NULL DEFAULT '[]',
    catalogue_json TEXT,
    catalogue_etag TEXT,
    -- The cursor of the hub's own reading of the feed, and the place in the feed that it names.
    cursor TEXT,
    feed_epoch TEXT NOT NULL DEFAULT '',
    reached TEXT NOT NULL DEFAULT '',
    reached_major INTEGER NOT NULL DEFAULT 0,
    reached_minor INTEGER NOT NULL DEFAULT 0,
    last_contact_at INTEGER,
    last_passed_at INTEGER
) STRICT;

-- Epochs of the province's database, in the order in which this hub met them.
CREATE TABLE epochs (
    met INTEGER PRIMARY KEY AUTOINCREMENT,
    epoch TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE devices (
    device TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    home TEXT NOT NULL,
    -- JSON: what it reads (Scope).
    scope_json TEXT NOT NULL,
    -- Whether the province still lets it.
    served INTEGER NOT NULL,
    last_contact_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE device_tokens (
    token BLOB PRIMARY KEY,
    device TEXT NOT NULL REFERENCES devices ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE logs (
    log TEXT PRIMARY KEY,
    device TEXT NOT NULL REFERENCES devices,
    length INTEGER NOT NULL,
    digest BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    -- The province's last word: how much of this very log it has, since when, and in which epoch; '' before the first.
    told_length INTEGER NOT NULL DEFAULT 0,
    told_at INTEGER NOT NULL DEFAULT 0,
    told_epoch TEXT NOT NULL DEFAULT '',
    -- Why the province did not take the rest, in its words.
    refused TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    log TEXT NOT NULL REFERENCES logs,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    digest BLOB NOT NULL,
    -- JSON: the province's word, in the log's told_epoch.
    verdict TEXT,
    PRIMARY KEY (log, number)
) STRICT;

-- What came under a number that holds another entry. Nothing is dropped.
CREATE TABLE forked_entries (
    log TEXT NOT NULL REFERENCES logs,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    text TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (log, number, digest)
) STRICT;

-- The province's records in the hub's scope, each with the place in the feed of the page that brought it.
CREATE TABLE records (
    record TEXT PRIMARY KEY,
    unit TEXT NOT NULL,
    place TEXT NOT NULL,
    major INTEGER NOT NULL,
    minor INTEGER NOT NULL,
    record_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX records_by_place ON records (major, minor);
