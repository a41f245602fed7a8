"""The benchmark: how fast, how large and how quick to open, beside other systems."""
