"""One format of file each → its sheets as grids of cells, after a look whether the file is safe to open."""
