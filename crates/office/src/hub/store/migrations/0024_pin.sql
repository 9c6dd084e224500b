-- What people type who change something on the hub's page: a slow digest of it (PHC string), and since when it is that.
CREATE TABLE pin (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    digest TEXT NOT NULL,
    set_at INTEGER NOT NULL
) STRICT;
