"""How sure an answer is: features of the best evidence, by name."""

from collections.abc import Sequence

import numpy as np

from retrieval.collection import Collection
from retrieval.compare import Held, has_new, has_unit, held, numbers_present
from retrieval.engines import K1
from retrieval.judge import Judged
from retrieval.kinds import Kind
from retrieval.passage_features import PASSAGE_FEATURES
from retrieval.probe import WORD_KINDS, Floats, Probe
from retrieval.query import Query
from retrieval.sentence_features import SENTENCE_FEATURES

_OF_SENTENCE = (
    "words",
    "bigrams",
    "trigrams",
    "best_words",
    "density",
    "near",
    "focus",
    "stated",
    "gap_left",
    "gap_right",
    "type_noun",
    "type_end",
    "clause_words",
    "clause_bigrams",
    "kind",
    "unit",
    "number",
    "new",
    "new_share",
    "length",
    "asks",
)
_OF_PASSAGE = (
    "bm25",
    "first",
    "title_words",
    "added_words",
    "document_words",
    "document_bm25",
    "kind",
)
CONFIDENCE_FEATURES = (
    "words",  # coverage of the question's words by the best passage with its headings
    "bigrams",
    "characters",
    "run",  # the longest run, as a share of the question
    "possible",  # the BM25 score as a share of the highest that the question could get
    "missing",  # idf of the rarest word that the passage lacks, as a share of the rarest's
    "missing_words",  # how many words it lacks, on a log scale
    "unknown",  # the share of the words' idf that no document has
    "close",  # coverage by the best three passages together
    "margin",  # the best passage's score less the best of those near it from other documents
    "score",  # the best sentence's score
    "question",  # how many words the question has, on a log scale
    *(f"lacks_{kind}" for kind in WORD_KINDS),  # the share of the idf that the passage lacks
    *(f"lacks_{kind}_count" for kind in WORD_KINDS),  # how many words of the kind it lacks
    *(f"says_no_{kind}" for kind in WORD_KINDS),  # the share of the idf the sentence lacks
    "lacks_thing",  # idf of its rarest missing name or noun, as a share of the rarest's
    "lacks_number",  # whether a number of the question is missing in the passage
    "lacks_place",  # whether a place that it names is
    "lacks_focus",  # the share of the words beside the question word that the passage lacks
    "lacks_kind_number",  # whether the kind of thing asked for is missing in the passage
    "lacks_kind_date",
    "lacks_kind_person",
    "lacks_kind_place",
    "lacks_kind_list",
    "lacks_kind_reason",
    "says_no_number",  # whether it is missing in the best sentence
    "says_no_date",
    "says_no_person",
    "says_no_place",
    "says_no_list",
    "lacks_unit",  # whether a number with the asked-for unit is missing in the sentence
    "lacks_unit_passage",
    "together",  # the share of the passages near it that are from its document
    "level",  # its score less the mean of those near it
    *(f"passage_{name}" for name in _OF_PASSAGE),  # see ``PASSAGE_FEATURES``
    *(f"sentence_{name}" for name in _OF_SENTENCE),  # see ``SENTENCE_FEATURES``
)
_COMMON_ONLY = 0.12
"""Below this coverage a passage shares nothing but common words with the question."""
_FAR = 5.0
"""The most that a distance between scores can tell."""
_KINDS = (Kind.NUMBER, Kind.DATE, Kind.PERSON, Kind.PLACE, Kind.LIST, Kind.REASON)
_THINGS = ("name", "noun", "unknown")
_IDENTIFYING = ("lacks_number", "lacks_place")
_CLOSE = 3
_OFF_TOPIC = 0.3
"""Below this coverage by the best passages together a question may be about something else."""
_NEAR = 9
"""So many passages after the best one are near it."""


def held_by_best(probe: Probe, judged: Sequence[Judged]) -> Held:
    """What the best passages with their headings hold, best first, and then the best sentence.

    Args:
        probe: The question.
        judged: What was found, best first; one at least.
    """
    return held(probe, [*(_whole(one) for one in judged[:_CLOSE]), judged[0].said])


def shares_little(probe: Probe, best: Held) -> bool:
    """Whether even the best passages share nothing but common words with the question.

    Args:
        probe: The question.
        best: What they hold, see ``held_by_best``.
    """
    idf = np.concatenate([probe.word_idf, probe.bigram_idf])
    return bool((best.terms[:-1] @ idf < _COMMON_ONLY * idf.sum()).all())


