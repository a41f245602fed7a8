"""The steps that can be switched off, in one table, and how each is.

A step is switched by putting something else in the place of a function or a constant of the
product while it is measured: so the product itself carries no switches.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np

from corpus.normalize import normalize
from corpus.terms import tokens
from corpus.types import Passage
from eval.fit.examples import Examples
from eval.fit.whole import fit_model
from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.features import PASSAGE_FEATURES, SENTENCE_FEATURES
from retrieval.model import Linear, Model

_NEVER = re.compile(r"(?!)")
_FAR = 1000.0
"""A weight before which the others only break ties."""

GROUPS: dict[str, frozenset[str]] = {
    "不看文档的其他段落": frozenset({"document_words", "document_bigrams", "document_bm25"}),
    "不比较标题": frozenset({"title_words", "title_bigrams", "added_words", "added_bigrams"}),
    "不看所问的类型": frozenset(
        {"kind", "unit", "items", "name", "near", "focus", "kind_number", "kind_date"}
        | {"kind_person", "kind_place", "kind_organisation", "kind_list", "kind_reason"}
        | {"kind_definition", "kind_method"}
    ),
    "不看连续与紧密": frozenset({"run", "near", "density", "clause_words", "clause_bigrams"}),
    "不看前后句": frozenset({"before_words", "before_bigrams", "after_words"}),
}
"""Features that are blanked together, wherever they are looked at."""


@dataclass(frozen=True, slots=True)
class Switch:
    """What takes the place of a part of the product.

    Attributes:
        module: Where the part is looked up.
        name: What it is called there.
        instead: From the part to what takes its place.
    """

    module: str
    name: str
    instead: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ranking that is left out, or done otherwise.

    Attributes:
        name: As the table calls it.
        switches: What is put in the place of what.
        indexed: Whether the index is built anew with them.
        model: From the fitted model to the one that is used.
        fitted: Whether the model could be fitted anew without what is left out.
    """

    name: str
    switches: tuple[Switch, ...] = ()
    indexed: bool = False
    model: Callable[[Model], Model] = lambda model: model
    fitted: bool = False


@contextmanager
def switched(step: Step) -> Iterator[None]:
    """Leave a step out as long as the context lasts."""
    with ExitStack() as stack:
        for switch in step.switches:
            module = import_module(switch.module)
            part = getattr(module, switch.name)
            stack.callback(setattr, module, switch.name, part)
            setattr(module, switch.name, switch.instead(part))
        yield


def _constant(value: object) -> Callable[[Any], Any]:
    return lambda _: value


def _text_terms(passage: Passage) -> list[str]:
    return [token.term for token in tokens(normalize(passage.text))]


def _blanked(names: tuple[str, ...], blank: frozenset[str]) -> Callable[[Any], Any]:
    """What computes features, with some of them always 0."""
    kept = np.array([name not in blank for name in names], dtype=float)
    return lambda features: lambda *given: features(*given) * kept


def _engine_order(model: Model) -> Model:
    return replace(
        model,
        passage=_only(model.passage, first=1.0),
        sentence=_only(model.sentence, passage=_FAR, words=1.0),
    )


def _first_sentence(model: Model) -> Model:
    return replace(model, sentence=_only(model.sentence, passage=_FAR, opening=1.0))


def _only(linear: Linear, **weights: float) -> Linear:
    return Linear(linear.names, np.array([weights.get(name, 0.0) for name in linear.names]))


def _without(blank: frozenset[str]) -> tuple[Switch, ...]:
    """Switches that blank features wherever they are looked at."""
    return (
        Switch("retrieval.judge", "passage_features", _blanked(PASSAGE_FEATURES, blank)),
        Switch("retrieval.judge", "sentence_features", _blanked(SENTENCE_FEATURES, blank)),
        Switch("retrieval.retriever", "confidence_features", _blanked(CONFIDENCE_FEATURES, blank)),
    )


STEPS: tuple[Step, ...] = (
    Step("保留疑问词", (Switch("retrieval.query", "_ASKING", _constant(_NEVER)),)),
    Step(
        "只用词，不用二字组和单字", (Switch("corpus.terms", "_HAN_RUN", _constant(_NEVER)),), True
    ),
    Step(
        "不转简体",
        (Switch("corpus.normalize", "_simplified", _constant(lambda text, _: text)),),
        indexed=True,
    ),
    Step(
        "不统一数字写法",
        (Switch("corpus.normalize", "_numerals", _constant(lambda text, _: text)),),
        indexed=True,
    ),
    Step(
        "标题不进索引",
        (Switch("retrieval.collection", "passage_terms", _constant(_text_terms)),),
        indexed=True,
    ),
    Step("不重排：引擎的次序，句子只看词的覆盖", model=_engine_order),
    Step("不选句：取每段的首句", model=_first_sentence),
    *(
        Step(f"细读前 {count} 段", (Switch("retrieval.judge", "READ_CLOSELY", _constant(count)),))
        for count in (3, 30)
    ),
    *(Step(name, _without(blank), fitted=True) for name, blank in GROUPS.items()),
)
"""All that the table has beside the whole."""


def refitted(steps: Sequence[Step], sets: Sequence[Examples]) -> Iterator[Step]:
    """Fit the model anew without the features that each step blanks.

    Args:
        steps: Those that blank none are passed over.
        sets: What to fit on.
    """
    for step in steps:
        if step.fitted:
            with switched(step):
                fitted = fit_model(sets)
            yield replace(step, name=f"{step.name}，重新拟合", model=_instead(fitted))


def _instead(fitted: Model) -> Callable[[Model], Model]:
    return lambda _: fitted
