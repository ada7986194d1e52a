"""Coverage is measured and mended: plain errors cover far too seldom, widened intervals as often as they say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from safeconduct.impact.effect import (
    Compared,
    Method,
    calibrated,
    difference_in_differences,
    interrupted_series,
    synthetic_control,
)
from safeconduct.impact.effect.calibration import Shape, calibrate, draw, key_of, shape_of
from safeconduct.impact.effect.interrupted import Interrupted
from tests.impact.effect.worlds import FIRST, count_series, course, panel

#: Monthly counts with memory, as published ones have it: 42 months before, 18 after.
SHAPE = Shape(course(60, level=5000), 42, 0.2, 0.6)


def model(method: Method) -> Interrupted:
    return Interrupted(method, 60, 42, FIRST, 1)


def coverage(
    of: Interrupted, factor: float, seed: int, effect: float = 0.0, count: int = 2000
) -> float:
    fit = of.fit(draw(SHAPE, count, effect, np.random.default_rng(seed)))
    return float((abs(fit.centre - effect) <= factor * fit.half).mean())


def test_plain_poisson_errors_cover_far_too_seldom_and_widened_ones_as_stated() -> None:
    plain = model(Method.POISSON)
    assert coverage(plain, 1.0, seed=1) < 0.25
    found = calibrate(plain, SHAPE, -0.4)
    assert found.before < 0.25
    assert found.factor > 5
    assert found.is_met
    # On simulations that neither the choice of the factor nor its own control has seen.
    for seed, effect in ((2, 0.0), (3, -0.4)):
        assert 0.93 <= coverage(plain, found.factor, seed, effect) <= 0.97


@pytest.mark.parametrize("method", [Method.LOG_HAC, Method.LOG_AR, Method.POISSON_HAC])
def test_every_method_covers_as_stated_once_widened(method: Method) -> None:
    found = calibrate(model(method), SHAPE, -0.4)
    assert 0.6 < found.before < 0.93
    assert 0.93 <= found.after <= 0.97
    assert 0.93 <= found.months_after <= 0.97
    assert found.error == pytest.approx(0.005, abs=0.002)
    assert 0.93 <= coverage(model(method), found.factor, 4, count=1000) <= 0.97


@pytest.mark.parametrize("count", [8, 24])
def test_a_comparison_with_donors_covers_as_stated_once_widened(count: int) -> None:
    treated, donors, names = panel(5, donors=count)
    for make in (synthetic_control, difference_in_differences):
        found = calibrated(make(treated, donors, names, 36, FIRST), simulations=1000).calibration
        assert found is not None
        assert 0.93 <= found.after <= 0.97
    level = difference_in_differences(treated, donors, names, 36, FIRST, Compared.LEVEL)
    kept = calibrated(level, simulations=1000).calibration
    assert kept is not None
    assert 0.93 <= kept.after <= 0.97


@pytest.mark.slow
def test_from_the_series_alone_the_truth_is_held_nearly_as_often_as_stated() -> None:
    """The whole way, shape unknown: 240 series of known truth, each calibrated on what it shows itself."""
    truth = np.log(0.7)
    of = model(Method.LOG_HAC)
    figures = draw(SHAPE, 240, float(truth), np.random.default_rng(7))
    plain = widened = 0
    for i, row in enumerate(figures):
        fit = of.fit(row[None])
        found = calibrate(
            of, shape_of(row, fit, 42, of), float(fit.centre[0]), simulations=120, seed=i
        )
        miss = abs(fit.centre[0] - truth) / fit.half[0]
        plain += miss <= 1
        widened += miss <= found.factor
    assert plain / 240 < 0.9
    assert widened / 240 > 0.9


def test_the_shape_is_found_again() -> None:
    of = model(Method.LOG_HAC)
    figures = draw(SHAPE, 200, 0.0, np.random.default_rng(8))
    found = [shape_of(row, of.fit(row[None]), 42, of) for row in figures]
    assert np.mean([shape.rho for shape in found]) == pytest.approx(0.6, abs=0.08)
    assert np.mean([shape.sigma for shape in found]) == pytest.approx(0.2, abs=0.04)
    few = Shape(course(60, level=6), 42, 0.4, 0.0)
    plain = Interrupted(Method.POISSON_HAC, 60, 42, FIRST, 1)
    rows = draw(few, 200, 0.0, np.random.default_rng(9))
    sigmas = [shape_of(row, plain.fit(row[None]), 42, plain).sigma for row in rows]
    assert np.mean(sigmas) == pytest.approx(0.4, abs=0.08)


def test_drawn_series_have_the_course_memory_and_effect_that_were_asked_for() -> None:
    rows = draw(SHAPE, 4000, -0.5, np.random.default_rng(10)) / SHAPE.course
    assert rows[:, :42].mean() == pytest.approx(1, abs=0.01)
    assert rows[:, 42:].mean() == pytest.approx(np.exp(-0.5), abs=0.01)
    before = np.log(rows[:, :42])
    assert before.std() == pytest.approx(0.2, abs=0.01)
    assert np.corrcoef(before[:, 10], before[:, 11])[0, 1] == pytest.approx(0.6, abs=0.04)


def test_intervals_are_only_ever_widened() -> None:
    """Series without memory or noise beyond counting: nothing to mend, and nothing is narrowed."""
    calm = Shape(course(60, level=1000), 42, 0.001, 0.0)
    assert calibrate(model(Method.POISSON), calm, 0.0, simulations=300).factor == pytest.approx(
        1.0, abs=0.08
    )
    wide = replace(model(Method.POISSON), kind=Method.LOG_HAC)
    assert calibrate(wide, calm, 0.0, simulations=300).factor >= 1.0


def test_the_same_seed_gives_the_same_and_another_gives_another() -> None:
    of = model(Method.LOG_HAC)
    one, two, other = (calibrate(of, SHAPE, -0.4, simulations=100, seed=s) for s in (1, 1, 2))
    assert one == two
    assert other.factor != one.factor


def test_it_is_kept_and_read_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    estimate = interrupted_series(count_series(1, effect=0.7), 42, FIRST)
    folder = tmp_path / "kept" / "here"

    def make():
        return calibrated(
            estimate, simulations=100, folder=folder, progress=lambda *done: told.append(done)
        )

    first = make()
    assert told == [(100 * i, 400) for i in range(1, 5)]
    files = list(folder.iterdir())
    assert [file.name for file in files] == [f"{first.calibration.key}.json"]
    told.clear()
    assert make() == first
    assert told == [(400, 400)]
    # What is read is what is in the file, and a file cut short is made again.
    data = json.loads(files[0].read_text())
    files[0].write_text(json.dumps({**data, "factor": 9.0}))
    assert make().span.factor == 9.0
    files[0].write_text("{")
    assert make() == first


def test_series_of_one_shape_share_a_key_and_others_do_not() -> None:
    of = model(Method.LOG_HAC)

    def key(
        shape: Shape = SHAPE, model: Interrupted = of, effect: float = -0.4, seed: int = 1
    ) -> str:
        return key_of(model, shape, effect, 100, seed)

    assert key(replace(SHAPE, course=SHAPE.course * 1.000001)) == key()
    different = [
        key(replace(SHAPE, course=SHAPE.course * 1.2)),
        key(replace(SHAPE, rho=0.7)),
        key(replace(SHAPE, sigma=0.3)),
        key(model=model(Method.LOG_AR)),
        key(model=replace(of, waves=2)),
        key(effect=-0.5),
        key(seed=2),
    ]
    assert len({key(), *different}) == 8


def test_what_cannot_be_estimated_counts_as_missed() -> None:
    """An interval of no width holds nothing."""
    estimate = interrupted_series(course(60), 42, FIRST, waves=1)
    assert estimate.span.half == pytest.approx(0, abs=1e-9)
    assert calibrated(estimate, simulations=60).calibration is not None
