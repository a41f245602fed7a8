"""Files written whole or not at all."""

import contextlib
import secrets
from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """Write a text in UTF-8 beside ``path``, then rename: a reader sees the old or the new.

    Raises:
        OSError: It cannot be written; what stood there still does.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        # A path that is not valid Unicode may stand in an id; it must not cost the report.
        with temporary.open("x", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
