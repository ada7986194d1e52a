"""Synthetic control: weights on the simplex, worked examples, what must not matter and what must."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.impact.effect import Importance, Matching, synthetic_control
from safeconduct.impact.effect.simplex import weights
from tests.impact.effect.worlds import FIRST, panel

few = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 10_000)


def mixture_of_two() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """A quarter of one donor and three quarters of another, until two fifths fall away in month 24."""
    at = np.arange(30)
    a, b = 1000 + 40.0 * at, 3000 + 300 * np.sin(at)
    others = np.stack([500 + 10 * np.cos(at * k) * at for k in (0.3, 0.7, 1.1)], axis=1)
    treated = 0.25 * a + 0.75 * b
    treated[24:] *= 0.6
    return treated, np.column_stack([a, b, others]), ["a", "b", "c", "d", "e"]


def test_a_mixture_is_found_and_so_is_what_fell_away() -> None:
    treated, donors, names = mixture_of_two()
    found = synthetic_control(treated, donors, names, 24, FIRST, matching=Matching.LEVEL)
    assert [(each.name, each.weight) for each in found.weights] == [
        ("b", pytest.approx(0.75, abs=1e-5)),
        ("a", pytest.approx(0.25, abs=1e-5)),
    ]
    assert found.effect == pytest.approx(-0.4, abs=1e-5)
    assert all(month.span.effect == pytest.approx(-0.4, abs=1e-5) for month in found.months)
    assert found.months[0].month == "2021-01"
    assert found.months[0].observed == treated[24]
    assert found.months[0].expected == pytest.approx(treated[24] / 0.6, rel=1e-5)


def test_the_nearest_point_of_a_triangle_by_hand() -> None:
    """Donors at (0,0), (4,0), (0,4); the point nearest to (3,3) is (2,2), and to (-1,2) it is (0,2)."""
    donors = np.array([[0.0, 4.0, 0.0], [0.0, 0.0, 4.0]])
    assert weights(donors, np.array([3.0, 3.0])) == pytest.approx([0, 0.5, 0.5], abs=1e-6)
    assert weights(donors, np.array([-1.0, 2.0])) == pytest.approx([0.5, 0, 0.5], abs=1e-6)
    assert weights(donors, np.array([1.0, 1.0])) == pytest.approx([0.5, 0.25, 0.25], abs=1e-6)


def test_twins_share_their_weight() -> None:
    """Where many mixtures fit equally well, the evenest is taken and not the first in the list."""
    donors = np.array([[1.0, 1.0, 9.0], [2.0, 2.0, 9.0]])
    assert weights(donors, np.array([1.0, 2.0])) == pytest.approx([0.5, 0.5, 0], abs=1e-3)


@few
@given(seeds, st.integers(2, 20), st.integers(2, 30))
def test_weights_lie_on_the_simplex_and_no_neighbour_is_better(
    seed: int, count: int, months: int
) -> None:
    random = np.random.default_rng(seed)
    donors, target = random.normal(5, 1, (months, count)), random.normal(5, 1, months)
    found = weights(donors, target)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1, abs=1e-12)
    # First-order condition of the least: no donor lies further along the way that still helps.
    miss = donors @ found - target
    slopes = donors.T @ miss
    assert (slopes >= found @ slopes - 1e-5 * (1 + miss @ miss)).all()


@few
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_donors_does_not_matter(seed: int, shuffler) -> None:
    treated, donors, names = panel(seed)
    order = list(range(len(names)))
    shuffler.shuffle(order)
    one = synthetic_control(treated, donors, names, 36, FIRST)
    two = synthetic_control(treated, donors[:, order], [names[i] for i in order], 36, FIRST)
    assert two.effect == pytest.approx(one.effect, abs=1e-6)
    assert two.p_value == one.p_value
    assert {w.name: w.weight for w in two.weights} == pytest.approx(
        {w.name: w.weight for w in one.weights}, abs=1e-5
    )
    assert [each.name for each in two.placebos] == [each.name for each in one.placebos]


@few
@given(seeds, st.floats(0.1, 5), st.sampled_from(list(Matching)))
def test_a_known_shift_is_found_whole(seed: int, times: float, matching: Matching) -> None:
    """What happens from the start on never moves the weights: all of it is effect."""
    treated, donors, names = panel(seed, effect=1.0)
    before = synthetic_control(treated, donors, names, 36, FIRST, matching=matching)
    treated = np.where(np.arange(48) >= 36, treated * times, treated)
    after = synthetic_control(treated, donors, names, 36, FIRST, matching=matching)
    assert after.weights == before.weights
    assert 1 + after.effect == pytest.approx((1 + before.effect) * times, rel=1e-9)
    assert after.span.half == before.span.half


@few
@given(seeds, st.sampled_from([0.01, 10.0, 1000.0]), st.sampled_from(list(Matching)))
def test_units_of_measurement_do_not_matter(seed: int, times: float, matching: Matching) -> None:
    treated, donors, names = panel(seed)
    one = synthetic_control(treated, donors, names, 36, FIRST, matching=matching)
    two = synthetic_control(treated * times, donors * times, names, 36, FIRST, matching=matching)
    assert (two.effect, two.low, two.high) == pytest.approx(
        (one.effect, one.low, one.high), rel=1e-5
    )


def test_a_donor_of_another_size_serves_where_size_does_not_count() -> None:
    treated, donors, names = panel(4)
    larger = donors * np.linspace(1, 50, donors.shape[1])
    one = synthetic_control(treated, donors, names, 36, FIRST)
    two = synthetic_control(treated, larger, names, 36, FIRST)
    assert two.effect == pytest.approx(one.effect, abs=1e-9)


def test_a_true_fall_ranks_first_and_no_fall_does_not() -> None:
    fallen, donors, names = panel(5, donors=20, effect=0.6)
    found = synthetic_control(fallen, donors, names, 36, FIRST)
    assert found.p_value == pytest.approx(1 / 21)
    assert found.span.leaves_out_zero
    assert found.effect == pytest.approx(-0.4, abs=0.05)
    still, donors, names = panel(5, donors=20, effect=1.0)
    nothing = synthetic_control(still, donors, names, 36, FIRST)
    assert nothing.p_value is not None
    assert nothing.p_value > 0.1
    assert not nothing.span.leaves_out_zero


def test_the_rank_is_that_of_all_units() -> None:
    treated, donors, names = panel(6, donors=9)
    found = synthetic_control(treated, donors, names, 36, FIRST)
    ratio = dict(found.options)["ratio"]
    as_rare = sum(each.ratio >= ratio for each in found.placebos)
    assert found.p_value == (1 + as_rare) / 10
    assert sorted(each.name for each in found.placebos) == names


def test_placebos_do_not_lean_on_the_treated_unit() -> None:
    treated, donors, names = panel(7)
    one = synthetic_control(treated, donors, names, 36, FIRST)
    two = synthetic_control(treated * 0.5, donors, names, 36, FIRST)
    assert one.placebos == two.placebos


def test_only_the_months_asked_for_are_matched() -> None:
    treated, donors, names = panel(8)
    lags = [0, 6, 12, 18, 24, 30, 35]
    level = Matching.LEVEL
    found = synthetic_control(treated, donors, names, 36, FIRST, lags=lags, matching=level)
    assert dict(found.options)["lags"] == lags
    treated[5] *= 3
    again = synthetic_control(treated, donors, names, 36, FIRST, lags=lags, matching=level)
    assert again.weights == found.weights
    treated[6] *= 3
    moved = synthetic_control(treated, donors, names, 36, FIRST, lags=lags, matching=level)
    assert moved.weights != found.weights


def test_a_nested_search_follows_the_outcome_at_least_as_well() -> None:
    treated, donors, names = panel(8, donors=5)
    fits = []
    for importance in Importance:
        found = synthetic_control(
            treated, donors, names, 36, FIRST, lags=[0, 12, 24], importance=importance
        )
        fits.append({check.name: check.value for check in found.checks}["fit-before"])
    equal, nested = fits
    assert nested <= equal + 1e-9
