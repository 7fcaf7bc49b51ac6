"""Vietnamese administrative-reform figures."""
