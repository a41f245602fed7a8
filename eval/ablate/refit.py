"""What the fit reaches without some features, on questions that it was not fitted on."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import replace

from eval.ablate.measure import evenly
from eval.ablate.steps import Step, switched
from eval.fit.__main__ import fit
from eval.fit.examples import Examples

HeldOut = Mapping[str, Mapping[str, float]]
"""By stage of the fit, then by set: what it reached on what it was not fitted on."""


def refit(sets: Sequence[Examples], most: int, steps: Sequence[Step]) -> dict[str, HeldOut]:
    """Fit with all features, then without those of each step that blanks some.

    Args:
        sets: What to fit on, by cross-validation.
        most: So many questions of each set are used, evenly taken.
        steps: Those that blank no features are passed over.

    Returns:
        By step; the whole model is under the empty name.
    """
    fewer = [replace(one, asked=evenly(one.asked, most)) for one in sets]
    found: dict[str, HeldOut] = {}
    for step in (Step(""), *(step for step in steps if step.features)):
        # The fit tells how far it is on standard output, which here is for the result.
        with redirect_stdout(sys.stderr), switched(step):
            found[step.name] = fit(fewer)[1]
    return found
