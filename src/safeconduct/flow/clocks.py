"""When a time is over: periods in calendar or working days, at the end of a local day (I8)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from safeconduct.errors import InputError

_PERIOD = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
#: No legal time limit comes near; it keeps a slip of the pen from walking through centuries of days.
_LONGEST_WORKING_DAYS = 10_000


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit of a case: `last_day` counts in full, and at `passes_at` (UTC) it is over."""

    stage: str
    outcome: str | None
    last_day: date
    passes_at: datetime


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a time limit: due at `due_at` (UTC), so many days before its last day."""

    stage: str
    days: int
    last_day: date
    due_at: datetime


def zone(name: str) -> ZoneInfo:
    """A time zone by its name in the IANA database; InputError if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise InputError(
            f"There is no time zone {name!r}.",
            given=name,
            accepted="a name such as America/Tijuana",
        ) from error


def local_day(instant: datetime, zone: tzinfo) -> date:
    """The calendar day of an aware instant at a place."""
    return instant.astimezone(zone).date()


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The instant, in UTC, at which that day is over at the place."""
    try:
        following = day + timedelta(days=1)
    except OverflowError as error:
        raise InputError("No day comes after this one.", given=day) from error
    return datetime.combine(following, time(), zone).astimezone(UTC)


def last_day(
    start: date,
    period: str,
    days: Literal["calendar", "working"] = "calendar",
    countries: Collection[str] = (),
) -> date:
    """The last day of a period that begins on the day after `start`.

    Years and months keep the day of the month, or take the month's last day where there is no such
    day (31 January and one month: 28 or 29 February). Working days leave out weekends and public
    holidays of each country (ISO 3166-1 alpha-2); a period of working days is in days only.
    InputError for a period, country or result that there is not.
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise InputError(
            f"{period!r} is no period.", given=period, accepted="P90D, P2Y, P1Y6M and the like"
        )
    years, months, count = (int(part or 0) for part in found.groups())
    try:
        if days == "calendar":
            return _months_later(start, 12 * years + months) + timedelta(days=count)
        if years or months or count > _LONGEST_WORKING_DAYS:
            raise InputError(
                f"{period!r} cannot be counted in working days.",
                given=period,
                accepted=f"days alone, up to P{_LONGEST_WORKING_DAYS}D",
            )
        return _working_days_later(start, count, frozenset(countries))
    except (OverflowError, ValueError) as error:
        raise InputError(f"{period!r} after {start} is no date.", given=period) from error


def add_period(
    start: datetime,
    period: str,
    days: Literal["calendar", "working"] = "calendar",
    *,
    zone: tzinfo,
    countries: Collection[str] = (),
) -> tuple[date, datetime]:
    """The period's last day at the place, and the instant (UTC) at which that day is over there.

    The day on which the period starts is the start's local day. Errors as in `last_day`.
    """
    day = last_day(local_day(start, zone), period, days, countries)
    return day, end_of_day(day, zone)


def _months_later(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    if year > date.max.year:
        raise OverflowError(year)
    return start.replace(
        year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1])
    )


def _working_days_later(start: date, count: int, countries: frozenset[str]) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, countries)
    return day


def is_working_day(day: date, countries: Collection[str] = ()) -> bool:
    """Whether none of the countries rests on that day; with no country, Monday to Friday."""
    if not countries:
        return day.weekday() < 5
    return not any(
        day.weekday() in calendar.weekend or day in calendar
        for calendar in (_calendar(country, day.year) for country in countries)
    )


@lru_cache(maxsize=256)
def _calendar(country: str, year: int) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays(country, years=year, expand=False)
    except NotImplementedError as error:
        raise InputError(
            f"No public holidays are known for {country!r}.",
            given=country,
            accepted="an ISO 3166-1 alpha-2 code such as MX",
        ) from error
