"""A sheet of cells → the form's table in it: columns, rows, entries, stamp, and what was tampered with."""
