"""Periods end where a person at the place would say that they end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from safeconduct.errors import InputError
from safeconduct.flow.clocks import (
    add_period,
    end_of_day,
    is_working_day,
    last_day,
    local_day,
    zone,
)


@pytest.mark.parametrize(
    ("start", "period", "last"),
    [
        ("2022-11-23", "P90D", "2023-02-21"),
        ("2022-11-23", "P0D", "2022-11-23"),
        ("2022-10-12", "P2Y", "2024-10-12"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2023-01-31", "P1M", "2023-02-28"),
        ("2022-12-31", "P1M", "2023-01-31"),
        ("2022-12-15", "P1Y1M1D", "2024-01-16"),
        ("2022-12-31", "P1D", "2023-01-01"),
    ],
)
def test_calendar_periods(start: str, period: str, last: str) -> None:
    assert last_day(date.fromisoformat(start), period) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("start", "period", "countries", "last"),
    [
        # Thanksgiving (24 November 2022) is a holiday in the United States and not in Mexico.
        ("2022-11-23", "P1D", ("US",), "2022-11-25"),
        ("2022-11-23", "P1D", ("MX",), "2022-11-24"),
        ("2022-11-23", "P2D", ("US", "MX"), "2022-11-28"),
        # Over a year's end; 1 January 2023 is a Sunday, which the United States keep on the Monday.
        ("2022-12-30", "P1D", ("US",), "2023-01-03"),
        ("2022-12-30", "P1D", (), "2023-01-02"),
        # Started on a Saturday: the first working day is the Monday.
        ("2022-11-12", "P1D", (), "2022-11-14"),
    ],
)
def test_working_days(start: str, period: str, countries: tuple[str, ...], last: str) -> None:
    found = last_day(date.fromisoformat(start), period, "working", countries)
    assert found == date.fromisoformat(last)


def test_a_weekend_is_each_countrys_own() -> None:
    friday = date(2022, 11, 11)
    assert is_working_day(friday, ["GE"])
    assert not is_working_day(friday, ["SA"])


@pytest.mark.parametrize(
    ("place", "day", "ends"),
    [
        ("America/Ciudad_Juarez", "2022-11-23", "2022-11-24T06:00"),
        # The place moved from Central to Mountain time on 30 November 2022.
        ("America/Ciudad_Juarez", "2022-12-23", "2022-12-24T07:00"),
        # Clocks go forward on 12 March 2023 and back on 5 November 2023.
        ("America/New_York", "2023-03-11", "2023-03-12T05:00"),
        ("America/New_York", "2023-03-12", "2023-03-13T04:00"),
        ("America/New_York", "2023-11-05", "2023-11-06T05:00"),
        # Midnight itself is skipped: the day is over when the clock jumps.
        ("America/Havana", "2023-03-11", "2023-03-12T05:00"),
    ],
)
def test_a_day_ends_at_the_places_midnight(place: str, day: str, ends: str) -> None:
    expected = datetime.fromisoformat(ends).replace(tzinfo=UTC)
    assert end_of_day(date.fromisoformat(day), zone(place)) == expected


def test_a_day_of_the_clock_change_has_23_or_25_hours() -> None:
    new_york = zone("America/New_York")
    lengths = [
        end_of_day(day, new_york) - end_of_day(day - timedelta(days=1), new_york)
        for day in (date(2023, 3, 12), date(2023, 11, 5))
    ]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


def test_the_start_is_the_places_day_not_the_clocks() -> None:
    late = datetime(2022, 11, 24, 5, 30, tzinfo=UTC)
    assert local_day(late, zone("America/Ciudad_Juarez")) == date(2022, 11, 23)
    day, passes_at = add_period(late, "P90D", zone=zone("America/Ciudad_Juarez"))
    assert (day, passes_at) == (date(2023, 2, 21), datetime(2023, 2, 22, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("period", "days", "countries"),
    [
        ("P", "calendar", ()),
        ("90D", "calendar", ()),
        ("P1W", "calendar", ()),
        ("P1D1M", "calendar", ()),
        ("P9999Y", "calendar", ()),
        ("P99999999999D", "calendar", ()),
        ("P1M", "working", ()),
        ("P99999999D", "working", ()),
        ("P2D", "working", ("XX",)),
    ],
)
def test_what_cannot_be_counted_is_refused(
    period: str, days: str, countries: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as caught:
        last_day(date(2022, 11, 23), period, days, countries)  # type: ignore[arg-type]
    assert period in str(caught.value) or "XX" in str(caught.value)


@pytest.mark.parametrize("name", ["America/Atlantis", "", "../etc/passwd", "America"])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        zone(name)
