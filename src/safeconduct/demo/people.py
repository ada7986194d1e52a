"""Reading the demonstration's invented people."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import polars as pl

from safeconduct import feel
from safeconduct.demo.models import DemoCaseload
from safeconduct.eligibility.rows import facts_at
from safeconduct.eligibility.tables import piece_of
from safeconduct.errors import NotFound
from safeconduct.programme import Definition


@dataclass(frozen=True, eq=False)
class DemoPeople:
    """A caseload in memory: `frame` has one row per person, with `case_id`, `family_id`, `name`."""

    frame: pl.DataFrame

    def population(self, definition: Definition) -> feel.Population:
        """The people as rules run over them, row for row."""
        return _population(self, definition)

    def position(self, case_id: str) -> int:
        """The row of a person; NotFound if there is none of that case number."""
        found = self.frame["case_id"].index_of(case_id)
        if found is None:
            raise NotFound(
                "There is no invented person with this case number.",
                given=case_id,
                accepted=f"a case number such as {self.frame['case_id'][0]}",
            )
        return found

    def facts(self, case_id: str, definition: Definition) -> dict[str, Any]:
        """One person's facts, as `screen` takes them."""
        return facts_at(self.frame, self.position(case_id), definition.facts)


@lru_cache(maxsize=8)
def _population(people: DemoPeople, definition: Definition) -> feel.Population:
    return piece_of(people.frame, definition.facts).population


def demo_people(programme: str) -> DemoPeople:
    """The invented people of a programme; NotFound if none were drawn for it."""
    drawn = DemoCaseload.objects.filter(programme=programme).values_list("drawn_at", flat=True)
    drawn_at = drawn.first()
    if drawn_at is None:
        known = DemoCaseload.objects.order_by("programme").values_list("programme", flat=True)
        raise NotFound(
            f"No invented people were drawn for {programme!r}.",
            given=programme,
            accepted=", ".join(known) or "none yet",
        )
    return _read(programme, drawn_at)


@lru_cache(maxsize=2)
def _read(programme: str, drawn_at: datetime) -> DemoPeople:
    caseload = DemoCaseload.objects.get(programme=programme)
    return DemoPeople(pl.read_parquet(io.BytesIO(bytes(caseload.people))))
