-- Version 1.

CREATE TABLE campaign (
    period     TEXT PRIMARY KEY,          -- 2021-Q1
    form       TEXT NOT NULL,             -- PL2-B1/2021.1
    data_from  TEXT NOT NULL,
    data_to    TEXT NOT NULL,
    deadline   TEXT NOT NULL,
    issued     TEXT NOT NULL              -- day of first issue
) STRICT;

CREATE TABLE issue (
    period  TEXT NOT NULL REFERENCES campaign,
    agency  TEXT NOT NULL,
    number  INTEGER NOT NULL,
    issued  TEXT NOT NULL,
    file    TEXT NOT NULL,
    seal    TEXT NOT NULL,
    PRIMARY KEY (period, agency, number)
) STRICT;

-- One row for each different content received, whatever became of it.
CREATE TABLE receipt (
    id        INTEGER PRIMARY KEY,
    sha256    TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,              -- as received; never used as a path
    size      INTEGER NOT NULL,
    received  TEXT NOT NULL,              -- when it came, local time
    period    TEXT NOT NULL REFERENCES campaign,  -- the campaign that it was collected for
    state     TEXT NOT NULL,              -- of messages.states
    facts     TEXT NOT NULL DEFAULT '{}', -- what the state's sentence is about (JSON)
    agency    TEXT,
    issue     INTEGER,
    number    INTEGER                     -- submission number of the agency in the period, from 1
) STRICT;

CREATE INDEX receipt_of_agency ON receipt (period, agency);

-- Accepted and superseded returns only.
CREATE TABLE remark (
    receipt  INTEGER NOT NULL REFERENCES receipt ON DELETE CASCADE,
    code     TEXT NOT NULL,
    facts    TEXT NOT NULL
) STRICT;

CREATE TABLE answer (
    receipt      INTEGER NOT NULL REFERENCES receipt ON DELETE CASCADE,
    code         TEXT NOT NULL,
    raw_kind     TEXT NOT NULL,
    raw          TEXT,                    -- JSON
    is_percent   INTEGER NOT NULL,
    note         TEXT NOT NULL,
    sheet        TEXT NOT NULL,
    cell         TEXT NOT NULL,
    note_cell    TEXT NOT NULL,
    value        REAL,                    -- as understood by the last check
    numerator    REAL,
    denominator  REAL,
    PRIMARY KEY (receipt, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    receipt     INTEGER NOT NULL REFERENCES receipt ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    code        TEXT NOT NULL,
    severity    TEXT NOT NULL,
    message     TEXT NOT NULL,
    remedy      TEXT NOT NULL,
    indicator   TEXT NOT NULL,
    sheet       TEXT NOT NULL,
    cell        TEXT NOT NULL,
    raw         TEXT NOT NULL,
    understood  TEXT NOT NULL,
    explained   INTEGER NOT NULL,
    PRIMARY KEY (receipt, position)
) STRICT, WITHOUT ROWID;
