"""Interrupted time series: level, trend and season of the months before, and a step at the start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from safeconduct.impact.effect import gates, given, regression
from safeconduct.impact.effect.gates import USUAL, Limits
from safeconduct.impact.effect.given import Array, Series
from safeconduct.impact.effect.making import estimate_of
from safeconduct.impact.effect.models import Fit
from safeconduct.impact.effect.results import Estimate, Refused, Scale
from safeconduct.impact.text import Text


class Method(StrEnum):
    """How the errors are thought of."""

    LOG_HAC = "log-hac"
    LOG_AR = "log-ar"
    POISSON_HAC = "poisson-hac"
    QUASI_POISSON = "quasi-poisson"
    #: Its standard errors hold only for counts without memory: there to be compared with.
    POISSON = "poisson"

    @property
    def takes_logs(self) -> bool:
        return self in (Method.LOG_HAC, Method.LOG_AR)


#: From how many months before the start on the year's course is modelled, and with how many waves.
WAVES = ((72, 3), (36, 2), (24, 1))


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The regression, told everything but the figures."""

    kind: Method
    length: int
    start: int
    first: date
    #: Yearly waves; none for a short pre-period.
    waves: int
    has_trend: bool = True
    #: What counts are relative to, such as a population; all ones when nothing is given.
    exposure: Array | None = None
    left_out: int = 0

    @property
    def method(self) -> str:
        return f"interrupted-{self.kind.value}"

    @property
    def scale(self) -> Scale:
        return Scale.LOG

    def strays(self) -> Array | None:
        return None

    def identity(self) -> dict[str, object]:
        exposed = None if self.exposure is None else [f"{each:.3g}" for each in self.exposure]
        return {
            "method": self.method,
            "length": self.length,
            "start": self.start,
            "month": self.first.month,
            "waves": self.waves,
            "trend": self.has_trend,
            "exposure": exposed,
            "left_out": self.left_out,
        }

    def moved(self, start: int) -> Interrupted:
        """The same on the months before the start only, as if the measure had begun at `start`."""
        exposure = None if self.exposure is None else self.exposure[: self.start]
        waves = min(self.waves, waves_for(start))
        return Interrupted(
            self.kind, self.start, start, self.first, waves, self.has_trend, exposure
        )

    def regressors(self) -> Array:
        """Level, trend by year, yearly waves, and the step as the last column."""
        months = given.months_from(self.length, self.start, self.left_out)
        turn = 2 * np.pi * (months + self.first.month - 1) / 12
        columns = [np.ones(self.length)]
        if self.has_trend:
            columns.append((months - self.start) / 12)
        for wave in range(1, self.waves + 1):
            columns += [np.sin(wave * turn), np.cos(wave * turn)]
        columns.append((np.arange(self.length) >= self.start).astype(float))
        return np.column_stack(columns)

    def fit(self, figures: Array) -> Fit:
        """The step from all months; what was expected, and each month, from those before alone."""
        x = self.regressors()
        exposure = np.ones(self.length) if self.exposure is None else self.exposure
        plain = x[: self.start, :-1]
        step = np.zeros((x.shape[1], 1))
        step[-1] = 1.0
        if self.kind.takes_logs:
            logs = np.log(np.maximum(figures, 0.5) / exposure)
            whole, before = self._logs(x, logs), self._logs(plain, logs[:, : self.start])
        else:
            whole = regression.poisson(x, figures, exposure)
            before = regression.poisson(plain, figures[:, : self.start], exposure[: self.start])
        centre = whole.coefficients[:, -1]
        error = np.sqrt(self._variance(x, whole, step)[:, 0])
        half = self._quantile(whole) * error
        fitted = np.clip(before.coefficients @ x[:, :-1].T, -30, 40)
        expected = np.exp(fitted) * exposure
        later = slice(self.start, None)
        month_centre = np.log(np.maximum(figures[:, later], 0.5) / expected[:, later])
        spread = self._variance(plain, before, x[later, :-1].T) + self._noise(
            before, expected[:, later]
        )
        month_half = self._quantile(before) * np.sqrt(spread)
        ratio = figures[:, : self.start] / expected[:, : self.start]
        stray = np.sqrt(((ratio - 1) ** 2).mean(axis=1))
        used = plain.shape[1]
        return Fit(
            centre, half, expected, month_centre, month_half, before.innovations, stray, used
        )

    def _logs(self, x: Array, logs: Array) -> regression.Fitted:
        if self.kind is Method.LOG_AR:
            return regression.autoregressive(x, logs)
        return regression.least_squares(x, logs)

    def _variance(self, x: Array, fitted: regression.Fitted, contrasts: Array) -> Array:
        """Of each contrast, by what the method holds the errors for."""
        if self.kind in (Method.LOG_HAC, Method.POISSON_HAC):
            return regression.robust_variance(x, fitted, contrasts)
        if self.kind is Method.POISSON:
            return np.einsum("km,skl,lm->sm", contrasts, fitted.bread, contrasts)
        return fitted.variance(contrasts)

    def _quantile(self, fitted: regression.Fitted) -> float:
        # A plain Poisson regression estimates no dispersion, so it has no degrees of freedom to lose.
        return regression.quantile(10**9 if self.kind is Method.POISSON else fitted.freedom)

    def _noise(self, fitted: regression.Fitted, expected: Array) -> Array:
        """By how much a single month strays of itself, on the log scale."""
        if self.kind.takes_logs:
            return (fitted.scale / (1 - fitted.rho**2))[:, None]
        if self.kind is Method.POISSON:
            return 1 / expected
        return np.log1p(fitted.scale[:, None] / expected)


