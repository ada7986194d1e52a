"""How often intervals made this way hold the truth, measured on simulated series of the same shape.

Monthly counts remember the month before, and errors that do not know it are far too small. So the
same method is run on a thousand series made from the estimate's own expected course, with its
memory and its noise, without an effect and with the one estimated; half-widths are multiplied by
what brings coverage to 95 %, and coverage is measured again on series not used for that choice.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from safeconduct.impact.effect import gates
from safeconduct.impact.effect.given import Array
from safeconduct.impact.effect.models import Fit, Model
from safeconduct.impact.effect.results import LEVEL, VERSION, Calibration, Estimate, Scale, tidy

Progress = Callable[[int, int], None]

SIMULATIONS = 1000
SEED = 20221012
_AT_ONCE = 250
#: No count is drawn above this, however far a trend is drawn on.
_MOST = 1e12
_MOST_MEMORY = 0.95
#: Below this many a month, moments of the counts tell more than logarithms.
_FEW = 20.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A monthly count series to draw from: its course, and noise that remembers the month before."""

    #: Expected counts without the measure, every month.
    course: Array
    start: int
    #: Standard deviation of the logarithm around the course, beyond what counting itself brings.
    sigma: float
    #: How much of one month's deviation is left the next month, and how well that is known.
    rho: float
    rho_error: float = 0.0
    #: Synthetic control: how a unit may stray after the start, by the placebos. One of these rows of
    #: logarithms is drawn for each series, with either sign; without them the noise goes on as before.
    strays: Array | None = None
    #: Months between before and after that the series does not hold, though its memory runs through them.
    left_out: int = 0

    def rounded(self) -> dict[str, object]:
        """What two series must share to share a calibration."""
        return {
            "course": [f"{each:.4g}" for each in self.course],
            "start": self.start,
            "sigma": f"{self.sigma:.3g}",
            "rho": f"{self.rho:.2f}",
            "rho_error": f"{self.rho_error:.2f}",
            "left_out": self.left_out,
            "strays": self.strays is not None
            and [[f"{each:.3g}" for each in row] for row in self.strays],
        }


def shape_of(figures: Array, fit: Fit, start: int, model: Model) -> Shape:
    """The shape of one series around what was expected of it, from the months before alone.

    What logarithms vary beyond what counting brings gives sigma, neighbours' products give rho. Both
    are corrected for what was estimated from the same months: taking out a course hides memory.
    """
    course = np.clip(fit.expected[0], 0.05, _MOST)
    before = course[:start]
    freedom = max(start - fit.used, start / 3)
    variance, shared = _moments(figures[:start], before, freedom)
    # By Kendall's (1 + 3 rho) / n for a mean and (2 + 4 rho) / n for a trend, and on from there.
    taken = min(fit.used, start / 4) / 2
    rho = (min(max(shared, -0.5), _MOST_MEMORY) + (1 + taken) / start) / (1 - (3 + taken) / start)
    rho = min(max(rho, -0.5), _MOST_MEMORY)
    error = math.sqrt((1 - rho**2) / freedom)
    strays = model.strays()
    if strays is not None:
        strays = strays * float(fit.stray[0])
    return Shape(course, start, math.sqrt(variance), rho, error, strays, model.left_out)


def _moments(figures: Array, course: Array, freedom: float) -> tuple[float, float]:
    """Variance of the logarithm beyond counting noise, and the part of it that neighbours share."""
    if course.mean() < _FEW:
        # Logarithms of a handful are ruled by its zeros: use the counts themselves.
        away = figures - course
        beyond = ((away**2).sum() * len(course) / freedom - course.sum()) / (course**2).sum()
        shared = (away[1:] * away[:-1]).sum() / (course[1:] * course[:-1]).sum()
        variance = max(math.log1p(max(float(beyond), 0.0)), 1e-6)
        return variance, math.log1p(max(float(shared), -0.5)) / variance
    logs = np.log(np.maximum(figures, 0.5) / course)
    logs = logs - logs.mean()
    variance = float((logs**2).sum() / freedom - np.log1p(1 / course).mean())
    variance = max(variance, 1e-6)
    return variance, float((logs[1:] * logs[:-1]).sum() / freedom) / variance


