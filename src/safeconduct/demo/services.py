"""Writing the demonstration's invented people. Needs the owner's role."""

from __future__ import annotations

import io

import polars as pl

from safeconduct import clock
from safeconduct.demo.models import DemoCaseload


def rows_drawn(*, programme: str, seed: int, drawing: str) -> int | None:
    """How many people this caseload has; None if the installation does not hold it."""
    held = DemoCaseload.objects.filter(programme=programme, seed=seed, drawing=drawing)
    return held.values_list("rows", flat=True).first()


def store_caseload(*, programme: str, seed: int, drawing: str, people: pl.DataFrame) -> None:
    """Keep a drawn caseload in place of an earlier one."""
    parquet = io.BytesIO()
    people.write_parquet(parquet)
    DemoCaseload.objects.update_or_create(
        programme=programme,
        defaults={
            "seed": seed,
            "drawing": drawing,
            "rows": people.height,
            "people": parquet.getvalue(),
            "drawn_at": clock.now(),
        },
    )
