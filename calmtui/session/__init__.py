"""One run of one routine."""
