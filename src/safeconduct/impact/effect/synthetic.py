"""Synthetic control: a mixture of donors that follows the treated unit before, carried on after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from safeconduct.impact.effect import gates, given
from safeconduct.impact.effect.gates import USUAL, Limits
from safeconduct.impact.effect.given import FEWEST_BEFORE, Array, Donors, Series
from safeconduct.impact.effect.making import estimate_of, span_of
from safeconduct.impact.effect.models import Fit
from safeconduct.impact.effect.results import (
    LEVEL,
    Estimate,
    LeftOut,
    Placebo,
    Refused,
    Scale,
    Weight,
)
from safeconduct.impact.effect.simplex import Predictors, weights
from safeconduct.impact.text import Text

#: A fit that leaves nothing at all would make any later gap infinitely rare.
_SMALLEST_MISS = 1e-6


class Matching(StrEnum):
    """On what the mixture follows the treated unit."""

    LEVEL = "level"
    #: Each unit relative to its own mean before the start, so that size does not count.
    INDEX = "index"
    #: The logarithm of the index, so that a halving weighs as much as a doubling.
    LOG = "log"


class Importance(StrEnum):
    """How much each month's outcome counts as a predictor."""

    EQUAL = "equal"
    #: Nested search, as for other predictors: slow, and for few lags.
    NESTED = "nested"


@dataclass(frozen=True, slots=True)
class Synthetic:
    """The method, told everything but the treated unit's figures.

    Placebos take their donors from the other donors, never from the treated unit: what is thought
    to be affected is no donor. So they do not depend on it and are made once.
    """

    donors: Donors
    start: int
    matching: Matching = Matching.INDEX
    importance: Importance = Importance.EQUAL
    #: Months before the start that are matched, counted from 0; all when none are named.
    lags: tuple[int, ...] = ()
    placebos: tuple[Placebo, ...] = field(default=())
    #: What the placebos say of the gap over all months, and of single months, per unit of misfit.
    reach: float = 1.0
    month_reach: float = 1.0
    paths: Array | None = field(default=None, compare=False)
    left_out: int = 0

    @property
    def method(self) -> str:
        return f"synthetic-{self.matching.value}"

    @property
    def scale(self) -> Scale:
        return Scale.LOG

    @property
    def length(self) -> int:
        return len(self.donors.figures)

    def strays(self) -> Array | None:
        return self.paths

    def identity(self) -> dict[str, object]:
        return {
            "method": self.method,
            "start": self.start,
            "matching": self.matching.value,
            "importance": self.importance.value,
            "lags": list(self.lags),
            "donors": [[f"{each:.3g}" for each in row] for row in self.donors.figures],
        }

    def moved(self, start: int) -> Synthetic | None:
        """The same on the months before the start only, as if the measure had begun at `start`."""
        lags = tuple(lag for lag in self.lags if lag < start)
        figures = self.donors.figures[: self.start]
        if (self.lags and not lags) or not figures[:start].any(axis=0).all():
            return None
        donors = Donors(figures, self.donors.names)
        return with_placebos(Synthetic(donors, start, self.matching, self.importance, lags))

    def mixture(self, figures: Array) -> tuple[Array, Array]:
        """Weights for one unit, and what was expected of it every month."""
        own = float(figures[: self.start].mean())
        seen, donors = self._matched(figures), self._all_matched()
        lags = list(self.lags) or list(range(self.start))
        if self.importance is Importance.NESTED:
            before = slice(0, self.start)
            problem = Predictors(seen[lags], donors[lags], seen[before], donors[before])
            found = problem.weights(problem.importance())
        else:
            found = weights(donors[lags], seen[lags])
        expected = donors @ found
        if self.matching is Matching.LOG:
            expected = np.exp(expected)
        return found, expected if self.matching is Matching.LEVEL else expected * own

    def fit(self, figures: Array) -> Fit:
        """Weights, gaps and intervals, a row for each series."""
        found = [self.mixture(row) for row in figures]
        expected = np.maximum(np.stack([each for _, each in found]), 1e-9)
        before, after = slice(0, self.start), slice(self.start, None)
        miss = _miss(figures[:, before], expected[:, before])
        centre = _times(figures[:, after].sum(axis=1), expected[:, after].sum(axis=1))
        months = _times(figures[:, after], expected[:, after])
        return Fit(
            centre,
            self.reach * miss,
            expected,
            months,
            np.repeat(self.month_reach * miss[:, None], months.shape[1], axis=1),
            figures[:, before] / expected[:, before] - 1,
            miss,
            int((found[0][0] > 1e-3).sum()),
        )

    def _matched(self, figures: Array) -> Array:
        if self.matching is Matching.LEVEL:
            return figures
        index = figures / figures[: self.start].mean(axis=0)
        # A month without one event stands as half an event: its logarithm has to be some number.
        least = 0.5 / figures[: self.start].mean(axis=0)
        return np.log(np.maximum(index, least)) if self.matching is Matching.LOG else index

    def _all_matched(self) -> Array:
        return self._matched(self.donors.figures)


