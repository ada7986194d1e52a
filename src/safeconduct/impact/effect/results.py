"""What an estimate tells: effect, interval, months, checks, calibration; frozen, plain data on request."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from safeconduct.impact.text import Refusal, Text

#: Part of every result and of every calibration's key: raise it when a number may come out otherwise.
VERSION = 1
LEVEL = 0.95


class Refused(Refusal):
    """An estimate that is not made, or not shown as the headline, with the reason in one sentence."""

    code = "effect_refused"


class Scale(StrEnum):
    """On which scale an effect and its half-width stand."""

    #: Natural logarithm of observed over expected.
    LOG = "log"
    #: Observed less expected, in what is counted, on average per month.
    COUNT = "count"

    def shown(self, value: float) -> float:
        """As a reader takes it: a share (-0.35 is 35 % fewer), or counts per month."""
        return math.expm1(min(value, 700.0)) if self is Scale.LOG else value


@dataclass(frozen=True, slots=True)
class Check:
    """One condition that an estimate has to meet before it may be believed."""

    name: str
    passed: bool
    value: float
    limit: float
    text: Text

    def as_data(self) -> dict[str, object]:
        return {
            "name": self.name,
            "passed": self.passed,
            "value": tidy(self.value),
            "limit": tidy(self.limit),
            "text": self.text.as_data(),
        }


@dataclass(frozen=True, slots=True)
class Span:
    """An effect and half the width of its interval, on the estimate's own scale."""

    scale: Scale
    centre: float
    half: float
    #: By how much calibration widens the half-width; 1 before it.
    factor: float = 1.0

    @property
    def effect(self) -> float:
        return self.scale.shown(self.centre)

    @property
    def low(self) -> float:
        return self.scale.shown(self.centre - self.factor * self.half)

    @property
    def high(self) -> float:
        return self.scale.shown(self.centre + self.factor * self.half)

    @property
    def leaves_out_zero(self) -> bool:
        return abs(self.centre) > self.factor * self.half

    def as_data(self) -> dict[str, object]:
        return {"effect": tidy(self.effect), "low": tidy(self.low), "high": tidy(self.high)}


@dataclass(frozen=True, slots=True)
class Seen:
    """One month before the start."""

    month: str
    observed: float
    expected: float

    def as_data(self) -> dict[str, object]:
        return {
            "month": self.month,
            "observed": tidy(self.observed),
            "expected": tidy(self.expected),
        }


@dataclass(frozen=True, slots=True)
class Month:
    """What one month under the measure shows."""

    month: str
    observed: float
    expected: float
    span: Span

    def as_data(self) -> dict[str, object]:
        return {
            "month": self.month,
            "observed": tidy(self.observed),
            "expected": tidy(self.expected),
            **self.span.as_data(),
        }


