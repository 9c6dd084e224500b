-- The devices that had the bytes of a file in hand: they have sent all of them, or they might read the file when an
-- entry of theirs named it. A digest alone is no proof of having anything.
CREATE TABLE attachment_holders (
    province TEXT NOT NULL REFERENCES provinces,
    sha256 BLOB NOT NULL,
    device TEXT NOT NULL,
    PRIMARY KEY (province, sha256, device)
) STRICT, WITHOUT ROWID;

-- The devices whose entries name a file in a record. Who reaches the record reaches the bytes once one of them holds
-- them.
CREATE TABLE attachment_namings (
    province TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    record TEXT NOT NULL,
    device TEXT NOT NULL,
    PRIMARY KEY (province, sha256, record, device),
    FOREIGN KEY (province, record) REFERENCES records
) STRICT, WITHOUT ROWID;

-- What records name already goes on being read: each device that wrote in such a record counts as one that named the
-- file and held it.
INSERT INTO attachment_namings (province, sha256, record, device)
SELECT DISTINCT named.province, named.sha256, named.record, logs.device
FROM record_attachments AS named
    JOIN records ON records.province = named.province AND records.record = named.record
    JOIN json_each(records.record_json, '$.applied') AS applied
    JOIN logs ON logs.province = named.province AND logs.log = applied.key;

INSERT INTO attachment_holders (province, sha256, device)
SELECT DISTINCT province, sha256, device FROM attachment_namings;
