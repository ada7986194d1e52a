"""Dates of which only the month or the year is known: 2022-10-19, 2022-10 or 2022."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from functools import total_ordering
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

_WRITTEN = re.compile(r"([1-9][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_ACCEPTED = "a day (2022-10-19), a month (2022-10) or a year (2022)"


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, or the month or year in which an unknown day lies.

    It is taken at its last day: only then has the thing happened whichever day it was. So October 2022
    comes after 30 October 2022, and is not yet past on that day.
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, given: Any) -> PartialDate:
        """A partial date out of what YAML or JSON makes of one; ValueError says what is accepted."""
        if isinstance(given, PartialDate):
            return given
        if isinstance(given, date) and not isinstance(given, datetime):
            return cls(given.year, given.month, given.day)
        is_text = isinstance(given, str | int) and not isinstance(given, bool)
        found = _WRITTEN.fullmatch(str(given)) if is_text else None
        if found is None:
            raise ValueError(f"`{given}` is no date; accepted: {_ACCEPTED}")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if month is not None and not 1 <= month <= 12:
            raise ValueError(f"`{given}` names month {month}; accepted: {_ACCEPTED}")
        if month is not None and day is not None and not 1 <= day <= monthrange(year, month)[1]:
            raise ValueError(f"`{given}` is no day of the calendar; accepted: {_ACCEPTED}")
        return cls(year, month, day)

    @property
    def first(self) -> date:
        """The earliest day that it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day that it can be, at which it is taken."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def exact(self) -> date | None:
        """The day itself, where it is known."""
        return None if self.day is None else self.first

    def __str__(self) -> str:
        """The date as ISO 8601 writes it, as far as it is known."""
        return self.last.isoformat()[: 10 if self.day else 7 if self.month else 4]

    def __lt__(self, other: PartialDate) -> bool:
        """By the last day; of two with the same last day, the vaguer comes first."""
        return (self.last, self.first) < (other.last, other.first)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.of, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        month, day = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
        return {
            "anyOf": [
                {"type": "string", "pattern": f"^[1-9][0-9]{{3}}(-{month}(-{day})?)?$"},
                {"type": "integer", "minimum": 1000, "maximum": 9999},
            ],
            "description": f"As far as it is known: {_ACCEPTED}.",
        }
