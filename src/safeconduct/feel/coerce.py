"""The standard's implicit conversions: a value to the type that a decision or input declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from safeconduct.feel.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DT_DURATION,
    NUMBER,
    TEXT,
    TIME,
    YM_DURATION,
    Choice,
    ListOf,
    Record,
    Scalar,
    Type,
)
from safeconduct.feel.values import Duration


def coerce(value: object, type_: Type) -> object:
    """`value` as a value of `type_`, in Python's types; None where it is none and cannot be made one.

    A list of one stands for its item, a value for a list of itself, and a date for midnight UTC
    (DMN 1.5, section 10.3.2.9.4).
    """
    if value is None or conforms(value, type_):
        return value
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], type_):
        return value[0]
    if isinstance(type_, ListOf) and conforms([value], type_):
        return [value]
    if type_ == DATETIME and conforms(value, DATE):
        assert isinstance(value, dt.date)
        return dt.datetime.combine(value, dt.time(tzinfo=dt.UTC))
    return None


def conforms(value: object, type_: Type) -> bool:
    """Whether `value`, or None, is one of `type_`; a record may have more fields than its type."""
    if value is None:
        return True
    match type_:
        case ListOf():
            return isinstance(value, list) and all(conforms(item, type_.item) for item in value)
        case Record():
            return isinstance(value, Mapping) and all(
                name in value and conforms(value[name], own.type)
                for name, own in type_.fields.items()
            )
        case Choice():
            return value in type_.options
        case Scalar():
            return _is_of(value, type_)


def _is_of(value: object, type_: Scalar) -> bool:
    if isinstance(value, Duration):
        return type_ == (DT_DURATION if value.months is None else YM_DURATION)
    if isinstance(value, (bool, dt.datetime)):
        return type_ == (BOOLEAN if isinstance(value, bool) else DATETIME)
    kinds: dict[Scalar, type | tuple[type, ...]] = {
        NUMBER: (int, float, Decimal),
        TEXT: str,
        DATE: dt.date,
        TIME: dt.time,
    }
    return type_ in kinds and isinstance(value, kinds[type_])
