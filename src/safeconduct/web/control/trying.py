"""One estimate of a study, as the control room asks for it, told in the page's language.

What is asked may differ from the registered plan: other measure, other months, another method. Then it
says in what, and nothing of it may be a headline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from django.utils.translation import gettext as _

from safeconduct.impact import keeping
from safeconduct.impact.numerals import written
from safeconduct.impact.shipped import load_figures
from safeconduct.impact.study import Study, load_study
from safeconduct.impact.study.schema import Window
from safeconduct.impact.text import Refusal
from safeconduct.programme import Definition, load

# What makes estimates is slow to import, and only needed where one is made.
if TYPE_CHECKING:
    from safeconduct.impact.analysis import OfWindow, Tried
    from safeconduct.impact.effect import Estimate

#: The id of months that are no window of the plan.
OWN = "own"


@dataclass(frozen=True, slots=True)
class Held:
    """A study with its figures; `place` is named by all that they hold."""

    study: Study
    table: pl.DataFrame
    place: Path
    home: Path


@dataclass(frozen=True, slots=True)
class Choice:
    """What is estimated: a measure over some months by one way of a method."""

    measure: str
    window: str
    first: str
    last: str
    method: str
    way: str


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that the estimate has to meet, in words."""

    text: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An estimate in words, with all that speaks for and against it."""

    #: What differs from the plan; empty: it is the plan's.
    differs: tuple[str, ...]
    may_lead: bool
    standing: str
    refused: str
    facts: tuple[tuple[str, str], ...]
    checks: tuple[Check, ...]
    months: tuple[tuple[str, ...], ...]
    placebos: tuple[tuple[str, ...], ...]
    in_time: str
    left_out: tuple[tuple[str, ...], ...]
    weights: tuple[tuple[str, str], ...]
    not_compared: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    #: What to know of the measure.
    beware: str
    is_measured: bool
    estimate: Estimate | None

    @property
    def passed(self) -> int:
        return sum(check.passed for check in self.checks)


def held(definition: Definition, home: Path) -> Held:
    """A programme's study with its figures, read again only when something of it changed.

    ProgrammeError where study or figures are wrong.
    """
    return _held(keeping.place_of(definition, home), home, definition.folder)


@lru_cache(maxsize=4)
def _held(place: Path, home: Path, folder: Path) -> Held:
    study = load_study(load(str(folder)))
    return Held(study, load_figures(folder).table, place, home)


def shown(found: Held, choice: Choice, language: str) -> Shown:
    """The estimate that was asked for; one that cannot be made is shown as refused, with the reason."""
    try:
        window, tried = _tried(found.place, found.home, found.study.programme.folder, choice)
    except Refusal as refused:
        return _refused(found.study, choice, getattr(refused.text, language), language)
    return _told(found.study, choice, window, tried, language)


@lru_cache(maxsize=256)
def _tried(place: Path, home: Path, folder: Path, choice: Choice) -> tuple[OfWindow, Tried]:
    """Kept while the process lives: `place` is named by figures, study and measured coverage."""
    from safeconduct.impact.analysis import Analysis, estimated  # noqa: PLC0415

    found = _held(place, home, folder)
    study = _as_asked(found.study, choice)
    analysis = estimated(study, found.table, window=choice.window, method=choice.method)
    (window,) = analysis.windows
    # Coverage is looked up for the one that is shown, not for its siblings.
    (one,) = (each for each in window.tried if each.way == choice.way)
    alone = Analysis(study, (replace(window, tried=(one,)),))
    (window,) = keeping.with_kept_coverage(alone, home).windows
    return window, window.tried[0]


def _as_asked(study: Study, choice: Choice) -> Study:
    """The study with another outcome, months or method than its plan has, where so asked."""
    plan = study.plan
    change: dict[str, Any] = {"outcome": choice.measure}
    if choice.window == OWN:
        name = {"en": OWN, "es": OWN}
        change["windows"] = (Window(id=OWN, name=name, first=choice.first, last=choice.last),)
    if choice.method not in plan.methods:
        change["methods"] = (*plan.methods, choice.method)
    return replace(study, plan=plan.model_copy(update=change))


def differs(study: Study, choice: Choice) -> tuple[str, ...]:
    """In what a choice is not the registered plan."""
    plan, found = study.plan, []
    if choice.measure != plan.outcome:
        found.append(_("another measure than the plan’s"))
    if choice.window == OWN:
        found.append(_("months that are no window of the plan"))
    if choice.method not in plan.methods:
        found.append(_("a method that the plan does not name"))
    return tuple(found)


def _refused(study: Study, choice: Choice, message: str, language: str) -> Shown:
    beware = study.measures[choice.measure].beware
    limits = tuple(limit.text[language] for limit in study.limits_of(choice.window))
    return Shown(
        differs=differs(study, choice),
        may_lead=False,
        standing="refused",
        refused=message[:1].upper() + message[1:],
        facts=(),
        checks=(),
        months=(),
        placebos=(),
        in_time="",
        left_out=(),
        weights=(),
        not_compared=(),
        limits=limits,
        beware=beware[language] if beware else "",
        is_measured=False,
        estimate=None,
    )


def _told(study: Study, choice: Choice, window: OfWindow, tried: Tried, language: str) -> Shown:
    from safeconduct.impact import saying  # noqa: PLC0415

    refused = _refused(study, choice, "", language)
    left_out: dict[str, list[str]] = {}
    for each in window.not_compared:
        left_out.setdefault(saying.told(each.because, language), []).append(
            each.donor.name[language]
        )
    not_compared = tuple((", ".join(names), why) for why, names in left_out.items())
    refused = replace(refused, not_compared=not_compared)
    estimate = tried.estimate
    if estimate is None:
        assert tried.refused is not None
        return replace(refused, refused=saying.told(tried.refused, language))
    names = {donor.id: donor.name[language] for donor in study.donors}
    is_headlines = choice.window == study.plan.headline and not refused.differs
    return replace(
        refused,
        may_lead=tried.may_lead and is_headlines,
        standing=tried.standing.value,
        refused="",
        facts=tuple(_facts(estimate, language)),
        checks=tuple(Check(saying.told(c.text, language), c.passed) for c in estimate.checks),
        months=tuple(_months(estimate, language)),
        placebos=tuple(
            (names.get(one.name, one.name), _share(one.effect, language), saying.number(one.ratio, language))
            for one in sorted(estimate.placebos, key=lambda one: -one.ratio)
        ),
        in_time=_interval(estimate.placebo_in_time, language) if estimate.placebo_in_time else "",
        left_out=tuple(
            (names.get(one.name, one.name), _interval(one.span, language))
            for one in estimate.left_out
        ),
        weights=tuple(
            (names.get(one.name, one.name), saying.percent(one.weight, language))
            for one in estimate.weights
        ),
        is_measured=estimate.calibration is not None,
        estimate=estimate,
    )  # fmt: skip


def _facts(estimate: Estimate, language: str) -> Iterator[tuple[str, str]]:
    from safeconduct.impact import saying  # noqa: PLC0415

    window, found = estimate.window, estimate.calibration
    yield _("Effect, with its 95 percent interval"), _interval(estimate.span, language)
    yield _("Months before"), f"{window.before} ({window.first} …)"
    yield _("Months of the window"), f"{window.after} ({window.start} … {window.last})"
    if window.left_out:
        yield _("Months left out between them"), str(window.left_out)
    if estimate.p_value is not None:
        # Never below one in so many units: 0.03 is the least that thirty placebos can show.
        yield _("Rank among placebos, as a share"), written(f"{estimate.p_value:.2f}", language)
    lasted = estimate.duration
    yield _("Months beyond their own interval"), f"{lasted.months} / {lasted.of}"
    if found is None:
        yield _("Measured coverage"), _("not measured")
    else:
        before, after = (saying.percent(x, language) for x in (found.before, found.after))
        yield _("Measured coverage"), _("%(before)s as made, %(after)s as widened") % {
            "before": before, "after": after,
        }  # fmt: skip


def _months(estimate: Estimate, language: str) -> Iterator[tuple[str, ...]]:
    from safeconduct.impact import saying  # noqa: PLC0415

    for month in estimate.months:
        counts = (saying.number(x, language) for x in (month.observed, month.expected))
        yield (month.month, *counts, _interval(month.span, language))


def _interval(span: Any, language: str) -> str:
    from safeconduct.impact import sentences  # noqa: PLC0415

    effect, low, high = (
        sentences.signed(span.scale, each, language) for each in (span.effect, span.low, span.high)
    )
    return f"{effect} ({low} … {high})"


def _share(value: float, language: str) -> str:
    from safeconduct.impact import sentences  # noqa: PLC0415
    from safeconduct.impact.effect import Scale  # noqa: PLC0415

    return sentences.signed(Scale.LOG, value, language)
