-- The epochs that this database had before, oldest first: receipt files name them, so that a device knows which of two
-- words is the newer one.
CREATE TABLE earlier_epochs (
    number BIGINT PRIMARY KEY,
    epoch TEXT NOT NULL UNIQUE
);
