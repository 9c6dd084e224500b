-- Every key that a device has signed with; the one without an end is today's. Segments that an earlier key has signed may
-- still lie at hubs and in bundles.
CREATE TABLE device_keys (
    province TEXT NOT NULL,
    device TEXT NOT NULL,
    key BLOB NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    -- enrolled, first, handed_over by the key before, or successor of one that was lost.
    how TEXT NOT NULL,
    PRIMARY KEY (province, device, key),
    FOREIGN KEY (province, device) REFERENCES devices
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX device_keys_of_today ON device_keys (province, device) WHERE until IS NULL;
INSERT INTO device_keys (province, device, key, since, how)
SELECT province, device, public_key, created_at, 'enrolled' FROM devices WHERE public_key IS NOT NULL;
ALTER TABLE devices DROP COLUMN public_key;

-- Since when a device signs its segments: nothing unsigned is taken from it any more.
ALTER TABLE devices ADD COLUMN signs_since INTEGER;

-- What was enrolled with a code, so that only the same is answered again; and when a token of that answer was first used,
-- which ends it. Uses of before say neither: they are answered no more.
ALTER TABLE code_uses ADD COLUMN log TEXT;
ALTER TABLE code_uses ADD COLUMN key BLOB;
ALTER TABLE code_uses ADD COLUMN ended_at INTEGER;
ALTER TABLE device_tokens ADD COLUMN code TEXT;
ALTER TABLE device_tokens ADD COLUMN used_at INTEGER;

-- Heads of logs with the signature of the device over them (of the office, for the console's logs).
CREATE TABLE signed_heads (
    province TEXT NOT NULL,
    log TEXT NOT NULL,
    length INTEGER NOT NULL,
    digest BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (province, log, length),
    FOREIGN KEY (province, log) REFERENCES logs
) STRICT, WITHOUT ROWID;
