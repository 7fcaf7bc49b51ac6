"""Reading many files in worker processes, each file within limits of memory and time."""
