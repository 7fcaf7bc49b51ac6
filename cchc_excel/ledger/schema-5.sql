-- Version 5: a return's answers as one document, since they are written and read together.

CREATE TABLE answers (
    receipt     INTEGER PRIMARY KEY REFERENCES receipt ON DELETE CASCADE,
    said        TEXT NOT NULL,              -- JSON: of each entry code, kind, value, whether a percentage, note, places
    understood  TEXT NOT NULL DEFAULT '{}'  -- JSON: by code value, numerator, denominator, as by the last check
) STRICT;

INSERT INTO answers
SELECT
    receipt,
    json_group_array(
        json_array(
            code, raw_kind, CASE WHEN json_valid(raw) THEN json(raw) ELSE raw END, is_percent, note, sheet, cell, note_cell
        )
    ),
    json_group_object(code, json_array(value, numerator, denominator)) FILTER (WHERE value IS NOT NULL)
FROM answer
GROUP BY receipt;

DROP TABLE answer;
