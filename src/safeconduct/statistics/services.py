"""Publishing the months that are over. Only the worker's role may write here."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db import transaction

from safeconduct import clock, settings
from safeconduct.cases import counting
from safeconduct.cases.counting import Series
from safeconduct.disclosure import tell, too_many_told
from safeconduct.flow.course import Course
from safeconduct.statistics import PACKETS_FOR_QUARTILES, PACKETS_FOR_TENTHS
from safeconduct.statistics.limits import in_order, limits_of
from safeconduct.statistics.models import PublishedCount, PublishedMonth, PublishedWait
from safeconduct.statistics.selectors import published, series_of


def publish_due() -> int:
    """Publish every month that is over and was not published, in order; gives how many there were.

    Can be called at any time and by several at once: each month is published once.
    """
    done = 0
    for programme, first_at in counting.programmes_with_cases():
        over = counting.courses(programme)
        course = next(iter(over.values()))
        for month in _months_over(course, first_at):
            done += _publish(programme, month, over)
    return done


def _months_over(course: Course, first_at: datetime) -> Iterator[date]:
    month = course.day(first_at).replace(day=1)
    present = course.day(clock.now()).replace(day=1)
    while month < present:
        yield month
        month = _following(month)


def _following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@transaction.atomic
def _publish(programme: str, month: date, over: Mapping[tuple[str, str], Course]) -> bool:
    """Publish one month; false if it was published before."""
    now, packet = clock.now(), settings.packet()
    if PublishedMonth.objects.filter(programme=programme, month=month).exists():
        return False
    # Whoever comes second waits here for the first, and then finds it done.
    _row, is_new = PublishedMonth.objects.get_or_create(
        programme=programme, month=month, defaults={"packet": packet, "published_at": now}
    )
    if not is_new:
        return False
    course = next(iter(over.values()))
    until = counting.first_day(_following(month), course)
    counted = counting.counts(programme, until, over)
    _take_back(programme, counted, packet, now)
    before = published(programme).totals()
    new: dict[Series, int] = {}
    for (variant, track), its in over.items():
        mine = {s: n for s, n in counted.items() if (s.variant, s.track) == (variant, track)}
        series = {s for s in [*mine, *before] if (s.variant, s.track) == (variant, track)}
        limits = limits_of(series, its, _last_day(month))
        ordered = {one: mine[one] for one in in_order(mine, its)}
        told = {s: n for s, n in before.items() if s in series}
        new |= tell(ordered, told, limits, packet=packet)
    _write_counts(programme, month, new, now)
    _write_waits(programme, month, over, before, new, now)
    return True


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _write_counts(programme: str, month: date, new: Mapping[Series, int], now: datetime) -> None:
    PublishedCount.objects.bulk_create(
        PublishedCount(
            programme=programme,
            variant=series.variant,
            track=series.track,
            measure=series.measure,
            stage=series.stage,
            outcome=series.outcome,
            month=month,
            count=count,
            published_at=now,
        )
        for series, count in sorted(new.items())
    )


def _write_waits(
    programme: str,
    month: date,
    over: Mapping[tuple[str, str], Course],
    before: Mapping[Series, int],
    new: Mapping[Series, int],
    now: datetime,
) -> None:
    """The waits of exactly those who are told now: whether they are told depends on nothing hidden."""
    course, packet = next(iter(over.values())), settings.packet()
    told = {
        series: (before.get(series, 0), before.get(series, 0) + count)
        for series, count in new.items()
        if series.measure == "left"
    }
    found = counting.waits(
        programme,
        counting.first_day(_following(month), course),
        over,
        told,
        zone=str(course.zone),
        least=PACKETS_FOR_QUARTILES * packet,
    )
    PublishedWait.objects.bulk_create(
        PublishedWait(
            programme=programme,
            variant=one.variant,
            track=one.track,
            stage=one.stage,
            month=month,
            people=one.cases,
            days_25=one.days[0],
            days_50=one.days[1],
            days_75=one.days[2],
            days_90=one.days[3] if one.cases >= PACKETS_FOR_TENTHS * packet else None,
            published_at=now,
        )
        for one in found
    )


def _take_back(programme: str, counted: Mapping[Series, int], packet: int, now: datetime) -> None:
    """Where more was told than there is, say so: the newest months are revised, each by a dated row."""
    told = published(programme)
    over = too_many_told(counted, told.totals(), packet=packet)
    for row in reversed(told.counts):
        less = min(over.get(series_of(row), 0), row.count)
        if less:
            over[series_of(row)] -= less
            row.pk, row.revision, row.count = None, row.revision + 1, row.count - less
            row.published_at, row._state.adding = now, True
            row.save(force_insert=True)
