"""A study's plan carried out: each window, each method, with the donors that are still untreated.

What cannot be estimated is kept as refused, with the reason; what fails its own checks as failed. The
headline is the first that may lead, in the order that the plan gave, in the window that it named; else
there is none, and the reasons stand in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

import numpy as np
import polars as pl

from safeconduct.impact.effect import (
    Compared,
    Estimate,
    Limits,
    Matching,
    Method,
    Refused,
    calibrated,
    difference_in_differences,
    interrupted_series,
    synthetic_control,
)
from safeconduct.impact.effect.calibration import SIMULATIONS
from safeconduct.impact.effect.given import Array
from safeconduct.impact.effect.results import UNCALIBRATED
from safeconduct.impact.months import calendar_months, first_day, month_of
from safeconduct.impact.study import Study, counted
from safeconduct.impact.study.schema import Donor, Window
from safeconduct.impact.study.ways import WAYS
from safeconduct.impact.text import NotThere, Refusal, Text, same

Progress = Callable[[int, int], None]


class Standing(StrEnum):
    """What became of one estimate."""

    PASSED = "passed"
    #: Made, and its own checks speak against it.
    FAILED = "failed"
    #: Not made at all.
    REFUSED = "refused"
    #: Its checks pass as far as they were made, but its coverage was not measured.
    UNMEASURED = "unmeasured"


@dataclass(frozen=True, slots=True)
class Tried:
    """One way of one method on one window."""

    method: str
    way: str
    may_lead: bool
    estimate: Estimate | None
    refused: Text | None = None

    @property
    def standing(self) -> Standing:
        if self.estimate is None:
            return Standing.REFUSED
        if self.estimate.failed:
            return Standing.FAILED
        return Standing.PASSED if self.estimate.calibration else Standing.UNMEASURED

    @property
    def against(self) -> tuple[Text, ...]:
        """What speaks against it, in words."""
        if self.refused is not None:
            return (self.refused,)
        assert self.estimate is not None
        failed = tuple(check.text for check in self.estimate.failed)
        return failed or (() if self.estimate.calibration else (UNCALIBRATED,))

    def as_data(self) -> dict[str, object]:
        return {
            "method": self.method,
            "way": self.way,
            "may_lead": self.may_lead,
            "standing": self.standing.value,
            "against": [text.as_data() for text in self.against],
            "estimate": self.estimate and self.estimate.as_data(),
        }


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A donor that is left out of a window, and why."""

    donor: Donor
    because: Text


@dataclass(frozen=True, eq=False)
class Given:
    """A window's figures: the months before and those of the window, what lies between left out."""

    months: tuple[str, ...]
    start: int
    left_out: int
    figures: Array
    donors: tuple[Donor, ...]
    of_donors: Array

    @property
    def first(self) -> date:
        return first_day(self.months[0])

    @property
    def names(self) -> list[str]:
        return [donor.id for donor in self.donors]

    @property
    def in_words(self) -> dict[str, Text]:
        return {donor.id: Text(donor.name["en"], donor.name["es"]) for donor in self.donors}


@dataclass(frozen=True, slots=True)
class OfWindow:
    """Everything that was tried on one window."""

    window: Window
    donors: tuple[Donor, ...]
    not_compared: tuple[NotCompared, ...]
    tried: tuple[Tried, ...]

    def as_data(self) -> dict[str, object]:
        return {
            "window": self.window.id,
            "first": self.window.first,
            "last": self.window.last,
            "donors": [donor.id for donor in self.donors],
            "not_compared": [
                {"donor": each.donor.id, "because": each.because.as_data()}
                for each in self.not_compared
            ],
            "tried": [each.as_data() for each in self.tried],
        }


@dataclass(frozen=True, slots=True)
class Again:
    """The headline's window estimated once more, with the months before counted from another one."""

    before_from: str
    before_until: str
    tried: tuple[Tried, ...]

    @property
    def months(self) -> int:
        """How many months before there are."""
        return len(calendar_months(self.before_from, self.before_until))

    @property
    def standing_up(self) -> tuple[Estimate, ...]:
        """What no check speaks against; coverage is not measured here."""
        made = (each.estimate for each in self.tried)
        return tuple(each for each in made if each is not None and not each.failed)

    def as_data(self) -> dict[str, object]:
        return {
            "before_from": self.before_from,
            "months": self.months,
            "tried": [each.as_data() for each in self.tried],
        }


