"""Reading what was published: numbers and their revisions, waits, and since when each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from safeconduct.cases.counting import Series
from safeconduct.statistics.models import PublishedCount, PublishedMonth, PublishedWait


@dataclass(frozen=True, slots=True)
class Published:
    """All that was ever published of a programme. Every page, file and sum is made of this alone."""

    programme: str
    months: tuple[PublishedMonth, ...]
    #: The newest revision of each number, the oldest month first.
    counts: tuple[PublishedCount, ...]
    #: Each number that was replaced, with the one that replaced it.
    revised: tuple[tuple[PublishedCount, PublishedCount], ...]
    waits: tuple[PublishedWait, ...]

    @property
    def packet(self) -> int | None:
        """The size of the newest packets; None if nothing was published."""
        return self.months[-1].packet if self.months else None

    def totals(self, *, variant: str | None = None, month: date | None = None) -> dict[Series, int]:
        """What was told of each counter, in all or of one month. Nothing told, no entry."""
        found: dict[Series, int] = {}
        for row in self.counts:
            if variant in (None, row.variant) and month in (None, row.month) and row.count:
                series = series_of(row)
                found[series] = found.get(series, 0) + row.count
        return found


def published(programme: str) -> Published:
    """What was published of a programme; nothing, for one of which nothing was."""
    rows = PublishedCount.objects.filter(programme=programme)
    rows = rows.order_by("month", "variant", "track", "measure", "stage", "outcome", "revision")
    newest, revised = _newest(rows)
    waits = PublishedWait.objects.filter(programme=programme)
    return Published(
        programme,
        tuple(PublishedMonth.objects.filter(programme=programme).order_by("month")),
        newest,
        revised,
        tuple(waits.order_by("month", "variant", "track", "stage")),
    )


def series_of(row: PublishedCount) -> Series:
    """The counter that a number is of."""
    return Series(row.variant, row.track, row.measure, row.stage, row.outcome)


def _newest(
    rows: Iterable[PublishedCount],
) -> tuple[tuple[PublishedCount, ...], tuple[tuple[PublishedCount, PublishedCount], ...]]:
    held: dict[tuple[Series, date], PublishedCount] = {}
    revised = []
    for row in rows:
        key = (series_of(row), row.month)
        if key in held:
            revised.append((held[key], row))
        held[key] = row
    return tuple(held.values()), tuple(revised)
