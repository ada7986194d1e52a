"""Dates, times and durations as plain integers: reading, writing, and adding months.

A date is days since 1970-01-01, a time microseconds since midnight, a date and time microseconds
since 1970-01-01T00:00 on its own clock, a duration whole months or microseconds. Years count as
ISO 8601 does: year 0 exists. A zone stands beside the number: None, seconds east of UTC, or a name.
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

Zone = int | str | None

SECOND = 1_000_000
DAY = 86_400 * SECOND
#: Polars counts microseconds in 64 bits: about 292,000 years either way.
MAX_YEAR = 200_000
MAX_MONTHS = 12 * 10**9

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@.+)?")
_MONTHS = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?")
_SECONDS = re.compile(r"(-?)P(?:(\d+)D)?(?:(T)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?")


class OutOfReach(ValueError):
    """A valid value that this engine cannot hold exactly."""


def days_of(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant's algorithm)."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468


def civil_of(days: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970-01-01."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month <= 2)
    return year, month, day_of_year - (153 * shifted + 2) // 5 + 1


def days_in_month(year: int, month: int) -> int:
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return days_of(*following, 1) - days_of(year, month, 1)


def add_months(days: int, months: int) -> int:
    """The same day of the month, or the month's last: 31 January + 1 month is 28 or 29 February.

    The Polars side is `dt.offset_by`, which follows the same convention.
    """
    year, month, day = civil_of(days)
    year, month = divmod(year * 12 + month - 1 + months, 12)
    return days_of(year, month + 1, min(day, days_in_month(year, month + 1)))


def last_day_within(limit: int, months: int) -> int:
    """The last day `d` with `add_months(d, months) <= limit`."""
    # Never too late: going back can only lose days of the month, which coming forth does not regain.
    day = add_months(limit, -months)
    while add_months(day + 1, months) <= limit:
        day += 1
    return day


def read_date(text: str) -> int | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    sign, year, month, day = match.groups()
    return make_date(-int(year) if sign else int(year), int(month), int(day))


def make_date(year: int, month: int, day: int) -> int | None:
    if not -999_999_999 <= year <= 999_999_999 or not 1 <= month <= 12 or day < 1:
        return None
    if abs(year) > MAX_YEAR:
        raise OutOfReach(f"The year {year} is out of reach.")
    return days_of(year, month, day) if day <= days_in_month(year, month) else None


def read_time(text: str) -> tuple[int, Zone] | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, fraction, zone = match.groups()
    micros = make_time(int(hour), int(minute), int(second), fraction or "")
    if micros is None:
        return None
    if zone is None:
        return micros, None
    known = read_zone(zone)
    return None if known is None else (micros, known)


def make_time(hour: int, minute: int, second: int, fraction: str = "") -> int | None:
    if hour == 24:
        return DAY if not minute and not second and not fraction.strip("0") else None
    if not 0 <= hour < 24 or not 0 <= minute < 60 or not 0 <= second < 60:
        return None
    return (hour * 3600 + minute * 60 + second) * SECOND + _micros(fraction)


def _micros(fraction: str) -> int:
    if fraction[6:].strip("0"):
        raise OutOfReach("Fractions of a second finer than a microsecond are out of reach.")
    return int(fraction[:6].ljust(6, "0"))


def read_zone(text: str) -> int | str | None:
    """Seconds east of UTC, or the name after "@"; None where there is no such zone."""
    if text == "Z":
        return 0
    if text.startswith("@"):
        return text[1:] if is_zone(text[1:]) else None
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    offset = hours * 3600 + minutes * 60 + sum(seconds)
    if offset > 14 * 3600 or minutes > 59 or sum(seconds) > 59:
        return None
    return -offset if text[0] == "-" else offset


@lru_cache(maxsize=256)
def is_zone(name: str) -> bool:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*", name):
        return False
    try:
        pl.select(pl.lit(0).cast(pl.Datetime("us")).dt.replace_time_zone(name))
    except pl.exceptions.PolarsError:
        return False
    return True


def read_datetime(text: str) -> tuple[int, Zone] | None:
    date_text, separator, time_text = text.partition("T")
    days = read_date(date_text)
    if days is None:
        return None
    if not separator:
        return days * DAY, None
    time = read_time(time_text)
    return None if time is None else (days * DAY + time[0], time[1])


def read_months(text: str) -> int | None:
    """Whole months of a years and months duration such as P1Y2M."""
    match = _MONTHS.fullmatch(text)
    if match is None or match.group(2) is match.group(3) is None:
        return None
    months = int(match.group(2) or 0) * 12 + int(match.group(3) or 0)
    if months > MAX_MONTHS:
        raise OutOfReach("A duration of so many months is out of reach.")
    return -months if match.group(1) else months


def read_seconds(text: str) -> int | None:
    """Microseconds of a days and time duration such as P1DT2H."""
    match = _SECONDS.fullmatch(text)
    if match is None:
        return None
    sign, days, mark, hours, minutes, seconds, fraction = match.groups()
    if (mark and hours is minutes is seconds is None) or (not mark and days is None):
        return None
    whole = int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60
    micros = (whole + int(seconds or 0)) * SECOND + _micros(fraction or "")
    if micros >= 2**62:
        raise OutOfReach("A duration of so many days is out of reach.")
    return -micros if sign else micros


def write_date(days: int) -> str:
    year, month, day = civil_of(days)
    return f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}"


def write_time(micros: int, zone: Zone) -> str:
    seconds, fraction = divmod(micros, SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    clock = f"{hour:02d}:{minute:02d}:{second:02d}"
    return clock + _write_fraction(fraction) + _write_zone(zone)


def write_datetime(micros: int, zone: Zone) -> str:
    days, rest = divmod(micros, DAY)
    return f"{write_date(days)}T{write_time(rest, zone)}"


def write_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    body = (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")
    return f"{'-' if months < 0 else ''}P{body}"


def write_seconds(micros: int) -> str:
    seconds, fraction = divmod(abs(micros), SECOND)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    clock = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")
    if second or fraction or not (clock or days):
        clock += f"{second}{_write_fraction(fraction)}S"
    body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if micros < 0 else ''}P{body}"


def _write_fraction(fraction: int) -> str:
    return "." + f"{fraction:06d}".rstrip("0") if fraction else ""


def _write_zone(zone: Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    minutes, second = divmod(abs(zone), 60)
    tail = f":{second:02d}" if second else ""
    return f"{'-' if zone < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}{tail}"
