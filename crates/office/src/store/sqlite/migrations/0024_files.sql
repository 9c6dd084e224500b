-- What the office keeps in place of the bytes that a file's digest names: an image that tells no place, time or device.
-- Nothing where it keeps the bytes themselves.
ALTER TABLE attachments ADD COLUMN kept_sha256 BLOB;
ALTER TABLE attachments ADD COLUMN kept_bytes INTEGER;
-- Whether it was looked at for what it tells: files of before were not.
ALTER TABLE attachments ADD COLUMN stripped INTEGER NOT NULL DEFAULT FALSE;
-- When a device has sent it last, where that was not the first time.
ALTER TABLE attachments ADD COLUMN sent_again_at INTEGER;

-- What one device has sent.
CREATE INDEX attachment_holders_of_device ON attachment_holders (province, device);

-- Objects that no row names any more. They are removed from where they lie after the row is gone, and stand here until
-- then: a file whose object is about to go is not taken.
CREATE TABLE attachment_removals (
    province TEXT NOT NULL REFERENCES provinces,
    object TEXT NOT NULL,
    -- Until then one office is at it.
    claimed_until INTEGER NOT NULL,
    PRIMARY KEY (province, object)
) STRICT, WITHOUT ROWID;
