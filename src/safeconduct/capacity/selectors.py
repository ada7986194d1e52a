"""Reading how many places are left."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from safeconduct.capacity.models import CapPeriod


@dataclass(frozen=True, slots=True)
class Standing:
    """How a cap stands in one period."""

    pool: str
    period: str
    size: int
    taken: int

    @property
    def left(self) -> int:
        return self.size - self.taken


def standings() -> tuple[Standing, ...]:
    """Every cap and period from which a place was ever asked, by name and period."""
    rows = CapPeriod.objects.annotate(
        taken=Count("places", filter=Q(places__given_back_at__isnull=True))
    )
    return tuple(
        Standing(row.pool, row.period, row.size, row.taken)
        for row in rows.order_by("pool", "period")
    )
