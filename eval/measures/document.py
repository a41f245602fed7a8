"""Document measures: is a gold document among the first distinct documents of the ranking?"""

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

_MEASURES = {
    "success@1": Success @ 1,
    "success@5": Success @ 5,
    "success@10": Success @ 10,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}
NAMES: tuple[str, ...] = tuple(_MEASURES)
"""The measures' names, in the order of the report."""


def document_values(
    rankings: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]
) -> list[Mapping[str, float]]:
    """Measure each question's ranking of documents with ir-measures.

    A question for which nothing was ranked has 0 everywhere: ir-measures gives the measure's
    default to every question that has a judgement, so none vanishes from a mean.

    Args:
        rankings: For each question the distinct ids of its documents, best first.
        gold: For each question the ids of its gold documents, at least one.

    Returns:
        For each question ``{name: value}`` with the names of ``NAMES``, values in 0..1.
    """
    keys: dict[str, str] = {}

    def key(document_id: str) -> str:
        # pytrec_eval, behind ir-measures, crashes the process at an id with a lone surrogate,
        # which is what a file name in another encoding becomes; numbers are safe.
        return keys.setdefault(document_id, str(len(keys)))

    # The score falls by one a rank, so that no measure has a tie to break.
    run = [
        ScoredDoc(str(question), key(document_id), float(-rank))
        for question, ranking in enumerate(rankings)
        for rank, document_id in enumerate(ranking)
    ]
    judgements = [
        Qrel(str(question), key(document_id), 1)
        for question, documents in enumerate(gold)
        for document_id in documents
    ]
    values: list[dict[str, float]] = [{} for _ in gold]
    names = {measure: name for name, measure in _MEASURES.items()}
    for metric in ir_measures.iter_calc(_MEASURES.values(), judgements, run):
        values[int(metric.query_id)][names[metric.measure]] = float(metric.value)
    return [{name: value[name] for name in NAMES} for value in values]
