-- Version 6: ledger and archive are held against each other; a campaign knows the rows that it was issued with.

-- Of the rows of the form (see forms.fingerprint); empty until the campaign is next used.
ALTER TABLE campaign ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';

-- What the archive's notes do not say yet: a file by its SHA-256, a campaign by its period.
CREATE TABLE unarchived (
    kind  TEXT NOT NULL,                  -- receipt, campaign
    key   TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- One row for each time that the notes were written; the archive has the mark of the last one. An archive whose mark is
-- not here was written by another ledger than this one, or by a later state of it.
CREATE TABLE archive_mark (
    sequence  INTEGER PRIMARY KEY,
    mark      TEXT NOT NULL UNIQUE
) STRICT;

-- What the program wrote last at a path of the workspace, so that what somebody changed since is told apart.
CREATE TABLE written (
    file    TEXT PRIMARY KEY,
    sha256  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Codes are the same in whatever case: an agency has one return that counts. Two can only stand here where an earlier
-- version was cut off; the next change of the agency leaves one.
CREATE INDEX accepted_of_agency ON receipt (period, agency COLLATE NOCASE) WHERE state = 'accepted';

-- Not by OR IGNORE: the conflict clause of the statement that fires a trigger goes before the trigger's own.
CREATE TRIGGER receipt_new AFTER INSERT ON receipt
BEGIN INSERT INTO unarchived SELECT 'receipt', NEW.sha256 WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'receipt' AND key = NEW.sha256); END;
CREATE TRIGGER receipt_changed AFTER UPDATE ON receipt
BEGIN INSERT INTO unarchived SELECT 'receipt', NEW.sha256 WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'receipt' AND key = NEW.sha256); END;
CREATE TRIGGER decision_new AFTER INSERT ON decision
BEGIN INSERT INTO unarchived SELECT 'receipt', NEW.sha256 WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'receipt' AND key = NEW.sha256); END;
CREATE TRIGGER decision_gone AFTER DELETE ON decision
BEGIN INSERT INTO unarchived SELECT 'receipt', OLD.sha256 WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'receipt' AND key = OLD.sha256); END;
CREATE TRIGGER campaign_new AFTER INSERT ON campaign
BEGIN INSERT INTO unarchived SELECT 'campaign', NEW.period WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'campaign' AND key = NEW.period); END;
CREATE TRIGGER campaign_changed AFTER UPDATE ON campaign
BEGIN INSERT INTO unarchived SELECT 'campaign', NEW.period WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'campaign' AND key = NEW.period); END;
CREATE TRIGGER campaign_gone AFTER DELETE ON campaign
BEGIN INSERT INTO unarchived SELECT 'campaign', OLD.period WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'campaign' AND key = OLD.period); END;
CREATE TRIGGER issue_new AFTER INSERT ON issue
BEGIN INSERT INTO unarchived SELECT 'campaign', NEW.period WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'campaign' AND key = NEW.period); END;
CREATE TRIGGER mailing_new AFTER INSERT ON mailing
BEGIN INSERT INTO unarchived SELECT 'campaign', NEW.period WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'campaign' AND key = NEW.period); END;
CREATE TRIGGER mailing_changed AFTER UPDATE ON mailing
BEGIN INSERT INTO unarchived SELECT 'campaign', NEW.period WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'campaign' AND key = NEW.period); END;
CREATE TRIGGER extension_new AFTER INSERT ON extension
BEGIN INSERT INTO unarchived SELECT 'campaign', NEW.period WHERE NOT EXISTS
(SELECT 1 FROM unarchived WHERE kind = 'campaign' AND key = NEW.period); END;

INSERT INTO unarchived SELECT 'receipt', sha256 FROM receipt;
INSERT INTO unarchived SELECT 'campaign', period FROM campaign;
