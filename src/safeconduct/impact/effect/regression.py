"""Least squares, autoregressive and Poisson regression for many series at once.

One row of `y` is one series; all share the regressors. An estimate runs these on one row, its
calibration on a thousand, so that what is calibrated is what was estimated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from safeconduct.impact.effect.given import Array

#: Autocorrelations among which the likelihood is first searched.
_GRID = np.concatenate([np.arange(-0.9, 0.9, 0.05), np.arange(0.9, 0.995, 0.01)])
_GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Regressions of S series on k regressors over n months."""

    coefficients: Array
    #: On the scale of the regression: y less fitted, or counts less expected counts.
    residuals: Array
    #: What is left after what the model itself knows of autocorrelation.
    innovations: Array
    #: Bread of the sandwich, or the model's own covariance for a scale of one: (S or 1, k, k).
    bread: Array
    #: Innovation variance, or dispersion of a Poisson regression.
    scale: Array
    rho: Array
    freedom: int

    def variance(self, contrasts: Array) -> Array:
        """The model's own variance of each contrast (k, m) for each series: (S, m)."""
        spread = np.einsum("km,skl,lm->sm", contrasts, self.bread, contrasts)
        return self.scale[:, None] * spread


def bandwidth(months: int) -> int:
    """Lags of the Newey-West estimator by its usual rule."""
    return int(np.floor(4 * (months / 100) ** (2 / 9)))


def quantile(freedom: int) -> float:
    """How many standard errors make half a 95 % interval."""
    return float(special.stdtrit(freedom, 0.975))


def least_squares(x: Array, y: Array) -> Fitted:
    """Ordinary least squares."""
    bread = np.linalg.inv(x.T @ x)
    coefficients = y @ (x @ bread)
    residuals = y - coefficients @ x.T
    freedom = x.shape[0] - x.shape[1]
    scale = (residuals**2).sum(axis=1) / freedom
    none = np.zeros(len(y))
    return Fitted(coefficients, residuals, residuals, bread[None], scale, none, freedom)


def robust_variance(x: Array, fitted: Fitted, contrasts: Array) -> Array:
    """Newey-West variance of each contrast (k, m) for each series, corrected for small samples: (S, m).

    Only the score along each contrast is needed, never the whole covariance.
    """
    along = np.einsum("nk,skl,lm->snm", x, fitted.bread, contrasts)
    scores = fitted.residuals[:, :, None] * along
    months = x.shape[0]
    lags = bandwidth(months)
    total = (scores**2).sum(axis=1)
    for lag in range(1, lags + 1):
        total += 2 * (1 - lag / (lags + 1)) * (scores[:, lag:] * scores[:, :-lag]).sum(axis=1)
    return np.maximum(total, 0.0) * months / fitted.freedom


def autoregressive(x: Array, y: Array) -> Fitted:
    """Regression with first-order autoregressive errors, by exact maximum likelihood.

    The inverse covariance has three diagonals, so every sum of products is a quadratic in the
    autocorrelation: the likelihood is a small solve away at any value of it.
    """
    squares, ends, cross = _quadratic(x)
    by_y = _products(x, y)
    y_squares = _squares(y)

    def solve(rho: Array) -> tuple[Array, Array, Array]:
        part = rho[:, None, None]
        a = squares + part**2 * ends - part * cross
        b = by_y[0] + rho[:, None] ** 2 * by_y[1] - rho[:, None] * by_y[2]
        c = y_squares[0] + rho**2 * y_squares[1] - rho * y_squares[2]
        coefficients = np.linalg.solve(a, b[..., None])[..., 0]
        return coefficients, a, np.maximum(c - (b * coefficients).sum(axis=1), 1e-300)

    months = x.shape[0]

    def minus_likelihood(rho: Array) -> Array:
        return months * np.log(solve(rho)[2]) - np.log1p(-(rho**2))

    rho = _least(minus_likelihood, len(y))
    coefficients, a, rest = solve(rho)
    residuals = y - coefficients @ x.T
    innovations = residuals.copy()
    innovations[:, 1:] -= rho[:, None] * residuals[:, :-1]
    innovations[:, 0] *= np.sqrt(1 - rho**2)
    freedom = months - x.shape[1]
    return Fitted(
        coefficients, residuals, innovations, np.linalg.inv(a), rest / freedom, rho, freedom
    )


