"""The built-in documents, served when no library is named."""
