"""Made-up series with a known truth, for the tests."""

from __future__ import annotations

from datetime import date

import numpy as np

FIRST = date(2019, 1, 1)


def memory(random: np.random.Generator, months: int, rho: float, sigma: float) -> np.ndarray:
    """Noise that remembers the month before."""
    noise = np.zeros(months)
    noise[0] = random.normal(0, sigma)
    for i in range(1, months):
        noise[i] = rho * noise[i - 1] + random.normal(0, sigma * np.sqrt(1 - rho**2))
    return noise


def panel(
    seed: int, donors: int = 12, months: int = 48, start: int = 36, effect: float = 0.6
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """A treated unit and donors that share three hidden courses; from `start` on times `effect`."""
    random = np.random.default_rng(seed)
    courses = np.cumsum(random.normal(0, 0.06, (months, 3)), axis=0)
    shares = random.dirichlet([1, 1, 1], donors + 1)
    level = np.exp(7 + courses @ shares.T + random.normal(0, 0.02, (months, donors + 1)))
    figures = random.poisson(level).astype(float)
    treated = figures[:, 0].copy()
    treated[start:] = np.round(treated[start:] * effect)
    return treated, figures[:, 1:], [f"unit {i:02d}" for i in range(donors)]


def course(months: int, level: float = 1000, growth: float = 0.1, wave: float = 0.15) -> np.ndarray:
    """A trend by year and one yearly wave."""
    at = np.arange(months)
    return level * np.exp(growth * at / 12 + wave * np.sin(2 * np.pi * at / 12))


def count_series(
    seed: int, months: int = 60, start: int = 42, effect: float = 1.0, rho: float = 0.5
) -> np.ndarray:
    """Monthly counts with memory; from `start` on times `effect`."""
    random = np.random.default_rng(seed)
    level = course(months) * np.exp(memory(random, months, rho, 0.15))
    level[start:] *= effect
    return random.poisson(level).astype(float)
