"""Each check fails on a series made to fail it, and what failed is never the headline."""

from __future__ import annotations

import numpy as np
import pytest

from safeconduct.impact.effect import (
    Calibration,
    Compared,
    Estimate,
    Limits,
    Matching,
    Method,
    Refused,
    difference_in_differences,
    headline,
    interrupted_series,
    synthetic_control,
)
from safeconduct.impact.effect.calibration import with_calibration
from tests.impact.effect.worlds import FIRST, count_series, course, memory, panel


def failed(estimate: Estimate) -> set[str]:
    for check in estimate.checks:
        assert check.text.en.endswith(".")
        assert check.text.es.endswith(".")
        assert check.text.en != check.text.es
    return {check.name for check in estimate.failed}


def sound() -> Estimate:
    treated, donors, names = panel(5, donors=20)
    return synthetic_control(treated, donors, names, 36, FIRST)


def covering(after: float, factor: float = 1.2) -> Calibration:
    return Calibration(
        "synthetic-index", "key", 2000, 1, 0.8, 0.8, factor, factor, after, after, 0.005
    )


def test_a_sound_estimate_fails_nothing() -> None:
    assert not failed(sound())
    assert not failed(interrupted_series(count_series(3, effect=0.7), 42, FIRST, Method.LOG_AR))


def test_too_few_months_before() -> None:
    treated, donors, names = panel(5, months=30, start=20)
    assert "months-before" in failed(synthetic_control(treated, donors, names, 20, FIRST))
    assert "months-before" in failed(interrupted_series(count_series(1)[:30], 20, FIRST))


def test_a_poor_fit_before() -> None:
    treated, donors, names = panel(5)
    treated = treated * np.exp(memory(np.random.default_rng(1), 48, 0.0, 0.5))
    assert "fit-before" in failed(synthetic_control(treated, donors, names, 36, FIRST))


def test_a_trend_drawn_on_beyond_what_was_seen() -> None:
    figures = np.round(course(60, growth=2.0))
    figures[42:] = figures[42]
    assert failed(interrupted_series(figures, 42, FIRST)) == {"within-what-was-seen"}


def test_memory_that_was_not_modelled() -> None:
    strong = course(60) * np.exp(memory(np.random.default_rng(2), 60, 0.95, 0.6))
    assert "memory" in failed(interrupted_series(strong, 42, FIRST, has_trend=False, waves=0))
    # A model of the month before leaves the month before that.
    random = np.random.default_rng(3)
    noise = np.zeros(60)
    for i in range(2, 60):
        noise[i] = 0.85 * noise[i - 2] + random.normal(0, 0.1)
    every_other = course(60) * np.exp(noise)
    assert "memory" in failed(interrupted_series(every_other, 42, FIRST, Method.LOG_AR))


def test_something_happened_earlier() -> None:
    figures = count_series(4, rho=0.0)
    figures[28:] *= 0.5
    assert "placebo-in-time" in failed(interrupted_series(figures, 42, FIRST, has_trend=False))
    treated, donors, names = panel(5, donors=20, effect=1.0)
    treated[24:] *= 0.5
    assert "placebo-in-time" in failed(synthetic_control(treated, donors, names, 36, FIRST))


def test_too_few_months_for_an_earlier_start() -> None:
    found = interrupted_series(count_series(1)[:24], 14, FIRST)
    assert found.placebo_in_time is None
    assert "placebo-in-time" in failed(found)


def test_all_hangs_on_one_donor() -> None:
    """The treated unit and one donor rose together to twice as much; no other did."""
    treated, donors, names = panel(6, effect=1.0)
    rise = np.where(np.arange(48) < 20, 1.0, 2.0)
    donors[:, 0] *= rise * np.where(np.arange(48) >= 36, 2.0, 1.0)
    treated = treated * rise
    found = synthetic_control(treated, donors, names, 36, FIRST, matching=Matching.INDEX)
    assert "one-donor" in failed(found)
    assert found.left_out[0].name == "unit 00"


def test_too_few_donors() -> None:
    treated, donors, names = panel(5)
    assert "donors" in failed(synthetic_control(treated, donors[:, :4], names[:4], 36, FIRST))


def test_not_alike_before() -> None:
    treated, donors, names = panel(7, effect=1.0)
    treated = treated * np.exp(0.03 * np.arange(48))
    for kind in Compared:
        assert "parallel-before" in failed(
            difference_in_differences(treated, donors, names, 36, FIRST, kind)
        )


def test_limits_are_the_plans_to_set() -> None:
    treated, donors, names = panel(5, donors=20)
    strict = Limits(months_before=40, fit_of_mixture=0.001, donors=30)
    assert failed(synthetic_control(treated, donors, names, 36, FIRST, limits=strict)) == {
        "months-before",
        "fit-before",
        "donors",
    }


def test_what_failed_is_shown_and_never_leads() -> None:
    treated, donors, names = panel(5)
    bad = synthetic_control(treated, donors[:, :4], names[:4], 36, FIRST)
    assert bad.as_data()["passed"] is False
    assert bad.as_data()["effect"] is not None
    with pytest.raises(Refused) as caught:
        with_calibration(bad, covering(0.95)).headline()
    assert "4 donors (at least 5)" in caught.value.text.en
    assert "4 donantes (al menos 5)" in caught.value.text.es


def test_unmeasured_coverage_never_leads() -> None:
    with pytest.raises(Refused, match="has not been measured"):
        sound().headline()


def test_an_interval_that_does_not_cover_never_leads() -> None:
    with pytest.raises(Refused, match="held the truth in 92%"):
        with_calibration(sound(), covering(0.92)).headline()
    assert with_calibration(sound(), covering(0.95)).headline().passed


def test_the_first_sound_one_in_the_plans_order_leads() -> None:
    treated, donors, names = panel(5, donors=20)
    bad = synthetic_control(treated, donors[:, :4], names[:4], 36, FIRST)
    good = with_calibration(sound(), covering(0.95))
    other = with_calibration(interrupted_series(treated, 36, FIRST), covering(0.95))
    assert headline([bad, good, other]) is good
    with pytest.raises(Refused, match="No estimate may be the headline"):
        headline([bad])
    with pytest.raises(Refused, match="No estimate was made"):
        headline([])


def test_widening_judges_the_placebo_in_time_anew() -> None:
    """An interval too narrow to hold zero at the earlier start holds it once it covers as it says."""
    random = np.random.default_rng(5)
    for _ in range(60):
        figures = random.poisson(course(60) * np.exp(memory(random, 60, 0.6, 0.2))).astype(float)
        narrow = interrupted_series(figures, 42, FIRST, Method.POISSON)
        if "placebo-in-time" in failed(narrow):
            break
    wide = with_calibration(narrow, covering(0.95, factor=50.0))
    assert "placebo-in-time" not in failed(wide)
    assert [check.name for check in wide.checks][:-1] == [check.name for check in narrow.checks]
    assert wide.low < narrow.low < narrow.high < wide.high
    assert wide.effect == narrow.effect
