-- Version 4: the output files of a period, so that one which no longer agrees with the master is reported.

CREATE TABLE output (
    period      TEXT NOT NULL REFERENCES campaign,
    file        TEXT NOT NULL,
    fingerprint TEXT NOT NULL,            -- of the figures that it was made from
    PRIMARY KEY (period, file)
) STRICT;
