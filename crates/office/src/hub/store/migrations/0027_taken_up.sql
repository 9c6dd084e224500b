-- What a log weighs, and what is kept beside it: one device does not fill the disk (store/taken_up.rs).
ALTER TABLE logs ADD COLUMN weight INTEGER NOT NULL DEFAULT 0;
ALTER TABLE logs ADD COLUMN forked_weight INTEGER NOT NULL DEFAULT 0;
UPDATE logs SET
    weight = (SELECT coalesce(sum(octet_length(text) + 200), 0) FROM entries WHERE entries.log = logs.log),
    forked_weight =
        (SELECT coalesce(sum(octet_length(text) + 200), 0) FROM forked_entries WHERE forked_entries.log = logs.log);
