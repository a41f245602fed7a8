"""The steps that can be switched off, in one table, and how each is.

A step is switched by putting something else in the place of a function or a constant of the
product while it is measured: so the product itself carries no switches.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from importlib import import_module
from typing import Any

import numpy as np

from corpus.segment import Segmenter
from corpus.terms import bag
from retrieval.confidence import CONFIDENCE_FEATURES
from retrieval.model import Model, Scorer
from retrieval.passage_features import PASSAGE_FEATURES
from retrieval.sentence_features import SENTENCE_FEATURES

_NEVER = re.compile(r"(?!)")
GROUPS: dict[str, tuple[str, ...]] = {
    "不看文档的其他段落": ("*document*", "together"),
    "不比较标题": ("*title_*", "*added_*"),
    "不看所问的类型": ("*kind*", "*unit*", "*type_*", "near", "items", "name"),
    "不看连续与紧密": ("run", "*trigrams", "*density", "*gap_*", "*clause_*", "*stated"),
    "不看前后句": ("before_*", "after_*", "leads", "beside", "announced"),
    "不看有无新内容": ("*new", "*new_share"),
}
"""Features that are blanked together wherever they are looked at; * stands for any letters."""


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
        features: Whether it blanks features, without which the model can be fitted anew.
    """

    name: str
    switches: tuple[Switch, ...] = ()
    indexed: bool = False
    model: Callable[[Model], Model] = lambda model: model
    features: bool = False


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


def _text_terms(_: Sequence[str], search_text: str, segmenter: Segmenter) -> list[str]:
    return bag(search_text, segmenter)


def _blanked(names: tuple[str, ...], blank: tuple[str, ...]) -> Callable[[Any], Any]:
    """What computes features, with some of them always 0."""
    kept = np.array(
        [not any(fnmatchcase(name, pattern) for pattern in blank) for name in names], dtype=float
    )
    return lambda features: lambda *given: features(*given) * kept


def _engine_order(model: Model) -> Model:
    return replace(
        model,
        passage=_only(model.passage, "first"),
        sentence=_only(model.sentence, "words"),
        order=_only(model.order, "passage"),
    )


def _first_sentence(model: Model) -> Model:
    return replace(model, sentence=_only(model.sentence, "opening"))


def _only(scorer: Scorer, name: str) -> Scorer:
    return Scorer(scorer.names, np.array([float(one == name) for one in scorer.names]))


def _without(blank: tuple[str, ...]) -> tuple[Switch, ...]:
    """Switches that blank features wherever they are looked at."""
    return (
        Switch("retrieval.judge", "passage_features", _blanked(PASSAGE_FEATURES, blank)),
        Switch("retrieval.judge", "sentence_features", _blanked(SENTENCE_FEATURES, blank)),
        *(
            Switch(module, "confidence_row", _blanked(CONFIDENCE_FEATURES, blank))
            for module in ("retrieval.retriever", "eval.fit.examples")
        ),
    )


STEPS: tuple[Step, ...] = (
    Step("保留疑问词", (Switch("retrieval.query", "_ASKING", _constant(_NEVER)),)),
    Step("不用近义词", (Switch("retrieval.query", "synonyms", _constant(lambda *_: ())),)),
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
    *(Step(name, _without(blank), features=True) for name, blank in GROUPS.items()),
)
"""All that the table has beside the whole."""
