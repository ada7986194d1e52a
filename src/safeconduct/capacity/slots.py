"""When a post sees people: pure, from its hours, places a day, weekends and holidays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from safeconduct.errors import InputError
from safeconduct.flow.clocks import is_working_day, zone

#: Nobody looks further ahead.
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """How a post is open on its working days: local hours, and how many people it sees on such a day."""

    time_zone: str
    holidays: tuple[str, ...]
    opens: time
    closes: time
    places_a_day: int

    @classmethod
    def read(
        cls, *, time_zone: str, holidays: tuple[str, ...], hours: str, places_a_day: int
    ) -> OpeningHours:
        """From hours as `08:00-12:00`. InputError for hours or numbers that cannot be."""
        zone(time_zone)
        try:
            opens, closes = (time.fromisoformat(part) for part in hours.split("-"))
        except ValueError as error:
            raise _no_hours(hours) from error
        if opens >= closes or opens.tzinfo or closes.tzinfo:
            raise _no_hours(hours)
        minutes = _minutes(closes) - _minutes(opens)
        if not 0 <= places_a_day <= minutes:
            raise InputError(
                f"{places_a_day} places a day do not fit into {hours}.",
                given=places_a_day,
                accepted=f"0 to {minutes}, one person a minute at most",
            )
        return cls(time_zone, holidays, opens, closes, places_a_day)

    def times(self, day: date) -> tuple[datetime, ...]:
        """The instants (UTC) at which someone can be seen on a day; none when the post is closed."""
        if not self.places_a_day or not is_working_day(day, self.holidays or ()):
            return ()
        first, last = _minutes(self.opens), _minutes(self.closes)
        here = zone(self.time_zone)
        return tuple(
            datetime.combine(
                day, _at(first + (last - first) * n // self.places_a_day), here
            ).astimezone(UTC)
            for n in range(self.places_a_day)
        )

    def day(self, instant: datetime) -> date:
        """The post's own calendar day."""
        return instant.astimezone(zone(self.time_zone)).date()


def days(first: date, last: date) -> Iterator[date]:
    """Every day of a span, ends included. InputError for one that is longer than a year."""
    if (last - first).days > MOST_DAYS:
        raise InputError(
            f"From {first} to {last} is longer than a year.",
            given=str(last),
            accepted=f"up to {first + timedelta(days=MOST_DAYS)}",
        )
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _minutes(of: time) -> int:
    return 60 * of.hour + of.minute


def _at(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _no_hours(hours: str) -> InputError:
    return InputError(f"{hours!r} are no hours.", given=hours, accepted="hours as 08:00-12:00")
