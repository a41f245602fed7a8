"""Collections of any size in the likeness of real text, and questions about them.

Clauses of real documents are put together anew, so the words, their shares and the lengths are
those of real text. What makes real collections grow in vocabulary is added: each document is
about a name of its own, made of characters as common as in the text, and its numbers are drawn
anew. All of it depends on the seed alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import InputError

_CLAUSE = re.compile(r"[^，。！？；,!?;\s][^，。！？；,!?;\n]{3,60}[，。！？；,!?;]")
_DIGITS = re.compile(r"[0-9]+")
_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE_CLAUSES = (2, 5)
_DOCUMENT_SENTENCES = (12, 48)
_NAMED = 0.2
"""So many of a document's clauses speak of what it is about."""
_ASKED = ("是什么？", "有多少？", "在哪里？", "是谁？", "是哪一年？", "怎么办？")
_UNANSWERABLE = 0.2


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document: its id, title and text, and the name that it is about."""

    id: str
    title: str
    text: str
    name: str


class Synthetic:
    """A recipe for collections.

    Args:
        texts: Real texts, to take clauses from.
        seed: What all draws depend on.

    Raises:
        InputError: The texts hold too few clauses to draw from.
    """

    def __init__(self, texts: Sequence[str], seed: int = 0) -> None:
        self.texts = texts
        self._clauses = [clause for text in texts for clause in _CLAUSE.findall(text)]
        if len(self._clauses) < 20:
            raise InputError("造资料用的文本太少；请用 --corpus 指定至少几千字的中文文本。")
        self._seed = seed
        characters, counts = np.unique(_HAN.findall("".join(self._clauses)), return_counts=True)
        self._characters = [str(character) for character in characters]
        # Names are of rarer characters than the text: the square root lies between.
        shares = np.sqrt(counts)
        self._cumulated = np.cumsum(shares / shares.sum())

    def documents(self, passages: int) -> Iterator[MadeDocument]:
        """About so many passages' worth of documents; the first ones of a larger collection."""
        drawn = np.random.default_rng([self._seed, 1])
        characters, number = 150 * passages, 0
        while characters > 0:
            document = self._document(drawn, number)
            yield document
            characters -= len(document.text)
            number += 1

    def questions(self, documents: Sequence[MadeDocument], count: int) -> list[str]:
        """Questions about some of the documents; of each five one is about what no one has."""
        drawn = np.random.default_rng([self._seed, 2])
        questions = []
        for _ in range(count):
            document = documents[int(drawn.integers(len(documents)))]
            name = document.name
            told = [clause for clause in _CLAUSE.findall(document.text) if name in clause]
            clause = told[int(drawn.integers(len(told)))] if told else name
            if drawn.random() < _UNANSWERABLE:
                clause = clause.replace(name, self._name(drawn))
            kept = clause[: max(len(clause) * 2 // 3, len(name) + 2)].rstrip("，。！？；,!?;")
            questions.append(kept + _ASKED[int(drawn.integers(len(_ASKED)))])
        return questions

    def _document(self, drawn: np.random.Generator, number: int) -> MadeDocument:
        name = self._name(drawn)
        sentences = int(drawn.integers(*_DOCUMENT_SENTENCES))
        sizes = drawn.integers(*_SENTENCE_CLAUSES, size=sentences)
        chosen = drawn.integers(len(self._clauses), size=int(sizes.sum()))
        named = drawn.random(len(chosen)) < _NAMED
        ends = set(np.cumsum(sizes).tolist())
        parts: list[str] = []
        for place, (clause, speaks) in enumerate(
            zip(chosen.tolist(), named.tolist(), strict=True), start=1
        ):
            text = self._clauses[clause][:-1]
            parts.append(f"{name}{text}" if speaks else text)
            parts.append("。" if place in ends else "，")
        text = "".join(parts)
        digits = iter(drawn.integers(1, 10_000, size=text.count("") // 8).tolist())
        text = _DIGITS.sub(lambda match: str(next(digits, match[0])), text)
        return MadeDocument(f"{number:07}", f"{name}概况", text, name)

    def _name(self, drawn: np.random.Generator) -> str:
        places = np.searchsorted(self._cumulated, drawn.random(int(drawn.integers(2, 5))))
        return "".join(self._characters[place] for place in places)
