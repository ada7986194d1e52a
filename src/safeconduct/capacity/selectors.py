"""Reading how many places are left."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from safeconduct.capacity.models import CapPeriod, CapSize


@dataclass(frozen=True, slots=True)
class Standing:
    """How a cap stands in one period; `size` is what was said of it last."""

    pool: str
    period: str
    size: int
    taken: int

    @property
    def left(self) -> int:
        return max(0, self.size - self.taken)


def standings() -> tuple[Standing, ...]:
    """Every cap and period from which a place was ever asked, by name and period."""
    return _told(CapPeriod.objects.order_by("pool", "period"))


def standing_of(pool: str, period: str) -> Standing | None:
    """One cap in one period; None if no place of it was ever asked for."""
    return next(iter(_told(CapPeriod.objects.filter(pool=pool, period=period))), None)


def _told(rows: QuerySet[CapPeriod]) -> tuple[Standing, ...]:
    newest = CapSize.objects.filter(cap_period=OuterRef("pk")).order_by("-from_date")
    counted = rows.annotate(
        size=Subquery(newest.values("size")[:1]),
        taken=Count("places", filter=Q(places__given_back_at__isnull=True)),
    )
    return tuple(Standing(*row) for row in counted.values_list("pool", "period", "size", "taken"))