def confidence_row(
    query: Query, probe: Probe, judged: Sequence[Judged], held: Held, collection: Collection
) -> Floats:
    """The values of ``CONFIDENCE_FEATURES``, shape (features,).

    Args:
        query: The question.
        probe: The same, made ready for comparison.
        judged: What was found, best first; one at least.
        held: What the best of it holds, see ``held_by_best``.
        collection: Where it is from.
    """
    best, near = judged[0], judged[1 : _NEAR + 1]
    others = [one.score for one in near if one.form.document_id != best.form.document_id]
    whole = _whole(best)
    cover = (held.terms[0] @ probe.shares).tolist()
    words = held.terms[:, : len(probe.words)]
    idf, lacks = probe.word_idf, 1 - words[0]
    total = float(idf.sum()) or 1.0
    lacking = idf * lacks
    focus = np.array([word in probe.focus for word in probe.words], dtype=float)
    values = {
        "words": cover[0],
        "bigrams": cover[1],
        "characters": held.characters[0],
        "run": held.run[0],
        "possible": best.bm25 / _possible(query, collection),
        "missing": lacking.max(initial=0.0) / idf.max(initial=1e-9),
        "missing_words": np.log1p(lacks.sum()),
        "unknown": idf[idf >= collection.engine.idf("") - 1e-9].sum() / total,
        "close": words[:-1].max(axis=0) @ idf / total,
        "margin": min(best.score - max(others, default=-np.inf), _FAR),
        "together": 1.0 - len(others) / max(len(near), 1),
        "level": min(best.score - sum(one.score for one in near) / len(near), _FAR)
        if near
        else _FAR,
        "score": best.sentence_score,
        "question": np.log1p(len(probe.words)),
        "lacks_number": 1.0 - numbers_present(probe, [whole])[0],
        "lacks_place": any(name not in whole for name in probe.names),
        "lacks_focus": lacking @ focus / (float(idf @ focus) or 1.0),
        "lacks_unit_passage": probe.unit is not None and not has_unit(probe, [whole])[0],
    }
    values |= _missing(probe, lacks, 1 - words[-1])
    said = dict(zip(SENTENCE_FEATURES, best.sentence_row.tolist(), strict=True))
    values |= {f"sentence_{name}": said[name] for name in _OF_SENTENCE}
    about = dict(zip(PASSAGE_FEATURES, best.passage_row.tolist(), strict=True))
    values |= {f"passage_{name}": about[name] for name in _OF_PASSAGE}
    values["lacks_unit"] = probe.unit is not None and not said["unit"]
    values |= {
        f"says_no_{kind.value}": probe.kind is kind and not said["kind"] for kind in _KINDS[:5]
    }
    lacks_kind = not has_new(probe, [whole])[0]
    values |= {f"lacks_kind_{kind.value}": probe.kind is kind and lacks_kind for kind in _KINDS}
    return np.array([values[name] for name in CONFIDENCE_FEATURES], float)


def _whole(one: Judged) -> str:
    """A passage with its headings, in search form."""
    return one.form.text + "\n" + one.form.heading


def speaks_of_another(row: Floats) -> bool:
    """Whether the evidence lacks a number or a place that the question names.

    Then it may be about another year, edition or town, however well all else fits.

    Args:
        row: The values of ``CONFIDENCE_FEATURES``.
    """
    return any(row[CONFIDENCE_FEATURES.index(name)] > 0 for name in _IDENTIFYING)


def is_off_topic(row: Floats) -> bool:
    """Whether what the question is about is missing, and most of the rest as well.

    Args:
        row: The values of ``CONFIDENCE_FEATURES``.
    """
    values = dict(zip(CONFIDENCE_FEATURES, row.tolist(), strict=True))
    return bool(values["lacks_thing"] >= 1.0 and values["close"] < _OFF_TOPIC)


def _missing(probe: Probe, passage: Floats, sentence: Floats) -> dict[str, float]:
    """What the passage and the sentence lack, by the kind of word.

    Args:
        probe: The question.
        passage: One for each word that it lacks, shape (words,).
        sentence: The same.
    """
    idf = probe.word_idf
    total = float(idf.sum()) or 1.0
    kinds = np.array([[kind == one for one in probe.word_kinds] for kind in WORD_KINDS], float)
    lacks = (kinds @ (idf * passage) / total).tolist()
    counts = (kinds @ passage).tolist()
    says_no = (kinds @ (idf * sentence) / total).tolist()
    values = {f"lacks_{kind}": one for kind, one in zip(WORD_KINDS, lacks, strict=True)}
    values |= {f"lacks_{kind}_count": one for kind, one in zip(WORD_KINDS, counts, strict=True)}
    values |= {f"says_no_{kind}": one for kind, one in zip(WORD_KINDS, says_no, strict=True)}
    things = idf * [kind in _THINGS for kind in probe.word_kinds]
    values["lacks_thing"] = (things * passage).max(initial=0.0) / things.max(initial=1e-9)
    return values


def _possible(query: Query, collection: Collection) -> float:
    """The highest BM25 score that any passage could get."""
    idf = collection.engine.idf
    return sum(weight * idf(term) * (K1 + 1) for term, weight in query.terms) or 1.0
