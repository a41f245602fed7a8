"""Passages as sparse vectors: of each term the share of BM25's score that has no idf in it."""

from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b

from retrieval.engines import K1, B
from retrieval.engines.milvus.schema import NO_VECTOR


def key_of(document_id: str, start: int) -> int:
    """A passage's key: the same in whatever order documents come."""
    data = f"{document_id}\0{start}".encode()
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big") >> 1


def vector_of(bag: Counter[str], numbers: Mapping[str, int], mean: float) -> dict[int, float]:
    """A passage's vector.

    Args:
        bag: How often it has each of its terms.
        numbers: The terms' own.
        mean: The mean length of all passages, in terms.
    """
    length = bag.total()
    shares = {numbers[term]: _share(times, length, mean) for term, times in bag.items()}
    return shares or NO_VECTOR


def rescaled(vector: dict[int, float], length: int, before: float, mean: float) -> dict[int, float]:
    """A passage's vector for another mean length; how often it has a term follows from it.

    Args:
        vector: As it is: for the mean length before, or, where this was broken off, for the new
            one already. Its terms add up to the passage's length only under the right one.
        length: The passage's, in terms.
        before: The mean length before.
        mean: The new one.
    """
    if not length or not before or not mean:
        return vector
    times = _times(vector, length, mean)
    if sum(times.values()) != length:
        times = _times(vector, length, before)
    return {number: _share(often, length, mean) for number, often in times.items()}


def _times(vector: dict[int, float], length: int, mean: float) -> dict[int, int]:
    norm = K1 * (1 - B + B * length / mean)
    return {
        number: round(share * norm / (K1 + 1 - share)) if share < K1 + 1 else 0
        for number, share in vector.items()
    }


def _share(times: float, length: int, mean: float) -> float:
    return times * (K1 + 1) / (times + K1 * (1 - B + B * length / mean))
