"""What is kept of the whole: totals, the user's words, and how many passages hold each term."""

import json
from collections.abc import Iterator, Mapping, Sequence

from retrieval.engines.milvus.connection import Connection, Row
from retrieval.engines.milvus.schema import META_KEYS, NO_VECTOR, WORD, Names

_NAMED = 500
"""So many ids are named in one condition."""


class Totals:
    """Reads and changes it; only one program may change it at a time.

    Args:
        connection: To Milvus.
        names: Of the collections.
    """

    def __init__(self, connection: Connection, names: Names) -> None:
        self._connection = connection
        self._names = names

    def meta(self) -> dict[str, str]:
        """What is said of the whole; empty where nothing was said yet."""
        condition = f"id in {json.dumps(META_KEYS)}"
        rows = self._connection.query(self._names.meta, condition, ["id", "value"])
        return {row["id"]: row["value"] for row in rows}

    def words(self) -> dict[str, str]:
        """The user's words: each one's search form, and as it was given."""
        rows = self._connection.every(self._names.meta, f'id like "{WORD}%"', ["id", "value"])
        # A word that goes has no value any more before its row is taken away.
        return {row["id"].removeprefix(WORD): row["value"] for row in rows if row["value"]}

    def say(self, values: Mapping[str, str]) -> None:
        """Change some of what is said of the whole, all of it in one request."""
        rows = [{"id": key, "value": value, "vector": NO_VECTOR} for key, value in values.items()]
        self._connection.put(self._names.meta, rows)

    def begin(self, mark: str = "1") -> None:
        """Begin a change; the mark tells whoever comes next should it be broken off."""
        self.say({"changing": mark})

    def settle(
        self,
        passages: int = 0,
        length: int = 0,
        also: Mapping[str, str] | None = None,
        mark: str = "",
    ) -> None:
        """End a change, so that all who read see it.

        Args:
            passages: So many there are more than before.
            length: So many terms they have more.
            also: What else is said from now on.
            mark: Of the change that this one was a part of.
        """
        meta = self.meta()
        self.say(
            {
                "passages": str(int(meta["passages"]) + passages),
                "length": str(int(meta["length"]) + length),
                "revision": str(int(meta["revision"]) + 1),
                "changing": mark,
            }
            | dict(also or {})
        )

    def forget_word(self, form: str) -> None:
        """Take away the row of a word that has gone."""
        named = json.dumps(WORD + form, ensure_ascii=False)
        self._connection.delete(self._names.meta, f"id == {named}")

    def numbers(self, terms: set[str]) -> dict[str, int]:
        """The terms' numbers; new ones get the next, 0 is none's."""
        known = {
            row["id"]: row["number"] for row in self._rows_of("id", sorted(terms), ["id", "number"])
        }
        following = self._connection.count(self._names.terms) + 1
        new = enumerate(sorted(terms - known.keys()), start=following)
        return known | {term: number for number, term in new}

    def count(self, change: Mapping[int, int], numbers: Mapping[str, int] | None = None) -> None:
        """Change how many passages hold each term.

        To be called before passages with new terms are written: a number that stands in a vector
        must be some term's, or another would get it.

        Args:
            change: By a term's number, how many hold it more than before.
            numbers: The terms' own; without them only terms that are there are counted.
        """
        fields = ["id", "number", "held"]
        terms = {number: term for term, number in (numbers or {}).items()}
        before = {row["number"]: row for row in self._rows_of("number", sorted(change), fields)}
        rows: list[Row] = []
        for number, more in change.items():
            row = before.get(number)
            term = row["id"] if row else terms.get(number)
            if term is not None:
                held = (row["held"] if row else 0) + more
                rows.append({"id": term, "number": number, "held": held, "vector": NO_VECTOR})
        self._connection.put(self._names.terms, rows)

    def _rows_of(
        self, field: str, values: Sequence[str] | Sequence[int], fields: Sequence[str]
    ) -> Iterator[Row]:
        for start in range(0, len(values), _NAMED):
            named = json.dumps(values[start : start + _NAMED], ensure_ascii=False)
            yield from self._connection.query(self._names.terms, f"{field} in {named}", fields)
