"""What one question may be at most, on the page and through the API alike."""

MAX_QUESTION_CHARS = 20_000
MAX_AFTER = 20
MAX_K = 50
MAX_ONLY = 1000
MAX_ID_CHARS = 1000
