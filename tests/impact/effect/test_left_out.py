"""Months between before and after that are neither: trend, season, labels and memory run through them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from safeconduct.impact.effect import (
    Method,
    Refused,
    calibrated,
    difference_in_differences,
    interrupted_series,
    synthetic_control,
)
from safeconduct.impact.effect.calibration import Shape, draw
from tests.impact.effect.worlds import FIRST, count_series, course, panel

#: 40 months before, then two that are neither, then 18 after.
BEFORE, GAP = 40, 2
HELD = np.r_[0:BEFORE, BEFORE + GAP : 60]


def halved() -> np.ndarray:
    figures = course(60, growth=0.6, wave=0.4)
    figures[BEFORE + GAP :] *= 0.5
    return figures[HELD]


@pytest.mark.parametrize("method", [Method.LOG_HAC, Method.LOG_AR, Method.POISSON_HAC])
def test_trend_and_season_run_on_through_the_gap(method: Method) -> None:
    """A smooth course, halved: found exactly, and only if the gap is known."""
    found = interrupted_series(halved(), BEFORE, FIRST, method, waves=1, left_out=GAP)
    assert found.effect == pytest.approx(-0.5, abs=1e-4)
    assert found.months[0].expected == pytest.approx(2 * halved()[BEFORE], rel=1e-3)
    blind = interrupted_series(halved(), BEFORE, FIRST, method, waves=1)
    assert abs(blind.effect + 0.5) > 0.01


def test_months_after_the_gap_have_their_own_names() -> None:
    found = interrupted_series(halved(), BEFORE, FIRST, left_out=GAP)
    assert found.before[-1].month == "2022-04" and found.months[0].month == "2022-07"
    window = found.window.as_data()
    assert (window["start"], window["last"], window["months_left_out"]) == ("2022-07", "2023-12", 2)


def test_a_refusal_names_the_month_after_the_gap() -> None:
    figures = halved()
    figures[BEFORE] = 0
    with pytest.raises(Refused, match="2022-07 is zero"):
        interrupted_series(figures, BEFORE, FIRST, left_out=GAP)
    figures[BEFORE] = np.nan
    with pytest.raises(Refused, match="2022-07 is missing"):
        interrupted_series(figures, BEFORE, FIRST, left_out=GAP)
    with pytest.raises(Refused, match="Fewer than no months"):
        interrupted_series(halved(), BEFORE, FIRST, left_out=-1)


def test_comparisons_with_donors_are_those_without_the_gap() -> None:
    """They know no calendar: the same numbers, under the right months."""
    treated, donors, names = panel(1)
    for method in (difference_in_differences, synthetic_control):
        plain = method(treated, donors, names, 36, FIRST)
        gapped = method(treated, donors, names, 36, FIRST, left_out=1)
        assert gapped.span == plain.span
        assert [m.month for m in gapped.months][:2] == ["2022-02", "2022-03"]
        assert gapped.placebo_in_time == plain.placebo_in_time


def test_a_donor_treated_after_the_gap_is_refused_by_its_month() -> None:
    treated, donors, names = panel(1)
    with pytest.raises(Refused, match="treated from 2022-03"):
        synthetic_control(
            treated, donors, names, 36, FIRST, left_out=1, treated_from={names[0]: 37}
        )


def test_simulated_memory_runs_through_the_gap() -> None:
    """Neighbours across a gap of two months share rho to the third, not rho."""
    shape = Shape(np.full(30, 1e6), 15, 0.3, 0.8, left_out=2)
    logs = np.log(draw(shape, 20_000, 0.0, np.random.default_rng(1)))
    across = np.corrcoef(logs[:, 14], logs[:, 15])[0, 1]
    assert across == pytest.approx(0.8**3, abs=0.02)
    assert np.corrcoef(logs[:, 15], logs[:, 16])[0, 1] == pytest.approx(0.8, abs=0.02)


def test_a_gap_has_a_calibration_of_its_own() -> None:
    figures = np.delete(count_series(3), [42])
    gapped = calibrated(interrupted_series(figures, 42, FIRST, left_out=1), simulations=60)
    plain = calibrated(interrupted_series(figures, 42, date(2019, 1, 1)), simulations=60)
    assert gapped.calibration and plain.calibration
    assert gapped.calibration.key != plain.calibration.key
