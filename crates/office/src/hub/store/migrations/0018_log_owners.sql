-- Whose each log is by the province's word, those included that nobody has brought here yet: the names of logs are no
-- secret, and whoever opens one first here need not be the device that writes it.
CREATE TABLE log_owners (
    log TEXT PRIMARY KEY,
    device TEXT NOT NULL
) STRICT, WITHOUT ROWID;
