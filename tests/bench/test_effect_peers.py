"""What is timed side by side does the same work: the peers' answers are ours."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bench import effect, effect_peers
from safeconduct.impact.effect import Method, interrupted_series, synthetic_control


@pytest.fixture(scope="module")
def made_up() -> tuple[np.ndarray, np.ndarray, list[str]]:
    return effect.made_up()


def test_the_regressions_step_is_ours(made_up) -> None:
    treated, _, _ = made_up
    ours = interrupted_series(treated, effect.START, effect.FIRST, Method.LOG_HAC)
    theirs = effect_peers.interrupted(treated, effect.START)
    assert math.expm1(theirs) == pytest.approx(ours.effect, rel=1e-6)


def test_the_mixture_follows_the_same_units(made_up) -> None:
    """Their search stops before the least miss that ours reaches, so the weights are near, not equal."""
    treated, donors, names = made_up
    figures = np.column_stack([treated, donors])
    index = figures / figures[: effect.START].mean(axis=0)
    theirs = effect_peers.synthetic_with_placebos(index, ["treated", *names], effect.START)
    ours = synthetic_control(treated, donors, names, effect.START, effect.FIRST)
    assert theirs == pytest.approx(max(each.weight for each in ours.weights), abs=0.05)
