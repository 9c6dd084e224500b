-- The epochs that this database had before, oldest first: receipt files name them, so that a device knows which of two
-- words is the newer one.
CREATE TABLE earlier_epochs (
    number INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL UNIQUE
) STRICT;
