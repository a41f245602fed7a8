"""Where the time of an answer goes; run as ``python -m eval.timing``."""
