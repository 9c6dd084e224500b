-- What lists show of each record, made by the office from the record whenever it is written: a list reads no record, however
-- large its history is. A line counts for the revision and in the format that it was made for; where it is another one, or
-- none, the record itself is read. What was there before gets its lines when the office starts.
CREATE TABLE record_lines (
    province TEXT NOT NULL,
    record TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    format BIGINT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (province, record),
    FOREIGN KEY (province, record) REFERENCES records ON DELETE CASCADE
);
