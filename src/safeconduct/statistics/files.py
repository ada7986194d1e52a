"""The published numbers as data: exactly those, for the page's downloads and the command."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from safeconduct.statistics.models import PublishedCount
from safeconduct.statistics.selectors import Published

COLUMNS = (
    "month", "variant", "track", "measure", "stage", "outcome", "count",
    "days_25", "days_50", "days_75", "days_90", "revision", "published_at",
)  # fmt: skip


#: No kind of event of a case is an override of a safeguard, so that there is none to count or to hide.
OVERRIDES = {"recorded": 0, "can_be_recorded": False}


def rows(found: Published, month: date | None = None) -> list[dict[str, Any]]:
    """One row for each number that was ever published, replaced ones too; of one month if asked."""
    counts = [*found.counts, *(old for old, _new in found.revised)]
    told = [*map(_count, counts), *map(_wait, found.waits)]
    kept = [row for row in told if month is None or row["month"] == f"{month:%Y-%m}"]
    return sorted(kept, key=_place)


def as_data(found: Published, month: date | None = None) -> dict[str, Any]:
    """All of it as JSON would have it. What is not there was not told: none, or too few."""
    return {
        "programme": found.programme,
        "months": [
            {
                "month": f"{row.month:%Y-%m}",
                "packet": row.packet,
                "published_at": row.published_at.isoformat(timespec="seconds"),
            }
            for row in found.months
            if month in (None, row.month)
        ],
        "rows": rows(found, month),
        "overrides_of_gates": OVERRIDES,
    }


def as_csv(found: Published) -> str:
    """The same rows as a table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(found))
    return text.getvalue()


def _count(row: PublishedCount) -> dict[str, Any]:
    return _row(row, row.measure, row.outcome, row.count, revision=row.revision)


def _wait(row: Any) -> dict[str, Any]:
    days = {f"days_{part}": getattr(row, f"days_{part}") for part in (25, 50, 75, 90)}
    return _row(row, "waited", "", row.people, **days)


def _row(row: Any, measure: str, outcome: str, count: int, **more: Any) -> dict[str, Any]:
    told = {
        "month": f"{row.month:%Y-%m}",
        "variant": row.variant,
        "track": row.track,
        "measure": measure,
        "stage": row.stage,
        "outcome": outcome,
        "count": count,
        "published_at": row.published_at.isoformat(timespec="seconds"),
    }
    return {column: (told | more).get(column) for column in COLUMNS}


def _place(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[column] or "") for column in (*COLUMNS[:6], "revision"))
