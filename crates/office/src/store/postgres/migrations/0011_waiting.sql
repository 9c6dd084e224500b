-- How many values and withdrawals of a record wait for a person's choice: the queue of conflicts.
ALTER TABLE records ADD COLUMN waiting BIGINT NOT NULL DEFAULT 0;

UPDATE records SET waiting = coalesce(json_array_length(record_json::json -> 'proposals'), 0);

CREATE INDEX records_waiting ON records (province, seq) WHERE waiting > 0;