def poisson(x: Array, y: Array, exposure: Array, rounds: int = 50) -> Fitted:
    """Poisson regression with logarithmic link; `scale` is the Pearson dispersion."""
    offset = np.log(exposure)
    ratio = (y + 0.5) / exposure
    start = np.log(ratio)
    weighted = least_squares(x, start)
    coefficients = weighted.coefficients
    for _ in range(rounds):
        mean = np.exp(np.clip(coefficients @ x.T + offset, -30, 40))
        gram = np.einsum("nk,sn,nl->skl", x, mean, x)
        step = np.linalg.solve(gram, ((y - mean) @ x)[..., None])[..., 0]
        # A step of more than two on the log scale overshoots where a series is nearly empty.
        step /= np.maximum(1.0, np.abs(step).max(axis=1, keepdims=True) / 2.0)
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-10:
            break
    mean = np.exp(np.clip(coefficients @ x.T + offset, -30, 40))
    bread = np.linalg.inv(np.einsum("nk,sn,nl->skl", x, mean, x))
    freedom = x.shape[0] - x.shape[1]
    dispersion = ((y - mean) ** 2 / mean).sum(axis=1) / freedom
    residuals = y - mean
    none = np.zeros(len(y))
    pearson = residuals / np.sqrt(mean)
    return Fitted(coefficients, residuals, pearson, bread, dispersion, none, freedom)


def ljung_box(innovations: Array) -> float:
    """The p value of the Ljung-Box test that one series is not autocorrelated."""
    months = len(innovations)
    lags = max(1, min(10, months // 5))
    centred = innovations - innovations.mean()
    total = float((centred**2).sum())
    if total <= 0:
        return 1.0
    statistic = 0.0
    for lag in range(1, lags + 1):
        share = float((centred[lag:] * centred[:-lag]).sum()) / total
        statistic += share**2 / (months - lag)
    return float(special.chdtrc(lags, months * (months + 2) * statistic))


def first_autocorrelation(residuals: Array) -> float:
    """How alike neighbouring months are, from -1 to 1."""
    centred = residuals - residuals.mean()
    total = float((centred**2).sum())
    return float((centred[1:] * centred[:-1]).sum()) / total if total > 0 else 0.0


def _quadratic(x: Array) -> tuple[Array, Array, Array]:
    """x' P x for the precision P, as its constant, square and linear part in the autocorrelation."""
    lagged = x[1:].T @ x[:-1]
    return x.T @ x, x[1:-1].T @ x[1:-1], lagged + lagged.T


def _products(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """x' P y in the same three parts, a row for each series."""
    return y @ x, y[:, 1:-1] @ x[1:-1], y[:, :-1] @ x[1:] + y[:, 1:] @ x[:-1]


def _squares(y: Array) -> tuple[Array, Array, Array]:
    """y' P y in the same three parts, one number for each series."""
    return (
        (y**2).sum(axis=1),
        (y[:, 1:-1] ** 2).sum(axis=1),
        2 * (y[:, 1:] * y[:, :-1]).sum(axis=1),
    )


def _least(f: Callable[[Array], Array], count: int) -> Array:
    """Where a function of one number, a row for each series, is least: a grid, then golden section."""
    values = np.stack([f(np.full(count, each)) for each in _GRID])
    best = values.argmin(axis=0)
    low = _GRID[np.maximum(best - 1, 0)]
    high = np.where(best + 1 < len(_GRID), _GRID[np.minimum(best + 1, len(_GRID) - 1)], 0.995)
    for _ in range(32):
        inner_low, inner_high = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        is_left = f(inner_low) < f(inner_high)
        high = np.where(is_left, inner_high, high)
        low = np.where(is_left, low, inner_low)
    return (low + high) / 2
