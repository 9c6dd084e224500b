-- Bundles that were brought to the hub, to be passed on as they are. It cannot open them.

-- JSON: the keys of the province's office (OfficeKeys).
ALTER TABLE hub ADD COLUMN keys_json TEXT;
-- JSON: the key that a device signs bundles with (PublicKey).
ALTER TABLE devices ADD COLUMN key_json TEXT;

CREATE TABLE bundles (
    -- SHA-256 of the file.
    digest BLOB PRIMARY KEY,
    device TEXT NOT NULL REFERENCES devices,
    log TEXT NOT NULL,
    first INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    -- JSON: the hub's own word (BundleRow).
    row_json TEXT NOT NULL,
    brought_at INTEGER NOT NULL,
    -- When it was last copied for a stick.
    copied_at INTEGER,
    -- JSON: the province's word (BundleRow); the file is not kept any longer then.
    answer_json TEXT,
    answered_at INTEGER,
    -- Why the province did not take it over the line, and when it was tried.
    trouble TEXT,
    tried_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX bundles_waiting ON bundles (device, log, first) WHERE answer_json IS NULL;

CREATE TABLE bundle_files (
    digest BLOB PRIMARY KEY REFERENCES bundles ON DELETE CASCADE,
    content BLOB NOT NULL
) STRICT;

-- The province's last signed word on each device, as a file to carry on to it.
CREATE TABLE receipts (
    device TEXT PRIMARY KEY REFERENCES devices,
    -- When the province wrote it.
    made_at INTEGER NOT NULL,
    kept_at INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
