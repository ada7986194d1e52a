"""What is shown: the same bytes each time, intervals on the reader's scale, and how long it lasted."""

from __future__ import annotations

import json
import math

import pytest

from safeconduct.impact.effect import (
    Compared,
    Estimate,
    Method,
    Month,
    Scale,
    Span,
    Window,
    calibrated,
    difference_in_differences,
    interrupted_series,
    synthetic_control,
)
from safeconduct.impact.effect.results import tidy
from tests.impact.effect.worlds import FIRST, count_series, panel


def estimate(centre: float, months: list[tuple[float, float]]) -> Estimate:
    """An estimate whose months have these effects and half-widths."""
    return Estimate(
        "made-up",
        Window("2020-01", "2022-01", "2022-06", 24, len(months)),
        Span(Scale.COUNT, centre, 1.0),
        tuple(
            Month(f"2022-{i:02d}", 0, 0, Span(Scale.COUNT, *month))
            for i, month in enumerate(months, 1)
        ),
        (),
    )


def test_how_long_it_lasted_hides_no_gap() -> None:
    """Seen in January and February, not in March, again in April; May's is on the other side."""
    found = estimate(-5, [(-6, 1), (-5, 1), (-1, 2), (-4, 1), (7, 1)]).duration
    assert (found.first, found.last, found.unbroken_until) == ("2022-01", "2022-04", "2022-02")
    assert (found.months, found.of) == (3, 5)


def test_an_effect_that_no_month_shows() -> None:
    found = estimate(-5, [(-1, 2), (3, 1)]).duration
    assert (found.first, found.last, found.unbroken_until, found.months) == (None, None, None, 0)


def test_an_effect_that_lasts_to_the_end() -> None:
    found = estimate(5, [(0, 1), (3, 1), (3, 1)]).duration
    assert (found.first, found.last, found.unbroken_until) == ("2022-02", "2022-03", "2022-03")


def test_logarithms_are_shown_as_shares() -> None:
    span = Span(Scale.LOG, math.log(0.5), math.log(2.0))
    assert (span.effect, span.low, span.high) == pytest.approx((-0.5, -0.75, 0.0))
    assert not Span(Scale.LOG, -0.5, 0.5).leaves_out_zero
    assert Span(Scale.LOG, -0.5, 0.4).leaves_out_zero
    assert not Span(Scale.LOG, -0.5, 0.4, factor=1.5).leaves_out_zero


def test_six_digits_and_no_nonsense() -> None:
    assert tidy(1234567.891) == 1234570
    assert tidy(-0.0) == 0
    assert str(tidy(-0.0)) == "0.0"
    assert tidy(math.nan) is None
    assert tidy(math.inf) is None


def every_estimate() -> list[Estimate]:
    treated, donors, names = panel(3)
    figures = count_series(3, effect=0.7)
    return [
        synthetic_control(treated, donors, names, 36, FIRST),
        *[difference_in_differences(treated, donors, names, 36, FIRST, kind) for kind in Compared],
        *[interrupted_series(figures, 42, FIRST, method) for method in Method],
    ]


def test_the_same_bytes_each_time() -> None:
    for one, two in zip(every_estimate(), every_estimate(), strict=True):
        assert one.as_json() == two.as_json()
        assert json.loads(one.as_json()) == one.as_data()
    one, two = (calibrated(every_estimate()[0], simulations=40) for _ in range(2))
    assert one.as_json() == two.as_json()


def test_data_tell_all_that_a_report_needs() -> None:
    for found in every_estimate():
        data = found.as_data()
        assert list(data)[:4] == ["method", "version", "scale", "level"]
        assert len(data["before"]) == found.window.before
        assert len(data["months"]) == found.window.after
        assert {"effect", "low", "high", "checks", "duration"} <= set(data)
        assert found.low <= found.effect <= found.high
