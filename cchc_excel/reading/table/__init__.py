"""A grid of cells → the form's table in it: columns, rows, entries, stamp and signs of tampering."""
