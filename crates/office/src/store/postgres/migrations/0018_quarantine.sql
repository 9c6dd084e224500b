-- Segments that arrived after their device was revoked, by whatever road. They wait for a person's judgement.
CREATE TABLE quarantine (
    province TEXT NOT NULL,
    -- Digest of device, log and content: the same content twice is one row.
    item BYTEA NOT NULL,
    device TEXT NOT NULL,
    log TEXT COLLATE "C" NOT NULL,
    from_number BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    -- JSON: network, hub or bundle.
    road TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    arrived_at BIGINT NOT NULL,
    -- JSON: what the entries speak of.
    holds_json TEXT NOT NULL,
    -- A push as JSON, or a bundle's file. Gone once it was taken: the log has it then.
    content BYTEA,
    decided_at BIGINT,
    decided_by TEXT,
    taken BOOLEAN,
    note TEXT,
    PRIMARY KEY (province, item),
    FOREIGN KEY (province, device) REFERENCES devices
);
CREATE INDEX quarantine_of_device ON quarantine (province, device);
CREATE INDEX quarantine_undecided ON quarantine (province, log, from_number) WHERE decided_at IS NULL;