@dataclass(frozen=True, slots=True)
class Analysis:
    """The plan carried out on one set of figures."""

    study: Study
    windows: tuple[OfWindow, ...]
    again: tuple[Again, ...] = ()

    def of(self, window: str) -> OfWindow:
        """What was tried on a window; NotFound if the plan has none of the name or it was not asked for."""
        for each in self.windows:
            if each.window.id == window:
                return each
        raise _no_window(window, [each.window for each in self.windows])

    @property
    def leading(self) -> tuple[Tried, ...]:
        """What may lead, in the plan's order; nothing if the headline's window was not asked for."""
        plan = self.study.plan
        return tuple(
            each
            for way in plan.leading
            for window in self.windows
            for each in window.tried
            if window.window.id == plan.headline and each.way == way
        )

    @property
    def headline(self) -> Estimate | None:
        """The first that may lead and passed; none: it cannot be told from these figures."""
        passed = (each for each in self.leading if each.standing is Standing.PASSED)
        return next((each.estimate for each in passed), None)

    def as_data(self) -> dict[str, object]:
        headline = self.headline
        return {
            "programme": self.study.programme.programme.id,
            "plan": {"registered": str(self.study.plan.registered), "sha256": self.study.digest},
            "event": str(self.study.event),
            "outcome": self.study.plan.outcome,
            "donors": {donor.id: donor.name for donor in self.study.donors},
            "headline": {
                "window": self.study.plan.headline,
                "method": headline and headline.method,
                "why_none": []
                if headline
                else [
                    {"method": each.way, "against": [text.as_data() for text in each.against]}
                    for each in self.leading
                ],
            },
            "windows": [each.as_data() for each in self.windows],
            "also_before": [each.as_data() for each in self.again],
        }


def estimated(
    study: Study, table: pl.DataFrame, *, window: str | None = None, method: str | None = None
) -> Analysis:
    """Every window, or the one asked for, with every method of the plan, or the one asked for.

    Nothing is calibrated yet. NotFound if the plan has no such window or method.
    """
    plan = study.plan
    windows = plan.windows
    if window is not None:
        windows = tuple(each for each in windows if each.id == window)
        if not windows:
            raise _no_window(window, plan.windows)
    if method is not None and method not in plan.methods:
        raise NotThere(
            Text(f"the plan has no method {method!r}.", f"el plan no tiene el método {method!r}."),
            given=method,
            accepted=same(", ".join(plan.methods)),
        )
    methods = tuple(each for each in plan.methods if method in (None, each))
    return Analysis(
        study,
        tuple(_on_window(study, table, each, methods) for each in windows),
        tuple(
            _again(study, table, each, methods, month)
            for each in windows
            if each.id == plan.headline
            for month in plan.also_before
        ),
    )


def measured(
    analysis: Analysis,
    *,
    folder: Path | None = None,
    simulations: int = SIMULATIONS,
    progress: Progress | None = None,
) -> Analysis:
    """The same with every interval widened by its own calibration, kept in `folder`."""
    made = [
        tried for each in analysis.windows for tried in each.tried if tried.estimate is not None
    ]
    done = 0
    found: dict[int, Tried] = {}
    for tried in made:
        assert tried.estimate is not None
        begun = done

        def tell(now: int, of: int, begun: int = begun) -> None:
            if progress:
                progress(begun + now, 4 * simulations * len(made))

        better = calibrated(
            tried.estimate,
            simulations=simulations,
            seed=analysis.study.plan.seed,
            folder=folder,
            progress=tell,
        )
        found[id(tried)] = replace(tried, estimate=better)
        done += 4 * simulations
    windows = tuple(
        replace(each, tried=tuple(found.get(id(tried), tried) for tried in each.tried))
        for each in analysis.windows
    )
    return replace(analysis, windows=windows)


def _no_window(given: str, known: Sequence[Window]) -> NotThere:
    return NotThere(
        Text(f"the plan has no window {given!r}.", f"el plan no tiene la ventana {given!r}."),
        given=given,
        accepted=same(", ".join(each.id for each in known)),
    )


def _on_window(
    study: Study, table: pl.DataFrame, window: Window, methods: tuple[str, ...]
) -> OfWindow:
    found, not_compared = figures_of(study, table, window)
    tried = tuple(_tried(found, study, method, way) for method in methods for way in WAYS[method])
    return OfWindow(window, found.donors, not_compared, tried)


def _again(
    study: Study, table: pl.DataFrame, window: Window, methods: tuple[str, ...], month: str
) -> Again:
    """A window with the months before counted from another one; nothing of it may lead."""
    plan = study.plan.model_copy(update={"before_from": month})
    found = _on_window(replace(study, plan=plan), table, window, methods)
    tried = tuple(replace(each, may_lead=False) for each in found.tried)
    return Again(month, plan.before_until, tried)


