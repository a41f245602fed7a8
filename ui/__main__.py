"""The ``wenju`` command: runs it, and turns every error into one line and an exit status."""

import os
import sys

import typer

from corpus.errors import WenjuError
from ui.cli import app

OK, BAD_INPUT, INTERRUPTED = 0, 2, 130

# What typer's usage errors are called, in the user's language.
_USAGE = {
    "MissingParameter": "缺少参数 {name}",
    "NoSuchOption": "没有这个选项 {name}",
    "NoSuchCommand": "没有这个命令 {name}",
}


def main() -> None:
    """Run the command line; exits with 0, 1 (no answer) or 2 (wrong usage or bad input)."""
    sys.exit(_run())


def _run() -> int:
    for stream in (sys.stdout, sys.stderr):
        # A terminal in another encoding shows a question mark rather than ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except WenjuError as error:
        return _fail(str(error))
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing may complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:  # noqa: BLE001 (no traceback reaches a user)
        if (usage := _usage(error)) is not None:
            return _fail(usage)
        if os.environ.get("WENJU_DEBUG"):
            raise
        return _fail(f"内部错误（{type(error).__name__}: {error}）；设 WENJU_DEBUG=1 再运行可看详情。")
    return status if isinstance(status, int) else OK


def _usage(error: Exception) -> str | None:
    """A usage error's line; ``None`` for any other error.

    typer keeps its own copy of click's exceptions, under a private name; what they share with
    click's is that they can format themselves.
    """
    if not hasattr(error, "format_message"):
        return None
    context = getattr(error, "ctx", None)
    names = getattr(getattr(error, "param", None), "opts", None) or [""]
    name = (
        getattr(error, "option_name", None)
        or getattr(error, "command_name", None)
        or (names[0] if names[0].startswith("-") else names[0].upper())
    )
    known = _USAGE.get(type(error).__name__)
    detail = f"{name}：{error.format_message()}" if name else error.format_message()
    message = known.format(name=name) if known and name else f"用法有误，{detail}"
    command = context.command_path if context is not None else "wenju"
    return f"{message.rstrip('.')}；用法见 {command} --help。"


def _fail(message: str) -> int:
    line = " ".join(message.split())
    print(f"wenju：{line}", file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    main()
