"""Settings and preferences."""
