"""Sessions that other programs saved, read as sessions of this one. Pure."""
