"""Search in Milvus: a question's vector has the idf of now, a passage's the rest of its score."""

import json
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from corpus.segment import Segmenter, default_segmenter, segmenter_with
from retrieval.engines import MILVUS, Among
from retrieval.engines.milvus.connection import Connection, Row
from retrieval.engines.milvus.schema import Names, check, fits
from retrieval.engines.milvus.totals import Totals
from retrieval.types import WeightedTerm

FIELDS = (
    "document_id", "start", "stop", "text", "fields", "search_text", "heading_text", "vector",
)  # fmt: skip
"""What is asked for with each passage."""
_SPARE = 20
"""So many more than wanted are asked for, so that ties at the end come in our order."""
_LOOK_SECONDS = 1.0
_REMEMBERED = 2_000
_TERMS = 50_000
_NAMED = 2_000
_TRIES = 3
"""So often what is said of the whole is read while a word comes or goes in between."""


@dataclass(slots=True)
class _State:
    """What is known of the whole, as of one revision.

    Attributes:
        revision: Of what is in Milvus.
        size: The number of passages.
        fingerprint: Of what cut them.
        segmenter: What cut them, and so what questions are cut with.
        terms: Of each term that was asked for its number and how many passages hold it.
        passages: Rows that were found lately, by key.
    """

    revision: str
    size: int
    fingerprint: str
    segmenter: Segmenter
    terms: dict[str, tuple[int, int]]
    passages: OrderedDict[int, Row]


class MilvusEngine:
    """BM25 in Milvus. Passages are known by their keys. Safe to share between threads.

    Args:
        connection: To Milvus.
        names: Of the collections.

    Raises:
        EngineError: What is there was cut otherwise than this version cuts.
    """

    name = MILVUS

    def __init__(self, connection: Connection, names: Names) -> None:
        self._connection = connection
        self._names = names
        self._lock = threading.Lock()
        self._looked = 0.0
        self._totals = Totals(connection, names)
        self._state = _State("", 0, "", default_segmenter(), {}, OrderedDict())
        self._look()

    @property
    def size(self) -> int:
        """The number of passages."""
        return self._look().size

    @property
    def segmenter(self) -> Segmenter:
        """What cut the passages, with the user's words as they are now."""
        return self._look().segmenter

    def build(self, bags: Iterable[Sequence[str]]) -> None:
        """Milvus is filled by ``MilvusStore``, which keeps more than terms.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError

    def search(
        self, query: Sequence[WeightedTerm], k: int, among: Among | None = None
    ) -> list[tuple[int, float]]:
        """See ``Engine.search``; ``among`` is a set of documents' ids."""
        gains = self._gains(query)
        vector: dict[int, float] = {}
        for number, _, gain in gains:
            vector[number] = vector.get(number, 0.0) + gain
        if not vector or k < 1 or (among is not None and not len(among)):
            return []
        condition = ""
        if isinstance(among, frozenset):
            condition = f"document_id in {json.dumps(sorted(among), ensure_ascii=False)}"
        rows = self._connection.search(self._names.passages, vector, k + _SPARE, condition, FIELDS)
        self._remember(rows)
        scored = [(self._score(row, gains), row) for row in rows]
        scored.sort(key=lambda pair: (-round(pair[0], 9), pair[1]["document_id"], pair[1]["start"]))
        return [(int(row["id"]), score) for score, row in scored[:k] if score > 0]

    def explain(
        self, query: Sequence[WeightedTerm], numbers: Sequence[int]
    ) -> list[list[WeightedTerm]]:
        """See ``Engine.explain``."""
        gains = self._gains(query)
        explained = []
        for row in self.rows(numbers):
            shares: dict[str, float] = {}
            for number, term, gain in gains:
                if number in row["vector"]:
                    shares[term] = shares.get(term, 0.0) + gain * row["vector"][number]
            explained.append(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
        return explained

    def idf(self, term: str) -> float:
        """See ``Engine.idf``."""
        return self._idf(self._held([term]).get(term, (0, 0))[1])

    def prepare(self, terms: Collection[str]) -> None:
        """See ``Engine.prepare``."""
        self._held(list(terms))

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """Passages by their keys; those that were just found are at hand."""
        known = self._look().passages
        with self._lock:
            found = {key: known[key] for key in keys if key in known}
        missing = [key for key in keys if key not in found]
        if missing:
            rows = self._connection.query(self._names.passages, f"id in {missing}", ["id", *FIELDS])
            self._remember(rows)
            found |= {row["id"]: row for row in rows}
        return [found[key] for key in keys]

    def _score(self, row: Row, gains: Sequence[tuple[int, str, float]]) -> float:
        vector = row["vector"]
        return math.fsum(gain * vector[number] for number, _, gain in gains if number in vector)

    def _gains(self, query: Sequence[WeightedTerm]) -> list[tuple[int, str, float]]:
        """Of each term that there is its number, itself, and its weight with its idf."""
        known = self._held([term for term, _ in query])
        return [
            (known[term][0], term, weight * self._idf(known[term][1]))
            for term, weight in query
            if term in known and known[term][1] > 0
        ]

    def _idf(self, held: int) -> float:
        size = self._state.size
        # In the middle of a change terms are counted already and the passages not yet.
        held = min(held, size)
        return math.log(1 + (size - held + 0.5) / (held + 0.5))

    def _held(self, terms: Sequence[str]) -> dict[str, tuple[int, int]]:
        """The terms that there are, with number and frequency; asked for once a revision."""
        state = self._look()
        with self._lock:
            missing = sorted({term for term in terms if term not in state.terms})
        for start in range(0, len(missing), _NAMED):
            some = missing[start : start + _NAMED]
            rows = self._connection.query(
                self._names.terms,
                f"id in {json.dumps(some, ensure_ascii=False)}",
                ["id", "number", "held"],
            )
            with self._lock:
                if len(state.terms) > _TERMS:
                    state.terms.clear()
                state.terms.update(dict.fromkeys(some, (0, 0)))
                state.terms.update({row["id"]: (row["number"], row["held"]) for row in rows})
        with self._lock:
            return {term: state.terms[term] for term in terms if state.terms.get(term, (0, 0))[0]}

    def _remember(self, rows: Sequence[Row]) -> None:
        known = self._state.passages
        with self._lock:
            for row in rows:
                known[row["id"]] = row
                known.move_to_end(row["id"])
            while len(known) > _REMEMBERED:
                known.popitem(last=False)

    def _look(self) -> _State:
        """See whether another program changed something, at most once a second."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_SECONDS or not self._state.revision:
            meta = self._totals.meta()
            segmenter = self._state.segmenter
            if meta.get("fingerprint") != self._state.fingerprint:
                meta, segmenter = self._cut_with(meta)
            with self._lock:
                self._looked = now
                if meta["revision"] != self._state.revision:
                    size, fingerprint = int(meta["passages"]), meta["fingerprint"]
                    self._state = _State(
                        meta["revision"], size, fingerprint, segmenter, {}, OrderedDict()
                    )
        return self._state

    def _cut_with(self, meta: dict[str, str]) -> tuple[dict[str, str], Segmenter]:
        """What is said of the whole, and the segmenter with the words that it is said of."""
        words = self._totals.words()
        for _ in range(_TRIES - 1):
            if fits(meta, words):
                break
            meta, words = self._totals.meta(), self._totals.words()
        check(self._connection, meta, words)
        return meta, segmenter_with(frozenset(words), meta["segmenter"])
