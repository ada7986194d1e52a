"""Which encounters a caseload is drawn from: cells of the published table, with a count each."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from safeconduct.demo import figures
from safeconduct.demo.caseload.assumptions import assumed
from safeconduct.errors import InputError, NotFound

AUTUMN_2022 = ("2022-10", "2022-11", "2022-12")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table: `published` encounters there, of which `people` are drawn.

    `companions` more belong to its families and are of another nationality.
    """

    month: date
    nationality: str
    component: str
    title: int
    group: str
    published: int
    people: int
    companions: int = 0

    @property
    def name(self) -> str:
        """The cell's own stream of chance."""
        return f"{self.month} {self.nationality} {self.component} {self.title} {self.group}"

    def is_of(self, entry: dict[str, Any]) -> bool:
        """Whether an entry of the assumptions, by the keys that it has, is about this cell."""
        here = {
            "nationality": self.nationality,
            "component": self.component,
            "title": self.title,
            "month": f"{self.month:%Y-%m}",
        }
        return all(entry[key] == value for key, value in here.items() if key in entry)

    def weight_of_days(self) -> npt.NDArray[np.float64]:
        """How the cell's encounters lie on the days of its month, in people of the published table."""
        days = calendar.monthrange(self.month.year, self.month.month)[1]
        shape: dict[str, Any] = next(
            (entry for entry in assumed("daily_shape") if self.is_of(entry)), {}
        )
        given: dict[int, int] = shape.get("people", {})
        first, last = shape.get("first", 1), shape.get("last", days)
        rest = [day for day in range(first, last + 1) if day not in given]
        in_month = sum(
            figures.encounters()
            .filter(month=self.month, nationality=self.nationality)
            .filter(component=self.component, title=self.title)["encounters"]
        )
        weights = np.zeros(days)
        for day, people in given.items():
            weights[day - 1] = people
        weights[np.array(rest) - 1] = max(in_month - sum(given.values()), 0) / len(rest)
        return weights


def chosen_cells(
    months: Sequence[str], nationalities: Sequence[str], size: int | None
) -> list[Cell]:
    """The cells of these months and nationalities: every encounter, or `size` in proportion.

    NotFound for a month or nationality that the table does not have, InputError when both together
    have no encounter.
    """
    table = figures.encounters()
    table = table.filter(
        pl.col("month").is_in([_month(given) for given in months]),
        pl.col("nationality").is_in([_nationality(given) for given in nationalities]),
    )
    if table.is_empty():
        raise InputError(
            f"The table has no encounter of {', '.join(nationalities)} in {', '.join(months)}.",
            given=f"{', '.join(nationalities)}; {', '.join(months)}",
            accepted="another month or nationality",
        )
    counted = table.rename({"encounters": "published"})
    cells = [Cell(**row, people=row["published"]) for row in counted.iter_rows(named=True)]
    return _with_companions(cells) if size is None else _in_proportion(cells, size)


def returns_cells() -> list[Cell]:
    """The expulsions of Venezuelans between ports, October to December 2022: 17,919 events."""
    return [
        replace(cell, companions=0)
        for cell in chosen_cells(AUTUMN_2022, ("VE",), None)
        if cell.component == "USBP" and cell.title == 42
    ]


def _month(given: str) -> date:
    months = figures.encounters()["month"]
    first, last = months.min(), months.max()
    assert isinstance(first, date) and isinstance(last, date)
    try:
        month = date.fromisoformat(f"{given}-01") if len(given) == 7 else None
    except ValueError:
        month = None
    if month is None or not first <= month <= last:
        raise NotFound(
            f"The table has no month {given!r}.",
            given=given,
            accepted=f"a month from {first:%Y-%m} to {last:%Y-%m}",
        )
    return month


def _nationality(given: str) -> str:
    known = sorted(figures.encounters()["nationality"].unique())
    if given not in known:
        raise NotFound(
            f"The table has no nationality {given!r}.", given=given, accepted=", ".join(known)
        )
    return given


def _with_companions(cells: list[Cell]) -> list[Cell]:
    share = assumed("family_of_another_nationality")
    return [
        replace(cell, companions=int(cell.people * share)) if _has_families(cell) else cell
        for cell in cells
    ]


def _in_proportion(cells: list[Cell], size: int) -> list[Cell]:
    """Largest remainders: each cell gets its share to within one, and the sum is exact."""
    share = assumed("family_of_another_nationality")
    published = [cell.published for cell in cells]
    total = sum(published)
    people = [count * size // total for count in published]
    by_remainder = sorted(range(len(cells)), key=lambda at: (-(published[at] * size % total), at))
    for at in by_remainder[: size - sum(people)]:
        people[at] += 1
    scaled = []
    for cell, count in zip(cells, people, strict=True):
        companions = int(count * share / (1 + share)) if _has_families(cell) else 0
        scaled.append(replace(cell, people=count - companions, companions=companions))
    return [cell for cell in scaled if cell.people]


def _has_families(cell: Cell) -> bool:
    return cell.group == "family_unit"
