-- What waits is known by its entries, not by how it came: what the same entries end in is the same, whatever signature,
-- cut or road. Rows from before have neither head nor chain: they are listed and judged as before.
ALTER TABLE quarantine ADD COLUMN head BLOB;
-- The digests of the log from the one that the segment continues to its last, one after the other.
ALTER TABLE quarantine ADD COLUMN chain BLOB;

-- Photos and files that lie in a bundle, by the digests of their bytes.
CREATE TABLE quarantine_files (
    province TEXT NOT NULL,
    item BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (province, item, sha256),
    FOREIGN KEY (province, item) REFERENCES quarantine
) STRICT, WITHOUT ROWID;

-- How segments stand now: whether log and files have everything by now, and the order of lists: what waits, by log and
-- number, then the rest, the latest decision first.
CREATE VIEW quarantine_now AS
SELECT listed.*,
    CASE WHEN decided_at IS NOT NULL OR in_log THEN 1 ELSE 0 END AS settled,
    coalesce(-decided_at, 0) AS latest
FROM (
    SELECT held.province, held.item, held.device, held.log, held.from_number, held.entries, held.road, held.bytes,
        held.arrived_at, held.holds_json, held.content, held.head, held.chain, held.decided_at, held.decided_by, held.taken,
        held.note,
        held.head IS NOT NULL
            AND EXISTS (SELECT 1 FROM entries
                WHERE entries.province = held.province AND entries.log = held.log
                    AND entries.number = held.from_number + held.entries - 1 AND entries.digest = held.head)
            AND NOT EXISTS (SELECT 1 FROM quarantine_files AS files
                WHERE files.province = held.province AND files.item = held.item
                    AND NOT EXISTS (SELECT 1 FROM attachment_holders AS holders
                        WHERE holders.province = files.province AND holders.sha256 = files.sha256
                            AND holders.device = held.device))
            AS in_log
    FROM quarantine AS held
) AS listed;
