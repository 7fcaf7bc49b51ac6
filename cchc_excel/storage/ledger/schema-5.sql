-- Version 5: a return's answers as one document, since they are written and read together.

CREATE TABLE answers (
    receipt     INTEGER PRIMARY KEY REFERENCES receipt ON DELETE CASCADE,
    said        TEXT NOT NULL,              -- JSON: of each entry code, kind, value, whether a percentage, note, cells
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
    -- All 17 digits: the functions by themselves write 15.
    json_group_object(
        code,
        json_array(
            json(CASE WHEN abs(value) < 1e300 THEN printf('%!.17g', value) ELSE 'null' END),
            json(CASE WHEN abs(numerator) < 1e300 THEN printf('%!.17g', numerator) ELSE 'null' END),
            json(CASE WHEN abs(denominator) < 1e300 THEN printf('%!.17g', denominator) ELSE 'null' END)
        )
    ) FILTER (WHERE coalesce(value, numerator, denominator) IS NOT NULL)
FROM answer
GROUP BY receipt;

DROP TABLE answer;
