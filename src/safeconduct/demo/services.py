"""Writing the demonstration's invented people. Needs the owner's role."""

from __future__ import annotations

import io

import polars as pl

from safeconduct import clock
from safeconduct.demo.models import DemoCaseload


def is_drawn(*, programme: str, seed: int, drawing: str) -> bool:
    """Whether the installation holds this caseload already."""
    held = DemoCaseload.objects.filter(programme=programme, seed=seed, drawing=drawing)
    return held.exists()


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
