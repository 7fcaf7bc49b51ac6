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

CREATE TRIGGER receipt_new AFTER INSERT ON receipt
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('receipt', NEW.sha256); END;
CREATE TRIGGER receipt_changed AFTER UPDATE ON receipt
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('receipt', NEW.sha256); END;
CREATE TRIGGER decision_new AFTER INSERT ON decision
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('receipt', NEW.sha256); END;
CREATE TRIGGER decision_gone AFTER DELETE ON decision
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('receipt', OLD.sha256); END;
CREATE TRIGGER campaign_new AFTER INSERT ON campaign
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('campaign', NEW.period); END;
CREATE TRIGGER campaign_changed AFTER UPDATE ON campaign
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('campaign', NEW.period); END;
CREATE TRIGGER issue_new AFTER INSERT ON issue
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('campaign', NEW.period); END;
CREATE TRIGGER mailing_new AFTER INSERT ON mailing
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('campaign', NEW.period); END;
CREATE TRIGGER mailing_changed AFTER UPDATE ON mailing
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('campaign', NEW.period); END;
CREATE TRIGGER extension_new AFTER INSERT ON extension
BEGIN INSERT OR IGNORE INTO unarchived VALUES ('campaign', NEW.period); END;

INSERT INTO unarchived SELECT 'receipt', sha256 FROM receipt;
INSERT INTO unarchived SELECT 'campaign', period FROM campaign;