def draw(shape: Shape, count: int, effect: float, random: np.random.Generator) -> Array:
    """Series of this shape in rows, with a lasting change of the logarithm from the start on."""
    months = len(shape.course)
    later = np.arange(months) >= shape.start
    rho = shape.rho + shape.rho_error * random.standard_normal(count)
    whole = _remembering(np.clip(rho, -0.9, _MOST_MEMORY), months + shape.left_out, random)
    held = np.r_[0 : shape.start, shape.start + shape.left_out : months + shape.left_out]
    noise = shape.sigma * whole[:, held]
    # So that the mean of what is drawn, and not its median, is the course.
    noise -= shape.sigma**2 / 2
    if shape.strays is not None:
        noise[:, later] = _straying(shape.strays, count, random)
    level = np.minimum(np.exp(noise + effect * later) * shape.course, _MOST)
    counts = random.poisson(level).astype(float)
    if shape.strays is not None:
        # What placebos strayed by holds their own counting noise already.
        counts[:, later] = np.rint(level[:, later])
    return counts


def _straying(paths: Array, count: int, random: np.random.Generator) -> Array:
    """Placebos' paths drawn at random, with either sign and as far as one like them may go.

    A smoothed bootstrap, by Silverman's rule on the logarithm of how far each goes: with a handful
    of placebos the 95th percentile would else jump from one of them to the next.
    """
    far = np.log(np.maximum(np.sqrt((paths**2).mean(axis=1)), 1e-9))
    width = 0.9 * float(far.std()) * len(paths) ** -0.2
    size = random.choice([-1.0, 1.0], count) * np.exp(width * random.standard_normal(count))
    return size[:, None] * paths[random.integers(0, len(paths), count)]


def _remembering(rho: Array, months: int, random: np.random.Generator) -> Array:
    """Noise of variance one whose months remember the one before, a row for each rho."""
    shocks = random.standard_normal((len(rho), months))
    noise = np.empty_like(shocks)
    noise[:, 0] = shocks[:, 0]
    fresh = np.sqrt(1 - rho**2)
    for month in range(1, months):
        noise[:, month] = rho * noise[:, month - 1] + fresh * shocks[:, month]
    return noise


