"""An answer to a question of the dictionary, and what a typed text means for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from safeconduct.eligibility.dictionary import read_value
from safeconduct.programme.schema import Fact

NONE, UNKNOWN, VALUE = "-", "?", "="


@dataclass(frozen=True, slots=True)
class Answer:
    """A value, none, or `I do not know`."""

    kind: Literal["value", "none", "unknown"]
    value: Any = None

    def text(self) -> str:
        """The answer as one hidden field."""
        if self.kind == "value":
            return VALUE + _written(self.value)
        return NONE if self.kind == "none" else UNKNOWN


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def value_of(fact: Fact, text: str) -> Any:
    """The value that a text means for a fact; None if it means none."""
    given: Any = text
    if fact.type == "boolean":
        given = {"yes": True, "no": False}.get(text)
    elif fact.type in ("integer", "money"):
        given = int(text) if text.isascii() and text.removeprefix("-").isdecimal() else None
    if given is None:
        return None
    value, problems = read_value(fact, given, (fact.id,))
    return None if problems else value
