"""What no estimate is made of, each refused in one sentence in both languages, naming the month or donor."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from safeconduct.errors import InputError
from safeconduct.impact.effect import (
    Compared,
    Method,
    Refused,
    difference_in_differences,
    interrupted_series,
    synthetic_control,
)
from tests.impact.effect.worlds import FIRST, count_series, panel


def refusal(make: Callable[[], object]) -> Refused:
    with pytest.raises(InputError) as caught:
        make()
    refused = caught.value
    assert isinstance(refused, Refused)
    for text in (refused.text.en, refused.text.es):
        assert text.endswith(".")
        assert text[0].isupper()
    assert refused.text.en != refused.text.es
    assert refused.as_data()["error"] == "effect_refused"
    return refused


def test_a_series_too_short() -> None:
    figures = count_series(1)
    refused = refusal(lambda: interrupted_series(figures[:20], 8, FIRST))
    assert "8 months before 2019-09 and 12 from then on" in refused.text.en
    assert "8 meses antes de 2019-09 y 12 a partir" in refused.text.es
    refusal(lambda: interrupted_series(figures, 59, FIRST))
    refusal(lambda: interrupted_series(figures, 60, FIRST))
    refused = refusal(lambda: interrupted_series(figures[:30], 14, FIRST, waves=6))
    assert "too short for this model" in refused.text.en


def test_a_missing_month_is_no_zero() -> None:
    figures = count_series(1)
    figures[[3, 20]] = np.nan
    refused = refusal(lambda: interrupted_series(figures, 42, FIRST, Method.POISSON_HAC))
    assert "2019-04 and 2020-09 are missing" in refused.text.en
    assert "faltan 2019-04 y 2020-09" in refused.text.es


def test_many_missing_months_are_not_all_listed() -> None:
    figures = np.full(60, np.nan)
    refused = refusal(lambda: interrupted_series(figures, 42, FIRST))
    assert "2019-01, 2019-02, 2019-03 and 57 … are missing" in refused.text.en


def test_what_is_below_zero_is_no_count() -> None:
    figures = count_series(1)
    figures[7] = -1
    assert (
        "2019-08 is below zero" in refusal(lambda: interrupted_series(figures, 42, FIRST)).text.en
    )


@pytest.mark.parametrize("method", [Method.LOG_HAC, Method.LOG_AR])
def test_a_logarithm_of_zero(method: Method) -> None:
    figures = count_series(1)
    figures[44] = 0
    refused = refusal(lambda: interrupted_series(figures, 42, FIRST, method))
    assert "2022-09 is zero" in refused.text.en
    assert "Poisson" in str(refused)


def test_a_logarithm_of_zero_among_donors() -> None:
    treated, donors, names = panel(1)
    donors[40] = 0
    refused = refusal(lambda: difference_in_differences(treated, donors, names, 36, FIRST))
    assert "all donors together 2022-05 is zero" in refused.text.en
    difference_in_differences(treated, donors, names, 36, FIRST, Compared.LEVEL)


comparisons = pytest.mark.parametrize("compare", [synthetic_control, difference_in_differences])


@comparisons
def test_a_donor_that_was_treated_itself(compare) -> None:
    treated, donors, names = panel(1)
    refused = refusal(
        lambda: compare(treated, donors, names, 36, FIRST, treated_from={"unit 03": 39})
    )
    assert (
        "unit 03 was itself treated from 2022-04, and the window runs to 2022-12" in refused.text.en
    )
    assert "unit 03" in refused.text.es


@comparisons
def test_a_donor_that_was_treated_after_the_window_serves(compare) -> None:
    treated, donors, names = panel(1)
    found = compare(treated, donors, names, 36, FIRST, treated_from={"unit 03": 48})
    assert {check.name: check.passed for check in found.checks}["no-donor-treated"]


@comparisons
def test_donors_that_do_not_fit(compare) -> None:
    treated, donors, names = panel(1)
    refusal(lambda: compare(treated, donors[:-1], names, 36, FIRST))
    refusal(lambda: compare(treated, donors, names[:-1], 36, FIRST))
    refusal(lambda: compare(treated, donors, [*names[:-1], names[0]], 36, FIRST))
    refusal(lambda: compare(treated, donors[:, :1], names[:1], 36, FIRST))


@comparisons
def test_a_donor_with_holes_or_nothing(compare) -> None:
    treated, donors, names = panel(1)
    donors[5, 2] = np.nan
    refused = refusal(lambda: compare(treated, donors, names, 36, FIRST))
    assert "donor unit 02 2019-06 is missing" in refused.text.en
    donors[:, 2] = 0
    assert (
        "unit 02 has nothing but zeros"
        in refusal(lambda: compare(treated, donors, names, 36, FIRST)).text.en
    )


def test_nothing_before_the_start_to_match() -> None:
    treated, donors, names = panel(1)
    treated[:36] = 0
    refusal(lambda: synthetic_control(treated, donors, names, 36, FIRST))
    refusal(lambda: synthetic_control(treated + 1, donors, names, 36, FIRST, lags=[36]))


def test_an_exposure_that_is_none() -> None:
    figures = count_series(1)
    for exposure in (np.ones(59), np.zeros(60)):
        refusal(
            lambda exposure=exposure: interrupted_series(
                figures, 42, FIRST, Method.POISSON, exposure=exposure
            )
        )


def test_nothing_that_was_given_is_changed() -> None:
    treated, donors, names = panel(1)
    kept = treated.copy(), donors.copy()
    synthetic_control(treated, donors, names, 36, FIRST)
    treated[0], donors[0, 0] = treated[0], donors[0, 0]
    assert (treated == kept[0]).all()
    assert (donors == kept[1]).all()
