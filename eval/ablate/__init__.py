"""What each step of the ranking is worth: ``python -m eval.ablate --help``."""
