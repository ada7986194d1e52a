"""Claims counted again: on their own words and under a fixed definition, then and today."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import polars as pl

from safeconduct.impact.effect.results import tidy
from safeconduct.impact.months import calendar_months, first_day
from safeconduct.impact.study.counting import counted, span_of
from safeconduct.impact.study.reading import Study
from safeconduct.impact.study.schema import Claim, Comparison, Needs, Then
from safeconduct.impact.text import NotThere, Refusal, Text


class Standing(StrEnum):
    """What came of counting a claim again."""

    REPRODUCED = "reproduced"
    ONLY_IN_WINDOW = "only_in_window"
    NOT_REPRODUCIBLE = "not_reproducible"
    NOT_PRECISE = "not_precise"
    #: No figures of that day are kept here, so it cannot be said for then.
    NO_FIGURES = "no_figures"
    #: The figures that were given lack the measures or months that its words need.
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True)
class Counted:
    """One way to take a claim, counted: per month and day before and after, and the fall as a share.

    `fits` is None where no number was claimed, or the months are others than the claim speaks of.
    """

    comparison: Comparison
    before: float
    after: float
    before_a_day: float
    after_a_day: float
    fits: bool | None

    @property
    def fall(self) -> float | None:
        """By which share the monthly average fell; below zero it rose. None after a zero."""
        return 1 - self.after / self.before if self.before else None

    @property
    def fall_a_day(self) -> float | None:
        """The same for the daily average: months have 28 to 31 days."""
        return 1 - self.after_a_day / self.before_a_day if self.before_a_day else None

    def as_data(self) -> dict[str, object]:
        one = self.comparison
        return {
            "comparison": one.id,
            "reading": one.reading,
            "words": one.words,
            "measure": one.measure,
            "before": list(one.before),
            "after": list(one.after),
            "before_per_month": tidy(self.before),
            "after_per_month": tidy(self.after),
            "fall": None if self.fall is None else tidy(self.fall),
            "fall_per_day": None if self.fall_a_day is None else tidy(self.fall_a_day),
            "fits": self.fits,
        }


@dataclass(frozen=True, slots=True)
class Recount:
    """A claim on one set of figures. `left_out` are comparisons that these figures do not hold."""

    standing: Standing
    counted: tuple[Counted, ...]
    left_out: tuple[Comparison, ...]

    def fitting(self) -> tuple[Counted, ...]:
        """The ways to take it, in its own words, on which the number comes out."""
        return tuple(one for one in _own(self.counted) if one.fits)

    def as_data(self) -> dict[str, object]:
        return {
            "standing": self.standing.value,
            "counted": [one.as_data() for one in self.counted],
            "left_out": [one.id for one in self.left_out],
        }


@dataclass(frozen=True, slots=True)
class Recounted:
    """A claim with both counts."""

    claim: Claim
    then: Recount
    today: Recount

    def as_data(self) -> dict[str, object]:
        claim = self.claim
        return {
            "claim": claim.id,
            "said_on": str(claim.said_on),
            "by": claim.by,
            "words": claim.words,
            "source": list(claim.source),
            "mark": claim.mark.value,
            "fall": claim.fall and list(claim.fall),
            "needs": claim.needs and claim.needs.value,
            "about": claim.about,
            "then": self.then.as_data(),
            "today": self.today.as_data(),
        }


def recount(study: Study, table: pl.DataFrame) -> tuple[Recounted, ...]:
    """Every claim of a study counted again, in the order of the days on which they were made."""
    in_order = sorted(study.claims, key=lambda claim: (claim.said_on.last, claim.id))
    return tuple(
        Recounted(claim, _then(claim), _on(claim, _Today(study, table))) for claim in in_order
    )


class _Today:
    """The figures as they are published now."""

    def __init__(self, study: Study, table: pl.DataFrame) -> None:
        self._study, self._table = study, table

    def window(self, measure: str, first: str, last: str) -> np.ndarray:
        return span_of(counted(self._table, self._study.measures[measure]), first, last)


class _Then:
    """The figures as they had been published by the day of the claim, as far as they are kept here."""

    def __init__(self, kept: tuple[Then, ...]) -> None:
        self._kept: Mapping[tuple[str, str], int] = {
            (one.measure, one.month): one.count for one in kept
        }

    def window(self, measure: str, first: str, last: str) -> np.ndarray:
        wanted = calendar_months(first, last)
        if any((measure, month) not in self._kept for month in wanted):
            raise NotThere(
                Text(
                    f"{measure} is not kept for each month from {first} to {last}.",
                    f"{measure} no se guarda para cada mes de {first} a {last}.",
                )
            )
        return np.array([self._kept[measure, month] for month in wanted], dtype=float)


def _then(claim: Claim) -> Recount:
    kept = tuple(one for one in claim.then if one.published.first <= claim.said_on.last)
    found = _on(claim, _Then(kept))
    return found if _own(found.counted) else Recount(Standing.NO_FIGURES, (), claim.comparisons)


def _on(claim: Claim, figures: _Today | _Then) -> Recount:
    found, left_out = [], []
    for comparison in claim.comparisons:
        try:
            before = figures.window(comparison.measure, *comparison.before)
            after = figures.window(comparison.measure, *comparison.after)
        except Refusal:
            left_out.append(comparison)
            continue
        found.append(_counted(claim, comparison, before, after))
    return Recount(_standing(claim, _own(tuple(found))), tuple(found), tuple(left_out))


def _counted(
    claim: Claim, comparison: Comparison, before: np.ndarray, after: np.ndarray
) -> Counted:
    days_before = sum(map(_days, calendar_months(*comparison.before)))
    days_after = sum(map(_days, calendar_months(*comparison.after)))
    one = Counted(
        comparison,
        float(before.mean()),
        float(after.mean()),
        float(before.sum()) / days_before,
        float(after.sum()) / days_after,
        None,
    )
    if claim.fall is None or comparison.reading == "beside":
        return one
    # Officials compare months or days; either is a way to take the words.
    low, high = claim.fall
    falls = [fall for fall in (one.fall, one.fall_a_day) if fall is not None]
    return replace(one, fits=any(low <= fall <= high for fall in falls))


def _standing(claim: Claim, own: tuple[Counted, ...]) -> Standing:
    fitting = [one for one in own if one.fits]
    if not own and any(one.reading == "own_words" for one in claim.comparisons):
        return Standing.NOT_HELD
    if claim.fall is None:
        return Standing.NOT_PRECISE
    if claim.needs is None and own and len(fitting) == len(own):
        return Standing.REPRODUCED
    if fitting:
        return Standing.ONLY_IN_WINDOW
    return Standing.NOT_PRECISE if claim.needs is Needs.NAMED_WINDOW else Standing.NOT_REPRODUCIBLE


def _own(found: tuple[Counted, ...]) -> tuple[Counted, ...]:
    return tuple(one for one in found if one.comparison.reading == "own_words")


def _days(month: str) -> int:
    day = first_day(month)
    return calendar.monthrange(day.year, day.month)[1]
