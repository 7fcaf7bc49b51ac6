"""Returns that somebody mangled, each with its truth: what a careful person would read in it."""