def interrupted_series(
    figures: ArrayLike,
    start: int,
    first: date,
    method: Method = Method.LOG_HAC,
    *,
    has_trend: bool = True,
    waves: int | None = None,
    exposure: ArrayLike | None = None,
    left_out: int = 0,
    limits: Limits = USUAL,
) -> Estimate:
    """By how much the level changed at the start, against the trend and season of the months before.

    `start` is the index of the first month under the measure, `first` the first month of the series,
    and `left_out` how many months between before and after the figures do not hold.
    """
    series = given.series(figures, start, first, left_out)
    model = model_of(series, method, has_trend=has_trend, waves=waves, exposure=exposure)
    fit = model.fit(series.figures[None])
    found = [
        gates.enough_before(series, model.regressors().shape[1] - 1, limits),
        gates.close_before(float(fit.stray[0]), limits.fit_before),
        gates.not_far_beyond(series, fit.expected[0], limits),
        gates.memory(fit.innovations[0], method is Method.LOG_AR, limits),
    ]
    options: list[tuple[str, object]] = [("trend", has_trend), ("waves", model.waves)]
    if not method.takes_logs:
        options.append(("exposure", exposure is not None))
    if method in (Method.LOG_HAC, Method.POISSON_HAC):
        options.append(("lags", regression.bandwidth(series.length)))
    return estimate_of(series, model, fit, found, options)


def model_of(
    series: Series,
    method: Method,
    *,
    has_trend: bool = True,
    waves: int | None = None,
    exposure: ArrayLike | None = None,
) -> Interrupted:
    """The regression for one series; `Refused` where it takes logarithms of zeros."""
    if method.takes_logs:
        given.refuse_zeros(series.figures, series, Text("the series", "la serie"))
    exposed = None if exposure is None else np.array(exposure, dtype=float)
    if exposed is not None and (exposed.shape != (series.length,) or not (exposed > 0).all()):
        raise Refused(
            Text(
                "An exposure is one number above zero for each month.",
                "La exposición es un número mayor que cero para cada mes.",
            ),
            given=exposed.shape,
            accepted=Text(f"{series.length} numbers", f"{series.length} números"),
        )
    count = waves_for(series.start) if waves is None else waves
    model = Interrupted(
        method,
        series.length,
        series.start,
        series.first,
        count,
        has_trend,
        exposed,
        series.left_out,
    )
    needed = model.regressors().shape[1] + 3
    if series.start < needed:
        raise Refused(
            Text(
                f"The series is too short for this model: {series.start} months before the start.",
                f"La serie es demasiado corta para este modelo: {series.start} meses antes del inicio.",
            ),
            accepted=Text(
                f"at least {needed}, or fewer yearly waves",
                f"al menos {needed}, o menos ondas anuales",
            ),
        )
    return model


def waves_for(months: int) -> int:
    """How many yearly waves so many months before the start can carry."""
    return next((waves for least, waves in WAVES if months >= least), 0)
