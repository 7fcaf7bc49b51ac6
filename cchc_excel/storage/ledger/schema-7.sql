-- Version 7: an output says what it was made from, so that it is not written again where that is the same.

-- A fingerprint of ledger, register, settings and forms; empty where that is not known.
ALTER TABLE written ADD COLUMN sources TEXT NOT NULL DEFAULT '';
