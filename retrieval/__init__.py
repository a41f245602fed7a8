"""Passages in, ranked evidence out. Knows nothing of screens."""
