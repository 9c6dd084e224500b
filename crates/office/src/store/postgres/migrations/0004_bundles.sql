-- The office's own keys (32 secret bytes each), made at the database's birth or when it first meets this version:
-- one opens bundles, one signs receipt files. Lost with the database, never anywhere else.
ALTER TABLE office ADD COLUMN seal_secret BYTEA;
ALTER TABLE office ADD COLUMN sign_secret BYTEA;

-- The key that a device signs bundles with: a compressed point of P-256.
ALTER TABLE devices ADD COLUMN public_key BYTEA;

-- What became of bundles that were brought; what waits is kept whole.
CREATE TABLE bundles (
    province TEXT NOT NULL REFERENCES provinces,
    -- SHA-256 of the file.
    bundle BYTEA NOT NULL,
    log TEXT NOT NULL,
    from_number BIGINT NOT NULL,
    brought_at BIGINT NOT NULL,
    -- The row as people see it (JSON).
    row_json TEXT NOT NULL,
    -- The file, while it waits for what comes before it.
    content BYTEA,
    PRIMARY KEY (province, bundle)
);
CREATE INDEX bundles_that_wait ON bundles (province, log, from_number) WHERE content IS NOT NULL;
CREATE INDEX bundles_by_time ON bundles (province, brought_at);
