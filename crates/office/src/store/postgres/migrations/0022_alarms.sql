-- What the administrators are to know: that somebody guesses at codes, or at the password of an account. One line for as
-- long as nobody has seen to it; what happens after that begins another.
CREATE TABLE alarms (
    province TEXT NOT NULL REFERENCES provinces,
    alarm TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    -- What it is about, such as an account's user name; empty where it is about nothing in particular.
    subject TEXT NOT NULL,
    since BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    count BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT,
    PRIMARY KEY (province, alarm)
);
CREATE UNIQUE INDEX alarms_open ON alarms (province, kind, subject) WHERE acknowledged_at IS NULL;