def synthetic_control(
    figures: ArrayLike,
    donors: ArrayLike,
    names: Sequence[str],
    start: int,
    first: date,
    *,
    treated_from: Mapping[str, int] | None = None,
    in_words: Mapping[str, Text] | None = None,
    left_out: int = 0,
    matching: Matching = Matching.INDEX,
    importance: Importance = Importance.EQUAL,
    lags: Sequence[int] = (),
    limits: Limits = USUAL,
) -> Estimate:
    """By how much the treated unit departs from a mixture of donors that followed it before.

    `treated_from` names donors known to have been treated, with the index of the month from which on;
    `in_words` says what donors are called where a person reads of them.
    The interval comes from the placebos: how far units without the measure stray from their own
    mixtures, for each unit of misfit before.
    """
    series = given.series(figures, start, first, left_out)
    _refuse_zero(series)
    pool = given.donors(donors, names, series, treated_from, in_words)
    model = model_of(series, pool, matching=matching, importance=importance, lags=lags)
    fit = model.fit(series.figures[None])
    span = span_of(model, fit)
    found = model.mixture(series.figures)[0]
    without = _left_out(series, model, found)
    ratio = _ratio(series.figures, fit.expected[0], start)
    shown = tuple(
        Weight(name, float(weight))
        for name, weight in sorted(zip(pool.names, found, strict=True), key=lambda e: (-e[1], e[0]))
        if weight > 5e-5
    )
    own = [
        gates.enough_before(series, 1, limits),
        gates.enough_donors(len(pool.names), limits),
        gates.none_treated(pool.names),
        gates.close_before(float(fit.stray[0]), limits.fit_of_mixture),
        gates.memory(fit.innovations[0], False, limits),
        gates.not_one_donor(span, without, pool, limits),
    ]
    options: list[tuple[str, object]] = [
        ("matching", matching.value),
        ("importance", importance.value),
        ("lags", list(model.lags) or "all"),
        ("ratio", ratio),
    ]
    as_rare = sum(each.ratio >= ratio for each in model.placebos)
    return estimate_of(
        series,
        model,
        fit,
        own,
        options,
        weights=shown,
        placebos=model.placebos,
        left_out=without,
        p_value=(1 + as_rare) / (1 + len(model.placebos)),
    )


def model_of(
    series: Series,
    pool: Donors,
    *,
    matching: Matching = Matching.INDEX,
    importance: Importance = Importance.EQUAL,
    lags: Sequence[int] = (),
) -> Synthetic:
    """The method with its placebos, for one start and pool of donors."""
    wrong = [lag for lag in lags if not 0 <= lag < series.start]
    if wrong:
        raise Refused(
            Text(
                "Only months before the start can be matched.",
                "Solo se pueden emparejar meses anteriores al inicio.",
            ),
            given=wrong,
            accepted=Text(f"0 to {series.start - 1}", f"de 0 a {series.start - 1}"),
        )
    return with_placebos(
        Synthetic(
            pool,
            series.start,
            matching,
            importance,
            tuple(sorted(set(lags))),
            left_out=series.left_out,
        )
    )


def with_placebos(model: Synthetic) -> Synthetic:
    """The same with every donor's own synthetic control, and what these say of chance."""
    found, gaps, paths = [], [], []
    for i, name in enumerate(model.donors.names):
        if len(model.donors.names) < 3:
            break
        figures = model.donors.figures[:, i]
        others = replace(model, donors=model.donors.without(name))
        _, expected = others.mixture(figures)
        expected = np.maximum(expected, 1e-9)
        after = slice(model.start, None)
        gap = _times(figures[after], expected[after])
        effect = float(_times(figures[after].sum(), expected[after].sum()))
        miss = float(_miss(figures[None, : model.start], expected[None, : model.start])[0])
        found.append(
            Placebo(name, Scale.LOG.shown(effect), miss, _ratio(figures, expected, model.start))
        )
        gaps.append(abs(effect) / miss)
        paths.append(gap / miss)
    if not found:
        return model
    found.sort(key=lambda each: (-each.ratio, each.name))
    return replace(
        model,
        placebos=tuple(found),
        reach=float(np.quantile(gaps, LEVEL)),
        month_reach=float(np.quantile(np.abs(paths), LEVEL)),
        paths=np.stack(paths),
    )


def _times(observed: Array, expected: Array) -> Array:
    """How many times as many as expected, as a logarithm; none at all stands as half of one."""
    return np.asarray(np.log(np.maximum(observed, 0.5) / np.maximum(expected, 1e-9)))


def _miss(figures: Array, expected: Array) -> Array:
    """Root mean square gap before the start, relative to the unit's own mean."""
    own = np.maximum(figures.mean(axis=1), 1e-9)
    root = np.sqrt(((figures - expected) ** 2).mean(axis=1))
    return np.maximum(root / own, _SMALLEST_MISS)


def _ratio(figures: Array, expected: Array, start: int) -> float:
    """Root mean square gap after the start over the one before."""
    own = max(float(figures[:start].mean()), 1e-9)
    gaps = (figures - expected) / own
    before = max(float(np.sqrt((gaps[:start] ** 2).mean())), _SMALLEST_MISS)
    return float(np.sqrt((gaps[start:] ** 2).mean())) / before


def _left_out(series: Series, model: Synthetic, found: Array) -> tuple[LeftOut, ...]:
    """The effect without each donor that has weight, the heaviest first."""
    heavy = [
        (weight, name)
        for weight, name in zip(found, model.donors.names, strict=True)
        if weight > 1e-3
    ]
    left = []
    for _, name in sorted(heavy, key=lambda each: (-each[0], each[1])):
        pool = model.donors.without(name)
        if not pool.names:
            continue
        fit = replace(model, donors=pool).fit(series.figures[None])
        left.append(LeftOut(name, span_of(model, fit)))
    return tuple(left)


def _refuse_zero(series: Series) -> None:
    if not series.before.any():
        raise Refused(
            Text(
                "Before the start the series has nothing but zeros.",
                "Antes del inicio la serie solo tiene ceros.",
            ),
            accepted=Text(
                f"figures above zero in the {FEWEST_BEFORE} months before or more",
                f"cifras mayores que cero en los {FEWEST_BEFORE} meses anteriores o más",
            ),
        )