def figures_of(
    study: Study, table: pl.DataFrame, window: Window
) -> tuple[Given, tuple[NotCompared, ...]]:
    """What the methods are given for a window, and the donors that they are not given.

    InputError if the outcome counts what a programme itself brought in.
    """
    plan = study.plan
    first, last = first_day(plan.before_from), first_day(window.last)
    outcome = counted(table, study.measures[plan.outcome], first, last, outcome=True)
    all_months = [month_of(month) for month in outcome.months]
    kept = [
        place
        for place, month in enumerate(all_months)
        if month <= plan.before_until or window.first <= month <= window.last
    ]
    start = sum(all_months[place] <= plan.before_until for place in kept)
    columns: list[Array] = []
    donors, not_compared = [], []
    for donor in study.donors:
        values, why = _donor(study, table, donor, window, first, last)
        if values is not None:
            why = _unusable(donor, values[kept], start)
        if why is not None or values is None:
            assert why is not None
            not_compared.append(NotCompared(donor, why))
        else:
            donors.append(donor)
            columns.append(values[kept])
    given = Given(
        tuple(all_months[place] for place in kept),
        start,
        (kept[start] - start) if start < len(kept) else 0,
        outcome.values[kept],
        tuple(donors),
        np.column_stack(columns) if columns else np.empty((len(kept), 0)),
    )
    return given, tuple(not_compared)


def _donor(
    study: Study, table: pl.DataFrame, donor: Donor, window: Window, first: date, last: date
) -> tuple[Array | None, Text | None]:
    """A donor's figures, or why it is none in this window."""
    outcome = study.measures[study.plan.outcome].cells
    if any(own.shares(its) for own in donor.cells for its in outcome):
        # A plan's own outcome cannot be so; another measure that somebody looks at can.
        return None, Text(
            "It is counted in what is asked about: nothing is compared with itself.",
            "Se cuenta en aquello por lo que se pregunta: nada se compara consigo mismo.",
        )
    if donor.treated_from is not None and donor.treated_from <= window.last:
        assert donor.because is not None
        return None, Text(donor.because["en"], donor.because["es"])
    try:
        return counted(table, donor.cells, first, last, outcome=True).values, None
    except Refusal as refused:
        return None, Text(
            f"Its figures cannot be used: {refused.text.en}",
            f"Sus cifras no pueden usarse: {refused.text.es}",
        )


def _unusable(donor: Donor, values: Array, start: int) -> Text | None:
    missing = int(np.isnan(values).sum())
    if missing:
        return Text(
            f"{missing} of its months are not published.",
            f"Faltan {missing} de sus meses: no están publicados.",
        )
    if not values[:start].any():
        return Text(
            "It has nothing but zeros before the start.", "Antes del inicio solo tiene ceros."
        )
    return None


def _tried(given: Given, study: Study, method: str, way: str) -> Tried:
    may_lead = way in study.plan.leading
    try:
        return Tried(method, way, may_lead, _estimate(given, way, _limits(study)))
    except Refused as refused:
        return Tried(method, way, may_lead, None, refused.text)


def _limits(study: Study) -> Limits:
    """The plan's own lines for the checks."""
    return Limits(**study.plan.checks.model_dump())


def _estimate(given: Given, way: str, limits: Limits) -> Estimate:
    method, _, kind = way.partition("-")
    if method == "interrupted":
        return interrupted_series(
            given.figures, given.start, given.first, Method(kind), left_out=given.left_out,
            limits=limits,
        )  # fmt: skip
    treated, donors, names = given.figures, given.of_donors, given.names
    if method == "difference":
        return difference_in_differences(
            treated, donors, names, given.start, given.first, Compared(kind),
            left_out=given.left_out, in_words=given.in_words, limits=limits,
        )  # fmt: skip
    return synthetic_control(
        treated, donors, names, given.start, given.first, matching=Matching(kind),
        left_out=given.left_out, in_words=given.in_words, limits=limits,
    )  # fmt: skip


def every_way(analysis: Analysis) -> Iterator[tuple[OfWindow, Tried]]:
    """Each thing that was tried, with its window."""
    for window in analysis.windows:
        for tried in window.tried:
            yield window, tried


__all__ = [
    "Again", "Analysis", "Given", "NotCompared", "OfWindow", "Standing", "Tried",
    "estimated", "every_way", "figures_of", "measured",
]  # fmt: skip
