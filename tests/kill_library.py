"""Kills a process that changes a library, again and again, and looks at what is left.

    .venv/bin/python -m tests.kill_library --times 200

A child adds, replaces, removes and changes words without end; at a random moment it is killed
(SIGKILL), and the library must open, be sound, and answer like one built anew from its documents.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from corpus.errors import LibraryError
from corpus.library import Library, add_bytes
from corpus.library.changes import Source
from tests.library_checks import answers, broken

TEXTS = (
    "食堂早上七点开门，晚上八点关门。周末照常营业。",
    "石化产业发展大会签约金额178亿元。\n\n一、概况\n大会由濮阳市主办。",
    "试用期为三个月。\n第二条 工资按月发放。",
    "海豹吃鱼。" * 120,
)
WORDS = ("石化产业发展大会", "试用期", "早上七点", "濮阳市主办")
ROOT = Path(__file__).resolve().parent.parent
NAMES = tuple(f"文档{number}.txt" for number in range(6))


def change_forever(directory: Path, seed: int) -> None:
    """Change the library until killed; says a line after each change."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    library = Library(directory, create=True)
    while True:
        with library.writing(wait=10) as writer:
            for _ in range(chance.randint(1, 5)):
                try:
                    match chance.choice(("put", "put", "remove", "add_word", "remove_word")):
                        case "put":
                            text = chance.choice(TEXTS) * chance.randint(1, 3)
                            add_bytes(writer, chance.choice(NAMES), text.encode())
                        case "remove":
                            writer.remove(chance.choice(NAMES))
                        case "add_word":
                            writer.add_word(chance.choice(WORDS))
                        case _:
                            writer.remove_word(chance.choice(WORDS))
                except LibraryError:
                    continue  # nothing there to remove, or the word is known
                print(".", end="", flush=True)


def rebuilt(library: Library, directory: Path) -> Library:
    """A library made anew from the documents and words that another one has now."""
    fresh = Library(directory, create=True)
    stored = library.load()
    with fresh.writing() as writer:
        for word in library.words():
            writer.add_word(word)
        for document in stored.documents:
            digest = sha256(document.text.encode()).hexdigest()
            writer.put(Source(f"upload:{document.id}", digest, 0), [document])
    return fresh


def kill_once(directory: Path, seed: int) -> int:
    """Let a child change the library, kill it, and check; returns how many changes it made.

    Raises:
        AssertionError: The library is not sound.
    """
    moment = random.Random(seed)  # noqa: S311 - no secret
    command = [
        sys.executable,
        "-m",
        "tests.kill_library",
        "--change",
        str(directory),
        "--seed",
        str(seed),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        # It is killed so many changes on, somewhere inside the next one.
        done = len(child.stdout.read(moment.randint(1, 12)))
        for _ in range(moment.randint(0, 20_000)):
            pass
        child.send_signal(signal.SIGKILL)
    library = Library(directory)
    assert (wrong := broken(library)) == [], wrong
    with tempfile.TemporaryDirectory() as other:
        fresh = rebuilt(library, Path(other))
        assert answers(library.load()) == answers(fresh.load())
    return done


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--change", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.change is not None:
        change_forever(options.change, options.seed)
    with tempfile.TemporaryDirectory() as directory:
        changes = 0
        for number in range(options.times):
            changes += kill_once(Path(directory) / "library", options.seed + number)
            print(f"\r{number + 1}/{options.times}", end="", file=sys.stderr, flush=True)
    print(f"\nkilled {options.times} times after {changes} changes (pid {os.getpid()}): sound")


if __name__ == "__main__":
    main()