@dataclass(frozen=True, slots=True)
class Duration:
    """How long it lasted: the months whose interval leaves zero out on the side of the effect.

    No gap is bridged in silence: first and last of such months, their number, and the end of the
    first unbroken run stand side by side.
    """

    first: str | None
    last: str | None
    months: int
    unbroken_until: str | None
    of: int

    def as_data(self) -> dict[str, object]:
        return {
            "first": self.first,
            "last": self.last,
            "months": self.months,
            "unbroken_until": self.unbroken_until,
            "of": self.of,
        }


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often intervals made this way held the truth, on simulated series of the same shape."""

    method: str
    key: str
    simulations: int
    seed: int
    #: Coverage of the model's own intervals, without an effect and with the estimated one.
    before: float
    before_with_effect: float
    #: What half-widths are multiplied by: the whole window's effect, and single months.
    factor: float
    month_factor: float
    #: Coverage after widening, on simulations that the factor was not chosen on.
    after: float
    months_after: float
    #: Monte Carlo standard error of `after`.
    error: float

    @property
    def is_met(self) -> bool:
        """Whether the widened interval covers as often as it says, within what simulation can tell."""
        return self.after >= 0.93

    def as_data(self) -> dict[str, object]:
        return {
            "method": self.method,
            "key": self.key,
            "simulations": self.simulations,
            "seed": self.seed,
            "before": tidy(self.before),
            "before_with_effect": tidy(self.before_with_effect),
            "factor": tidy(self.factor),
            "month_factor": tidy(self.month_factor),
            "after": tidy(self.after),
            "months_after": tidy(self.months_after),
            "error": tidy(self.error),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Calibration:
        names = cls.__dataclass_fields__
        return cls(**{name: data[name] for name in names})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Window:
    """Which months were compared with which."""

    first: str
    start: str
    last: str
    before: int
    after: int
    #: Months between before and after that are neither.
    left_out: int = 0

    def as_data(self) -> dict[str, object]:
        return {
            "first": self.first,
            "start": self.start,
            "last": self.last,
            "months_before": self.before,
            "months_left_out": self.left_out,
            "months_after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of the comparison one donor makes up."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Placebo:
    """The same estimate for a unit that was not treated."""

    name: str
    effect: float
    before: float
    ratio: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The effect when one donor is left out."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Estimate:
    """One method's answer, with all that speaks for and against it."""

    method: str
    window: Window
    span: Span
    months: tuple[Month, ...]
    checks: tuple[Check, ...]
    #: What the method was told to do and what it found on the way, for the method section.
    options: tuple[tuple[str, object], ...] = ()
    placebo_in_time: Span | None = None
    weights: tuple[Weight, ...] = ()
    placebos: tuple[Placebo, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    #: Rank of the treated unit's ratio among all units, as a share: synthetic control only.
    p_value: float | None = None
    calibration: Calibration | None = None
    #: The months before the start: what was observed, and what the comparison says of them.
    before: tuple[Seen, ...] = ()
    version: int = VERSION
    #: What the estimate was made with, so that it can be calibrated. Not part of the data.
    made_by: Any = field(default=None, repr=False, compare=False)
    figures: Any = field(default=None, repr=False, compare=False)

    @property
    def effect(self) -> float:
        return self.span.effect

    @property
    def low(self) -> float:
        return self.span.low

    @property
    def high(self) -> float:
        return self.span.high

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed; empty for an estimate that may be shown as a result."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def passed(self) -> bool:
        return not self.failed

    @property
    def duration(self) -> Duration:
        return _duration(self.span, self.months)

    def headline(self) -> Estimate:
        """This estimate, if it may be the headline; `Refused` if a check failed or coverage is unknown."""
        if self.failed:
            raise Refused(_may_not_lead(self.failed))
        if self.calibration is None:
            raise Refused(UNCALIBRATED)
        return self

    def calibrated(self, calibration: Calibration, checks: Iterable[Check]) -> Estimate:
        """With intervals widened, and the checks that depend on them made anew."""
        anew = {check.name: check for check in checks}
        kept = [anew.pop(check.name, check) for check in self.checks]
        months = tuple(
            replace(month, span=replace(month.span, factor=calibration.month_factor))
            for month in self.months
        )
        return replace(
            self,
            span=replace(self.span, factor=calibration.factor),
            months=months,
            checks=(*kept, *anew.values()),
            calibration=calibration,
        )

    def as_data(self) -> dict[str, object]:
        """Plain data in one fixed order, numbers rounded to six digits."""
        return {
            "method": self.method,
            "version": self.version,
            "scale": self.span.scale.value,
            "level": LEVEL,
            "window": self.window.as_data(),
            "options": {name: _plain(value) for name, value in self.options},
            **self.span.as_data(),
            "passed": self.passed,
            "checks": [check.as_data() for check in self.checks],
            "duration": self.duration.as_data(),
            "before": [each.as_data() for each in self.before],
            "months": [month.as_data() for month in self.months],
            "placebo_in_time": self.placebo_in_time and self.placebo_in_time.as_data(),
            "p_value": None if self.p_value is None else tidy(self.p_value),
            "weights": {each.name: tidy(each.weight) for each in self.weights},
            "placebos": [
                {
                    "name": each.name,
                    "effect": tidy(each.effect),
                    "before": tidy(each.before),
                    "ratio": tidy(each.ratio),
                }
                for each in self.placebos
            ],
            "left_out": [{"name": each.name, **each.span.as_data()} for each in self.left_out],
            "calibration": self.calibration and self.calibration.as_data(),
        }

    def as_json(self) -> str:
        """The same bytes for the same result."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


UNCALIBRATED = Text(
    "This estimate may not be the headline: how often its interval holds the truth has not been "
    "measured on series like this one.",
    "Esta estimación no puede ser el titular: no se ha medido con qué frecuencia su intervalo "
    "contiene la verdad en series como esta.",
)


def headline(estimates: Iterable[Estimate]) -> Estimate:
    """The first that may lead, in the order that the plan gave them; `Refused` when none may."""
    seen = list(estimates)
    for estimate in seen:
        if estimate.passed and estimate.calibration is not None:
            return estimate
    if not seen:
        raise Refused(Text("No estimate was made.", "No se hizo ninguna estimación."))
    reasons = [
        (each.method, [check.text for check in each.failed] or [UNCALIBRATED]) for each in seen
    ]
    en = [f"{method}: {' '.join(text.en for text in texts)}" for method, texts in reasons]
    es = [f"{method}: {' '.join(text.es for text in texts)}" for method, texts in reasons]
    raise Refused(
        Text(
            "No estimate may be the headline. " + " ".join(en),
            "Ninguna estimación puede ser el titular. " + " ".join(es),
        )
    )


def _may_not_lead(failed: tuple[Check, ...]) -> Text:
    return Text(
        "This estimate failed its own checks and may not be the headline: "
        + " ".join(check.text.en for check in failed),
        "Esta estimación no superó sus propias comprobaciones y no puede ser el titular: "
        + " ".join(check.text.es for check in failed),
    )


def _duration(whole: Span, months: tuple[Month, ...]) -> Duration:
    side = math.copysign(1.0, whole.centre)
    shown = [
        month.span.leaves_out_zero and month.span.centre * side > 0 and bool(whole.centre)
        for month in months
    ]
    seen = [month.month for month, is_shown in zip(months, shown, strict=True) if is_shown]
    if not seen:
        return Duration(None, None, 0, None, len(months))
    begin = shown.index(True)
    end = next((i for i in range(begin, len(shown)) if not shown[i]), len(shown)) - 1
    return Duration(seen[0], seen[-1], len(seen), months[end].month, len(months))


def tidy(number: float) -> float | None:
    """Six digits that count, and none for what is no number: the same on every machine."""
    number = float(number)
    if not math.isfinite(number):
        return None
    return float(f"{number:.6g}") + 0.0


def _plain(value: object) -> object:
    if isinstance(value, float):
        return tidy(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
