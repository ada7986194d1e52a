"""Difference in differences: by hand, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.impact.effect import Compared, Scale, difference_in_differences
from tests.impact.effect.worlds import FIRST, panel

few = settings(max_examples=30, deadline=None)


def by_hand(noise: float = 0.0) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """100 a month, then 40; donors 200 a month together, then 160."""
    later = np.arange(30) >= 24
    wobble = noise * np.tile([1.0, -1.0], 15)
    treated = np.where(later, 40.0, 100.0) + wobble
    donors = np.stack([np.where(later, 120.0, 150.0), np.where(later, 200.0, 250.0)], axis=1)
    return treated, donors, ["a", "b"]


def test_rates_by_hand() -> None:
    """Down to two fifths where donors came down to four fifths: half of what was to be expected."""
    found = difference_in_differences(*by_hand(), 24, FIRST)
    assert found.span.scale is Scale.LOG
    assert found.effect == pytest.approx(-0.5)
    assert [month.expected for month in found.months] == pytest.approx([80.0] * 6)


def test_counts_by_hand() -> None:
    """60 fewer where donors' mean fell by 40: 20 fewer than to be expected."""
    found = difference_in_differences(*by_hand(), 24, FIRST, Compared.LEVEL)
    assert found.span.scale is Scale.COUNT
    assert found.effect == pytest.approx(-20)
    assert [month.expected for month in found.months] == pytest.approx([60.0] * 6)
    assert [month.span.effect for month in found.months] == pytest.approx([-20.0] * 6)


def test_alternating_noise_by_hand() -> None:
    """Months that alternate around their mean: Newey-West sees that they cancel."""
    found = difference_in_differences(*by_hand(noise=2.0), 24, FIRST, Compared.LEVEL)
    scores = np.concatenate([np.tile([-2, 2], 12) / 24, np.tile([2, -2], 3) / 6])
    variance = (scores**2).sum()
    for lag, weight in ((1, 3 / 4), (2, 2 / 4), (3, 1 / 4)):
        variance += 2 * weight * (scores[lag:] * scores[:-lag]).sum()
    assert found.span.half == pytest.approx(2.0484071 * np.sqrt(variance * 30 / 28), rel=1e-6)


def test_without_one_donor_by_hand() -> None:
    """Donor a fell by 30 and donor b by 50: each alone leaves 30 and 10 fewer."""
    found = difference_in_differences(*by_hand(), 24, FIRST, Compared.LEVEL)
    assert {each.name: each.span.effect for each in found.left_out} == pytest.approx(
        {"a": -10.0, "b": -30.0}
    )


@few
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_donors_does_not_matter(seed: int, shuffler) -> None:
    treated, donors, names = panel(seed)
    order = list(range(len(names)))
    shuffler.shuffle(order)
    one = difference_in_differences(treated, donors, names, 36, FIRST)
    two = difference_in_differences(treated, donors[:, order], [names[i] for i in order], 36, FIRST)
    assert two.as_json() == one.as_json()


@few
@given(st.integers(0, 10_000), st.floats(0.2, 4))
def test_a_known_shift_is_found_whole(seed: int, times: float) -> None:
    treated, donors, names = panel(seed)
    one = difference_in_differences(treated, donors, names, 36, FIRST)
    shifted = np.where(np.arange(48) >= 36, treated * times, treated)
    two = difference_in_differences(shifted, donors, names, 36, FIRST)
    assert two.span.centre == pytest.approx(one.span.centre + np.log(times), abs=1e-9)
    counts = difference_in_differences(treated, donors, names, 36, FIRST, Compared.LEVEL)
    more = np.where(np.arange(48) >= 36, treated + 75, treated)
    lifted = difference_in_differences(more, donors, names, 36, FIRST, Compared.LEVEL)
    assert lifted.effect == pytest.approx(counts.effect + 75, abs=1e-6)


@few
@given(st.integers(0, 10_000), st.sampled_from([0.5, 10.0]))
def test_units_of_measurement_do_not_matter_to_rates(seed: int, times: float) -> None:
    treated, donors, names = panel(seed)
    one = difference_in_differences(treated, donors, names, 36, FIRST)
    two = difference_in_differences(treated, donors * times, names, 36, FIRST)
    assert (two.effect, two.low, two.high) == pytest.approx((one.effect, one.low, one.high))
