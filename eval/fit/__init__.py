"""Fits the weights of ``retrieval/weights.json`` again: ``python -m eval.fit --help``."""
