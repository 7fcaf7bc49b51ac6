"""One module for each page: what stands on it, and what its buttons do."""
