"""Adds many files of all formats to a library and compares with segmentation alone.

    .venv/bin/python -m tests.add_many --files 1000

Prints the characters a second of both, their ratio, and the memory after a tenth and at the end.
"""

import argparse
import random
import resource
import tempfile
import time
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from corpus.library import Library, add_paths
from corpus.load import load_builtin
from corpus.normalize import normalize
from corpus.segment import default_segmenter
from corpus.sentences import sentence_spans
from tests.made_files import epub, html, ofd, pdf, slides, word, workbook

_FORMATS = ("txt", "md", "pdf", "docx", "xlsx", "pptx", "html", "epub", "ofd", "csv")


def paragraphs(chance: random.Random, count: int) -> list[str]:
    """Paragraphs of a few sentences of the built-in documents, drawn at random."""
    return ["".join(chance.choices(_sentences(), k=chance.randint(2, 5))) for _ in range(count)]


@cache
def _sentences() -> list[str]:
    texts = [document.text for document in load_builtin()]
    sentences = [text[start:end] for text in texts for start, end in sentence_spans(text)]
    return [sentence for sentence in sentences if sentence.endswith("。")]


def make(folder: Path, files: int) -> None:
    """Make the files, the formats in turn."""
    chance = random.Random(1)  # noqa: S311 - no secret
    for number in range(files):
        suffix = _FORMATS[number % len(_FORMATS)]
        texts = paragraphs(chance, chance.randint(10, 25))
        title = f"第{number}号文件"
        data: bytes
        match suffix:
            case "txt":
                data = "\n".join(texts).encode("gb18030")
            case "md":
                data = ("# " + title + "\n\n" + "\n\n".join(texts)).encode()
            case "pdf":
                data = pdf(texts, title=title)
            case "docx":
                data = word(texts, title=title)
            case "xlsx":
                data = workbook({"表": [["编号", "内容"], *enumerate_rows(texts)]})
            case "pptx":
                data = slides([(title, text) for text in texts])
            case "html":
                data = html(texts, title=title).encode()
            case "epub":
                data = epub({title: texts}, title=title)
            case "ofd":
                data = ofd([texts], title=title)
            case _:
                rows = "\r\n".join(f"{at},{text}" for at, text in enumerate(texts))
                data = ("编号,内容\r\n" + rows).encode("utf-8-sig")
        (folder / f"{number:05}.{suffix}").write_bytes(data)


def enumerate_rows(texts: list[str]) -> list[list[object]]:
    """A numbered row for each text."""
    return [[number, text] for number, text in enumerate(texts)]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    options = parser.parse_args()
    default_segmenter().words("热身")
    memory: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as directory, Progress(console=Console(stderr=True)) as bar:
        folder = Path(directory) / "files"
        folder.mkdir()
        make(folder, options.files)
        task = bar.add_task("add", total=options.files)

        def progress(done: int, _: int, __: str) -> None:
            bar.update(task, completed=done)
            memory[done] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10

        library = Library(Path(directory) / "library", create=True)
        begin = time.perf_counter()
        with library.writing() as writer:
            result = add_paths(writer, [folder], progress=progress)
        adding = time.perf_counter() - begin
        texts = [document.text for document in library.load().documents]
        characters = sum(map(len, texts))
        begin = time.perf_counter()
        for text in texts:
            default_segmenter().words(normalize(text))
        cutting = time.perf_counter() - begin
    print(
        f"{len(result.added)} files added, {len(result.refused)} refused, {characters} characters"
    )
    print(f"adding       {characters / adding:10.0f} characters/s")
    print(f"segmentation {characters / cutting:10.0f} characters/s")
    print(f"ratio        {cutting / adding:10.2f}")
    print(
        f"memory       {memory[options.files // 10]} MiB after a tenth, {memory[options.files]} MiB"
    )


if __name__ == "__main__":
    main()
