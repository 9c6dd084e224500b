-- Files of records that the office has whole. Their bytes lie in an object store under the name `object`.
CREATE TABLE attachments (
    province TEXT NOT NULL REFERENCES provinces,
    sha256 BYTEA NOT NULL,
    bytes BIGINT NOT NULL,
    mime TEXT NOT NULL,
    object TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    -- When a backup was made that holds it.
    backed_up_at BIGINT,
    PRIMARY KEY (province, sha256)
);

-- Which record names which file, whether or not its bytes have arrived: who reaches the record reaches the bytes.
CREATE TABLE record_attachments (
    province TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    record TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (province, sha256, record),
    FOREIGN KEY (province, record) REFERENCES records
);
CREATE INDEX record_attachments_of_record ON record_attachments (province, record);

-- How many entries of each log lie in a backup.
CREATE TABLE log_backups (
    province TEXT NOT NULL,
    log TEXT NOT NULL,
    length BIGINT NOT NULL,
    backed_up_at BIGINT NOT NULL,
    PRIMARY KEY (province, log),
    FOREIGN KEY (province, log) REFERENCES logs
);
