"""The same estimates by packages that others use, which the app does not need."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas
import statsmodels.api as sm
from pysyncon import Synth

from safeconduct.impact.effect.given import Array

#: The lags that Newey and West's rule gives for as many months as are measured here.
_LAGS = {"maxlags": 3, "use_correction": True}


def synthetic_with_placebos(figures: Array, names: Sequence[str], start: int) -> float:
    """pysyncon's weights for every unit against the others, each month before as a predictor.

    `figures` is months by units, the treated one first, each relative to its own mean before the
    start. Gives the treated unit's largest weight, so that it can be compared.
    """
    largest = 0.0
    for unit in range(figures.shape[1]):
        others = [i for i in range(1, figures.shape[1]) if i != unit]
        of_donors = pandas.DataFrame(figures[:start, others], columns=[names[i] for i in others])
        of_unit = pandas.Series(figures[:start, unit], name=names[unit])
        fitted = Synth()
        fitted.fit(
            X0=of_donors, X1=of_unit, Z0=of_donors, Z1=of_unit, custom_V=np.full(start, 1 / start)
        )
        if unit == 0:
            largest = float(np.max(fitted.W))
    return largest


def interrupted(figures: Array, start: int) -> float:
    """statsmodels' regression of the logarithms with errors by Newey and West; gives the step."""
    at = np.arange(len(figures))
    turn = 2 * np.pi * at / 12
    columns = [np.ones(len(at)), (at - start) / 12]
    columns += [wave(turn * times) for times in (1, 2) for wave in (np.sin, np.cos)]
    columns.append((at >= start).astype(float))
    model = sm.OLS(np.log(figures), np.column_stack(columns))
    return float(model.fit(cov_type="HAC", cov_kwds=_LAGS, use_t=True).params[-1])