def calibrate(
    model: Model,
    shape: Shape,
    effect: float,
    *,
    simulations: int = SIMULATIONS,
    seed: int = SEED,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """The calibration of a method on series of this shape; `effect` is a change of the logarithm.

    Kept in `folder` under a key made of the shape, the method and the version, and read from there.
    """
    # The key rounds the shape, so what is drawn from is the rounded shape too: same key, same numbers.
    shape, effect = _as_keyed(shape), float(f"{effect:.2f}")
    key = key_of(model, shape, effect, simulations, seed)
    kept = _read(folder, key)
    if kept is not None:
        if progress:
            progress(4 * simulations, 4 * simulations)
        return kept
    told = _Told(4 * simulations, progress)
    sequences = np.random.SeedSequence(seed).spawn(4)
    run = [
        _misses(model, shape, each, simulations, np.random.default_rng(sequence), told)
        for each, sequence in zip((0.0, effect, 0.0, effect), sequences, strict=True)
    ]
    chosen = np.concatenate([run[0].whole, run[1].whole])
    chosen_months = np.concatenate([run[0].months, run[1].months], axis=None)
    factor = max(1.0, float(np.quantile(chosen, LEVEL)))
    month_factor = max(1.0, float(np.quantile(chosen_months, LEVEL)))
    fresh = np.concatenate([run[2].whole, run[3].whole])
    fresh_months = np.concatenate([run[2].months, run[3].months], axis=None)
    after = float((fresh <= factor).mean())
    found = Calibration(
        method=model.method,
        key=key,
        simulations=2 * simulations,
        seed=seed,
        before=_six(float((run[2].whole <= 1).mean())),
        before_with_effect=_six(float((run[3].whole <= 1).mean())),
        factor=_six(factor),
        month_factor=_six(month_factor),
        after=_six(after),
        months_after=_six(float((fresh_months <= month_factor).mean())),
        error=_six(math.sqrt(max(after * (1 - after), 1e-9) / len(fresh))),
    )
    _write(folder, key, found)
    return found


def calibrated(
    estimate: Estimate,
    *,
    simulations: int = SIMULATIONS,
    seed: int = SEED,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """An estimate with its interval widened by its own calibration, and the checks that hang on it."""
    shape, effect = _drawn_like(estimate)
    found = calibrate(
        estimate.made_by,
        shape,
        effect,
        simulations=simulations,
        seed=seed,
        folder=folder,
        progress=progress,
    )
    return with_calibration(estimate, found)


def remembered(
    estimate: Estimate, *, folder: Path, simulations: int = SIMULATIONS, seed: int = SEED
) -> Estimate | None:
    """The same where its calibration is kept in `folder` already; None where it was never measured."""
    shape, effect = _drawn_like(estimate)
    shape, effect = _as_keyed(shape), float(f"{effect:.2f}")
    found = _read(folder, key_of(estimate.made_by, shape, effect, simulations, seed))
    return None if found is None else with_calibration(estimate, found)


def _drawn_like(estimate: Estimate) -> tuple[Shape, float]:
    """The shape of the series that an estimate is calibrated on, and the effect as a logarithm."""
    model: Model = estimate.made_by
    figures: Array = estimate.figures
    shape = shape_of(figures, model.fit(figures[None]), model.start, model)
    return shape, _as_log(estimate, shape)


def with_calibration(estimate: Estimate, found: Calibration) -> Estimate:
    """The placebo in time is judged by the widened interval, as the effect itself is."""
    again = [gates.covers(found.after, found.error)]
    placebo = estimate.placebo_in_time
    if placebo is not None:
        widened = type(placebo)(placebo.scale, placebo.centre, placebo.half, found.factor)
        again.append(gates.nothing_earlier(widened))
    return estimate.calibrated(found, again)


def key_of(model: Model, shape: Shape, effect: float, simulations: int, seed: int) -> str:
    """One name for all calibrations that come out the same."""
    said = {
        "version": VERSION,
        "model": model.identity(),
        "shape": shape.rounded(),
        "effect": f"{effect:.2f}",
        "simulations": simulations,
        "seed": seed,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Misses:
    """How many half-widths the truth lay away: for the window (S,), for each month (S, P)."""

    whole: Array
    months: Array


class _Told:
    """Tells how many simulations are done."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.done, self.total, self.progress = 0, total, progress

    def more(self, count: int) -> None:
        self.done += count
        if self.progress:
            self.progress(self.done, self.total)


def _misses(
    model: Model,
    shape: Shape,
    effect: float,
    simulations: int,
    random: np.random.Generator,
    told: _Told,
) -> _Misses:
    truth, month_truth = _truth(model.scale, shape, effect)
    whole, months = [], []
    for begin in range(0, simulations, _AT_ONCE):
        count = min(_AT_ONCE, simulations - begin)
        fit = model.fit(draw(shape, count, effect, random))
        whole.append(_apart(fit.centre - truth, fit.half))
        months.append(_apart(fit.month_centre - month_truth, fit.month_half))
        told.more(count)
    return _Misses(np.concatenate(whole), np.concatenate(months))


def _apart(miss: Array, half: Array) -> Array:
    """Misses in half-widths; what could not be estimated counts as missed."""
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(miss) / half
    return np.where(np.isfinite(apart), apart, np.inf)


def _truth(scale: Scale, shape: Shape, effect: float) -> tuple[float, Array]:
    """What the method should find, on its own scale."""
    later = shape.course[shape.start :]
    if scale is Scale.LOG:
        return effect, np.full(len(later), effect)
    return float(later.mean()) * math.expm1(effect), later * math.expm1(effect)


def _as_log(estimate: Estimate, shape: Shape) -> float:
    """The estimated effect as a change of the logarithm, within what can be drawn."""
    centre = estimate.span.centre
    if estimate.span.scale is Scale.COUNT:
        share = centre / float(shape.course[shape.start :].mean())
        centre = math.log1p(max(share, -0.99))
    return min(max(centre, -4.6), 4.6)


def _as_keyed(shape: Shape) -> Shape:
    return Shape(
        np.array([float(f"{each:.4g}") for each in shape.course]),
        shape.start,
        float(f"{shape.sigma:.3g}"),
        float(f"{shape.rho:.2f}"),
        float(f"{shape.rho_error:.2f}"),
        None
        if shape.strays is None
        else np.array([[float(f"{each:.3g}") for each in row] for row in shape.strays]),
        shape.left_out,
    )


def _six(number: float) -> float:
    kept = tidy(number)
    return math.inf if kept is None else kept


def _read(folder: Path | None, key: str) -> Calibration | None:
    if folder is None:
        return None
    try:
        return Calibration.from_data(json.loads((folder / f"{key}.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        # A file that is not there, or was cut short, is made again.
        return None


def _write(folder: Path | None, key: str, found: Calibration) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(found.as_data(), file, indent=1)
    os.replace(name, folder / f"{key}.json")
