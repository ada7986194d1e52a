"""Interrupted series: worked examples, simulated ones with a known truth, what must not matter."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.impact.effect import Method, interrupted_series
from safeconduct.impact.effect.interrupted import waves_for
from tests.impact.effect.worlds import FIRST, count_series, course

few = settings(max_examples=30, deadline=None)
every_method = pytest.mark.parametrize("method", list(Method))


@every_method
def test_a_halving_of_a_smooth_course_is_found_exactly(method: Method) -> None:
    """Without noise nothing is left to chance: growth and season are told from the step."""
    figures = course(60)
    figures[42:] *= 0.5
    found = interrupted_series(figures, 42, FIRST, method, waves=1)
    assert found.effect == pytest.approx(-0.5, abs=1e-4)
    assert found.months[0].expected == pytest.approx(2 * figures[42], rel=1e-3)
    assert [month.month for month in found.months][::17] == ["2022-07", "2023-12"]


def test_newey_west_by_hand() -> None:
    """Level and step only, 12 and 4 months: the error of a difference of means, summed term by term."""
    logs = np.array([1, 2, 1, 3, 2, 2, 1, 2, 3, 2, 1, 2, 1, 0, 1, 1], dtype=float)
    found = interrupted_series(np.exp(logs), 12, FIRST, Method.LOG_HAC, has_trend=False, waves=0)
    means = logs[:12].mean(), logs[12:].mean()
    assert found.span.centre == pytest.approx(means[1] - means[0])
    away = np.concatenate([logs[:12] - means[0], logs[12:] - means[1]])
    scores = np.concatenate([-away[:12] / 12, away[12:] / 4])
    # 4 * (16 / 100) ** (2 / 9) is 2.66: two lags, weighing two thirds and one third.
    variance = sum(scores**2)
    variance += 2 * 2 / 3 * sum(scores[i] * scores[i - 1] for i in range(1, 16))
    variance += 2 * 1 / 3 * sum(scores[i] * scores[i - 2] for i in range(2, 16))
    error = np.sqrt(variance * 16 / 14)
    assert found.span.half == pytest.approx(2.1447867 * error, rel=1e-6)


@pytest.mark.parametrize("method", [Method.LOG_HAC, Method.LOG_AR, Method.POISSON_HAC])
def test_the_truth_of_a_simulated_series_is_near(method: Method) -> None:
    """Simulated, truth known: a fall of 40 % in counts with memory, over 40 series."""
    found = [
        interrupted_series(count_series(seed, effect=0.6), 42, FIRST, method).span.centre
        for seed in range(40)
    ]
    assert np.mean(found) == pytest.approx(np.log(0.6), abs=0.05)


@few
@given(st.integers(0, 10_000), st.floats(0.2, 4), st.sampled_from([Method.LOG_HAC, Method.LOG_AR]))
def test_a_known_shift_is_found_whole(seed: int, times: float, method: Method) -> None:
    figures = count_series(seed)
    one = interrupted_series(figures, 42, FIRST, method)
    two = interrupted_series(
        np.where(np.arange(60) >= 42, figures * times, figures), 42, FIRST, method
    )
    assert two.span.centre == pytest.approx(one.span.centre + np.log(times), abs=1e-6)
    assert two.span.half == pytest.approx(one.span.half, rel=1e-4)


@few
@given(
    st.integers(0, 10_000),
    st.sampled_from([0.1, 7.0, 1000.0]),
    st.sampled_from([m for m in Method if m is not Method.POISSON]),
)
def test_units_of_measurement_do_not_matter(seed: int, times: float, method: Method) -> None:
    figures = count_series(seed) + 50
    one = interrupted_series(figures, 42, FIRST, method)
    two = interrupted_series(figures * times, 42, FIRST, method)
    assert (two.effect, two.low, two.high) == pytest.approx(
        (one.effect, one.low, one.high), abs=1e-5
    )


@few
@given(st.integers(0, 10_000), st.integers(0, 11), st.sampled_from(list(Method)))
def test_which_month_a_series_begins_with_moves_the_labels_and_no_number(
    seed: int, later: int, method: Method
) -> None:
    figures = count_series(seed)
    one = interrupted_series(figures, 42, FIRST, method)
    two = interrupted_series(figures, 42, date(2019, 1 + later, 1), method)
    assert two.effect == pytest.approx(one.effect, abs=1e-6)
    assert two.window.start == f"{2022 + (6 + later) // 12}-{(6 + later) % 12 + 1:02d}"


@few
@given(st.integers(0, 10_000))
def test_months_stand_in_their_order(seed: int) -> None:
    figures = count_series(seed)
    found = interrupted_series(figures, 42, FIRST)
    assert [seen.observed for seen in (*found.before, *found.months)] == list(figures)
    labels = [seen.month for seen in (*found.before, *found.months)]
    assert labels == sorted(labels)
    assert (labels[0], labels[-1]) == ("2019-01", "2023-12")


def test_the_year_is_modelled_when_there_are_years_to_learn_it_from() -> None:
    assert [waves_for(months) for months in (12, 23, 24, 35, 36, 71, 72)] == [0, 0, 1, 1, 2, 2, 3]
    figures = count_series(1)
    assert dict(interrupted_series(figures, 42, FIRST).options)["waves"] == 2
    assert dict(interrupted_series(figures, 20, FIRST).options)["waves"] == 0


def test_exposure_takes_out_what_grew_with_the_population() -> None:
    population = np.linspace(1000, 3000, 60)
    figures = np.where(np.arange(60) < 42, 0.5, 0.25) * population
    found = interrupted_series(
        figures, 42, FIRST, Method.POISSON_HAC, has_trend=False, waves=0, exposure=population
    )
    assert found.effect == pytest.approx(-0.5, abs=1e-9)


def test_months_without_an_event_are_counted_by_poisson() -> None:
    figures = count_series(2)
    figures[50] = 0
    found = interrupted_series(figures, 42, FIRST, Method.POISSON_HAC)
    assert found.months[8].observed == 0
    assert found.months[8].span.effect < -0.99
