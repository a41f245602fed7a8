"""The one error tree of 问据; what goes wrong for a user is always one of these.

    WenjuError                  everything below; the commands exit with status 2
    ├── InputError              something the user gave cannot be used
    │   ├── ReadError           a file or folder cannot be read or holds no text
    │   ├── FormatError         a structured file is broken at a line that is named
    │   ├── DuplicateIdError    two documents claim one id
    │   └── UnknownDocumentError  a question is restricted to a document that is not there
    ├── LibraryError            a library cannot be opened, read or written
    │   └── LibraryBusyError    another program is changing it
    ├── EngineError             a search engine failed; the library's own error is wrapped
    └── ServeError              the server cannot start

Every message says what was wrong, where, and what to do.
"""

import unicodedata


class WenjuError(Exception):
    """Base of all errors that a user may see, shown as one line."""

    def __str__(self) -> str:
        # A file's name may hold line breaks, terminal codes or bytes that are no text.
        return "".join(
            character
            if character == " " or unicodedata.category(character)[0] not in "CZ"
            else character.encode("unicode_escape").decode()
            for character in super().__str__()
        )


class InputError(WenjuError):
    """Something the user gave cannot be used."""


class ReadError(InputError):
    """A file or folder cannot be read, or holds no text."""


class FormatError(InputError):
    """A structured file (JSON Lines, a QA set) is broken at a named place."""


class DuplicateIdError(InputError):
    """Two documents of one collection claim the same id."""


class UnknownDocumentError(InputError):
    """A question is restricted to a document that is not there."""


class LibraryError(WenjuError):
    """A library cannot be opened, read or written, or holds no such thing."""


class LibraryBusyError(LibraryError):
    """Another program is changing the library; only one may at a time."""


class EngineError(WenjuError):
    """A search engine failed or was asked for something it cannot do."""


class ServeError(WenjuError):
    """The server cannot start, for example because its port is in use."""
