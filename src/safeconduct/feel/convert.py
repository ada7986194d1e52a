"""Python values to the compiler's constants and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from safeconduct.feel import calendar, decimals
from safeconduct.feel.errors import FeelTypeError, FeelUnsupported
from safeconduct.feel.terms import (
    NULL,
    Cell,
    Entries,
    Interval,
    Items,
    Null,
    Term,
    constant,
)
from safeconduct.feel.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DT_DURATION,
    NUMBER,
    TEXT,
    TIME,
    YM_DURATION,
)
from safeconduct.feel.values import Duration, Range

_EPOCH = dt.date(1970, 1, 1).toordinal()
_MICRO = Decimal("0.000001")


def term_of(value: object) -> Term:
    """A Python value as a constant of the compiler.

    Raises FeelTypeError for what has no meaning in FEEL, such as a set or an infinite float.
    """
    match value:
        case None:
            return NULL
        case bool():
            return constant(BOOLEAN, value)
        case int() | float() | Decimal():
            return constant(NUMBER, _number_of(value))
        case str():
            return constant(TEXT, value)
        case dt.datetime():
            micros = _day(value) * calendar.DAY + _micros(value.timetz())
            return constant(DATETIME, micros, _zone_of(value))
        case dt.date():
            return constant(DATE, _day(value))
        case dt.time():
            return constant(TIME, _micros(value), _zone_of(value))
        case Duration(months=int() as months):
            return constant(YM_DURATION, months)
        case Duration(seconds=seconds):
            return constant(DT_DURATION, _whole_micros(seconds))
        case dt.timedelta():
            return constant(DT_DURATION, value // dt.timedelta(microseconds=1))
        case Range():
            return Interval(
                term_of(value.low),
                term_of(value.high),
                value.low_closed if value.operator is None else False,
                value.high_closed if value.operator is None else False,
                value.operator,
            )
        case Mapping():
            return Entries({str(key): term_of(entry) for key, entry in value.items()})
        case list() | tuple():
            return Items(tuple(term_of(item) for item in value))
    raise FeelTypeError(f"A {type(value).__name__} has no meaning in FEEL.", given=value)


def _number_of(value: int | float | Decimal) -> int | Decimal:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise FeelTypeError("FEEL's numbers are finite.", given=value)
    try:
        return decimals.held(number)
    except calendar.OutOfReach as error:
        raise FeelUnsupported(str(error), given=value) from None


def _day(value: dt.date) -> int:
    return value.toordinal() - _EPOCH


def _micros(value: dt.time) -> int:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return seconds * calendar.SECOND + value.microsecond


def _zone_of(value: dt.datetime | dt.time) -> calendar.Zone:
    if value.tzinfo is None:
        return None
    if isinstance(value.tzinfo, ZoneInfo):
        return value.tzinfo.key
    offset = value.utcoffset()
    if offset is None:
        raise FeelTypeError("This time zone has no fixed offset and no name.", given=value)
    return offset // dt.timedelta(seconds=1)


def _whole_micros(seconds: object) -> int:
    micros = decimals.product(Decimal(str(seconds)), calendar.SECOND)
    if not isinstance(micros, int) or abs(micros) >= 2**62:
        raise FeelUnsupported("A duration so long or so fine is out of reach.", given=seconds)
    return micros


def value_of(term: Term) -> object:
    """A constant of the compiler as a Python value.

    Raises FeelUnsupported for what Python has no value for, such as a year before 1 or a function.
    """
    match term:
        case Null():
            return None
        case Items():
            return [value_of(item) for item in term.items]
        case Entries():
            return {key: value_of(entry) for key, entry in term.entries.items()}
        case Interval():
            return Range(
                value_of(term.low),
                value_of(term.high),
                term.low_closed,
                term.high_closed,
                term.operator,
            )
        case Cell():
            return _plain(term)
    raise FeelUnsupported("A function is no value that can be handed out.")


def _plain(cell: Cell) -> object:
    value = cell.value
    if cell.kind == DATE:
        return _date(value)
    if cell.kind == DATETIME:
        days, micros = divmod(value, calendar.DAY)
        return dt.datetime.combine(_date(days), _time(micros, cell.zone))
    if cell.kind == TIME:
        return _time(value, cell.zone)
    if cell.kind == YM_DURATION:
        return Duration(months=value)
    if cell.kind == DT_DURATION:
        return Duration(seconds=decimals.product(value, _MICRO))
    return value


def _date(days: int) -> dt.date:
    ordinal = days + _EPOCH
    if not 1 <= ordinal <= dt.date.max.toordinal():
        raise FeelUnsupported(
            f"{calendar.write_date(days)} cannot be handed out: Python's years run from 1 to 9999."
        )
    return dt.date.fromordinal(ordinal)


def _time(micros: int, zone: calendar.Zone) -> dt.time:
    seconds, micros = divmod(micros, calendar.SECOND)
    minutes, second = divmod(seconds, 60)
    return dt.time(minutes // 60, minutes % 60, second, micros, tzinfo=_tzinfo(zone))


def _tzinfo(zone: calendar.Zone) -> dt.tzinfo | None:
    if zone is None:
        return None
    if isinstance(zone, str):
        try:
            return ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise FeelUnsupported(f"This machine does not know the time zone {zone}.") from None
    return dt.timezone(dt.timedelta(seconds=zone))
