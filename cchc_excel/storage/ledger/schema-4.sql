-- Version 4: what was made beside a master, so that a file that says what the master no longer says is told.

CREATE TABLE output (
    period      TEXT NOT NULL REFERENCES campaign,
    file        TEXT NOT NULL,
    fingerprint TEXT NOT NULL,            -- of the figures that it was made from
    PRIMARY KEY (period, file)
) STRICT;
