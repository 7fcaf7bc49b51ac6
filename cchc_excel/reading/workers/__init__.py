"""Worker processes in which files are read, bounded in memory and time."""
