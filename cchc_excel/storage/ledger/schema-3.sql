-- Version 3: mail and deadlines.

-- One row for each letter to an agency, written before and after it is sent.
CREATE TABLE mailing (
    id          INTEGER PRIMARY KEY,
    period      TEXT NOT NULL REFERENCES campaign,
    agency      TEXT NOT NULL,
    kind        TEXT NOT NULL,            -- issue, reminder, feedback
    mark        TEXT NOT NULL,            -- what makes it this letter: issue number, or day of the reminder
    message_id  TEXT NOT NULL,
    recipients  TEXT NOT NULL,            -- JSON
    state       TEXT NOT NULL,            -- handing, accepted, deferred, refused, bounced
    detail      TEXT NOT NULL DEFAULT '', -- what the server said
    updated     TEXT NOT NULL,
    UNIQUE (period, agency, kind, mark)
) STRICT;

CREATE INDEX mailing_by_message ON mailing (message_id);

-- An agency's own deadline, where it was put off.
CREATE TABLE extension (
    period    TEXT NOT NULL REFERENCES campaign,
    agency    TEXT NOT NULL,
    deadline  TEXT NOT NULL,
    PRIMARY KEY (period, agency)
) STRICT, WITHOUT ROWID;

-- Every message fetched from a mailbox, so that none is fetched twice whatever its flags say.
CREATE TABLE fetched (
    mailbox      TEXT NOT NULL,           -- account, server and folder
    uidvalidity  INTEGER NOT NULL,
    uid          INTEGER NOT NULL,
    sha256       TEXT NOT NULL,           -- of the whole message
    PRIMARY KEY (mailbox, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
