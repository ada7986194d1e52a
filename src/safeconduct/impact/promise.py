"""The number that tests the promise: of those who were returned, how many had a way in, and took it.

Nothing here is simulated. A number is published, or follows from the rules by the month alone, or it is
"not published" and stands there as such.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from safeconduct.eligibility import screen
from safeconduct.errors import NotFound
from safeconduct.impact.months import calendar_months, first_day
from safeconduct.impact.study.counting import counted
from safeconduct.impact.study.reading import Study
from safeconduct.impact.study.schema import PromiseFile, Published, Step
from safeconduct.impact.text import Refusal, Text
from safeconduct.programme import Definition


@dataclass(frozen=True, slots=True)
class Number:
    """A published count, or None: not published. `rounded_to` says how coarsely."""

    count: int | None
    rounded_to: int = 1

    def as_data(self) -> dict[str, object]:
        return {"count": self.count, "rounded_to": self.rounded_to}


@dataclass(frozen=True, slots=True)
class MonthOfPromise:
    """One month under one variant.

    `barred_by` names the conditions that stand in the way of everybody who was returned in the month,
    whatever else is known of them; `partly` those that do so only from some day of the month on.
    `barred` is how many that are: all of the returned, none, or not published.
    """

    month: str
    returned: Number
    barred: Number
    could_apply: Number
    barred_by: tuple[str, ...]
    partly: tuple[str, ...]
    #: What the rules give who was returned in the month, on its first and on its last day.
    result_first: str
    result_last: str
    #: Of everyone, returned or not: nothing published tells the two apart.
    applied: Number
    approved: Number
    arrived: Number

    @property
    def numbers(self) -> Mapping[str, Number]:
        """Each number by its name, in the order of the way."""
        return {
            "returned": self.returned,
            "barred": self.barred,
            "could_apply": self.could_apply,
            "applied": self.applied,
            "approved": self.approved,
            "arrived": self.arrived,
        }

    def as_data(self) -> dict[str, object]:
        return {
            "month": self.month,
            **{name: number.as_data() for name, number in self.numbers.items()},
            "barred_by": list(self.barred_by),
            "barred_from_some_day_on_by": list(self.partly),
            "result_on_the_first": self.result_first,
            "result_on_the_last": self.result_last,
        }


@dataclass(frozen=True, slots=True)
class Promise:
    """The months under one variant, and the published figures that stand beside them."""

    programme: Definition
    months: tuple[MonthOfPromise, ...]
    published: tuple[Published, ...]
    returned: int
    barred_for_certain: int

    def as_data(self) -> dict[str, object]:
        return {
            "programme": self.programme.programme.id,
            "variant": self.programme.variant,
            "returned": self.returned,
            "barred_for_certain": self.barred_for_certain,
            "months": [month.as_data() for month in self.months],
            "published": [one.model_dump(mode="json") for one in self.published],
        }


def promise(study: Study, table: pl.DataFrame, variant: Definition) -> Promise:
    """Month by month under one variant. InputError where the programme says nothing of its returns."""
    said = study.promise
    if said is None:
        name = study.programme.programme.id
        raise Refusal(
            Text(
                f"{name} does not say whom its promise is about.",
                f"{name} no dice de quiénes habla su promesa.",
            ),
            given=name,
            accepted=Text(
                "a programme with a file impact/promise.yaml",
                "un programa con un archivo impact/promise.yaml",
            ),
        )
    monthly = _monthly(said, table)
    months = tuple(_month(month, said, variant, monthly) for month in calendar_months(*said.months))
    return Promise(
        variant,
        months,
        said.published,
        sum(one.returned.count or 0 for one in months),
        sum(one.barred.count or 0 for one in months),
    )


def _month(
    month: str, said: PromiseFile, variant: Definition, monthly: Mapping[Step, Mapping[str, Number]]
) -> MonthOfPromise:
    first = first_day(month)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    on_first, on_last = (_asked(said, variant, day, last) for day in (first, last))
    always = tuple(name for name in on_first[1] if name in on_last[1])
    partly = tuple(
        name for name in dict.fromkeys((*on_first[1], *on_last[1])) if name not in always
    )
    numbers = {step: monthly.get(step, {}).get(month, Number(None)) for step in Step}
    returned = numbers[Step.RETURNED]
    if always:
        barred, could = returned, Number(0 if returned.count is not None else None)
    elif partly:
        # Days are not published, so nobody can say how many crossed before and how many after.
        barred, could = Number(None), Number(None)
    else:
        # Whether someone could apply hangs on what nobody publishes: supporter, passport, past.
        barred, could = Number(0 if returned.count is not None else None), Number(None)
    return MonthOfPromise(
        month, returned, barred, could, always, partly, on_first[0], on_last[0],
        numbers[Step.APPLIED], numbers[Step.APPROVED], numbers[Step.ARRIVED],
    )  # fmt: skip


def _asked(
    said: PromiseFile, variant: Definition, day: date, as_of: date
) -> tuple[str, tuple[str, ...]]:
    """What the rules say, as of a day, of someone returned on another, by nothing but that they were."""
    facts = _filled(said.returned.facts, day)
    answer = screen(variant, said.returned.track, as_of, facts)
    return answer.result.value, tuple(found.condition.id for found in answer.in_the_way)


def _filled(given: Any, day: date) -> Any:
    if isinstance(given, dict):
        return {name: _filled(value, day) for name, value in given.items()}
    if isinstance(given, list):
        return [_filled(value, day) for value in given]
    return day.isoformat() if given == "{day}" else given


def _monthly(said: PromiseFile, table: pl.DataFrame) -> dict[Step, dict[str, Number]]:
    found: dict[Step, dict[str, Number]] = {}
    for one in said.monthly:
        try:
            series = counted(table, one.cells)
        except NotFound:
            # Other figures than the programme's own need not hold every step.
            continue
        found[one.step] = {
            f"{month:%Y-%m}": Number(int(value), series.rounded_to)
            for month, value in zip(series.months, series.values, strict=True)
            if not np.isnan(value)
        }
    return found
