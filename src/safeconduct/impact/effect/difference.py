"""Difference in differences, the plainest comparison: a unit beside its donors, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from safeconduct.impact.effect import gates, given, regression
from safeconduct.impact.effect.gates import USUAL, Limits
from safeconduct.impact.effect.given import Array, Donors, Series
from safeconduct.impact.effect.making import estimate_of, span_of
from safeconduct.impact.effect.models import Fit
from safeconduct.impact.effect.results import Estimate, LeftOut, Scale
from safeconduct.impact.text import Text


class Compared(StrEnum):
    """What is held to have moved alike."""

    #: Rates of change: the logarithm of the unit over the mean of its donors.
    LOG = "log"
    #: Counts: the unit less the mean of its donors.
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Difference:
    """The comparison, told everything but the treated unit's figures."""

    donors: Donors
    start: int
    kind: Compared
    left_out: int = 0

    @property
    def method(self) -> str:
        return f"difference-{self.kind.value}"

    @property
    def scale(self) -> Scale:
        return Scale.LOG if self.kind is Compared.LOG else Scale.COUNT

    @property
    def length(self) -> int:
        return len(self.donors.figures)

    def strays(self) -> Array | None:
        return None

    def identity(self) -> dict[str, object]:
        return {
            "method": self.method,
            "start": self.start,
            "donors": [f"{each:.3g}" for each in self.together],
        }

    def moved(self, start: int) -> Difference:
        """The same on the months before the start only, as if the measure had begun at `start`."""
        figures = self.donors.figures[: self.start]
        return replace(self, donors=Donors(figures, self.donors.names), start=start, left_out=0)

    @property
    def together(self) -> Array:
        """The donors' mean, month by month."""
        return np.asarray(self.donors.figures.mean(axis=1))

    def apart(self, figures: Array) -> Array:
        """The difference that is compared before and after."""
        if self.kind is Compared.LEVEL:
            return figures - self.together
        return np.log(np.maximum(figures, 0.5)) - np.log(np.maximum(self.together, 1e-9))

    def fit(self, figures: Array) -> Fit:
        """Mean difference after less mean difference before, with Newey-West errors."""
        apart = self.apart(figures)
        months = np.arange(self.length)
        x = np.column_stack([np.ones(self.length), (months >= self.start).astype(float)])
        whole = regression.least_squares(x, apart)
        error = np.sqrt(regression.robust_variance(x, whole, np.array([[0.0], [1.0]]))[:, 0])
        plain = x[: self.start, :1]
        before = regression.least_squares(plain, apart[:, : self.start])
        usual = before.coefficients
        if self.kind is Compared.LOG:
            expected = np.exp(usual) * np.maximum(self.together, 1e-9)
        else:
            expected = usual + self.together
        spread = regression.robust_variance(plain, before, np.ones((1, 1))) + before.scale[:, None]
        later = apart[:, self.start :] - usual
        half = regression.quantile(before.freedom) * np.sqrt(spread)
        own = np.maximum(figures[:, : self.start].mean(axis=1), 1e-9)
        gaps = figures[:, : self.start] - expected[:, : self.start]
        return Fit(
            whole.coefficients[:, 1],
            regression.quantile(whole.freedom) * error,
            expected,
            later,
            np.repeat(half, later.shape[1], axis=1),
            before.residuals,
            np.sqrt((gaps**2).mean(axis=1)) / own,
            1,
        )


def difference_in_differences(
    figures: ArrayLike,
    donors: ArrayLike,
    names: Sequence[str],
    start: int,
    first: date,
    kind: Compared = Compared.LOG,
    *,
    treated_from: Mapping[str, int] | None = None,
    in_words: Mapping[str, Text] | None = None,
    left_out: int = 0,
    limits: Limits = USUAL,
) -> Estimate:
    """By how much more the treated unit changed at the start than its donors did together."""
    series = given.series(figures, start, first, left_out)
    pool = given.donors(donors, names, series, treated_from, in_words)
    model = model_of(series, pool, kind)
    fit = model.fit(series.figures[None])
    span = span_of(model, fit)
    without = [
        LeftOut(
            name,
            span_of(model, replace(model, donors=pool.without(name)).fit(series.figures[None])),
        )
        for name in pool.names
    ]
    without.sort(key=lambda each: (-abs(each.span.centre - span.centre), each.name))
    found = [
        gates.enough_before(series, 1, limits),
        gates.none_treated(pool.names),
        gates.close_before(float(fit.stray[0]), limits.fit_before),
        gates.parallel_before(_parallel(model.apart(series.figures[None])[:, :start]), limits),
        gates.memory(fit.innovations[0], False, limits),
        gates.not_one_donor(span, without, pool, limits),
    ]
    options = [("compared", kind.value), ("lags", regression.bandwidth(series.length))]
    return estimate_of(series, model, fit, found, options, left_out=tuple(without))


def model_of(series: Series, pool: Donors, kind: Compared) -> Difference:
    """The comparison for one series; `Refused` where it takes logarithms of zeros."""
    model = Difference(pool, series.start, kind, series.left_out)
    if kind is Compared.LOG:
        given.refuse_zeros(series.figures, series, Text("the series", "la serie"))
        together = Text("all donors together", "todos los donantes juntos")
        given.refuse_zeros(model.together, series, together)
    return model


def _parallel(apart: Array) -> float:
    """The p value that the difference had no slope before the start."""
    months = np.arange(apart.shape[1], dtype=float)
    x = np.column_stack([np.ones(len(months)), months - months.mean()])
    fitted = regression.least_squares(x, apart)
    variance = float(regression.robust_variance(x, fitted, np.array([[0.0], [1.0]]))[0, 0])
    slope = float(fitted.coefficients[0, 1])
    if variance <= 0:
        return 1.0 if slope == 0 else 0.0
    return float(2 * special.stdtr(fitted.freedom, -abs(slope) / np.sqrt(variance)))
