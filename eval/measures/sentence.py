"""Sentence measure: does the one sentence highlighted in the first passage hold an answer?"""

from collections.abc import Collection, Mapping, Sequence

from eval.measures.contains import contains_answer

NAMES: tuple[str, ...] = ("answer_hit@1",)
"""The measure's name, as in the report."""


def sentence_values(
    sentence: str, document_id: str | None, answers: Sequence[str], gold: Collection[str]
) -> Mapping[str, float]:
    """Measure the sentence alone, never its context.

    Args:
        sentence: The sentence, empty where nothing was found.
        document_id: The document it is from.
        answers: The right answers, at least one.
        gold: Ids of the gold documents; where there are any, a sentence of another document
            does not count.

    Returns:
        ``{"answer_hit@1": 1.0 or 0.0}``.
    """
    hit = (not gold or document_id in gold) and contains_answer(sentence, answers)
    return {NAMES[0]: float(hit)}
