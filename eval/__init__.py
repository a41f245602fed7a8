"""A question-and-answer set in, measures out."""
