"""The ``wenju`` command: runs it, and turns every error into one line and an exit status."""

import os
import re
import sys

from corpus.errors import WenjuError

OK, BAD_INPUT, INTERRUPTED = 0, 2, 130

# What typer says of a wrong usage, and the same in the user's language.
_USAGE: tuple[tuple[str, str], ...] = (
    (r"No such command '(?P<name>.*?)'", "没有 {name} 这个命令"),
    (r"No such option:? '?(?P<name>[^\s'.]+)", "没有 {name} 这个选项"),
    (r"Option '(?P<name>[^']+)' requires", "选项 {name} 缺少值"),
    (r"Option '(?P<name>[^']+)' does not take", "选项 {name} 不带值"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<name>.*)\)", "多出了参数 {name}"),
    (r"Missing argument '(?P<name>[^']+)'", "缺少参数 {name}"),
    (r"Missing command", "缺少命令"),
    (
        r"Invalid value for '?(?P<name>[^':]+?)'?: .*greater than or equal to (?P<least>\S+)",
        "{name} 不能小于 {least}",
    ),
    (
        r"Invalid value for '?(?P<name>[^':]+?)'?: .*less than or equal to (?P<most>\S+)",
        "{name} 不能大于 {most}",
    ),
    (r"Invalid value for '?(?P<name>[^':]+?)'?: .*valid integer", "{name} 应是整数"),
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


def main() -> None:
    """Run the command line; exits with 0, 1 (no answer) or 2 (wrong usage or bad input)."""
    sys.exit(_run())


def _run() -> int:
    for stream in (sys.stdout, sys.stderr):
        # A terminal in another encoding shows a question mark rather than ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        # Imported here, so that an interruption meanwhile ends as quietly as one later.
        from ui.cli import app

        status = app(prog_name="wenju", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except WenjuError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as stop:
        # So typer and rich end a program whose output is closed, as if it had failed.
        if not isinstance(stop.__context__, BrokenPipeError):
            raise
        return _nobody_reads()
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as error:
        if type(error).__name__ == "Abort":
            return INTERRUPTED
        if (usage := _usage(error)) is not None:
            return _fail(usage)
        if os.environ.get("WENJU_DEBUG"):
            raise
        if isinstance(error, OSError) and error.filename is None and error.strerror:
            # What is still in the buffer would fail again at exit, with a status of Python's own.
            _nobody_reads()
            return _fail(f"写不出结果（{error.strerror}）；请检查磁盘空间和输出的去处。")
        return _fail(
            f"内部错误（{type(error).__name__}: {error}）；设 WENJU_DEBUG=1 再运行可看详情。"
        )
    return status if isinstance(status, int) else OK


def _nobody_reads() -> int:
    # Whoever read the output has seen enough; nothing may complain at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def _usage(error: Exception) -> str | None:
    """A usage error's line; ``None`` for any other error.

    typer keeps its own copy of click's exceptions, under a private name; what they share with
    click's is that they can format themselves.
    """
    if not hasattr(error, "format_message"):
        return None
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "wenju"
    said = str(error.format_message())
    for pattern, message in _USAGE:
        if match := re.match(pattern, said, re.DOTALL):
            return f"{message.format(**match.groupdict())}；用法见 {command} --help。"
    return f"用法有误，{said.rstrip('.')}；用法见 {command} --help。"


def _fail(message: str) -> int:
    # A file's name may hold what a terminal would take for an order.
    line = _CONTROLS.sub(" ", message).strip()
    if sys.stderr is not None:
        print(f"wenju：{line}", file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    main()
