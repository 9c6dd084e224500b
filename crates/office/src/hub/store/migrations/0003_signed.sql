-- Who wrote what is shown by signatures: devices open sessions of the hub's own in place of the province's tokens, and
-- the hub keeps the heads that they signed.

-- Under which identifiers and with which key the hub enrols: made before the first contact, so that an answer that was
-- lost is asked for again.
CREATE TABLE machine (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    device TEXT NOT NULL,
    log TEXT NOT NULL,
    -- 32 bytes. It must be readable to be used.
    secret BLOB NOT NULL
) STRICT;

DROP TABLE device_tokens;

-- JSON: every key that the device has signed with (PublicKey).
ALTER TABLE devices ADD COLUMN keys_json TEXT NOT NULL DEFAULT '[]';
ALTER TABLE devices ADD COLUMN revoked INTEGER NOT NULL DEFAULT 0;
-- Why, in the words of the province.
ALTER TABLE devices ADD COLUMN revoked_because TEXT;

-- Heads of logs with their device's signature. Each is a head of the log as it stands here.
CREATE TABLE signed_heads (
    log TEXT NOT NULL REFERENCES logs,
    length INTEGER NOT NULL,
    digest BLOB NOT NULL,
    -- 64 bytes: r and s.
    signature BLOB NOT NULL,
    PRIMARY KEY (log, length)
) STRICT, WITHOUT ROWID;

-- What the province knew when it did not take the rest: as long as that is the same, asking again is no use.
ALTER TABLE logs ADD COLUMN refused_mark TEXT;
-- How far the log had been brought to it then.
ALTER TABLE logs ADD COLUMN refused_sent INTEGER NOT NULL DEFAULT 0;
