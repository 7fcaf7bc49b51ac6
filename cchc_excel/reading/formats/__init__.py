"""A file of any format → its sheets as grids of raw values, and facts of the package."""
