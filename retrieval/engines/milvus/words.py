"""The user's words in Milvus: which may come and go, and the passages that are cut anew for one."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from corpus.fields import heading_of
from corpus.segment import Segmenter
from corpus.terms import heading_form, passage_terms
from retrieval.engines.milvus.connection import Connection, Row
from retrieval.engines.milvus.schema import Names, ready
from retrieval.engines.milvus.totals import Totals
from retrieval.engines.milvus.vectors import vector_of

_AT_ONCE = 200


def milvus_words(connection: Connection, prefix: str = "wenju") -> tuple[str, ...]:
    """The user's words as they were given, in order.

    Raises:
        EngineError: There is nothing of ours in Milvus, or it is away.
    """
    names = Names(prefix)
    ready(connection, names, create=False)
    return tuple(sorted(Totals(connection, names).words().values()))


def cut_anew(
    connection: Connection, names: Names, totals: Totals, form: str, segmenter: Segmenter
) -> tuple[int, int]:
    """Cut the passages again that have a word's characters, and change what is counted of terms.

    The rest is not even asked for. Begun and settled by the caller; it may be done again where it
    was broken off.

    Args:
        connection: To Milvus.
        names: Of the collections.
        totals: Where terms are counted.
        form: The word in search form.
        segmenter: What cuts from now on.

    Returns:
        The number of passages, and how many terms they have more than before.
    """
    mean = float(totals.meta()["mean"])
    passages = longer = 0
    rows = _rows_with(connection, names, form)
    while some := list(islice(rows, _AT_ONCE)):
        bags = [_bag(row, segmenter) for row in some]
        numbers = totals.numbers({term for bag in bags for term in bag})
        change: Counter[int] = Counter()
        for row, bag in zip(some, bags, strict=True):
            vector = vector_of(bag, numbers, mean)
            change.subtract(row["vector"].keys())
            change.update(vector.keys())
            longer += bag.total() - row["length"]
            row |= {"length": bag.total(), "vector": vector}
        totals.count({number: more for number, more in change.items() if more}, numbers)
        connection.put(names.passages, some)
        passages += len(some)
    return passages, longer


def _rows_with(connection: Connection, names: Names, form: str) -> Iterator[Row]:
    # Marks that mean any characters here are but for finding some more; these are looked at below.
    pattern = json.dumps(f"%{form}%", ensure_ascii=False)
    condition = f"search_text like {pattern} or heading_text like {pattern}"
    for row in connection.every(names.passages, condition, ["*", "vector"]):
        headings: Sequence[str] = heading_of(row["fields"])
        if form in row["search_text"] or any(form in heading_form(one) for one in headings):
            yield row


def _bag(row: Row, segmenter: Segmenter) -> Counter[str]:
    return Counter(passage_terms(heading_of(row["fields"]), row["search_text"], segmenter))
