-- Version 2: the operator's decisions.

-- From when a return counts, where the operator preferred it to the agency's other ones.
ALTER TABLE receipt ADD COLUMN preferred TEXT;

-- Whose return a file is, where its stamp does not say or is not believed.
CREATE TABLE decision (
    sha256  TEXT NOT NULL,
    period  TEXT NOT NULL REFERENCES campaign,
    agency  TEXT NOT NULL,
    PRIMARY KEY (sha256, period)
) STRICT, WITHOUT ROWID;
